"""Inside `odoo shell`: `count` complaints over all stages, nine of ten done, with their stage logs and checks.

Each pattern went the real way by transitions; copies differ in number, text, place and time.
"""

from typing import Any

# ruff: noqa: F821
from odoo import fields, models
from odoo.tests import new_test_user

STAGES = ["receive", "check", "verify", "field_check", "dispatch", "resolve", "report", "inform"]
people = {
    role: new_test_user(env, f"bench_{role}", f"lalisa_complaint.group_{role}", lang="id_ID")
    for role in ("operator", "section_head", "division_head", "response_team", "agency_head")
}
team = env["lalisa.team"].create(
    {
        "name": "Bench",
        "leader_id": people["response_team"].id,
        "member_ids": people["response_team"].ids,
    }
)


def get_stage(code: str) -> int:
    return env.ref(f"lalisa_complaint.stage_{code}").id


def act_as(record: models.Model, role: str) -> models.Model:
    return record.with_user(people[role])


def tick_checks(complaint: models.Model, role: str) -> None:
    items = complaint.check_ids.filtered(lambda item: item.stage_id == complaint.stage_id and not item.done)
    act_as(items, role).write({"done": True})


def move_to(complaint: models.Model, role: str, code: str, **values: Any) -> None:
    tick_checks(complaint, role)
    act_as(complaint, role).write({**values, "stage_id": get_stage(code)} if not values else values)
    if values:
        act_as(complaint, role).write({"stage_id": get_stage(code)})


def advance_from(complaint: models.Model, at: str) -> None:
    """Move one step on from `at`, by whose turn it is."""
    if at == "receive":
        move_to(complaint, "operator", "check")
    elif at == "check":
        move_to(complaint, "operator", "verify")
    elif at == "verify":
        move_to(complaint, "section_head", "field_check", brief="Lima ekor sapi di badan jalan.")
    elif at == "field_check":
        move_to(
            complaint,
            "division_head",
            "dispatch",
            check_source="village",
            check_finding="Dibenarkan.",
        )
    elif at == "dispatch":
        order = act_as(env["lalisa.dispatch"], "division_head").create(
            {"complaint_id": complaint.id, "team_id": team.id}
        )
        tick_checks(complaint, "division_head")
        order = act_as(order, "response_team")
        order.action_depart(), order.action_arrive(), order.action_act()
    elif at == "resolve":
        order = act_as(complaint.dispatch_ids, "response_team")
        order.write(
            {
                "findings": "Lima sapi",
                "actions_taken": "Digiring",
                "outcome": "handled",
                "declaration": True,
            }
        )
        order.action_report()
        move_to(complaint, "division_head", "report")
    elif at == "report":
        move_to(complaint, "agency_head", "inform")
    elif at == "inform":
        move_to(complaint, "agency_head", "delivery", result_public="Ternak telah diamankan.")
    elif at == "delivery":
        complaint.with_user(people["operator"]).write(
            {
                "alternative_how": "phone",
                "alternative_who": "Pelapor",
                "alternative_at": fields.Datetime.now(),
            }
        )
        complaint.with_user(people["operator"]).write(
            {
                "stage_id": get_stage("done"),
                "closing_proof": "alternative",
                "move_reason_id": env.ref("lalisa_complaint.reason_other").id,
                "move_reason": "Lewat telepon",
            }
        )


def make_pattern(code: str) -> int:
    complaint = (
        act_as(env["lalisa.complaint"], "operator")
        .create(
            {
                "summary": "Aduan",
                "category_id": env.ref("lalisa_complaint.category_trn").id,
                "location_text": "Depan pasar",
            }
        )
        .sudo()
    )
    while complaint.stage_code != code:
        advance_from(complaint, complaint.stage_code)
    tick_checks(complaint, "operator") if code in ("receive", "check") else None
    env.flush_all()
    return complaint.id


done = [make_pattern("done")] * (9 * len(STAGES))
patterns = done + [make_pattern(code) for code in STAGES]
districts = env["lalisa.district"].search([]).ids
env.cr.execute("SET LOCAL session_replication_role = replica")
when = f"now() at time zone 'utc' - ({count} - i) * interval '1 minute'"
text = "'Aduan tentang kata' || (i % 1999) || ' di tempat' || (i % 313)"


def build_due(column: str) -> str:
    """Build the expression of a deadline: what is open is late or not yet, spread over a day around now."""
    spread = "(i::bigint * 7919 % 1440 - 720) * interval '1 minute'"
    return f"CASE WHEN p.{column} IS NOT NULL THEN p.{column} + {spread} END"


base = clone_rows(
    "lalisa_complaint",
    patterns,
    count,
    number="'BN-' || i",
    registered_at=when,
    create_date=when,
    first_message_at=when,
    reporter_id="NULL",
    district_id=f"(ARRAY{districts})[1 + i % {len(districts)}]",
    summary=text,
    location_text="'Jalan ' || (i % 613) || ' dekat pasar'",
    warn_at=build_due("warn_at"),
    deadline_at=build_due("deadline_at"),
    closed_at=f"CASE WHEN p.closed_at IS NOT NULL THEN {when} END",
)
clone_lines("lalisa_stage_log", "complaint_id", patterns, base, count)
clone_lines("lalisa_complaint_check", "complaint_id", patterns, base, count)
clone_lines("lalisa_dispatch", "complaint_id", patterns, base, count)
env.cr.execute(
    "UPDATE lalisa_complaint c SET stage_log_id = v.id FROM lalisa_stage_log v"
    " WHERE v.complaint_id = c.id AND v.left_at IS NULL AND c.id > %s",
    [base],
)
env.cr.commit()
env.cr.execute("SELECT count(*) FROM lalisa_complaint WHERE id > %s AND closed_at IS NULL", [base])
open_count = env.cr.fetchone()[0]
env.cr.commit()
env.cr._cnx.autocommit = True
env.cr.execute("VACUUM ANALYZE")
print_answer({"base": base, "open": open_count})
