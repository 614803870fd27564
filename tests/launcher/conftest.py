"""A state folder of each test's own, and PostgreSQL's programs from the real one."""

import os
import subprocess
import sys

import pytest

from lalisa_cli import postgres
from lalisa_cli.home import REPO, home


@pytest.fixture
def state(tmp_path, monkeypatch):
    """An empty LALISA_HOME; what the caller's environment says otherwise is left out."""
    monkeypatch.setenv("LALISA_PG_BIN", str(postgres.programs()))
    for name in ("DATABASE_URL", *postgres.NAMES):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "state"
    monkeypatch.setenv("LALISA_HOME", str(folder))
    return home()


@pytest.fixture
def lalisa(state):
    """Calls `./lalisa` to its end: lalisa("run") -> CompletedProcess."""

    def call(*arguments, **variables):
        return subprocess.run(
            [sys.executable, REPO / "lalisa", *arguments],
            env={**os.environ, **variables}, capture_output=True, text=True, timeout=300,
            check=False,
        )  # fmt: skip

    return call


@pytest.fixture(scope="session")
def dump(tmp_path_factory):
    """The template's content: taken from a copy, for nobody connects to the template itself."""
    path = tmp_path_factory.mktemp("dump") / "lalisa.dump"
    for command in (
        ["createdb", "-T", os.environ["LALISA_TEST_TEMPLATE"], "launcher_dump"],
        ["pg_dump", "-Fc", "-Z0", "-f", path, "launcher_dump"],
        ["dropdb", "launcher_dump"],
    ):
        subprocess.run(command, check=True)
    return path
