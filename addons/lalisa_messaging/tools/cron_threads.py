"""Scheduled jobs go on after PostgreSQL has been away.

The threads of a server without workers that run scheduled jobs end for ever when they cannot connect: the server would
take every message and handle none. Processes of a prefork Odoo are started again by their master.
"""

import logging
import threading
import time

import psycopg2

from odoo.service import server
from odoo.tools import config

from . import cron_trigger

_logger = logging.getLogger(__name__)
NAME = "odoo.service.cron.cron"  # and a number, as Odoo names them
PAUSE = 1  # seconds
AWAY = (psycopg2.OperationalError, psycopg2.InterfaceError)
_hook_before = threading.excepthook


def _on_end(ended):
    """Follow a thread for scheduled jobs that lost its database with another one; every other end is Python's.

    :param ended: see `threading.excepthook`
    """
    name = ended.thread.name if ended.thread else ""
    if not (name.startswith(NAME) and issubclass(ended.exc_type, AWAY)):
        return _hook_before(ended)
    _logger.warning("%s has no database (%s) and will look again.", name, ended.exc_type.__name__)
    return _start_thread(name)


def _start_thread(name):
    thread = threading.Thread(target=_go_on, args=(int(name.removeprefix(NAME)),), name=name, daemon=True)
    thread.type = "cron"  # by which Odoo tells whose time is limited
    thread.start()


def _go_on(number):
    """Run scheduled jobs as the thread before did. :raises psycopg2.OperationalError: the database is still away"""
    time.sleep(PAUSE)
    if number == 0:
        # What was woken meanwhile is not told again: jobs are looked for once the threads listen.
        for dbname in config["db_name"]:
            cron_trigger.notify_soon(dbname)
    server.server.cron_thread(number)


threading.excepthook = _on_end
