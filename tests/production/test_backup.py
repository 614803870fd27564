"""`./lalisa backup` while messages come in, the machine emptied, `./lalisa restore`: nothing is missing."""

import os
import shutil
import subprocess
import sys
import threading

import pytest

from lalisa_cli.home import REPO, home
from tests import processes
from tests.processes import post, text_body, until

NAME = "lalisa"
REAL_HOME = home()


class Office:
    """A LALISA_HOME of its own on the tests' PostgreSQL, whose database is called as the launcher's."""

    def __init__(self, folder):
        self.folder = folder
        self.keys = folder / "keys" / "backup.key"
        self.backups = folder / "backups"

    def state(self, name):
        """A new, empty LALISA_HOME with what a set-up has fetched."""
        state = self.folder / name
        state.mkdir()
        for part in ("odoo", "venv", "cache", "debian", "pip"):
            if (REAL_HOME / part).exists():
                (state / part).symlink_to(REAL_HOME / part)
        return state

    def lalisa(self, state, *arguments, **variables):
        return subprocess.run(
            [sys.executable, REPO / "lalisa", *map(str, arguments)],
            env={**os.environ, "LALISA_HOME": str(state), "LALISA_BACKUP_KEY": str(self.keys)}
            | variables,
            capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip


class Named(processes.Database):
    """The database by its fixed name."""

    def __init__(self):
        self.name = NAME


def drop():
    subprocess.run(["dropdb", "--if-exists", "--force", NAME], check=True)
    shutil.rmtree(processes.DATA / "filestore" / NAME, ignore_errors=True)


@pytest.fixture
def office(tmp_path):
    drop()
    subprocess.run(["createdb", "-T", processes.TEMPLATE, NAME], check=True)
    source = processes.DATA / "filestore" / processes.TEMPLATE
    shutil.copytree(source, processes.DATA / "filestore" / NAME)
    statement = (
        "INSERT INTO ir_config_parameter (key, value) VALUES ('lalisa.launcher.made_from', '{}')"
        " ON CONFLICT (key) DO NOTHING"
    )
    subprocess.run(["psql", "-q", "-d", NAME, "-c", statement], check=True)
    yield Office(tmp_path)
    drop()


@pytest.fixture
def running(office, tmp_path):
    state = office.state("first")
    (state / "data").symlink_to(processes.DATA)
    server = processes.Server(Named(), tmp_path).start()
    yield state, server
    server.stop()


def backed_up(office, state):
    done = office.lalisa(state, "backup", office.backups)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def contents():
    """What a citizen and the office would miss: {table: {row: content}}."""
    database = Named()
    return {
        "complaints": dict(database.rows("SELECT number, summary FROM lalisa_complaint")),
        "events": {row[0] for row in database.rows("SELECT dedup_key FROM lalisa_webhook_event")},
        "visits": set(
            database.rows(
                "SELECT id, complaint_id, stage_id, entered_at FROM lalisa_complaint_visit"
            )
        ),
        "files": {
            row[0]
            for row in database.rows(
                "SELECT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL"
            )
        },
    }


def test_a_backup_under_load_restores_all_that_was_there_when_it_began(
    office, running, monkeypatch, tmp_path
):
    state, server = running
    for number in range(10):
        assert (
            post(server, text_body(f"Sebelum cadangan {number}", f"62812000001{number:02}")) == 200
        )
    until(lambda: len(contents()["events"]) >= 10)
    over, sent = threading.Event(), []

    def load():
        while not over.is_set():
            sent.append(post(server, text_body(f"Selama cadangan {len(sent)}", "6281200000200")))

    sender = threading.Thread(target=load)
    sender.start()
    before = contents()
    try:
        said = backed_up(office, state)
    finally:
        over.set()
        sender.join()
    assert "complaint" in said and set(sent) == {200}
    server.stop()
    drop()  # the machine is empty
    second = office.state("second")
    done = office.lalisa(second, "restore", office.backups)
    assert done.returncode == 0, done.stdout + done.stderr
    after = contents()
    for kind in ("events", "visits", "files"):
        assert before[kind] <= after[kind], kind
    assert before["complaints"].items() <= after["complaints"].items()
    files = second / "data" / "filestore" / NAME
    assert not [name for name in after["files"] if not (files / name).is_file()]
    monkeypatch.setattr(processes, "DATA", second / "data")
    again = processes.Server(Named(), tmp_path).start()
    try:
        numbers = again.login("operator").call(
            "lalisa.complaint", "search_read", [], fields=["number"]
        )
        assert numbers
        # Its channels' secrets open again: the key came with the backup.
        assert post(again, text_body("Sesudah pemulihan")) == 200
    finally:
        again.stop()


def test_without_the_key_or_with_a_changed_byte_nothing_is_restored(office, running):
    state, server = running
    backed_up(office, state)
    server.stop()
    drop()
    backup = next(office.backups.glob("*.age"))
    content = backup.read_bytes()
    for word in (b"lalisa_complaint", b"demo-whatsapp", b"PGDMP"):
        assert word not in content
    second = office.state("second")
    missing = office.lalisa(second, "restore", backup, LALISA_BACKUP_KEY="/nonexistent")
    assert missing.returncode == 1 and "LALISA_BACKUP_KEY" in missing.stderr
    half = len(content) // 2
    for damaged in (
        content[:half] + bytes([content[half] ^ 1]) + content[half + 1 :],
        content[:-99],
    ):
        backup.write_bytes(damaged)
        done = office.lalisa(second, "restore", backup)
        assert done.returncode == 1 and "Nothing was restored" in done.stderr, done.stderr
    names = subprocess.run(
        ["psql", "-d", "postgres", "-Atc", "SELECT datname FROM pg_database"],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert NAME not in names and "lalisa_restoring" not in names


def test_a_missing_file_is_found_when_the_backup_is_made(office, running):
    state, server = running
    server.stop()
    stored = contents()["files"].pop()
    (processes.DATA / "filestore" / NAME / stored).unlink()
    done = office.lalisa(state, "backup", office.backups)
    assert done.returncode == 1 and stored in done.stderr
    assert not list(office.backups.glob("*.age"))


def test_a_restore_overwrites_nothing(office, running):
    state, _server = running
    backed_up(office, state)
    done = office.lalisa(office.state("second"), "restore", office.backups)
    assert done.returncode == 1 and "overwrites nothing" in done.stderr
