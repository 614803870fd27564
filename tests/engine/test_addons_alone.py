"""Each addon is installed with only what its manifest depends on, and the core works without all others."""

import shutil
import subprocess

import pytest

from lalisa_cli import addons
from lalisa_cli.database import find_complaints
from tests import processes
from tests.security.registry import run_shell

pytestmark = pytest.mark.thorough
OURS = list(addons.hash_installable_addons())
INSTALLED = "SELECT name FROM ir_module_module WHERE state = 'installed'"
# A walk-in complaint through all eight steps, each by its role's own right; nobody uses a field screen.
WALK = """
import base64

def person(login):
    return env.ref(f'lalisa_complaint.user_{login}')

def move(login, code, **values):
    stage = env.ref(f'lalisa_complaint.stage_{code}')
    case.with_user(person(login)).write({'stage_id': stage.id, **values})

case = env['lalisa.complaint'].with_user(person('operator')).create({
    'summary': 'Lapak menutup trotoar', 'category_id': env.ref('lalisa_complaint.category_trn').id,
    'location_text': 'Simpang tiga pasar', 'location_confirmed': True})
case.check_ids.with_user(person('operator')).write({'done': True})
move('operator', 'check')
move('operator', 'verify')
case.with_user(person('kasi')).brief = 'Tiga lapak menutup trotoar.'
move('kasi', 'field_check')
case.with_user(person('kabid')).write({'check_source': 'village', 'check_finding': 'Dibenarkan.'})
move('kabid', 'dispatch')
move('kabid', 'resolve')
move('kabid', 'report')
move('kepala', 'inform')
case.with_user(person('kepala')).result_public = 'Trotoar sudah bersih.'
move('kepala', 'delivery')
reason = env.ref('lalisa_complaint.reason_told_otherwise')
move('operator', 'done', move_reason_id=reason.id, move_reason='Lewat telepon.', closing_proof='alternative',
     alternative_how='phone', alternative_who='Pelapor', alternative_at='2026-11-24 01:00:00')
print('STAGE', case.stage_code)
report = 'lalisa_complaint.action_report_complaint'
html = env['ir.actions.report'].with_user(person('kabid'))._render_qweb_html(report, case.ids)[0].decode()
print('PAPER', 'LAPORAN ADUAN' in html, 'E. Hasil' in html, 'D. Hasil' in html, 'barcode' in html, 'Sidik isi' in html)
pdf = env['ir.actions.report'].with_user(person('kabid'))._render_qweb_pdf(report, case.ids)[0]
print('PDF', pdf[:5])
"""


def find_dependencies(addon):
    """Collect what an addon of ours stands on, itself included.

    :return: set of names of our addons
    """
    found = {addon}
    for name in addons.read_manifest(addon)["depends"]:
        if name in OURS:
            found |= find_dependencies(name)
    return found


class Bare(processes.Database):
    """A database with Odoo's `base` in Indonesian and nothing else, or a copy of another one.

    :param other: the database to copy
    """

    def __init__(self, name, other=None):
        self.name, self.log = name, ""
        self.drop()
        if other:
            subprocess.run(["createdb", "-T", other.name, self.name], check=True)
            shutil.copytree(get_filestore(other.name), get_filestore(self.name), dirs_exist_ok=True)
        else:
            subprocess.run(["createdb", "-T", "template0", "-E", "UTF8", self.name], check=True)

    def install(self, addon, *arguments):
        done = subprocess.run(
            [
                *("odoo", "server", "-d", self.name, f"--addons-path={processes.ADDONS}", "--with-demo"),
                *(f"--data-dir={processes.DATA}", "--stop-after-init", "--no-http", "-i", addon, *arguments),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        self.log = done.stderr
        return self


def get_filestore(name):
    return processes.DATA / "filestore" / name


@pytest.fixture(scope="module")
def with_only():
    """Yield a function that gives the database with one addon and what it depends on; each is made once."""
    made = {}

    def give(addon):
        if addon not in made:
            # The one below that brings the most; Odoo itself brings the rest along.
            largest = max(
                find_dependencies(addon) - {addon}, key=lambda name: len(find_dependencies(name)), default=None
            )
            made[addon] = Bare(f"lalisa_t_alone_{addon}", give(largest) if largest else root()).install(addon)
        return made[addon]

    def root():
        if "base" not in made:
            made["base"] = Bare("lalisa_t_alone_base").install("base", "--load-language=id_ID")
        return made["base"]

    yield give
    for database in made.values():
        database.drop()


@pytest.mark.parametrize("addon", OURS)
def test_an_addon_installs_with_only_what_it_depends_on(addon, with_only):
    database = with_only(addon)
    installed = {name for (name,) in database.rows(INSTALLED)} & set(OURS)
    by_itself = {name for name in OURS if addons.read_manifest(name).get("auto_install")}
    assert find_dependencies(addon) <= installed
    assert installed <= find_dependencies(addon) | {name for name in by_itself if find_dependencies(name) <= installed}
    assert not find_complaints(database.log)


def test_the_core_alone_carries_a_complaint_to_its_end_and_prints_it_without_a_code(with_only):
    database = with_only("lalisa_complaint")
    assert {name for (name,) in database.rows(INSTALLED)} & set(OURS) == find_dependencies("lalisa_complaint")
    answer = run_shell(database, WALK)
    assert "STAGE done" in answer
    # The result stands where the teams' part would be, and nothing speaks of a seal that nobody could check.
    assert "PAPER True False True False False" in answer
    assert "PDF b'%PDF-'" in answer
