"""Inside `odoo shell`: step 2 to step 3 by the operator, each in a transaction and an environment of its own."""

# ruff: noqa: F821
from odoo.api import Environment

uid = env["res.users"].search([("login", "=", "bench_operator")]).id
target = env.ref("lalisa_complaint.stage_verify").id
# The same places in the table at every size, so that only the size differs.
env.cr.execute(
    "SELECT id FROM lalisa_complaint WHERE stage_code = 'check' AND number LIKE 'BN-%%' ORDER BY id DESC LIMIT %s",
    [turns],
)
ids = iter([row[0] for row in env.cr.fetchall()])
env.cr.commit()


def move_one() -> None:
    fresh = Environment(env.cr, uid, {"lang": "id_ID"})
    fresh.invalidate_all()
    fresh["lalisa.complaint"].browse(next(ids)).write({"stage_id": target})
    fresh.cr.commit()


serve_turns(move_one)
