"""People and the job that rings them meet on the same complaint: nobody's move fails, nobody's ring is lost."""

import threading
import time
from contextlib import contextmanager

import psycopg2
import pytest

from tests.engine.odoo_shell import start_script
from tests.processes import Refused, Server, until

# The job stops inside a method, before it tells of one complaint, until the file `go` is there.
PAUSED = """
import pathlib, time
go, stopped = pathlib.Path({go!r}), pathlib.Path({stopped!r})
model = env.registry['lalisa.stage.log']
original = model.{method}
def paused(stage_log, mark):
    if stage_log.id == {stage_log} and not stopped.exists():
        stopped.touch()
        while not go.exists():
            time.sleep(0.05)
    return original(stage_log, mark)
model.{method} = paused
env(user=1)['lalisa.stage.log']._cron_escalate_deadlines()
"""
OVERDUE = """
from datetime import timedelta
from freezegun import freeze_time
from odoo import fields
operator = env.ref('lalisa_complaint.user_operator')
with freeze_time(fields.Datetime.now() - timedelta(hours=1)):
    made = env['lalisa.complaint'].with_user(operator).create([{{
        'summary': f'Aduan {{number}}', 'category_id': env.ref('lalisa_complaint.category_trn').id,
        'location_text': 'Depan pasar'}} for number in range({count})])
    made.check_ids.write({{'done': True}})
env.cr.commit()
"""
OURS = "SELECT id FROM lalisa_complaint WHERE summary ~ '^Aduan [0-9]+$' ORDER BY id"
PINGED = """
SELECT count(*) FROM mail_activity a JOIN lalisa_complaint c ON c.id = a.res_id
 WHERE a.res_model = 'lalisa.complaint' AND c.summary ~ '^Aduan [0-9]+$'
   AND a.user_id = (SELECT id FROM res_users WHERE login = 'operator')
"""
TOLD = """
SELECT count(*) FROM lalisa_stage_event m JOIN lalisa_stage_log v ON v.id = m.stage_log_id
  JOIN lalisa_complaint c ON c.id = v.complaint_id
 WHERE m.kind = 'escalated_at' AND c.summary ~ '^Aduan [0-9]+$'
"""


@pytest.fixture
def quiet(database, tmp_path):
    """Yield a server whose own jobs do not run, so that only the test's job rings."""
    running = Server(database, tmp_path, cron=False).start()
    yield running
    running.stop()


def start_overdue(database, count):
    process = start_script(database, OVERDUE.format(count=count))
    _out, error = process.communicate(timeout=300)
    assert process.returncode == 0, error[-2000:]
    return [row[0] for row in database.rows(OURS)]


@pytest.fixture
def ringing(quiet, tmp_path):
    """Start the job, paused inside a method; gives what lets it go on to its end."""
    files = {"go": tmp_path / "go", "stopped": tmp_path / "stopped"}

    def begin(method, complaint):
        stage_log = quiet.database.value("SELECT stage_log_id FROM lalisa_complaint WHERE id = %s", complaint)
        names = {name: str(file) for name, file in files.items()}
        process = start_script(quiet.database, PAUSED.format(method=method, stage_log=stage_log, **names))
        until(files["stopped"].exists, 180, lambda: process.stderr.read()[-2000:])

        def go_on():
            files["go"].touch()
            _out, error = process.communicate(timeout=300)
            assert process.returncode == 0, error[-2000:]

        return go_on

    return begin


@pytest.mark.thorough
def test_a_move_passes_while_the_job_is_telling_of_that_very_step(quiet, ringing):
    first, _second = start_overdue(quiet.database, 2)
    go_on = ringing("_tell_event", first)
    # The job has noted the mark and not committed it.
    quiet.login("operator").call("lalisa.complaint", "action_advance", [first])
    assert "serialize" not in quiet.log_text() and "tries left" not in quiet.log_text()
    go_on()
    assert quiet.database.value(TOLD) == 2
    assert quiet.database.value(PINGED) == 2


@pytest.mark.thorough
def test_a_step_that_is_left_before_its_turn_to_be_told_takes_no_other_ring_with_it(quiet, ringing):
    first, *others = start_overdue(quiet.database, 4)
    go_on = ringing("_tell_once", first)
    # The job has read what is due; the first is gone by the time it tells.
    quiet.login("operator").call("lalisa.complaint", "action_advance", [first])
    go_on()
    assert quiet.database.value(TOLD) == len(others)
    assert quiet.database.value(PINGED) == len(others)


@pytest.mark.thorough
def test_a_turn_is_taken_while_the_job_is_telling_of_it(quiet, ringing):
    first, _second = start_overdue(quiet.database, 2)
    go_on = ringing("_tell_event", first)
    quiet.login("operator").call("lalisa.complaint", "action_acknowledge", [first])
    go_on()
    assert quiet.database.value(TOLD) == 2
    taken = "SELECT count(*) FROM lalisa_stage_event WHERE kind = 'acknowledged_at'"
    assert quiet.database.value(taken) == 1


def test_of_two_who_press_at_once_one_moves_and_the_other_is_told_what_stands(quiet):
    complaints = start_overdue(quiet.database, 5)
    people = [quiet.login("operator"), quiet.login("operator")]
    check = quiet.database.value("SELECT id FROM lalisa_stage WHERE code = 'check'")
    for one in complaints:
        answers = _at_once(people, lambda person, one=one: _move_complaint(person, one, check))
        assert sorted(answers) == ["", "odoo.exceptions.UserError"], answers
        stage_logs = "SELECT count(*) FROM lalisa_stage_log WHERE complaint_id = %s"
        assert quiet.database.value(stage_logs, one) == 2


def _move_complaint(person, complaint, stage):
    try:
        person.call("lalisa.complaint", "write", [complaint], {"stage_id": stage})
    except Refused as refusal:
        return refusal.name
    return ""


def _at_once(people, call):
    answers, barrier = [], threading.Barrier(len(people))

    def run(person):
        barrier.wait()
        answers.append(call(person))

    threads = [threading.Thread(target=run, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


# What the inbox writes of each group of messages while it works off a backlog.
NUMBERED = """
UPDATE lalisa_complaint_counter SET last = last + 1;
UPDATE lalisa_register SET last = last
"""


@contextmanager
def start_numbering(database):
    """Numbers are given out in one transaction after another, without a pause between."""
    over = threading.Event()

    def go_on():
        connection = psycopg2.connect(dbname=database.name)
        connection.set_session("REPEATABLE READ")
        with connection.cursor() as cursor:
            while not over.is_set():
                cursor.execute("LOCK TABLE lalisa_complaint_counter IN SHARE ROW EXCLUSIVE MODE")
                cursor.execute(NUMBERED)
                time.sleep(0.2)
                connection.commit()
        connection.close()

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@pytest.mark.thorough
def test_whoever_types_a_complaint_gets_a_number_while_messages_are_numbered_without_a_pause(quiet):
    operator = quiet.login("operator")
    typed = {"summary": "Ada ternak di jalan", "location_text": "Depan pasar"}
    operator.call("lalisa.complaint", "create", [typed])  # the year's first number
    with start_numbering(quiet.database):
        made = [operator.call("lalisa.complaint", "create", [typed])[0] for _one in range(5)]
    assert len(set(made)) == 5
    assert quiet.database.value("SELECT count(DISTINCT number) FROM lalisa_complaint WHERE id = ANY(%s)", made) == 5
