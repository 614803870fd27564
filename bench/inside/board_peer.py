"""Inside `odoo shell`: which screens of the peer are opened, by whom, and what is typed there."""

# ruff: noqa: F821
user = env["res.users"].search([("login", "=", "bench_agent")])
user.password = user.login
env.cr.execute("SELECT max(id) FROM helpdesk_ticket WHERE closed_date IS NULL")
record = env.cr.fetchone()[0]
action = env.ref("helpdesk_mgmt.helpdesk_ticket_action_opened")
screens = {
    "login": user.login,
    "model": "helpdesk.ticket",
    "board": f"/odoo/action-{action.id}",
    "turn": None,
    "overdue": None,
    "record": record,
}
env.cr.commit()
print_answer(screens)
