"""Inside Odoo: which functions of ours a citizen's first message enters, from the webhook's door to the queued reply.

It knows neither models' methods nor jobs by name, so that it measures earlier releases too: the message comes in by
HTTP, then the jobs run that were woken, until the reply waits to be sent.
"""

import json
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

from freezegun import freeze_time
from werkzeug.test import Client

import odoo.http
import odoo.modules.registry

# Rounds of woken jobs; more have never been needed, and a reply that does not come shall fail the test.
ROUNDS = 5
WOKEN = "DELETE FROM ir_cron_trigger WHERE call_at <= now() AT TIME ZONE 'UTC' RETURNING cron_id"
QUEUED = """
    SELECT m.body FROM lalisa_message m JOIN lalisa_conversation c ON c.id = m.conversation_id
      JOIN lalisa_contact p ON p.id = c.contact_id
     WHERE p.external_id = %s AND m.direction = 'outbound' AND m.state = 'queued' ORDER BY m.id
"""


class Way:
    """The functions that were entered, in the order of their first time.

    :param folder: only what lies below it counts; comprehensions, lambdas and the bodies of modules never do
    """

    def __init__(self, folder):
        self.folder = f"{Path(folder).resolve()}/"
        self.entered = {}
        self.depth = 0

    @contextmanager
    def watch_calls(self):
        """Note what is entered in the block, in threads that it starts too."""
        threading.setprofile(self._note)
        sys.setprofile(self._note)
        try:
            yield
        finally:
            sys.setprofile(None)
            threading.setprofile(None)
            self.depth = 0

    def _note(self, frame, event, _argument):
        code = frame.f_code
        if event not in ("call", "return") or code.co_name.startswith("<"):
            return
        if not code.co_filename.startswith(self.folder):
            return
        if event == "return":
            self.depth -= 1
            return
        place = (code.co_filename.removeprefix(self.folder), code.co_firstlineno)
        step = self.entered.setdefault(
            place, {"file": place[0], "name": code.co_qualname, "depth": self.depth, "calls": 0}
        )
        step["calls"] += 1
        self.depth += 1


def answer_letters(database, folder, moment, letters):
    """Let citizens write to the service, one after the other, and print what each of them entered.

    :param database: its name
    :param folder: the addons
    :param moment: when that is, in UTC: by night and on holidays other words are chosen
    :param letters: [(the citizen's number, {what `werkzeug.test.Client.post` takes})]
    """
    with freeze_time(moment, tick=True):
        for number, letter in letters:
            way = Way(folder)
            replies = _follow_letter(way, database, number, letter)
            print("WAY " + json.dumps({"replies": replies, "steps": list(way.entered.values())}))


def _follow_letter(way, database, number, letter):
    """Send one letter and let it be answered.

    :return: the texts that wait to be sent to the citizen
    """
    _read_rows(database, WOKEN)
    with way.watch_calls():
        answer = Client(odoo.http.root).post(base_url="http://127.0.0.1/", **letter)
    if answer.status_code != 200:
        raise AssertionError(f"the webhook answered {answer.status}")
    for _round in range(ROUNDS):
        for (job,) in _read_rows(database, WOKEN):
            _run_job(way, database, job)
        if replies := _read_rows(database, QUEUED, number):
            return [body for (body,) in replies]
    return []


def _run_job(way, database, job):
    """Run one job as Odoo's scheduler does, in this thread."""
    jobs = odoo.modules.registry.Registry(database).check_signaling()["ir.cron"]
    with odoo.sql_db.db_connect(database).cursor() as cursor:
        acquired = jobs._acquire_one_job(cursor, job, include_not_ready=True)
        with way.watch_calls():
            jobs._process_job(cursor, acquired)


def _read_rows(database, query, *values):
    with odoo.sql_db.db_connect(database).cursor() as cursor:
        cursor.execute(query, values or None)
        return cursor.fetchall()
