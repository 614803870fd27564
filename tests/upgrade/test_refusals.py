"""What would lose something of an office's database of an earlier release is refused, and leaves it as it was."""

import shutil
import subprocess

import pytest

from lalisa_cli.database import link_files
from lalisa_cli.home import REPO
from tests import processes
from tests.security.registry import run_shell
from tests.upgrade import xml_ids
from tests.upgrade.edits import edit_everything
from tests.upgrade.expected_changes import find_changed
from tests.upgrade.old_database import (
    OldDatabase,
    deleted_definitions,
    pre_upgrade_scripts,
    xml_ids_of,
)
from tests.upgrade.releases import HERE, earlier_releases
from tests.upgrade.renames import content_now

pytestmark = pytest.mark.thorough
NEW = REPO / "addons"
# The oldest knows lalisa_base not yet; the last one has it.
RELEASES = (earlier_releases()[0], earlier_releases()[-1])
DIGESTS = """
import hashlib, runpy
def digest():
    rows = []
    for table in ('ir_model', 'ir_model_fields', 'ir_model_data', 'ir_module_module', 'ir_model_constraint',
                  'ir_model_relation', 'ir_ui_view'):
        env.cr.execute('SELECT md5(string_agg(t::text, chr(10) ORDER BY id)) FROM %s t' % table)
        rows += env.cr.fetchall()
    return rows
scripts = [runpy.run_path(path) for path in {scripts!r}.split(',')]
found = [digest()]
for _run in range(2):
    for script in scripts:
        script['migrate'](env.cr, '19.0')
    found.append(digest())
print('SAME', [one == other for one, other in zip(found, found[1:])])
"""

WITHOUT = """
import runpy
env.cr.execute("UPDATE ir_module_module SET state = 'uninstalled' WHERE name = ANY(%s)", [{parts!r}])
for script in {scripts!r}.split(','):
    runpy.run_path(script)['migrate'](env.cr, '19.0')
env.cr.execute("SELECT name FROM ir_module_module WHERE state = 'installed' AND latest_version LIKE '19.0.1.%%'"
               " AND name IN ('lalisa', 'lalisa_register', 'lalisa_intake_oversight') ORDER BY name")
print('ENTERED', env.cr.fetchall())
"""


class Copy(OldDatabase):
    """Another one's copy, with its files."""

    def __init__(self, original):
        self.name = f"{original.name}_copy"
        self.drop()
        subprocess.run(["createdb", "-T", original.name, self.name], check=True)
        link_files(processes.DATA / "filestore" / original.name, processes.DATA / "filestore" / self.name)


@pytest.fixture(scope="module", params=RELEASES, ids=lambda release: f"from {release.name}")
def original(request, tmp_path_factory):
    release = request.param
    if not release.commit:
        pytest.skip(HERE.format(release.name))
    old = release.unpack(tmp_path_factory.mktemp("old"))
    database = OldDatabase(f"lalisa_t_of_{release.commit[:8].lower().replace('.', '_')}", old)
    edit_everything(database)
    yield database
    database.drop()


@pytest.fixture
def office(original):
    database = Copy(original)
    yield database
    database.drop()


def read_state(database):
    return database.content(), xml_ids_of(database), database.modules()


def assert_refused(done, sentence):
    assert done.returncode != 0 and sentence in done.stderr, done.stderr[-3000:]


def find_altered(before, after):
    """List the rows of `OldDatabase.content` that are not what they were."""
    return [
        (table, key)
        for table, rows in before.items()
        for key, row in rows.items()
        if any(after[table].get(key, {}).get(name, "gone") != row[name] for name in row)
    ]


@pytest.mark.parametrize("addon", ["lalisa", "lalisa_dispatch", "lalisa_register"])
def test_an_installation_beside_an_earlier_release_is_refused(office, addon):
    content, ids, modules = read_state(office)
    done = office.attempt(NEW, "-i", addon, pre_upgrade_scripts())
    assert_refused(done, "Nothing was installed: this database is one of release 19.0.1.")
    assert not find_altered(content, office.content())
    assert xml_ids_of(office) == ids
    # What lalisa_base needs of Odoo's own may be there by then.
    assert {name for name in office.modules() if "lalisa" in name} == {name for name in modules if "lalisa" in name}


def test_an_update_that_misses_a_folder_stops_before_its_first_write(office, tmp_path):
    addons = tmp_path / "addons"
    shutil.copytree(NEW, addons, ignore=shutil.ignore_patterns("lalisa_register", "__pycache__", "tests"))
    before = read_state(office)
    done = office.attempt(addons, "-u", "all", pre_upgrade_scripts())
    assert_refused(done, "Nothing was updated: lalisa_register lie in no folder of addons_path.")
    assert read_state(office) == before


@pytest.mark.parametrize("order", [slice(1, None), slice(None, None, -1)], ids=["alone", "first"])
def test_an_update_that_renames_before_the_split_stops_before_its_first_write(office, order):
    before = read_state(office)
    scripts = pre_upgrade_scripts().partition("=")[2].split(",")[order]
    done = office.attempt(NEW, "-u", "all", f"--pre-upgrade-scripts={','.join(scripts)}")
    assert_refused(done, "Nothing was updated: in the line pre_upgrade_scripts of odoo.conf")
    assert read_state(office) == before


def test_an_update_without_the_script_is_refused_and_goes_on_with_it(office):
    before, ids, _modules = read_state(office)
    done = office.attempt(NEW, "-u", "all")
    assert_refused(done, "lalisa_complaint was not updated, and nothing is lost")
    log = office.upgrade(NEW)
    assert not [line for line in deleted_definitions(log) if not xml_ids.tells_of_given_up(line)]
    after, renewed = office.content(), office.written_by_updates()
    lost = [
        (table, key)
        for table, rows in content_now(before).items()
        for key, row in rows.items()
        if (table, key) not in renewed and (key not in after[table] or find_changed(table, row, after[table][key]))
    ]
    assert not lost, lost[:20]
    found = xml_ids_of(office)
    assert not xml_ids.find_misnamed(ids, found, found, xml_ids.read_moved())
    assert {office.modules()[path.parent.name][0] for path in NEW.glob("*/__manifest__.py")} == {"installed"}


def test_a_second_run_of_the_script_changes_nothing(office):
    scripts = pre_upgrade_scripts().partition("=")[2]
    assert "SAME [False, True]" in run_shell(office, DIGESTS.format(scripts=scripts))


@pytest.mark.parametrize(
    ("parts", "entered"),
    [
        ([], ["lalisa", "lalisa_intake_oversight", "lalisa_register"]),
        (["lalisa_telegram"], ["lalisa_intake_oversight", "lalisa_register"]),
        (["lalisa_telegram", "lalisa_intake"], ["lalisa_register"]),
    ],
)
def test_a_part_that_an_office_has_left_out_is_not_brought_in(office, parts, entered):
    said = run_shell(office, WITHOUT.format(parts=parts, scripts=pre_upgrade_scripts().partition("=")[2]))
    assert f"ENTERED {[(name,) for name in entered]}" in said


def test_the_script_changes_nothing_in_a_database_of_this_release():
    database = processes.Database()
    try:
        scripts = pre_upgrade_scripts().partition("=")[2]
        assert "SAME [True, True]" in run_shell(database, DIGESTS.format(scripts=scripts))
    finally:
        database.drop()
