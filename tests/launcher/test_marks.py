"""Nothing is changed or dropped that no mark proves to be ours: databases of others, kills at every step."""

import pytest

from lalisa_cli import postgres, python_env, restore, server
from lalisa_cli.marks import State
from lalisa_cli.output import Problem
from tests.launcher.conftest import open_recorded
from tests.launcher.offices import OFFICE, OTHERS, PHOTO, TRAVELLED, hash_content, run_sql


@pytest.mark.parametrize("made", [OFFICE, OFFICE + TRAVELLED, OTHERS, ""])
def test_run_leaves_a_database_of_others_byte_for_byte_and_says_one_sentence(
    installed, elsewhere, checkout, lalisa, made
):
    theirs = open_recorded(installed, elsewhere)
    theirs.run_program("createdb", "lalisa")
    run_sql(theirs, f"SELECT 1; {made}")
    before = hash_content(theirs)
    files = installed / "data" / "filestore" / "lalisa"
    files.mkdir(parents=True)
    (files / "photo").write_bytes(PHOTO)
    for arguments in (["run"], ["run", "--production"], ["odoo", "server", "-u", "all"], ["shell"]):
        done = lalisa(*arguments, **elsewhere.variables)
        assert done.returncode == 1, done.stdout
        assert "was not made from this LALISA_HOME, so it is left as it is" in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
        assert hash_content(theirs) == before
    with pytest.raises(Problem, match="is not dropped"):
        theirs.drop_database("lalisa")
    assert hash_content(theirs) == before
    assert (files / "photo").read_bytes() == PHOTO


@pytest.mark.parametrize(
    "words", [["odoo", "-u", "lalisa_complaint", "--stop-after-init"], ["odoo", "server"], ["shell"]]
)
def test_odoo_makes_no_database_where_there_is_no_trial_yet(installed, cluster, lalisa, words):
    done = lalisa(*words, **cluster.variables)
    assert done.returncode == 1, done.stdout
    assert "No database is ready yet: start ./lalisa run once" in done.stderr
    assert open_recorded(installed, cluster).read_state("lalisa") is State.ABSENT


@pytest.mark.parametrize(
    "words", [["-d", "other"], ["-dother"], ["--database=other"], ["telegram_poll", "-d", "other"]]
)
def test_odoo_goes_on_with_a_database_of_another_name(words):
    assert server._names_another_database(words)
    assert not server._names_another_database([word.replace("other", server.DATABASE) for word in words])
    assert not server._names_another_database(["server", "-u", "all"])


@pytest.mark.parametrize("made", [OFFICE, OTHERS, ""])
def test_a_database_without_a_mark_is_left_as_it_is_in_the_private_cluster_too(databases, made):
    databases.run_program("createdb", "lalisa")
    run_sql(databases, f"SELECT 1; {made}")
    before = hash_content(databases)
    # Interrupted under 1.1.0 it looks the same; the way out for both is said.
    with pytest.raises(Problem, match="has no mark that its making came to an end.* remove it.* backup it here"):
        databases.prepare_database("lalisa")
    assert hash_content(databases) == before


def test_the_mark_of_another_lalisa_home_proves_nothing(databases, elsewhere, state, tmp_path, monkeypatch):
    open_recorded(state, elsewhere).create_database("lalisa")
    monkeypatch.setenv("LALISA_HOME", str(tmp_path / "another"))
    second = open_recorded(restore.get_home(), elsewhere)
    assert second.read_state("lalisa") is State.FOREIGN
    with pytest.raises(Problem, match="was not made from this LALISA_HOME"):
        second.prepare_database("lalisa")


def test_on_a_postgresql_of_others_a_trial_is_made_and_updated_where_there_was_none(
    elsewhere, state, checkout, monkeypatch
):
    theirs = open_recorded(state, elsewhere)
    theirs.prepare_database("lalisa")
    assert theirs.read_state("lalisa") is State.WHOLE
    monkeypatch.setattr(python_env, "hash_odoo", lambda: "odoo-2")
    theirs.prepare_database("lalisa")
    assert "-u base" in (state / "calls").read_text()


def test_a_database_of_a_release_before_the_marks_stays_ours_in_the_private_cluster(databases):
    databases.prepare_database("lalisa")
    run_sql(databases, "COMMENT ON DATABASE lalisa IS NULL; CREATE TABLE kept ()")
    databases.prepare_database("lalisa")
    run_sql(databases, "SELECT FROM kept")
    assert databases.read_state("lalisa") is State.WHOLE


@pytest.mark.thorough
def test_a_making_that_is_killed_at_any_step_is_made_anew_and_touches_nothing_else(databases, killed):
    databases.run_program("createdb", "bystander")
    run_sql(databases, OTHERS, "bystander")
    before = hash_content(databases, "bystander")
    for steps in range(1, 99):
        over = killed.after(steps, lambda: databases.prepare_database("lalisa"))
        if databases.read_state("lalisa") is State.MAKING:
            run_sql(databases, "CREATE TABLE half_made ()")
        if over:
            break
        assert databases.read_state("lalisa") is not State.FOREIGN, steps
    assert 8 < steps < 98
    databases.prepare_database("lalisa")
    assert run_sql(databases, "SELECT to_regclass('half_made') IS NULL") == "t"
    assert hash_content(databases, "bystander") == before
    databases.create_database("another")  # what the last kill left under a drawn name goes with the next making
    assert sorted(databases.list_databases()) == [
        "another",
        "bystander",
        "lalisa",
        "postgres",
        "template0",
        "template1",
    ]


def test_no_command_line_carries_the_password_of_the_database(installed, elsewhere, tmp_path, lalisa):
    """Every process of the machine is looked at whenever a program of PostgreSQL's is called."""
    programs = tmp_path / "programs"
    programs.mkdir()
    look = f'for one in /proc/[0-9]*/cmdline; do tr "\\0" " " < $one; done >> {tmp_path}/seen 2>/dev/null'
    for real in postgres.find_programs().iterdir():
        (programs / real.name).write_text(f'#!/bin/sh\n{look}\nexec {real} "$@"\n')
        (programs / real.name).chmod(0o755)
    url = f"postgresql://odoo:rahasia@/postgres?host={elsewhere.sockets}"
    done = lalisa("backup", tmp_path / "backups", DATABASE_URL=url, LALISA_PG_BIN=str(programs))
    assert "There is no database to back up yet" in done.stderr
    seen = (tmp_path / "seen").read_text(errors="replace")
    assert "lalisa backup" in seen and "rahasia" not in seen
