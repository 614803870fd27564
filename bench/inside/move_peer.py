"""Inside `odoo shell`: the peer's change of stage by an agent, measured as ours."""

# ruff: noqa: F821
from odoo.api import Environment

uid = env["res.users"].search([("login", "=", "bench_agent")]).id
new = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_new").id
target = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress").id
env.cr.execute(
    "SELECT id FROM helpdesk_ticket WHERE stage_id = %s AND number LIKE 'BN-%%' ORDER BY id DESC LIMIT %s",
    [new, turns],
)
ids = iter([row[0] for row in env.cr.fetchall()])
env.cr.commit()


def move_one() -> None:
    fresh = Environment(env.cr, uid, {"lang": "en_US"})
    fresh.invalidate_all()
    fresh["helpdesk.ticket"].browse(next(ids)).write({"stage_id": target})
    fresh.cr.commit()


serve_turns(move_one)
