"""The morning is told once, by two processes at one moment, and after one that was killed in the middle."""

import time

import pytest

from tests.engine.odoo_shell import start_script
from tests.security.registry import run_shell

pytestmark = pytest.mark.thorough

PREPARE = """
env.ref('lalisa_complaint.user_kepala').email = 'kepala@example.org'
env.cr.commit()
"""
TELL = """
import time
from psycopg2.errors import SerializationFailure
env['lalisa.digest'].search_count([])
env.cr.commit()
time.sleep(max(0, {moment} - time.time()))
mornings = env(user=1)['lalisa.digest']
for _again in range(5):
    try:
        mornings._cron_send()
        env.cr.commit()
        break
    except SerializationFailure:
        env.cr.rollback()
"""
# Claimed and never sent: what a process leaves that dies before its commit is nothing at all.
KILLED = """
import os
from odoo import fields
from odoo.addons.lalisa_base.tools.period import office_day
today = office_day(fields.Datetime.now())
env(user=1)['lalisa.digest']._claim_sending(env.ref('lalisa_complaint.user_kepala'), today)
os._exit(9)
"""
MAILS = "SELECT count(*) FROM mail_mail WHERE email_to LIKE '%%kepala@example.org%%'"


def test_two_processes_at_one_moment_and_one_killed_before_tell_each_head_once(database):
    run_shell(database, PREPARE)
    assert start_script(database, KILLED).wait(120) == 9
    both = [start_script(database, TELL.format(moment=time.time() + 12)) for _one in range(2)]
    for process in both:
        _out, error = process.communicate(timeout=120)
        assert process.returncode == 0, error[-2000:]
    heads = database.value("SELECT count(DISTINCT user_id) FROM lalisa_digest")
    assert heads >= 1
    assert database.value("SELECT count(*) FROM lalisa_digest") == heads
    assert database.value(MAILS) == 1
    run_shell(database, TELL.format(moment=0))
    assert database.value(MAILS) == 1
