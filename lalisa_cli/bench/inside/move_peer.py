"""Inside `odoo shell`: the peer's change of stage by an agent, measured as ours."""

# ruff: noqa: F821
import time

from odoo.api import Environment

uid = env["res.users"].search([("login", "=", "bench_agent")]).id
new = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_new").id
target = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress").id
env.cr.execute(
    "SELECT id FROM helpdesk_ticket WHERE stage_id = %s AND number LIKE 'BN-%%' ORDER BY id DESC LIMIT %s",
    [new, repeats + 5],
)
ids = [row[0] for row in env.cr.fetchall()]
env.cr.commit()
times, queries = [], []
for one in ids:
    fresh = Environment(env.cr, uid, {"lang": "en_US"})
    fresh.invalidate_all()
    before, started = env.cr.sql_log_count, time.perf_counter()
    fresh["helpdesk.ticket"].browse(one).write({"stage_id": target})
    fresh.cr.commit()
    times.append((time.perf_counter() - started) * 1000)
    queries.append(env.cr.sql_log_count - before)
answer({"times": times[5:], "queries": sorted(queries)[len(queries) // 2]})
