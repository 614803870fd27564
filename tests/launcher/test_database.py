"""Which databases are made, updated and refused; a recorder stands where Odoo would be called."""

import pytest

from lalisa_cli import addons, database, python_env
from lalisa_cli.home import REPO
from lalisa_cli.output import Problem
from lalisa_cli.server import PRODUCTION_CONF, _write_production_conf
from tests.launcher.conftest import OURS


def read_calls(databases):
    with open(databases.environment["CALLS"]) as handle:
        return handle.read().splitlines()


def run_sql(databases, statement):
    databases.run_program("psql", "-d", "lalisa", "-c", statement)


def test_a_new_database_gets_all_addons_and_demo_data(databases):
    databases.prepare_database("lalisa")
    assert "-d lalisa -i lalisa_one,lalisa_two --with-demo" in read_calls(databases)[0]


def test_what_an_update_must_run_first_is_named_in_the_conf_of_every_kind_of_odoo(databases):
    scripts = ",".join(map(str, addons.find_pre_upgrade_scripts()))
    assert [path.name for path in addons.find_pre_upgrade_scripts()] == ["release_2.py", "release_2_names.py"]
    assert f"pre_upgrade_scripts = {scripts}\n" in databases.conf.read_text()
    named = scripts.replace(str(REPO), "/opt/lalisa")
    assert f"\npre_upgrade_scripts = {named}\n" in PRODUCTION_CONF.read_text()
    assert f"pre_upgrade_scripts = {scripts}\n" in _write_production_conf(databases).read_text()


def test_an_unchanged_checkout_costs_no_start_of_odoo(databases):
    databases.prepare_database("lalisa")
    databases.prepare_database("lalisa")
    assert len(read_calls(databases)) == 1


def test_only_what_changed_is_updated_and_only_what_is_new_is_installed(databases, monkeypatch):
    databases.prepare_database("lalisa")
    changed = {**OURS, "lalisa_two": "changed", "lalisa_three": "c"}
    monkeypatch.setattr(addons, "hash_installable_addons", lambda: changed)
    databases.prepare_database("lalisa")
    assert "-d lalisa -i lalisa_three -u lalisa_two --stop-after-init" in read_calls(databases)[1]


def test_another_odoo_updates_everything(databases, monkeypatch):
    databases.prepare_database("lalisa")
    monkeypatch.setattr(python_env, "hash_odoo", lambda: "odoo-2")
    databases.prepare_database("lalisa")
    assert "-u base" in read_calls(databases)[1]


def test_an_interrupted_update_is_done_again_and_loses_nothing(databases, monkeypatch):
    databases.prepare_database("lalisa")
    run_sql(databases, "CREATE TABLE kept ()")
    monkeypatch.setattr(addons, "hash_installable_addons", lambda: {**OURS, "lalisa_two": "changed"})
    databases.environment["BREAK"] = "yes"
    with pytest.raises(Problem, match="no such field"):
        databases.prepare_database("lalisa")
    del databases.environment["BREAK"]
    databases.prepare_database("lalisa")
    assert [("-u lalisa_two" in line) for line in read_calls(databases)] == [False, True, True]
    run_sql(databases, "SELECT FROM kept")


@pytest.mark.parametrize(("addon", "version"), [("lalisa_one", "19.0.1.0.1"), ("base", "20.0.1.3")])
def test_a_database_of_a_newer_version_is_refused_untouched(databases, addon, version, monkeypatch):
    databases.prepare_database("lalisa")
    run_sql(databases, f"INSERT INTO ir_module_module VALUES ('{addon}', '{version}', 'installed')")  # noqa: S608
    monkeypatch.setattr(addons, "hash_installable_addons", lambda: {**OURS, "lalisa_two": "changed"})
    with pytest.raises(Problem, match=f"holds {addon} {version}, newer than this checkout"):
        databases.prepare_database("lalisa")
    assert len(read_calls(databases)) == 1


def test_a_copy_has_the_files_too(databases):
    databases.prepare_database("lalisa")
    databases.get_filestore("lalisa").mkdir(parents=True)
    (databases.get_filestore("lalisa") / "photo").write_text("x")
    databases.copy_database("lalisa", "copy")
    databases.copy_database("lalisa", "copy")
    assert (databases.get_filestore("copy") / "photo").read_text() == "x"
    assert "copy" in databases.list_databases()


def test_an_update_tells_beforehand_how_long_its_modules_may_take(databases, monkeypatch, capsys):
    databases.prepare_database("lalisa")
    modules = ", ".join(f"('module_{number}', '19.0.1.0', 'installed')" for number in range(70))
    run_sql(databases, f"INSERT INTO ir_module_module VALUES {modules}")  # noqa: S608
    monkeypatch.setattr(python_env, "hash_odoo", lambda: "odoo-2")
    databases.prepare_database("lalisa")
    assert "updating lalisa: base (it has 70 modules; up to about 10 minutes)" in capsys.readouterr().out


def test_warnings_and_errors_of_a_log_are_found():
    log = (
        "2026-01-01 00:00:00,000 7 INFO db odoo.modules: fine\n"
        "2026-01-01 00:00:00,000 7 WARNING db odoo.fields: not fine\n"
        "Running as user 'root' is a security risk.\n"
        "2026-01-01 00:00:00,000 7 ERROR db odoo.sql_db: bad\n"
    )
    assert [line.split()[3] for line in database.find_complaints(log)] == ["WARNING", "ERROR"]
