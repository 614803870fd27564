"""Nothing is changed or dropped that no mark proves to be ours: databases of others, kills at every step."""

import hashlib
import json
import os

import pytest

from lalisa_cli import backup, postgres, python_env, restore, server, updates
from lalisa_cli.database import FILES_ELSEWHERE, MARK, RESTORING, Databases
from lalisa_cli.marks import State
from lalisa_cli.output import Problem
from tests.launcher.conftest import recorded

OFFICE = """
  CREATE TABLE ir_config_parameter (key text UNIQUE, value text);
  CREATE TABLE ir_module_module (name text, latest_version text, state text);
  INSERT INTO ir_module_module VALUES ('base', '19.0.1.3', 'installed'),
    ('lalisa_complaint', '19.0.1.1.0', 'installed'), ('lalisa_one', '19.0.1.0.0', 'installed');
  CREATE TABLE ir_attachment (id int, store_fname text);
  CREATE TABLE lalisa_complaint AS SELECT n AS id FROM generate_series(1, 7) n;
  CREATE TABLE lalisa_complaint_visit AS SELECT 1 AS id;
  CREATE TABLE lalisa_message AS SELECT 1 AS id;
  CREATE TABLE lalisa_webhook_event AS SELECT 1 AS id;
"""
# A trial's row that came with a dump: it proves nothing on a PostgreSQL that others run.
ROW = json.dumps({"odoo": "x", "addons": {}})
TRAVELLED = f"INSERT INTO ir_config_parameter VALUES ('{MARK}', '{ROW}')"  # noqa: S608
OTHERS = "CREATE TABLE booking AS SELECT 42 AS room"
PHOTO = b"a photo"


def sql(databases, statement, name="lalisa"):
    done = databases.program("psql", "-v", "ON_ERROR_STOP=1", "-d", name, "-Atc", statement)
    return done.stdout.strip()


def content(databases, name="lalisa"):
    """One digest of schema and rows, with the database's own comment."""
    dump = databases.program("pg_dump", "--create", name).stdout
    lines = [line for line in dump.splitlines() if not line.startswith(("\\restrict", "\\unrestrict"))]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@pytest.fixture
def elsewhere(tmp_path, state):
    """A PostgreSQL that somebody else runs: its folder is in no LALISA_HOME of ours."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    theirs = postgres.Server(folder, fast=True)
    theirs.start()
    yield theirs
    theirs.stop()


@pytest.mark.parametrize("made", [OFFICE, OFFICE + TRAVELLED, OTHERS, ""])
def test_run_leaves_a_database_of_others_byte_for_byte_and_says_one_sentence(
    installed, elsewhere, checkout, lalisa, made
):
    theirs = recorded(installed, elsewhere)
    theirs.program("createdb", "lalisa")
    sql(theirs, f"SELECT 1; {made}")
    before = content(theirs)
    files = installed / "data" / "filestore" / "lalisa"
    files.mkdir(parents=True)
    (files / "photo").write_bytes(PHOTO)
    for arguments in (["run"], ["run", "--production"], ["odoo", "server", "-u", "all"], ["shell"]):
        done = lalisa(*arguments, **elsewhere.variables)
        assert done.returncode == 1, done.stdout
        assert "was not made from this LALISA_HOME, so it is left as it is" in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
        assert content(theirs) == before
    with pytest.raises(Problem, match="is not dropped"):
        theirs.drop("lalisa")
    assert content(theirs) == before
    assert (files / "photo").read_bytes() == PHOTO


@pytest.mark.parametrize("made", [OFFICE, OTHERS, ""])
def test_a_database_without_a_mark_is_left_as_it_is_in_the_private_cluster_too(databases, made):
    databases.program("createdb", "lalisa")
    sql(databases, f"SELECT 1; {made}")
    before = content(databases)
    # Interrupted under 1.1.0 it looks the same; the way out for both is said.
    with pytest.raises(Problem, match="has no mark that its making came to an end.* remove it.* backup it here"):
        databases.prepare("lalisa")
    assert content(databases) == before


def test_the_mark_of_another_lalisa_home_proves_nothing(databases, elsewhere, state, tmp_path, monkeypatch):
    recorded(state, elsewhere).create("lalisa")
    monkeypatch.setenv("LALISA_HOME", str(tmp_path / "another"))
    second = recorded(restore.home(), elsewhere)
    assert second.state("lalisa") is State.FOREIGN
    with pytest.raises(Problem, match="was not made from this LALISA_HOME"):
        second.prepare("lalisa")


def test_on_a_postgresql_of_others_a_trial_is_made_and_updated_where_there_was_none(
    elsewhere, state, checkout, monkeypatch
):
    theirs = recorded(state, elsewhere)
    theirs.prepare("lalisa")
    assert theirs.state("lalisa") is State.WHOLE
    monkeypatch.setattr(python_env, "odoo_key", lambda: "odoo-2")
    theirs.prepare("lalisa")
    assert "-u base" in (state / "calls").read_text()


def test_a_database_of_a_release_before_the_marks_stays_ours_in_the_private_cluster(databases):
    databases.prepare("lalisa")
    sql(databases, "COMMENT ON DATABASE lalisa IS NULL; CREATE TABLE kept ()")
    databases.prepare("lalisa")
    sql(databases, "SELECT FROM kept")
    assert databases.state("lalisa") is State.WHOLE


class Killed:
    """Runs a function in a process that is killed after a number of its steps.

    A step is a call of a program of PostgreSQL's or of Odoo, or a file that is moved into place.
    """

    def __init__(self, monkeypatch):
        self.monkeypatch = monkeypatch

    def after(self, steps, call):
        """Tell whether the function came to its end before the kill."""
        if pid := os.fork():
            _pid, status = os.waitpid(pid, 0)
            assert status in (0, 9 << 8), status
            return status == 0
        left = [steps]

        def counted(function):
            def step(*arguments, **options):
                done = function(*arguments, **options)
                left[0] -= 1
                if not left[0]:
                    os._exit(9)
                return done

            return step

        code = 7
        try:
            for owner, name in (
                (Databases, "program"), (Databases, "odoo"), (restore.shutil, "move"),
            ):  # fmt: skip
                self.monkeypatch.setattr(owner, name, counted(getattr(owner, name)))
            call()
            code = 0
        finally:
            os._exit(code)


@pytest.fixture
def killed(monkeypatch):
    return Killed(monkeypatch)


@pytest.mark.thorough
def test_a_making_that_is_killed_at_any_step_is_made_anew_and_touches_nothing_else(databases, killed):
    databases.program("createdb", "bystander")
    sql(databases, OTHERS, "bystander")
    before = content(databases, "bystander")
    for steps in range(1, 99):
        over = killed.after(steps, lambda: databases.prepare("lalisa"))
        if databases.state("lalisa") is State.MAKING:
            sql(databases, "CREATE TABLE half_made ()")
        if over:
            break
        assert databases.state("lalisa") is not State.FOREIGN, steps
    assert 8 < steps < 98
    databases.prepare("lalisa")
    assert sql(databases, "SELECT to_regclass('half_made') IS NULL") == "t"
    assert content(databases, "bystander") == before
    databases.create("another")  # what the last kill left under a drawn name goes with the next making
    assert sorted(databases.names()) == [
        "another", "bystander", "lalisa", "postgres", "template0", "template1",
    ]  # fmt: skip


@pytest.fixture
def office_backup(installed, elsewhere, checkout, lalisa, tmp_path, monkeypatch):
    """The backup of an office that was installed without the launcher."""
    monkeypatch.setenv("LALISA_BACKUP_KEY", str(tmp_path / "backup.key"))
    theirs = recorded(installed, elsewhere)
    theirs.program("createdb", "lalisa")
    name = hashlib.sha1(PHOTO).hexdigest()  # noqa: S324 - Odoo's own name for a file
    stored = f"{name[:2]}/{name}"
    sql(theirs, OFFICE + f"INSERT INTO ir_attachment VALUES (1, '{stored}')")  # noqa: S608
    files = tmp_path / "office" / "filestore" / "lalisa"
    (files / name[:2]).mkdir(parents=True)
    (files / stored).write_bytes(PHOTO)
    (tmp_path / "office" / backup.SECRET_KEY).write_text("the office's key")
    done = lalisa("backup", tmp_path / "backups", LALISA_DATA_DIR=str(tmp_path / "office"), **elsewhere.variables)
    assert done.returncode == 0, done.stderr
    return tmp_path / "backups", stored


@pytest.fixture
def restoring(databases, monkeypatch):
    """restore() in the private cluster, in this process."""

    class Trial:
        def __enter__(self):
            return databases

        def __exit__(self, *_error):
            return None

    monkeypatch.setattr(restore, "trial_databases", Trial)
    return databases


@pytest.mark.thorough
def test_a_restore_that_is_killed_at_any_step_is_begun_again_and_nothing_else_takes_its_place(
    office_backup, restoring, killed, state
):
    place, stored = office_backup
    (state / "data" / backup.SECRET_KEY).write_text("another key")
    for steps in range(1, 99):
        if killed.after(steps, lambda: restore.restore(place)):
            break
        found = restoring.state("lalisa")
        assert found in (State.ABSENT, State.WHOLE), steps
        if found is State.WHOLE:
            break
        if restoring.state(RESTORING) is State.MAKING:
            with pytest.raises(Problem, match="A restore was interrupted here"):
                restoring.prepare("lalisa")
    assert 10 < steps < 98
    assert sql(restoring, "SELECT count(*) FROM lalisa_complaint") == "7"
    assert (restoring.filestore("lalisa") / stored).read_bytes() == PHOTO
    assert (state / "data" / backup.SECRET_KEY).read_text() == "the office's key"
    (aside,) = (state / "data").glob(f"{backup.SECRET_KEY}.*")
    assert aside.read_text() == "another key"
    with pytest.raises(Problem, match="overwrites nothing"):
        restore.restore(place)


def test_a_restored_office_is_updated_and_gets_no_addon_and_no_demo_data(
    office_backup, restoring, state, capsys
):
    restore.restore(office_backup[0])
    restoring.prepare("lalisa")
    (call,) = (state / "calls").read_text().splitlines()
    assert "-d lalisa -u base --stop-after-init" in call and "-i" not in call.split()
    assert "up to about" in capsys.readouterr().out
    restoring.prepare("lalisa")
    assert len((state / "calls").read_text().splitlines()) == 1
    assert restoring.is_offices("lalisa")


def test_a_run_on_a_restored_office_has_no_simulator(
    office_backup, restoring, monkeypatch
):
    restore.restore(office_backup[0])
    restoring.environment["LALISA_SIMULATOR"] = "1"
    seen = []
    monkeypatch.setattr(server, "trial_databases", restore.trial_databases)
    monkeypatch.setattr(server.npm, "place", lambda: None)
    monkeypatch.setattr(server, "_serve", lambda databases, *_places: seen.append(dict(databases.environment)))
    assert server.run() == 0
    assert "LALISA_SIMULATOR" not in seen[0]


def test_a_restore_leaves_files_and_databases_that_are_there_as_they_are(office_backup, restoring, tmp_path):
    place, _stored = office_backup
    restoring.program("createdb", RESTORING)
    with pytest.raises(Problem, match="lalisa_restoring on this PostgreSQL was not made from this LALISA_HOME"):
        restore.restore(place)
    assert RESTORING in restoring.names()
    restoring.program("dropdb", RESTORING)
    theirs = restoring.filestore("lalisa") / "ab" / "abc"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("precious")
    restore.restore(place)
    assert theirs.read_text() == "precious"


def test_a_trial_refuses_an_office_whose_files_were_restored_elsewhere(office_backup, restoring, tmp_path, monkeypatch):
    place, stored = office_backup
    elsewhere = tmp_path / "srv-odoo"
    monkeypatch.setenv("LALISA_DATA_DIR", str(elsewhere))
    ours = restoring.data
    restore.restore(place)
    monkeypatch.delenv("LALISA_DATA_DIR")
    restoring.data = ours
    assert (elsewhere / "filestore" / "lalisa" / stored).read_bytes() == PHOTO
    with pytest.raises(Problem, match=f"restored into {elsewhere} .*without LALISA_DATA_DIR"):
        restoring.prepare("lalisa")
    # A backup of it, restored into a trial's own folder, is refused no more.
    updates.record(restoring, "lalisa", FILES_ELSEWHERE, None)
    restoring.prepare("lalisa")


def test_a_backup_overwrites_no_other_backup(office_backup):
    place, _stored = office_backup
    (first,) = place.glob("*.age")
    kept = first.read_bytes()
    moment = backup.datetime.datetime.strptime(first.name, "lalisa-%Y%m%dT%H%M%SZ.age")
    assert backup._free_name(place, moment) != first
    assert first.read_bytes() == kept


def test_no_command_line_carries_the_password_of_the_database(installed, elsewhere, tmp_path, lalisa):
    """Every process of the machine is looked at whenever a program of PostgreSQL's is called."""
    programs = tmp_path / "programs"
    programs.mkdir()
    look = f'for one in /proc/[0-9]*/cmdline; do tr "\\0" " " < $one; done >> {tmp_path}/seen 2>/dev/null'
    for real in postgres.programs().iterdir():
        (programs / real.name).write_text(f'#!/bin/sh\n{look}\nexec {real} "$@"\n')
        (programs / real.name).chmod(0o755)
    url = f"postgresql://odoo:rahasia@/postgres?host={elsewhere.sockets}"
    done = lalisa("backup", tmp_path / "backups", DATABASE_URL=url, LALISA_PG_BIN=str(programs))
    assert "There is no database to back up yet" in done.stderr
    seen = (tmp_path / "seen").read_text(errors="replace")
    assert "lalisa backup" in seen and "rahasia" not in seen
