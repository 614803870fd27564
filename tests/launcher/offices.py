"""What an office's database holds, how it is compared, and a process that is killed at a chosen step."""

import hashlib
import json
import os

from lalisa_cli import restore
from lalisa_cli.database import MARK, Databases

OFFICE = """
  CREATE TABLE ir_config_parameter (key text UNIQUE, value text);
  CREATE TABLE ir_module_module (name text, latest_version text, state text);
  INSERT INTO ir_module_module VALUES ('base', '19.0.1.3', 'installed'),
    ('lalisa_complaint', '19.0.1.1.0', 'installed'), ('lalisa_one', '19.0.1.0.0', 'installed');
  CREATE TABLE ir_attachment (id int, store_fname text);
  CREATE TABLE lalisa_complaint AS SELECT n AS id FROM generate_series(1, 7) n;
  CREATE TABLE lalisa_stage_log AS SELECT 1 AS id;
  CREATE TABLE lalisa_message AS SELECT 1 AS id;
  CREATE TABLE lalisa_webhook_event AS SELECT 1 AS id;
"""
# A trial's row that came with a dump: it proves nothing on a PostgreSQL that others run.
ROW = json.dumps({"odoo": "x", "addons": {}})
TRAVELLED = f"INSERT INTO ir_config_parameter VALUES ('{MARK}', '{ROW}')"  # noqa: S608
OTHERS = "CREATE TABLE booking AS SELECT 42 AS room"
PHOTO = b"a photo"


def run_sql(databases, statement, name="lalisa"):
    done = databases.run_program("psql", "-v", "ON_ERROR_STOP=1", "-d", name, "-Atc", statement)
    return done.stdout.strip()


def hash_content(databases, name="lalisa"):
    """Return one digest of schema and rows, with the database's own comment."""
    dump = databases.run_program("pg_dump", "--create", name).stdout
    lines = [line for line in dump.splitlines() if not line.startswith(("\\restrict", "\\unrestrict"))]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


class Killed:
    """Runs a function in a process that is killed after a number of its steps.

    A step is a call of a program of PostgreSQL's or of Odoo, or a file that is moved into place.
    """

    def __init__(self, monkeypatch):
        self.monkeypatch = monkeypatch

    def after(self, steps, call):
        """Tell whether the function came to its end before the kill."""
        if pid := os.fork():
            _pid, status = os.waitpid(pid, 0)
            assert status in (0, 9 << 8), status
            return status == 0
        left = [steps]

        def counted(function):
            def step(*arguments, **options):
                done = function(*arguments, **options)
                left[0] -= 1
                if not left[0]:
                    os._exit(9)
                return done

            return step

        code = 7
        try:
            for owner, name in (
                (Databases, "run_program"),
                (Databases, "run_odoo"),
                (restore.shutil, "move"),
            ):
                self.monkeypatch.setattr(owner, name, counted(getattr(owner, name)))
            call()
            code = 0
        finally:
            os._exit(code)
