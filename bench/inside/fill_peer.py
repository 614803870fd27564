"""Inside `odoo shell`: `count` tickets of the peer in the same proportions, each with its SLA."""

# ruff: noqa: F821
from odoo.tests import new_test_user

rights = "helpdesk_mgmt.group_helpdesk_user,helpdesk_mgmt.group_helpdesk_manager"
agent = new_test_user(env, "bench_agent", rights)
team = env["helpdesk.ticket.team"].create(
    {
        "name": "Bench",
        "use_sla": True,
        "user_ids": [(6, 0, agent.ids)],
        "resource_calendar_id": env.company.resource_calendar_id.id,
    }
)
names = ("new", "in_progress", "awaiting", "done")
stages = {name: env.ref(f"helpdesk_mgmt.helpdesk_ticket_stage_{name}") for name in names}
env["helpdesk.sla"].create({"name": "Bench", "team_ids": [(6, 0, team.ids)], "stage_id": stages["done"].id, "hours": 6})


def make_pattern(name: str) -> int:
    ticket = (
        env["helpdesk.ticket"]
        .with_user(agent)
        .create({"name": "Aduan", "description": "Depan pasar", "team_id": team.id})
        .sudo()
    )
    if name != "new":
        ticket.stage_id = stages[name]
    env.flush_all()
    return ticket.id


done = [make_pattern("done")] * 72
patterns = done + [make_pattern(name) for name in ("new", "in_progress", "awaiting", "awaiting") * 2]
env.cr.execute("SET LOCAL session_replication_role = replica")
when = f"now() at time zone 'utc' - ({count} - i) * interval '1 minute'"
text = "'Aduan tentang kata' || (i % 1999) || ' di tempat' || (i % 313)"
base = clone_rows(
    "helpdesk_ticket",
    patterns,
    count,
    number="'BN-' || i",
    create_date=when,
    name=text,
)
clone_lines("helpdesk_ticket_sla", "ticket_id", patterns, base, count)
env.cr.commit()
env.cr._cnx.autocommit = True
env.cr.execute("VACUUM ANALYZE")
print_answer({"base": base})
