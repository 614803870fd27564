"""kill -9 under load: what was acknowledged is handled exactly once and in order, what was sent is sent once.

More rounds: ./lalisa test tests/faults/test_kills.py --rounds=50, the same ones again: LALISA_SEED=…
"""

import os
import random
import re
import signal
import threading
import time

import pytest
import requests

from tests.processes import Server, post_webhook, text_body, until

# One killed backend stops the whole cluster for a moment.
pytestmark = [pytest.mark.thorough, pytest.mark.alone]

VICTIMS = ("server", "WorkerHTTP", "WorkerCron", "PostgreSQL")
ROUNDS = int(os.environ.get("LALISA_ROUNDS", len(VICTIMS)))
PAUSE = 0.2  # seconds between two lines of one person
# The scheduler looks for what is due each minute; what a dead sender had takes it two looks.
STUCK = 200  # seconds
PEOPLE = [f"62800777{number:04d}" for number in range(4)]
# A status of a message that was never ours waits a quarter of an hour for it, and then is passed over.
WAITING = "SELECT count(*) FROM lalisa_webhook_event WHERE state = 'new' AND kind = 'message'"
OPEN = "SELECT count(*) FROM lalisa_message WHERE state IN ('queued', 'sending')"
OWED = "SELECT count(*) FROM lalisa_simulator_delivery WHERE posted_at IS NULL"
# The stand-in answers at once: what has been on its way for half a minute was in the hands of a sender that is dead.
# The rest of its lease is jumped over.
JUMP = """
    UPDATE lalisa_message SET lease_until = now() AT TIME ZONE 'UTC' - interval '1 second'
     WHERE state = 'sending' AND lease_until < now() AT TIME ZONE 'UTC' + interval '90 seconds'"""
STORED = """
    SELECT c.external_id, m.body FROM lalisa_message m
      JOIN lalisa_conversation v ON v.id = m.conversation_id JOIN lalisa_contact c ON c.id = v.contact_id
     WHERE m.direction = 'inbound' AND m.body LIKE 'baris %' ORDER BY m.id"""
SENT = """
    SELECT m.id, m.conversation_id, m.state, m.failure_reason, array(
           SELECT s.id FROM lalisa_simulated_message s WHERE s.client_ref = m.client_ref ORDER BY s.id)
      FROM lalisa_message m WHERE m.direction = 'outbound' ORDER BY m.id"""


ALL_SENT = "SELECT count(*) FROM lalisa_message WHERE direction = 'outbound' AND state IN ('sent', 'delivered', 'read')"


class Load:
    """Citizens who write line after line; each is posted again until it is acknowledged, as the provider does."""

    def __init__(self, server):
        self.server = server
        self.acknowledged = {person: [] for person in PEOPLE}
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._speak, args=(person,)) for person in PEOPLE]
        for thread in self._threads:
            thread.start()

    def _speak(self, person):
        line = 0
        while not self._over.is_set():
            # Every third line asks for an answer, so that the way out is under load as well.
            text = "STATUS" if line % 3 == 2 else f"baris {line} tentang ternak di jalan"
            if self._posted(text_body(text, person, f"wamid.{person}.{line}")):
                self.acknowledged[person].append(line)
                line += 1
            self._over.wait(PAUSE)

    def _posted(self, body):
        try:
            return post_webhook(self.server, body) == 200
        except requests.RequestException:
            return False

    def total(self):
        return sum(len(lines) for lines in self.acknowledged.values())

    def end(self):
        self._over.set()
        for thread in self._threads:
            thread.join()


def test_what_was_acknowledged_is_handled_once_and_in_order_whatever_is_killed(database, tmp_path, capsys):
    seed = int(os.environ.get("LALISA_SEED", "0")) or random.randrange(10**6)
    with capsys.disabled():
        print(f"seed {seed}, {ROUNDS} rounds")
    chance = random.Random(seed)
    order = chance.sample(VICTIMS, len(VICTIMS))
    # The tests' cluster gives up what an office's keeps: that a commit is on disk when it is acknowledged.
    database.execute(f"ALTER DATABASE {database.name} SET synchronous_commit = on")
    server = Server(database, tmp_path, workers=2).start()
    try:
        load = Load(server)
        try:
            for number in range(ROUNDS):
                time.sleep(chance.uniform(0.5, 4))
                kill_victim(server, order[number % len(order)], chance)
                before = load.total()
                until(lambda: load.total() > before + len(PEOPLE), 90, server.log_text)  # noqa: B023
        finally:
            load.end()
        await_settled(server)
        judge_inbound(database.rows(STORED), load.acknowledged)
        judge_outbound(database.rows(SENT))
        with capsys.disabled():
            print(f"{load.total()} lines acknowledged, {database.value(ALL_SENT)} answers at the provider once")
    finally:
        server.stop()


def kill_victim(server, victim, chance):
    """kill -9 of the whole service, of one of its processes, or of the database's."""
    print(f"  kill -9: {victim}")
    if victim == "server":
        server.kill()
        server.start()
        return
    if victim == "PostgreSQL":
        # One killed backend makes PostgreSQL end all the others and recover from its log.
        found = server.database.rows(
            "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            server.database.name,
        )
        pids = [row[0] for row in found]
    else:
        told = re.findall(rf"Worker {victim} \((\d+)\) alive", server.log_text())
        pids = [pid for pid in map(int, told) if is_alive(pid)]
    os.kill(chance.choice(pids), signal.SIGKILL)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def await_settled(server):
    """Wait until nothing is left to do, for as long as it becomes less: how fast is no matter here."""
    for count in (WAITING, OPEN, OWED, WAITING):
        left, since = None, time.monotonic()
        while now_left := left_after(server.database, count):
            if now_left != left:
                left, since = now_left, time.monotonic()
            assert time.monotonic() - since < STUCK, f"{left} are left for {STUCK} s:\n{server.log_text()[-3000:]}"
            time.sleep(0.5)


def left_after(database, count):
    database.execute(JUMP)
    return database.value(count)


def judge_inbound(stored, acknowledged):
    """Every acknowledged line once and in order; a line may stand whose answer was lost, never twice."""
    for person, lines in acknowledged.items():
        found = [int(body.split()[1]) for who, body in stored if who == person]
        assert len(found) == len(set(found)), f"{person}: doubled"
        assert found == sorted(found), f"{person}: out of order"
        lost = {line for line in lines if line % 3 != 2} - set(found)
        assert not lost, f"{person}: lost {lost}"
        assert lines, f"{person}: nothing was acknowledged, so nothing is proved"


def judge_outbound(sent):
    """What counts as sent is at the provider once; what is uncertain says why; order per person is kept."""
    arrived = {}
    for message, conversation, state, reason, copies in sent:
        if state in ("sent", "delivered", "read"):
            assert len(copies) == 1, f"message {message} is {state} and {len(copies)} times at the provider"
            arrived.setdefault(conversation, []).append(copies[0])
        else:
            assert state == "uncertain" and reason, f"message {message} is {state}: {reason}"
            assert not copies, f"message {message} arrived and its status has not settled it"
    assert arrived, "nothing was sent, so nothing is proved"
    for copies in arrived.values():
        assert copies == sorted(copies), "out of order"
