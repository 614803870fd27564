"""`./lalisa backup` while messages come in, the machine emptied, `./lalisa restore`: nothing is missing."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests

from lalisa_cli.home import REPO, get_home
from tests import processes
from tests.processes import post_webhook, text_body, until
from tests.production.test_training_copy import run_update
from tests.walk import test_complaint_walk as steps

NAME = "lalisa"
REAL_HOME = get_home()


class Office:
    """A LALISA_HOME of its own on the tests' PostgreSQL, whose database is called as the launcher's."""

    def __init__(self, folder):
        self.folder = folder
        self.keys = folder / "keys" / "backup.key"
        self.backups = folder / "backups"

    def state(self, name):
        """Make a new, empty LALISA_HOME with what a set-up has fetched."""
        state = self.folder / name
        state.mkdir()
        for part in ("odoo", "venv", "cache", "debian", "pip"):
            if (REAL_HOME / part).exists():
                (state / part).symlink_to(REAL_HOME / part)
        return state

    def lalisa(self, state, *arguments, **variables):
        return subprocess.run(
            [sys.executable, REPO / "lalisa", *map(str, arguments)],
            env={**os.environ, "LALISA_HOME": str(state), "LALISA_BACKUP_KEY": str(self.keys)} | variables,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )


class Named(processes.Database):
    """The database by its fixed name."""

    def __init__(self):
        self.name = NAME


def drop_database():
    subprocess.run(["dropdb", "--if-exists", "--force", NAME], check=True)
    shutil.rmtree(processes.DATA / "filestore" / NAME, ignore_errors=True)


@pytest.fixture
def office(tmp_path):
    drop_database()
    subprocess.run(["createdb", "-T", processes.TEMPLATE, NAME], check=True)
    source = processes.DATA / "filestore" / processes.TEMPLATE
    shutil.copytree(source, processes.DATA / "filestore" / NAME)
    statement = (
        "INSERT INTO ir_config_parameter (key, value) VALUES ('lalisa.launcher.made_from', '{}')"
        " ON CONFLICT (key) DO NOTHING"
    )
    subprocess.run(["psql", "-q", "-d", NAME, "-c", statement], check=True)
    yield Office(tmp_path)
    drop_database()


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


def read_contents():
    """Return what a citizen and the office would miss: {what: set of rows}."""
    queries = {
        "complaints": "SELECT number, summary, create_date FROM lalisa_complaint",
        "events": "SELECT dedup_key FROM lalisa_webhook_event",
        "messages": "SELECT id, conversation_id, direction, body, provider_message_id FROM lalisa_message",
        "stage logs": "SELECT id, complaint_id, stage_id, entered_at FROM lalisa_stage_log",
        "register": "SELECT id, position, hash FROM lalisa_register_line",
        "files": "SELECT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL",
    }
    return {what: set(Named().rows(query)) for what, query in queries.items()}


@contextlib.contextmanager
def lalisa_run(office, state):
    """`./lalisa run` from a LALISA_HOME until the block ends: the server as a test talks to it."""
    command = [sys.executable, REPO / "lalisa", "run", "--port", str(processes.free_port())]
    process = subprocess.Popen(
        command,
        env={**os.environ, "LALISA_HOME": str(state), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said = []
        for line in process.stdout:
            said.append(line)
            if "La-Lisa is ready" in line:
                break
        assert process.poll() is None, "".join(said)
        yield SimpleNamespace(url=said[-1].split()[-1], database=Named())
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def is_whole(server):
    """Tell whether the register follows from line to line, as its own check says; and how many lines it read."""
    check = processes.Client(server, "kepala").call("lalisa.register.check", "create", [{}])
    return processes.Client(server, "kepala").call("lalisa.register.check", "read", check, ["intact", "lines"])[0]


@pytest.mark.thorough
def test_a_backup_under_load_brings_the_emptied_office_back_by_lalisa_run(office, running):
    state, server = running
    steps.test_a_complaint_goes_from_the_webhook_to_done_by_five_people(steps.Walk(server))
    for number in range(10):
        words = f"Sebelum cadangan {number}"
        assert post_webhook(server, text_body(words, f"62812000001{number:02}")) == 200
    until(lambda: not Named().value("SELECT count(*) FROM lalisa_webhook_event WHERE state = 'new'"), 60)
    # Whose answer is still on its way has no number of the provider's yet; the backup may hold one then.
    waiting = "SELECT count(*) FROM lalisa_message WHERE state IN ('queued', 'sending')"
    until(lambda: not Named().value(waiting), 60)
    over, sent = threading.Event(), []

    def load():
        while not over.is_set():
            sent.append(post_webhook(server, text_body(f"Selama cadangan {len(sent)}", "6281200000200")))

    sender = threading.Thread(target=load)
    sender.start()
    before, lines = read_contents(), is_whole(server)["lines"]
    assert all(before.values()), {what: len(rows) for what, rows in before.items()}
    try:
        said = backed_up(office, state)
    finally:
        over.set()
        sender.join()
    assert re.search(r"\d+ complaint, .* \d+ message, .* files", said) and set(sent) == {200}
    server.stop()
    drop_database()  # the machine is empty
    second = office.state("second")
    done = office.lalisa(second, "restore", office.backups)
    assert done.returncode == 0, done.stdout + done.stderr
    after = read_contents()
    for what, rows in before.items():
        assert rows <= after[what], what
    files = second / "data" / "filestore" / NAME
    assert not [name for (name,) in after["files"] if not (files / name).is_file()]
    with lalisa_run(office, second) as again:
        assert before["complaints"] <= read_contents()["complaints"]
        found = is_whole(again)
        assert found["intact"] and found["lines"] >= lines
        operator = processes.Client(again, "operator")
        numbers = operator.call("lalisa.complaint", "search_read", [], fields=["number"])
        assert {row["number"] for row in numbers} >= {row[0] for row in before["complaints"]}
        # Its channels' secrets open again: the key came with the backup.
        assert post_webhook(again, text_body("Sesudah pemulihan")) == 200


def test_without_the_key_or_with_a_changed_byte_nothing_is_restored(office, running):
    state, server = running
    backed_up(office, state)
    server.stop()
    drop_database()
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
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert NAME not in names and "lalisa_restoring" not in names


def test_a_missing_file_is_found_when_the_backup_is_made(office, running):
    state, server = running
    server.stop()
    (stored,) = read_contents()["files"].pop()
    (processes.DATA / "filestore" / NAME / stored).unlink()
    done = office.lalisa(state, "backup", office.backups)
    assert done.returncode == 1 and stored in done.stderr
    assert not list(office.backups.glob("*.age"))


def test_a_restore_overwrites_nothing(office, running):
    state, _server = running
    backed_up(office, state)
    done = office.lalisa(office.state("second"), "restore", office.backups)
    assert done.returncode == 1 and "overwrites nothing" in done.stderr


@pytest.mark.thorough
def test_an_office_that_installed_the_addons_itself_is_backed_up_and_never_overwritten(office, running):
    _state, _server = running
    run_update(Named(), "DELETE FROM ir_config_parameter WHERE key = 'lalisa.launcher.made_from'")
    other = office.state("beside")  # the command's own place, without any data
    done = office.lalisa(other, "backup", office.backups, LALISA_DATA_DIR=str(processes.DATA))
    assert done.returncode == 0, done.stderr
    assert re.search(r"[1-9]\d* files", done.stdout), done.stdout
    refused = office.lalisa(other, "restore", office.backups, LALISA_DATA_DIR=str(processes.DATA))
    assert refused.returncode == 1 and "overwrites nothing" in refused.stderr
    # Told the wrong place, it finds the files missing and says so instead of leaving them out.
    wrong = office.lalisa(other, "backup", office.backups)
    assert wrong.returncode == 1 and "stored files are missing" in wrong.stderr
    keyless = office.lalisa(other, "backup", office.backups, LALISA_BACKUP_KEY="/proc/nobody/backup.key")
    assert keyless.returncode == 1 and "cannot be made at /proc/nobody/backup.key" in keyless.stderr


@pytest.mark.thorough
def test_an_office_made_without_the_launcher_goes_on_after_a_disaster(office, running):
    """Backup, disaster, restore into an empty LALISA_HOME, run: all of it, updated, and nothing added."""
    _state, server = running
    run_update(Named(), "DELETE FROM ir_config_parameter WHERE key = 'lalisa.launcher.made_from'")
    run_update(Named(), "UPDATE ir_module_module SET demo = FALSE")
    server.stop()
    before = read_contents()
    modules = "SELECT name, demo FROM ir_module_module WHERE state = 'installed'"
    installed = set(Named().rows(modules))
    other = office.state("beside")
    place = {"LALISA_DATA_DIR": str(processes.DATA)}
    assert office.lalisa(other, "backup", office.backups, **place).returncode == 0
    refused = office.lalisa(other, "run")
    assert refused.returncode == 1 and "so it is left as it is" in refused.stderr, refused.stderr
    assert read_contents() == before
    drop_database()
    second = office.state("second")
    done = office.lalisa(second, "restore", office.backups)
    assert done.returncode == 0, done.stdout + done.stderr
    with lalisa_run(office, second) as again:
        after = read_contents()
        assert {what: rows - after[what] for what, rows in before.items() if what != "files"} == {
            what: set() for what in before if what != "files"
        }
        assert set(Named().rows(modules)) == installed
        assert requests.get(f"{again.url}/web/login", timeout=60).status_code == 200
        # It is an office: the simulator, which anybody could write with, is not there.
        odoo = (second / "odoo.pid").read_text()
        assert b"LALISA_SIMULATOR" not in Path(f"/proc/{odoo}/environ").read_bytes()
