"""Beside other apps: nothing of theirs changes when ours come, and their people see nothing of ours."""

import os
import secrets
import shutil
import subprocess

import pytest

from tests import processes

pytestmark = pytest.mark.thorough

# The last two are Odoo's own and come along with ours: their views are an addition, no change of an app.
OTHERS = "crm,project,hr,auth_timeout,auth_password_policy"
OURS = "lalisa,lalisa_simulator"
OWN = (
    "SELECT res_id FROM ir_model_data WHERE model = '{model}'"
    " AND (module LIKE 'lalisa%' OR module = 'report_weasyprint')"
)
# What of another app must be the same, byte for byte, after ours were installed.
FOREIGN = {
    "views": ("ir.ui.view", "ir_ui_view", "t.id, t.arch_db::text, t.active, t.priority"),
    "rights": (
        "ir.model.access",
        "ir_model_access",
        "t.id, t.perm_read, t.perm_write, t.perm_create, t.perm_unlink, t.group_id, t.active",
    ),
    "rules": ("ir.rule", "ir_rule", "t.id, t.domain_force, t.active"),
    "reports": ("ir.actions.report", "ir_act_report_xml", "t.id, t.report_type, t.engine"),
    "jobs": ("ir.cron", "ir_cron", "t.id, t.active, t.interval_number, t.interval_type"),
    "groups": (
        "res.groups",
        "res_groups_implied_rel",
        "t.gid, t.hid",
    ),
}


def install_addons(name, addons):
    done = subprocess.run(
        [
            *("odoo", "server", "-d", name, "-i", addons, "--stop-after-init", "--no-http"),
            *("--http-interface=127.0.0.1", "--log-level=warn"),
            f"--data-dir={os.environ['LALISA_TEST_DATA']}",
            f"--addons-path={os.environ['LALISA_TEST_ADDONS']}",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stderr


def read_foreign(database):
    """Return what belongs to the other apps, one set of rows a subject."""
    found = {}
    for subject, (model, table, columns) in FOREIGN.items():
        key = "gid" if subject == "groups" else "id"
        if subject == "reports" and not has_engine(database):
            columns = columns.replace("t.engine", "NULL")
        rows = database.rows(
            f"SELECT {columns} FROM {table} t"  # noqa: S608 - names of this file only
            f" WHERE t.{key} NOT IN ({OWN.format(model=model)})"
        )
        found[subject] = set(rows)
    return found


def has_engine(database):
    return bool(
        database.value(
            "SELECT count(*) FROM information_schema.columns"
            " WHERE table_name = 'ir_act_report_xml' AND column_name = 'engine'"
        )
    )


@pytest.fixture
def office():
    """Yield a database of an office that has other apps and real (no demo) data."""
    database = processes.Database.__new__(processes.Database)
    database.name = f"lalisa_t_{secrets.token_hex(4)}"
    subprocess.run(["createdb", database.name], check=True)
    install_addons(database.name, OTHERS)
    yield database
    database.drop()
    shutil.rmtree(processes.DATA / "filestore" / database.name, ignore_errors=True)


def test_installing_beside_other_apps_changes_nothing_of_theirs(office):
    before = read_foreign(office)
    # Odoo warns of root on any machine; that is no complaint about our addons.
    complaints = [line for line in install_addons(office.name, OURS).splitlines() if "user 'root'" not in line]
    after = read_foreign(office)
    assert complaints == []
    assert {subject: before[subject] ^ after[subject] for subject in before} == {subject: set() for subject in before}
    # No demo data came along: no user whose password everybody knows, no made-up complaint.
    assert office.value("SELECT count(*) FROM lalisa_complaint") == 0
    assert office.value("SELECT count(*) FROM res_users WHERE login IN ('operator', 'trc')") == 0
