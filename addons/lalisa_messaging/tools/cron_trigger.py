"""Start a drain's cron without a row per message, and without ever losing a wake-up.

A running cron deletes its triggers in a transaction that stays open while it works. A trigger
that such a transaction has locked is no promise of another run; one we can lock is: whoever
deletes it must wait for our commit, and its drain reads after that, what we wrote included.
"""

import contextlib
import os
import threading

import psycopg2

from odoo import sql_db
from odoo.service import server

# Seconds after the start; the later ones for a machine that starts slowly.
START = (1, 3, 10)
# Databases whose first worker is still to be forked.
_before_fork = []

_DUE = """
SELECT id FROM ir_cron_trigger
 WHERE cron_id = %s AND call_at <= (now() AT TIME ZONE 'UTC')
 LIMIT 1 FOR KEY SHARE SKIP LOCKED
"""
_INSERT = """
INSERT INTO ir_cron_trigger (cron_id, call_at)
VALUES (%s, date_trunc('second', now() AT TIME ZONE 'UTC'))
"""


def ensure_trigger(cr: sql_db.BaseCursor, cron_id: int) -> bool:
    """Make sure that the cron runs after this transaction's commit.

    :return: whether a trigger was added, so that the caller notifies after the commit."""
    cr.execute(_DUE, (cron_id,))
    if cr.fetchone():
        return False
    cr.execute(_INSERT, (cron_id,))
    return True


def notify_cron_threads(dbname: str) -> None:
    """Tell the cron threads, as Odoo's own ir.cron does: they listen on `postgres`."""
    with sql_db.db_connect("postgres").cursor() as cr:
        cr.execute("SELECT pg_notify('cron_trigger', %s)", (dbname,))


def _notify_if_there(dbname):
    with contextlib.suppress(psycopg2.OperationalError):  # away again: whoever brings it back looks for jobs
        notify_cron_threads(dbname)


def notify_after_start(dbname: str) -> None:
    """Notify some moments after the start, when the cron threads or processes listen.

    A prefork Odoo loads the registry and forks its workers then. A thread beside it could hold a lock at that moment:
    the worker would wait for it for ever. So its first worker starts the threads.
    """
    running = server.server
    if isinstance(running, server.PreforkServer) and running.pid == os.getpid():
        _before_fork.append(dbname)
    else:
        notify_soon(dbname)


def notify_soon(dbname: str) -> None:
    """Notify some moments from now, more than once, for threads that do not listen yet."""
    for seconds in START:
        timer = threading.Timer(seconds, _notify_if_there, [dbname])
        timer.daemon = True
        timer.start()


def _forked_child():
    for dbname in _before_fork:
        notify_soon(dbname)
    _before_fork.clear()


os.register_at_fork(after_in_parent=_before_fork.clear, after_in_child=_forked_child)
