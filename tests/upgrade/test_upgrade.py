"""A database of the first release, with data in every model, is brought up to date: nothing of it is lost.

The first release is the oldest tag `v…` that this copy of the project reaches; before there is one, the oldest commit
whose CHANGELOG names a release. A copy whose history does not go back so far cannot show an upgrade, and says so.
"""

import ast
import io
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from lalisa_cli.database import complaints
from lalisa_cli.home import REPO
from tests import processes
from tests.processes import Server, post, text_body, until
from tests.security.registry import shell
from tests.walk import test_complaint_walk as steps

FILL = Path(__file__).with_name("fill.py").read_text()
TABLES = """SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relname LIKE 'lalisa\\_%' ORDER BY 1"""
SCHEMA = {
    "columns": """SELECT table_name || '.' || column_name || ' ' || udt_name || ' ' || is_nullable
                    FROM information_schema.columns WHERE table_name LIKE 'lalisa\\_%'""",
    "constraints": """SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
                        FROM pg_constraint WHERE conrelid::regclass::text LIKE 'lalisa\\_%' AND contype <> 'n'""",
    "indexes": "SELECT indexname || ' ' || indexdef FROM pg_indexes WHERE tablename LIKE 'lalisa\\_%'",
    "triggers": """SELECT tgrelid::regclass || ' ' || pg_get_triggerdef(oid) FROM pg_trigger
                    WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'lalisa\\_%'""",
}
OPEN_EVERY_VIEW = """
broken = []
for view in env['ir.ui.view'].search([('model', '=like', 'lalisa.%'), ('mode', '=', 'primary')]):
    try:
        env[view.model].get_view(view.id, view.type)
    except Exception as error:
        broken.append((view.xml_id, str(error)))
print('BROKEN', broken)
"""


def git(*arguments):
    return subprocess.run(["git", *arguments], cwd=REPO, capture_output=True, check=False)


def first_release():
    """The oldest tag of a release in our history, or the oldest commit whose CHANGELOG names one.

    `LALISA_UPGRADE_FROM` names another state to come from.
    """
    if chosen := os.environ.get("LALISA_UPGRADE_FROM"):
        return chosen
    tags = git("tag", "--merged", "HEAD", "--list", "v*", "--sort=creatordate").stdout.decode().split()
    if tags:
        return tags[0]
    named = git("log", "--reverse", "--format=%H", "-S## Release 1.0.0", "--", "CHANGELOG.md").stdout.decode().split()
    return named[0] if named else ""


@pytest.fixture(scope="module")
def old_addons(tmp_path_factory):
    release = first_release()
    if not release:
        pytest.skip("not here: the history back to the first release (git fetch --unshallow --tags)")
    with tarfile.open(fileobj=io.BytesIO(git("archive", release, "addons").stdout)) as archive:
        archive.extractall(tmp_path_factory.mktemp("old"), filter="data")
        return tmp_path_factory.getbasetemp() / "old0" / "addons"


class OldDatabase(processes.Database):
    """What the old addons make on the foundation that the template is made on."""

    def __init__(self, old_addons):
        self.name = "lalisa_t_upgrade"
        self.drop()
        subprocess.run(["createdb", "-T", "lalisa_base", self.name], check=True)
        # As Odoo makes databases itself; without it an office's searches are slower and nothing else.
        self.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        source = processes.DATA / "filestore" / "lalisa_base"
        if source.exists():
            shutil.copytree(source, processes.DATA / "filestore" / self.name)
        self.odoo(old_addons, "-i", names(old_addons))

    def odoo(self, addons, *arguments):
        """Runs Odoo with a folder of addons to its end and gives its log."""
        done = subprocess.run(
            [
                *("odoo", "server", "-d", self.name, f"--addons-path={addons}", "--with-demo"),
                *(f"--data-dir={processes.DATA}", "--stop-after-init", "--no-http", *arguments),
            ],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stderr

    def content(self):
        """{table: {id: {column: value}}}; a table without ids has its rows' own words for it."""
        tables = [row[0] for row in self.rows(TABLES)]
        return {
            table: {row.get("id", str(row)): row for (row,) in self.rows(f"SELECT to_jsonb(t) FROM {table} t")}  # noqa: S608
            for table in tables
        }

    def written_by_updates(self):
        """{(table, id)} of the records that an update of the addons writes anew."""
        return set(self.rows(
            "SELECT replace(model, '.', '_'), res_id FROM ir_model_data WHERE model LIKE 'lalisa.%' AND NOT noupdate"
        ))


def names(addons):
    return ",".join(sorted(path.parent.name for path in addons.glob("*/__manifest__.py")))


def live(database, addons, folder, monkeypatch):
    """A complaint's whole walk on a server with these addons, and one that stands at its beginning."""
    monkeypatch.setattr(processes, "ADDONS", str(addons))
    server = Server(database, folder).start()
    try:
        walk = steps.Walk(server)
        before = database.value("SELECT coalesce(max(id), 0) FROM lalisa_complaint")
        assert post(server, text_body(steps.WORDS, steps.REPORTER)) == 200
        found = "SELECT id FROM lalisa_complaint WHERE id > %s ORDER BY id"
        walk.complaint = until(lambda: database.rows(found, before), 60)[0][0]
        steps.operate(walk)
        steps.verify(walk)
        steps.dispatch(walk)
        steps.conclude(walk)
        assert post(server, text_body("Pedagang memakai trotoar di depan pasar", "6281200000077")) == 200
        until(lambda: not database.value("SELECT count(*) FROM lalisa_webhook_event WHERE state = 'new'"), 60)
    finally:
        server.stop()


@pytest.fixture(scope="module")
def upgraded(old_addons, tmp_path_factory):
    """(the database after the upgrade, its content before, the upgrade's log)"""
    database = OldDatabase(old_addons)
    new = REPO / "addons"
    try:
        with pytest.MonkeyPatch.context() as patch:
            live(database, old_addons, tmp_path_factory.mktemp("before"), patch)
            patch.setenv("LALISA_TEST_ADDONS", str(old_addons))
            database.refused = shell(database, FILL)
        before = database.content()
        fresh = set(names(new).split(",")) - set(names(old_addons).split(","))
        install = ["-i", ",".join(sorted(fresh))] if fresh else []
        log = database.odoo(new, "-u", names(old_addons), *install)
        yield database, before, log
    finally:
        database.drop()


def stored(database):
    answer = shell(database, """
import json
print('STORED ' + json.dumps([env[name]._table for name in env.registry if name.startswith('lalisa.')
                              and not env[name]._abstract and not env[name]._transient and env[name]._auto]))
""")
    return ast.literal_eval(next(line for line in answer.splitlines() if line.startswith("STORED "))[7:])


@pytest.mark.thorough
def test_every_stored_model_had_data_before_the_upgrade(upgraded):
    database, before, _log = upgraded
    empty = [table for table in stored(database) if table in before and not before[table]]
    assert not empty, (empty, database.refused)


@pytest.mark.thorough
def test_the_upgrade_complains_of_nothing(upgraded):
    assert not complaints(upgraded[2])


@pytest.mark.thorough
def test_no_row_and_no_value_is_lost(upgraded):
    database, before, _log = upgraded
    after, renewed, changed = database.content(), database.written_by_updates(), []
    for table, rows in before.items():
        for key, row in rows.items():
            found = after[table].get(key)
            if found is None:
                changed.append((table, key, "is gone"))
            elif (table, key) not in renewed:
                same = (set(row) & set(found)) - {"write_date", "write_uid"}
                changed += [(table, key, name) for name in same if row[name] != found[name]]
    assert not changed, changed[:20]


@pytest.mark.thorough
def test_the_upgraded_tables_are_those_of_a_fresh_installation(upgraded):
    database = upgraded[0]
    fresh = processes.Database()
    try:
        for what, query in SCHEMA.items():
            wanted, found = ({row[0] for row in one.rows(query)} for one in (fresh, database))
            assert not wanted - found, (what, wanted - found)
    finally:
        fresh.drop()


@pytest.mark.thorough
def test_every_view_opens_after_the_upgrade(upgraded):
    assert "BROKEN []" in shell(upgraded[0], OPEN_EVERY_VIEW)


@pytest.mark.thorough
def test_the_office_goes_on_after_the_upgrade(upgraded, tmp_path, monkeypatch):
    live(upgraded[0], REPO / "addons", tmp_path, monkeypatch)


def test_every_version_is_one_of_odoo_19_and_every_migration_leads_to_one_that_is_reached():
    for manifest in (REPO / "addons").glob("*/__manifest__.py"):
        version = ast.literal_eval(manifest.read_text())["version"]
        assert version.startswith("19.0.") and len(version.split(".")) == 5, manifest
        for folder in (manifest.parent / "migrations").glob("19.0.*"):
            assert numbers(folder.name) <= numbers(version), folder


def numbers(version):
    return tuple(map(int, version.split(".")))
