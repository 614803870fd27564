"""Inside `odoo shell`: the peer's gateway as its own screen would leave it once connected."""

# ruff: noqa: F821
env["mail.gateway"].create(
    {
        "name": "Bench",
        "token": "7000000001:bench",
        "gateway_type": "telegram",
        "webhook_key": "bench",
        "webhook_secret": "bench",
        "integrated_webhook_state": "integrated",
        "member_ids": [(4, env.ref("base.user_admin").id)],
    }
)
env.cr.commit()
print("LALISA_BENCH true")
