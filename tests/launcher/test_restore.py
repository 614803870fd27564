"""A restore takes nobody's place, is begun again after a kill, and leaves an office that is an office."""

import hashlib

import pytest

from lalisa_cli import backup, restore, server, updates
from lalisa_cli.database import FILES_ELSEWHERE, RESTORING
from lalisa_cli.marks import State
from lalisa_cli.output import Problem
from tests.launcher.conftest import open_recorded
from tests.launcher.offices import OFFICE, PHOTO, run_sql


@pytest.fixture
def office_backup(installed, elsewhere, checkout, lalisa, tmp_path, monkeypatch):
    """Return the backup of an office that was installed without the launcher."""
    monkeypatch.setenv("LALISA_BACKUP_KEY", str(tmp_path / "backup.key"))
    theirs = open_recorded(installed, elsewhere)
    theirs.run_program("createdb", "lalisa")
    name = hashlib.sha1(PHOTO).hexdigest()  # noqa: S324 - Odoo's own name for a file
    stored = f"{name[:2]}/{name}"
    run_sql(theirs, OFFICE + f"INSERT INTO ir_attachment VALUES (1, '{stored}')")  # noqa: S608
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

    monkeypatch.setattr(restore, "open_trial_databases", Trial)
    return databases


@pytest.mark.thorough
def test_a_restore_that_is_killed_at_any_step_is_begun_again_and_nothing_else_takes_its_place(
    office_backup, restoring, killed, state
):
    place, stored = office_backup
    (state / "data" / backup.SECRET_KEY).write_text("another key")
    for steps in range(1, 99):
        if killed.after(steps, lambda: restore.restore_backup(place)):
            break
        found = restoring.read_state("lalisa")
        assert found in (State.ABSENT, State.WHOLE), steps
        if found is State.WHOLE:
            break
        if restoring.read_state(RESTORING) is State.MAKING:
            with pytest.raises(Problem, match="A restore was interrupted here"):
                restoring.prepare_database("lalisa")
    assert 10 < steps < 98
    assert run_sql(restoring, "SELECT count(*) FROM lalisa_complaint") == "7"
    assert (restoring.get_filestore("lalisa") / stored).read_bytes() == PHOTO
    assert (state / "data" / backup.SECRET_KEY).read_text() == "the office's key"
    (aside,) = (state / "data").glob(f"{backup.SECRET_KEY}.*")
    assert aside.read_text() == "another key"
    with pytest.raises(Problem, match="overwrites nothing"):
        restore.restore_backup(place)


def test_a_restored_office_is_updated_and_gets_no_addon_and_no_demo_data(office_backup, restoring, state, capsys):
    restore.restore_backup(office_backup[0])
    restoring.prepare_database("lalisa")
    (call,) = (state / "calls").read_text().splitlines()
    assert "-d lalisa -u base --stop-after-init" in call and "-i" not in call.split()
    assert "up to about" in capsys.readouterr().out
    restoring.prepare_database("lalisa")
    assert len((state / "calls").read_text().splitlines()) == 1
    assert restoring.is_office_database("lalisa")


def test_a_run_on_a_restored_office_has_no_simulator(office_backup, restoring, monkeypatch):
    restore.restore_backup(office_backup[0])
    restoring.environment["LALISA_SIMULATOR"] = "1"
    seen = []
    monkeypatch.setattr(server, "open_trial_databases", restore.open_trial_databases)
    monkeypatch.setattr(server.npm, "place_libraries", lambda: None)
    monkeypatch.setattr(server, "_serve_database", lambda databases, *_places: seen.append(dict(databases.environment)))
    assert server.run_trial() == 0
    assert "LALISA_SIMULATOR" not in seen[0]


def test_a_restore_leaves_files_and_databases_that_are_there_as_they_are(office_backup, restoring, tmp_path):
    place, _stored = office_backup
    restoring.run_program("createdb", RESTORING)
    with pytest.raises(Problem, match="lalisa_restoring on this PostgreSQL was not made from this LALISA_HOME"):
        restore.restore_backup(place)
    assert RESTORING in restoring.list_databases()
    restoring.run_program("dropdb", RESTORING)
    theirs = restoring.get_filestore("lalisa") / "ab" / "abc"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("precious")
    restore.restore_backup(place)
    assert theirs.read_text() == "precious"


def test_a_trial_refuses_an_office_whose_files_were_restored_elsewhere(office_backup, restoring, tmp_path, monkeypatch):
    place, stored = office_backup
    elsewhere = tmp_path / "srv-odoo"
    monkeypatch.setenv("LALISA_DATA_DIR", str(elsewhere))
    ours = restoring.data
    restore.restore_backup(place)
    monkeypatch.delenv("LALISA_DATA_DIR")
    restoring.data = ours
    assert (elsewhere / "filestore" / "lalisa" / stored).read_bytes() == PHOTO
    with pytest.raises(Problem, match=f"restored into {elsewhere} .*without LALISA_DATA_DIR"):
        restoring.prepare_database("lalisa")
    # A backup of it, restored into a trial's own folder, is refused no more.
    updates.store_value(restoring, "lalisa", FILES_ELSEWHERE, None)
    restoring.prepare_database("lalisa")


def test_a_backup_overwrites_no_other_backup(office_backup):
    place, _stored = office_backup
    (first,) = place.glob("*.age")
    kept = first.read_bytes()
    moment = backup.datetime.datetime.strptime(first.name, "lalisa-%Y%m%dT%H%M%SZ.age")
    assert backup._find_free_name(place, moment) != first
    assert first.read_bytes() == kept
