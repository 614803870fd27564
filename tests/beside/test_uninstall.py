"""Beside other apps: the addons go as they came."""

import os
import subprocess

import pytest

pytestmark = pytest.mark.thorough

UNINSTALL = """
names = ['lalisa_base', 'lalisa_complaint', 'lalisa_messaging', 'report_weasyprint']
modules = env['ir.module.module'].search([('name', 'in', names)])
modules.button_immediate_uninstall()
env.cr.commit()
"""
TRACES = {
    "tables": "SELECT table_name FROM information_schema.tables WHERE table_name LIKE '%lalisa%'",
    "columns": "SELECT column_name FROM information_schema.columns WHERE column_name LIKE '%lalisa%'"
    " OR (table_name = 'ir_act_report_xml' AND column_name = 'engine')",
    "functions": "SELECT proname FROM pg_proc WHERE proname LIKE 'lalisa%'",
    "records": "SELECT name FROM ir_model_data WHERE module LIKE 'lalisa%' OR module = 'report_weasyprint'",
    "jobs": "SELECT cron_name FROM ir_cron WHERE cron_name LIKE 'La-Lisa%'",
}


def test_uninstalling_leaves_no_trace_though_there_are_complaints(database):
    assert database.value("SELECT count(*) FROM lalisa_complaint") > 10
    done = subprocess.run(
        [
            "odoo",
            "shell",
            "-d",
            database.name,
            "--no-http",
            "--http-interface=127.0.0.1",
            "--log-level=warn",
            f"--data-dir={os.environ['LALISA_TEST_DATA']}",
            f"--addons-path={os.environ['LALISA_TEST_ADDONS']}",
        ],
        input=UNINSTALL,
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0 and " ERROR " not in done.stderr and "Traceback" not in done.stderr, done.stderr[-2000:]
    left = {what: database.rows(query) for what, query in TRACES.items()}
    assert not any(left.values()), left
