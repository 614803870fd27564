"""Nobody is pinged twice: not by two processes at once, and not after downtime."""

import time

import pytest

from lalisa_cli.processes import compute_patience
from tests.engine.odoo_shell import start_script
from tests.security.registry import run_shell

pytestmark = pytest.mark.thorough

AN_HOUR_AGO = """
from datetime import timedelta
from freezegun import freeze_time
operator = env.ref('lalisa_complaint.user_operator')
with freeze_time(fields.Datetime.now() - timedelta(hours=1)):
    made = env['lalisa.complaint'].with_user(operator).create(
        [{'summary': f'Aduan {number}'} for number in range(120)])
env.cr.commit()
"""
IMPORT = "from odoo import fields\n"
# Both wait for one moment, so that they claim the same rows together.
ESCALATE = """
import time
env['lalisa.stage.log'].search_count([])
env.cr.commit()
time.sleep(max(0, {moment} - time.time()))
env(user=1)['lalisa.stage.log']._cron_escalate_deadlines()
"""
PINGS = """
SELECT c.id, count(a.id) FROM lalisa_complaint c
  LEFT JOIN mail_activity a ON a.res_model = 'lalisa.complaint' AND a.res_id = c.id AND a.user_id =
       (SELECT id FROM res_users WHERE login = 'operator')
 WHERE c.summary LIKE 'Aduan %%' AND c.summary ~ '^Aduan [0-9]+$' GROUP BY c.id
"""


def test_two_processes_at_once_after_an_hour_of_downtime_ping_each_person_once(database):
    run_shell(database, IMPORT + AN_HOUR_AGO)
    both = [start_script(database, ESCALATE.format(moment=time.time() + 12)) for _one in range(2)]
    for process in both:
        _out, error = process.communicate(timeout=120 * compute_patience())
        assert process.returncode == 0, error[-2000:]
    pings = dict(database.rows(PINGS))
    assert len(pings) == 120
    assert set(pings.values()) == {1}, pings
    # The breach says more than the warning it overtook: no second message for that.
    marks = dict(database.rows("SELECT kind, count(*) FROM lalisa_stage_event GROUP BY kind"))
    assert min(marks[kind] for kind in ("escalated_at", "warned_at", "called_at")) >= 120, marks
    # Whoever comes later finds nothing to tell.
    run_shell(database, ESCALATE.format(moment=0))
    assert dict(database.rows(PINGS)) == pings
