"""PostgreSQL itself stops, under a server that runs and under one that starts: every delivery is told to come again.

On a cluster of the test's own, kept as an office's is: what was answered with 200 is on the disk.
"""

import os
import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from lalisa_cli import postgres
from tests import telegram_updates as telegram
from tests.faults.test_database_away import MARK, UNKNOWN, check_address, is_answering, post_everything
from tests.processes import WEBHOOK, Server, post_webhook, text_body, until

pytestmark = pytest.mark.thorough

PEOPLE = 6


class Cluster(postgres.Server):
    """Keeps what PostgreSQL has logged over its restarts."""

    logged = ""

    def halt(self, with_signal):
        """Stop PostgreSQL as an administrator (SIGINT) or a crash (SIGQUIT, SIGKILL) does."""
        os.kill(self._read_pid(), with_signal)
        until(lambda: self._child.poll() is not None, 60)
        self.logged += self.log.read_text(errors="replace")

    def log_text(self):
        return self.logged + self.log.read_text(errors="replace")


@pytest.fixture
def cluster(database, tmp_path, monkeypatch):
    """Yield the database's content in a cluster that nobody else uses; from now on the test's own."""
    dump = tmp_path / "dump"
    subprocess.run(["pg_dump", "-Fc", "-Z0", "-f", dump, database.name], check=True)
    own = Cluster(tmp_path / "own")
    own.start_server()
    for name, value in own.variables.items():
        monkeypatch.setenv(name, value)
    subprocess.run(["createdb", database.name], check=True)
    subprocess.run(["pg_restore", "-d", database.name, dump], check=True)
    yield own
    own.leave_server()


def check_refused(server):
    """Check that every sort of delivery is told to come again while PostgreSQL is away, known key or not."""
    assert set(post_everything(server, WEBHOOK).values()) == set(post_everything(server, UNKNOWN).values()) == {503}
    assert (check_address(server, UNKNOWN), check_address(server, WEBHOOK)) == (503, 503)


def check_decided(server):
    """An unknown key gets its answer from the database; what is not signed is nobody's."""
    until(lambda: set(post_everything(server, UNKNOWN).values()) == {404}, 60)
    assert set(post_everything(server, WEBHOOK).values()) == {403}
    assert (check_address(server, UNKNOWN), check_address(server, WEBHOOK)) == (404, 403)


def count_heard(database, words):
    """Count how often the words stand in a conversation."""
    return database.value("SELECT count(*) FROM lalisa_message WHERE body = %s", words)


def accepted_once(server, database, wamid):
    """The very delivery that was refused is taken when it comes again, and kept once."""
    words = f"Ada sapi di jalan depan pasar {MARK}"
    body = text_body(words, wamid=wamid)
    until(lambda: post_webhook(server, body) == 200, 120, lambda: server.log_text()[-3000:])
    assert post_webhook(server, body) == 200
    until(lambda: count_heard(database, words), 60, lambda: server.log_text()[-3000:])
    assert count_heard(database, words) == 1


def comes_back(cluster, server, database, wamid):
    """Start PostgreSQL again: what was refused is taken once, and no word of it stands in any log."""
    cluster.start_server()
    accepted_once(server, database, wamid)
    check_decided(server)
    assert MARK not in server.log_text()
    assert MARK not in cluster.log_text()


@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGKILL])
def test_a_server_whose_postgresql_stops_and_comes_back_loses_no_delivery(cluster, database, tmp_path, way):
    server = Server(database, tmp_path).start()
    try:
        check_decided(server)
        cluster.halt(way)
        check_refused(server)
        assert post_webhook(server, text_body(f"Ada sapi di jalan depan pasar {MARK}", wamid="wamid.sama")) == 503
        assert telegram.post_update(server, telegram.build_message(520_830_001, MARK)).status_code == 503
        comes_back(cluster, server, database, "wamid.sama")
    finally:
        server.stop()


def test_a_server_that_starts_without_its_postgresql_answers_503_and_then_serves(cluster, database, tmp_path):
    """A server that finds its database by `dbfilter` starts without it."""
    cluster.halt(signal.SIGINT)
    server = Server(database, tmp_path)
    conf = server.conf.read_text().replace(f"db_name = {database.name}", f"dbfilter = ^{database.name}$")
    server.conf.write_text(conf)
    server.healthy = lambda: is_answering(server)
    server.start()
    try:
        check_refused(server)
        assert post_webhook(server, text_body(f"Ada sapi di jalan depan pasar {MARK}", wamid="wamid.awal")) == 503
        comes_back(cluster, server, database, "wamid.awal")
    finally:
        server.stop()


def test_a_server_of_one_named_database_ends_without_it_and_serves_when_it_is_started_again(
    cluster, database, tmp_path
):
    """Odoo's own way with `db_name`: it ends with a failure, upon which systemd and docker start it again."""
    cluster.halt(signal.SIGINT)
    server = Server(database, tmp_path)
    server.healthy = lambda: server.process.poll() is not None
    server.start()
    assert server.process.returncode
    cluster.start_server()
    del server.healthy
    server.start()
    try:
        accepted_once(server, database, "wamid.lagi")
    finally:
        server.stop()


def test_a_prefork_server_ends_without_its_postgresql_and_serves_when_it_is_started_again(cluster, database, tmp_path):
    """Odoo's own way with workers: its master ends with a failure, upon which systemd and docker start it again."""
    server = Server(database, tmp_path, workers=2).start()
    body, said = text_body(f"Ada sapi di jalan depan pasar {MARK}", wamid="wamid.induk"), set()
    try:
        cluster.halt(signal.SIGKILL)
        until(lambda: said.add(attempt(server, body)) or server.process.poll() is not None, 120)
        assert server.process.returncode
        assert said <= {0, 503}
        cluster.start_server()
        server.start()
        accepted_once(server, database, "wamid.induk")
        assert MARK not in server.log_text()
        assert MARK not in cluster.log_text()
    finally:
        server.stop()


def test_a_stop_in_the_middle_of_deliveries_and_of_their_handling_keeps_what_was_taken(cluster, database, tmp_path):
    """A crash under load: 200 means kept, anything else comes again, and no word of it stands in any log."""
    server = Server(database, tmp_path).start()
    over = threading.Event()
    said = {person: [] for person in range(PEOPLE)}

    def talk(person):
        number = f"62812000008{person:02d}"
        while not over.is_set() or not said[person]:
            words = f"baris {len(said[person])} dari {person} {MARK}"
            body = text_body(words, number=number, wamid=f"wamid.{person}.{len(said[person])}")
            # In the moment of the break Odoo answers 500 by itself: whatever is no 200 is sent again.
            while attempt(server, body) != 200:
                time.sleep(0.1)
            said[person].append(words)

    try:
        with ThreadPoolExecutor(PEOPLE) as pool:
            talks = [pool.submit(talk, person) for person in said]
            try:
                for way in (signal.SIGQUIT, signal.SIGINT):
                    before = {person: len(lines) for person, lines in said.items()}
                    until(lambda before=before: all(len(said[person]) > many for person, many in before.items()), 120)
                    cluster.halt(way)
                    cluster.start_server()
            finally:
                over.set()
            for one in talks:
                one.result()
        for words in (one for lines in said.values() for one in lines):
            until(lambda words=words: count_heard(database, words), 120, lambda: server.log_text()[-3000:])
            assert count_heard(database, words) == 1, words
        assert MARK not in server.log_text()
        assert MARK not in cluster.log_text()
    finally:
        server.stop()


def attempt(server, body):
    try:
        return post_webhook(server, body)
    except requests.RequestException:
        return 0
