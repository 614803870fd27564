"""A state folder of each test's own, and PostgreSQL's programs from the real one."""

import os
import secrets
import subprocess
import sys

import pytest

from lalisa_cli import addons, database, postgres, python_env
from lalisa_cli.home import REPO, get_home
from tests.launcher.offices import Killed

REAL_HOME = get_home()
OURS = {"lalisa_one": "a", "lalisa_two": "b"}
# Stands where Odoo would be called: it writes down its arguments and makes the tables that are read.
RECORDER = """#!/bin/sh
echo "$*" >> "$CALLS"
[ -z "$BREAK" ] || { echo "no such field" >&2; exit 1; }
psql -q -d "$5" -c "
  CREATE TABLE IF NOT EXISTS ir_config_parameter (key text UNIQUE, value text);
  CREATE TABLE IF NOT EXISTS ir_module_module (name text, latest_version text, state text)" 2>/dev/null
"""


@pytest.fixture
def state(tmp_path, monkeypatch):
    """Return an empty LALISA_HOME; what the caller's environment says otherwise is left out."""
    monkeypatch.setenv("LALISA_PG_BIN", str(postgres.find_programs()))
    for name in ("DATABASE_URL", *postgres.NAMES):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "state"
    monkeypatch.setenv("LALISA_HOME", str(folder))
    return get_home()


@pytest.fixture
def lalisa(state):
    """Call `./lalisa` to its end: lalisa("run") -> CompletedProcess."""

    def call_lalisa(*arguments, **variables):
        return subprocess.run(
            [sys.executable, REPO / "lalisa", *arguments],
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return call_lalisa


@pytest.fixture(scope="session")
def dump(tmp_path_factory):
    """Return the template's content: taken from a copy, for nobody connects to the template itself."""
    path = tmp_path_factory.mktemp("dump") / "lalisa.dump"
    name = f"lalisa_t_{secrets.token_hex(4)}"
    for command in (
        ["createdb", "-T", os.environ["LALISA_TEST_TEMPLATE"], name],
        ["pg_dump", "-Fc", "-Z0", "-f", path, name],
        ["dropdb", name],
    ):
        subprocess.run(command, check=True)
    return path


@pytest.fixture
def installed(state):
    """Return an empty LALISA_HOME that has what a set-up fetches: it is shared with the real one."""
    for name in ("odoo", "venv", "cache", "pip"):
        (state / name).symlink_to(REAL_HOME / name)
    return state


@pytest.fixture
def checkout(monkeypatch):
    """A checkout with the addons OURS."""
    monkeypatch.setattr(addons, "hash_installable_addons", lambda: dict(OURS))
    monkeypatch.setattr(addons, "read_manifest", lambda name: {"version": "19.0.1.0.0"} if name in OURS else {})
    monkeypatch.setattr(python_env, "hash_odoo", lambda: "odoo-1")


@pytest.fixture
def cluster(state):
    """Yield the private cluster of this LALISA_HOME, as `./lalisa run` has it."""
    server = postgres.Server(state, fast=True)
    server.start_server()
    yield server
    server.leave_server()


@pytest.fixture
def databases(state, cluster, checkout):
    """Real databases in the private cluster; `odoo` is the RECORDER."""
    return open_recorded(state, cluster)


def open_recorded(state, server):
    """Databases of a cluster; `odoo` is the RECORDER."""
    program = state / "odoo-recorder" / "odoo"
    program.parent.mkdir(exist_ok=True)
    program.write_text(RECORDER)
    program.chmod(0o755)
    environment = {
        **os.environ,
        **server.variables,
        "CALLS": str(state / "calls"),
        "PATH": f"{program.parent}:{postgres.find_programs()}:{os.environ['PATH']}",
    }
    return database.Databases(environment, state)


@pytest.fixture
def elsewhere(tmp_path, state):
    """Yield a PostgreSQL that somebody else runs: its folder is in no LALISA_HOME of ours."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    theirs = postgres.Server(folder, fast=True)
    theirs.start_server()
    yield theirs
    theirs.leave_server()


@pytest.fixture
def killed(monkeypatch):
    return Killed(monkeypatch)
