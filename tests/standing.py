"""Servers that stand: a test gets a running one on a database made anew, and pays for no start.

Odoo reads its addons and builds its registry in seconds, PostgreSQL copies a database in a moment. So a server that a
test is done with stays up, and the next test finds the template's content under it again. What a server remembers
beside the registry it forgets by Odoo's own signal between processes.
"""

import contextlib
import itertools
import json
import shutil
import socket
import threading
import time
from pathlib import Path

import psycopg2
from psycopg2 import sql

from lalisa_cli.database import link_files
from tests.processes import DATA, LET_JOBS_REST, TEMPLATE, Database, Server, until

SCRIPT_SOCKET = Path(__file__).with_name("script_socket.py")
RENEWALS = itertools.count(1)
# Far more than what a test's own changes count up.
APART = 100_000
FORGET = """
DO $$ DECLARE t text; BEGIN
  FOR t IN SELECT tablename FROM pg_tables WHERE tablename LIKE 'orm\\_signaling\\_%%'
                                              AND tablename <> 'orm_signaling_registry' LOOP
    EXECUTE format('INSERT INTO %%I (id) VALUES (%s)', t);
    EXECUTE format('SELECT setval(pg_get_serial_sequence(%%L, ''id''), %s)', t);
  END LOOP;
END $$
"""
BUSY = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND state <> 'idle' AND pid <> pg_backend_pid()"


class Standing(Server):
    """A server whose log begins anew with each test, and that runs a test's scripts inside."""

    def start(self):
        # Several processes have no inside in common.
        if not self.workers:
            self.socket = str(self.log.with_suffix(".socket"))
            self.environment["LALISA_TEST_SOCKET"] = self.socket
            self.program = ("python", SCRIPT_SOCKET)
        self.begun = 0
        return super().start()

    def log_text(self):
        return super().log_text()[self.begun :]

    def shell(self, script):
        """Run a script inside the server, as in `odoo shell` on its database.

        :return: what it printed
        """
        with socket.socket(socket.AF_UNIX) as way:
            way.connect(self.socket)
            way.sendall(json.dumps({"database": self.database.name, "script": script}).encode() + b"\n")
            answer = json.loads(way.makefile().read())
        assert "failed" not in answer, answer["failed"]
        return answer["printed"]

    def usable(self):
        """Tell whether the test has left it running."""
        return self.process.poll() is None

    def renew(self, template):
        """Put a fresh copy of the template in the place of the server's database.

        :param template: the name of a database that nobody is connected to
        """
        name, fresh = self.database.name, f"{self.database.name}_new"
        with own_cursor() as cursor:
            _let_finish(cursor, name)
            copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (fresh, template)))
            cursor.execute(copy)
            forget_caches(fresh)
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            cursor.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (fresh, name))))
        shutil.rmtree(DATA / "filestore" / name, ignore_errors=True)
        link_files(DATA / "filestore" / template, DATA / "filestore" / name)
        until(self.healthy, 30, lambda: super(Standing, self).log_text()[-3000:])
        self.begun = len(super().log_text())


@contextlib.contextmanager
def own_cursor(name="postgres"):
    """Yield a cursor outside of any transaction."""
    connection = psycopg2.connect(dbname=name)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def _let_finish(cursor, name):
    """Give a job that is at work some seconds: cut off, it would write its complaint into the next test's log."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        cursor.execute(BUSY, [name])
        if not cursor.fetchone()[0]:
            return
        time.sleep(0.05)


def forget_caches(name):
    """Make every process that works with the database forget what it remembers of an earlier one.

    :param name: the name of the fresh copy
    """
    number = next(RENEWALS) * APART
    with own_cursor(name) as cursor:
        cursor.execute(FORGET % (number, number))
        cursor.execute(LET_JOBS_REST)


class Pool:
    """The standing servers of one worker."""

    def __init__(self, folder):
        self.folder = folder
        self.free = {}

    @contextlib.contextmanager
    def server(self, template=TEMPLATE, workers=0, cron=True):
        """Lend a server on a fresh copy of a template.

        :param template: the name of a database that nobody is connected to
        :param workers: as for `Server`
        :param cron: as for `Server`
        """
        waiting = self.free.setdefault((workers, cron), [])
        running = waiting.pop() if waiting else None
        if running:
            running.renew(template)
        else:
            running = Standing(Database(template), self.folder, workers=workers, cron=cron).start()
        yield running
        if running.usable():
            waiting.append(running)
        else:
            running.database.drop()

    def close(self):
        for running in itertools.chain.from_iterable(self.free.values()):
            running.stop()
            running.database.drop()


@contextlib.contextmanager
def looking_for_jobs(database, seconds=1):
    """Let the scheduler of a database's server look for what has become due each second, by Odoo's own notice.

    Odoo looks once a minute, so each second attempt would cost one. That what is due now begins at once is proven
    elsewhere, by servers that get no such notice.
    """
    ended = threading.Event()

    def remind_jobs():
        with own_cursor() as cursor:
            while not ended.wait(seconds):
                cursor.execute("SELECT pg_notify('cron_trigger', %s)", [database.name])

    reminder = threading.Thread(target=remind_jobs)
    reminder.start()
    try:
        yield
    finally:
        ended.set()
        reminder.join()
