"""Every move from every stage over RPC, by everybody: what the procedure allows passes, and nothing else does."""

import json

import pytest
import requests

from tests.security.judge import judge_calls, over_rpc
from tests.security.office import LETTERS, RIGHTS
from tests.security.registry import run_shell

# Every so many tries one is made over RPC too.
RPC_STEP = 23
GROUPS = {
    "group_operator": "o",
    "group_section_head": "s",
    "group_division_head": "d",
    "group_response_team": "t",
    "group_agency_head": "h",
}
AT_EVERY_STAGE = """
for stage in env['lalisa.stage'].search([]):
    made = env['lalisa.complaint'].create({'summary': f'Di tahap {stage.code}'})
    made.stage_log_id._close_log(result='advanced', role='system', reason=env['lalisa.move.reason'], text=False)
    made._write_engine({'stage_id': stage.id})
    made._open_stage_log()
env.cr.commit()
"""
OF_EVERY_STAGE = "SELECT id, stage_code FROM lalisa_complaint WHERE summary LIKE 'Di tahap %%' ORDER BY id"
ARROWS = """
SELECT a.stage_from, a.stage_to, d.name FROM (
    SELECT w.id, f.code AS stage_from, t.code AS stage_to FROM lalisa_sop_transition w
      JOIN lalisa_sop p ON p.id = w.sop_id AND p.kind = 'public' AND p.active
      JOIN lalisa_stage f ON f.id = w.from_stage_id JOIN lalisa_stage t ON t.id = w.to_stage_id
     WHERE w.active) a
  JOIN lalisa_sop_transition_res_groups_rel r ON r.lalisa_sop_transition_id = a.id
  JOIN ir_model_data d ON d.model = 'res.groups' AND d.module = 'lalisa_complaint' AND d.res_id = r.res_groups_id
"""
# A complaint for each move that a role may make, with all that the move asks for.
MAY_MOVE = """
import json
from datetime import timedelta
from freezegun import freeze_time
from odoo import fields
people = {login: env['res.users'].search([('login', '=', login)]) for login in ('kabid', 'trc')}
master = env['lalisa.complaint'].create({'summary': 'Aduan utama'})
def put(complaint, code):
    complaint.stage_log_id._close_log(result='advanced', role='system', reason=env['lalisa.move.reason'], text=False)
    complaint._write_engine({'stage_id': env.ref(f'lalisa_complaint.stage_{code}').id})
    complaint._open_stage_log()
def ready(transition, letter):
    made = env['lalisa.complaint'].create({'summary': 'Boleh pindah', 'location_text': 'Depan pasar',
        'category_id': env.ref('lalisa_complaint.category_trn').id, 'brief': 'Lima ekor sapi.',
        'check_source': 'village', 'check_finding': 'Dibenarkan.'})
    made.write({'result_public': 'Telah diamankan.', 'agency_id': env['lalisa.agency'].search([], limit=1).id,
        'master_id': master.id, 'alternative_how': 'phone', 'alternative_who': 'Pelapor',
        'alternative_at': fields.Datetime.now()})
    put(made, 'dispatch')
    order = env['lalisa.dispatch'].with_user(people['kabid']).create({'complaint_id': made.id,
        'team_id': env.ref('lalisa_dispatch.team_1').id, 'leader_id': people['trc'].id}).sudo()
    order._write_engine({'state': 'arrived' if letter == 't' else 'reported'})
    put(made, transition.from_stage_id.code)
    env.flush_all()
    env.cr.execute('UPDATE lalisa_complaint_check SET done = true WHERE complaint_id = %s', [made.id])
    return made.id, order.id
cases = []
for transition in env.ref('lalisa_complaint.sop_public').transition_ids:
    for group in transition.group_ids:
        letter = GROUPS[group.get_external_id()[group.id].split('.')[1]]
        with freeze_time(fields.Datetime.now() - timedelta(days=4)):
            complaint, order = ready(transition, letter)
        proof = transition.need if transition.need in ('alternative', 'unconfirmed') else False
        cases.append([complaint, order, transition.from_stage_id.code, transition.to_stage_id.code, letter, proof])
env.cr.commit()
print('CASES ' + json.dumps(cases))
"""
LEFT_AND_ENTERED = """
SELECT f.code, u.login, v.acting_role, t.code
  FROM lalisa_stage_log v JOIN lalisa_stage f ON f.id = v.stage_id JOIN res_users u ON u.id = v.left_by_id
  JOIN lalisa_complaint c ON c.id = v.complaint_id JOIN lalisa_stage t ON t.id = c.stage_id
 WHERE c.id = %s AND v.left_at IS NOT NULL ORDER BY v.id DESC LIMIT 1
"""


@pytest.mark.thorough
def test_each_role_makes_every_move_that_the_procedure_gives_it_over_rpc(office, people):
    """The team has no complaint to write: its move is the button on its own dispatch."""
    printed = run_shell(office.database, f"GROUPS = {GROUPS!r}\nexec({MAY_MOVE!r}, globals())")
    line = next(line for line in printed.splitlines() if line.startswith("CASES "))
    cases = json.loads(line.removeprefix("CASES "))
    transitions = office.database.rows(ARROWS)
    assert {(start, end, letter) for _id, _order, start, end, letter, _proof in cases} == {
        (start, end, GROUPS[group]) for start, end, group in transitions
    }
    stages = dict(office.database.rows("SELECT code, id FROM lalisa_stage"))
    logins = {letter: login for login, letter in LETTERS.items()}
    reason = office.database.value(
        "SELECT res_id FROM ir_model_data WHERE module = 'lalisa_complaint' AND name = 'reason_other'"
    )
    roles = {letter: group.removeprefix("group_") for group, letter in GROUPS.items()}
    for complaint, order, start, end, letter, proof in cases:
        person = people[logins[letter]]
        if letter == "t":
            person.call("lalisa.dispatch", "action_act", [order])
        else:
            why = {"move_reason_id": reason, "move_reason": "Sebab uji"}
            values = {"stage_id": stages[end], **why, **({"closing_proof": proof} if proof else {})}
            person.call("lalisa.complaint", "write", [complaint], values)
        found = office.database.rows(LEFT_AND_ENTERED, complaint)
        assert found == [(start, logins[letter], roles[letter], end)], (start, end, letter)


def test_nobody_moves_a_complaint_where_the_procedure_does_not_let_their_role(office):
    """Every move is tried inside the server, a sample of them over RPC."""
    office.shell(AT_EVERY_STAGE)
    stages = dict(office.database.rows("SELECT code, id FROM lalisa_stage"))
    transitions = office.database.rows(ARROWS)
    may = {(start, end, GROUPS[group]) for start, end, group in transitions if group in GROUPS}
    reason = office.database.value("SELECT min(id) FROM lalisa_move_reason")
    before = office.database.rows(OF_EVERY_STAGE)
    assert {code for _id, code in before} == set(stages)
    calls = []
    for complaint, start in before:
        for login, letter in LETTERS.items():
            # Who may write no complaint at all is stopped before the transition, wherever it would lead.
            ends = stages if letter in RIGHTS["lalisa.complaint"]["write"] else ["done"]
            for end in ends:
                if (start, end, letter) not in may:
                    values = {"stage_id": stages[end], "move_reason_id": reason, "move_reason": f"{start} -> {end}"}
                    calls.append((login, "lalisa.complaint", "write", ([complaint], values)))
    few = [call for call in calls if RIGHTS["lalisa.complaint"]["write"].count(LETTERS[call[0]]) == 0]
    sample = calls[::RPC_STEP] + few
    assert {login for login, *_rest in sample} == set(LETTERS)
    for tried, answers in ((calls, judge_calls(office, calls)), (sample, over_rpc(office, sample))):
        assert [call for call, (error, _said) in zip(tried, answers, strict=True) if not error] == []
    assert office.database.rows(OF_EVERY_STAGE) == before


def test_whoever_is_not_logged_in_moves_no_complaint(office):
    stage = office.database.value("SELECT id FROM lalisa_stage WHERE code = 'done'")
    stages = office.database.rows("SELECT id, stage_id FROM lalisa_complaint ORDER BY id")
    for complaint, _stage in stages:
        nobody = requests.post(
            f"{office.url}/web/dataset/call_kw/lalisa.complaint/write",
            json={
                "params": {
                    "model": "lalisa.complaint",
                    "method": "write",
                    "kwargs": {},
                    "args": [[complaint], {"stage_id": stage}],
                }
            },
            timeout=30,
        ).json()
        assert "Session" in nobody["error"]["data"]["name"]
    assert office.database.rows("SELECT id, stage_id FROM lalisa_complaint ORDER BY id") == stages
