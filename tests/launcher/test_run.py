"""`./lalisa run` for real, from a copy of the template: started, killed, started again."""

import contextlib
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from lalisa_cli import postgres, processes
from lalisa_cli.home import REPO, get_home

REAL_HOME = get_home()
LOOPBACK = "0100007F"
TEMPLATE = os.environ["LALISA_TEST_TEMPLATE"]
FILES = Path(os.environ["LALISA_TEST_DATA"]) / "filestore" / TEMPLATE


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, dump):
    """Yield a LALISA_HOME as a finished set-up leaves it; each test finds it stopped."""
    folder = tmp_path_factory.mktemp("state")
    # The installed Odoo and Python packages are shared, the databases and files are its own.
    for name in ("odoo", "venv", "cache", "debian"):
        if (REAL_HOME / name).exists():
            (folder / name).symlink_to(REAL_HOME / name)
    shutil.copytree(FILES, folder / "data" / "filestore" / "lalisa")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LALISA_HOME", str(folder))
        for name in ("DATABASE_URL", *postgres.NAMES):
            patch.delenv(name, raising=False)
        _restore_backup(folder, dump)
        yield folder


def _restore_backup(folder, dump):
    server = postgres.Server(folder)
    server.start_server()
    environment = {**os.environ, **server.variables}
    for program, *arguments in (
        ("createdb", "lalisa"),
        ("pg_restore", "-j2", "-d", "lalisa", dump),
    ):
        subprocess.run([postgres.find_programs() / program, *arguments], env=environment, check=True)
    server.leave_server()


@pytest.fixture(autouse=True)
def stopped(prepared):
    """Stop what a failing test has started, so that the next one does not meet it."""
    yield
    call_lalisa("stop")


def call_lalisa(*arguments, **options):
    """`./lalisa` called to its end."""
    return subprocess.run(
        [sys.executable, REPO / "lalisa", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        **options,
    )


class Run:
    """A running `./lalisa run`; it looks for ports far from those of other tests."""

    def __init__(self, folder, port=28100, *flags, checkout=REPO):
        self.folder = folder
        self.said = ""
        self.process = subprocess.Popen(
            [sys.executable, "-u", checkout / "lalisa", "run", "--port", str(port), *flags],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def await_ready(self):
        for line in self.process.stdout:
            self.said += line
            if found := re.search(r"is ready: +(https?://127\.0\.0\.1:\d+)$", line):
                return found.group(1)
        raise AssertionError(self.said)

    def end(self):
        """Return what it says from now on, and its exit code."""
        self.process.send_signal(signal.SIGINT)
        rest, _ = self.process.communicate(timeout=60)
        return rest, self.process.returncode

    def pid(self, name):
        return int((self.folder / name).read_text().split()[0])


def read_health(url):
    with urllib.request.urlopen(f"{url}/lalisa/health", timeout=20) as answer:  # noqa: S310 - our own
        return answer.status


def run_sql(folder, statement):
    server = postgres.Server(folder)
    done = subprocess.run(
        [postgres.find_programs() / "psql", "-d", "lalisa", "-Atc", statement],
        env={**os.environ, **server.variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def kill_hard(*pids):
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_it_serves_on_the_loopback_only_and_ctrl_c_stops_all_of_it(prepared):
    run = Run(prepared)
    url = run.await_ready()
    assert read_health(url) == 200
    odoo, database = run.pid("odoo.pid"), run.pid("postgres/postmaster.pid")
    assert {address for address, _port in processes.find_listening_places(odoo)} == {LOOPBACK}
    assert processes.find_listening_places(database) == set()
    said, code = run.end()
    assert (said.strip().splitlines()[-1], code) == ("Stopped.", 0)
    assert not processes.is_alive(odoo)
    assert not processes.is_alive(database)


@pytest.mark.thorough
def test_a_taken_port_is_passed_over_and_said(prepared):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        run = Run(prepared, port)
        url = run.await_ready()
        assert url != f"http://127.0.0.1:{port}"
        assert f"Port {port} is taken, so La-Lisa takes {url.rsplit(':')[-1]}." in run.said
        assert read_health(url) == 200
        run.end()


@pytest.mark.thorough
def test_production_answers_at_the_very_port_that_was_asked_for(prepared):
    """By address, for `localhost` is IPv6 only on some machines; the certificate is made for it."""
    port = processes.find_free_port(28500)
    run = Run(prepared, port, "--production")
    url = run.await_ready()
    assert url == f"https://127.0.0.1:{port}"
    trusting = ssl.create_default_context(cafile=prepared / "proxy" / "tls" / "fullchain.pem")
    with urllib.request.urlopen(f"{url}/lalisa/health", context=trusting, timeout=20) as answer:  # noqa: S310 - our own
        assert answer.status == 200
    run.end()


@pytest.mark.thorough
def test_a_kill_of_everything_loses_nothing_and_the_next_start_works(prepared):
    run = Run(prepared)
    run.await_ready()
    run_sql(prepared, "CREATE TABLE kept AS SELECT 42 AS x")
    database, odoo = run.pid("postgres/postmaster.pid"), run.pid("odoo.pid")
    kill_hard(run.process.pid, odoo, database)
    run.process.communicate()
    again = Run(prepared)
    assert read_health(again.await_ready()) == 200
    assert run_sql(prepared, "SELECT x FROM kept") == "42"
    again.end()


@pytest.mark.thorough
def test_a_kill_of_the_command_alone_never_leaves_two_odoos_on_one_database(prepared):
    run = Run(prepared)
    run.await_ready()
    left_over = run.pid("odoo.pid")
    kill_hard(run.process.pid)
    run.process.communicate()
    assert processes.is_alive(left_over)
    again = Run(prepared)
    assert read_health(again.await_ready()) == 200
    assert not processes.is_alive(left_over)
    again.end()


def test_stop_ends_what_runs_and_what_a_kill_left_over(prepared):
    run = Run(prepared)
    run.await_ready()
    assert call_lalisa("stop").stdout == "Stopped.\n"
    assert run.process.wait(60) == 0
    run = Run(prepared)
    run.await_ready()
    odoo, database = run.pid("odoo.pid"), run.pid("postgres/postmaster.pid")
    kill_hard(run.process.pid)
    run.process.communicate()
    assert call_lalisa("stop").stdout == "Stopped.\n"
    deadline = time.monotonic() + 10
    while processes.is_alive(odoo) or processes.is_alive(database):
        assert time.monotonic() < deadline


@pytest.mark.thorough
def test_a_second_run_from_the_same_folder_is_refused(prepared):
    run = Run(prepared)
    url = run.await_ready()
    second = call_lalisa("run")
    assert second.returncode == 1
    assert "runs from here already: ./lalisa stop" in second.stderr
    assert read_health(url) == 200
    run.end()


@pytest.mark.thorough
def test_odoos_own_command_line_works_beside_a_run(prepared):
    run = Run(prepared)
    url = run.await_ready()
    question = "print('users', env['res.users'].search_count([('login', '=', 'admin')]))\n"
    done = call_lalisa("shell", "--no-http", input=question)
    assert "users 1" in done.stdout
    assert "Odoo Server 19.0" in call_lalisa("odoo", "--version").stdout
    assert read_health(url) == 200
    run.end()


@pytest.mark.thorough
def test_an_edited_file_of_python_and_of_a_page_is_served_without_a_start(prepared, tmp_path):
    checkout = tmp_path / "checkout"
    left_out = shutil.ignore_patterns(".git", ".lalisa", "__pycache__")
    shutil.copytree(REPO, checkout, ignore=left_out)
    run = Run(prepared, 28100, "--dev", checkout=checkout)
    url = run.await_ready()
    odoo = run.pid("odoo.pid")
    controllers = checkout / "addons" / "lalisa_messaging" / "controllers" / "__init__.py"
    controllers.write_text(controllers.read_text() + ADDED_ROUTE)
    await_page(f"{url}/lalisa/edited", "edited")
    assert run.pid("odoo.pid") == odoo and processes.is_alive(odoo)
    run.end()


ADDED_ROUTE = """
from odoo import http as _http

class Edited(_http.Controller):
    @_http.route("/lalisa/edited", auth="none", type="http")
    def edited(self):
        return "edited"
"""


def await_page(url, words):
    deadline = time.monotonic() + 60 * processes.compute_patience()
    while time.monotonic() < deadline:
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310 - our own
                if words in answer.read().decode():
                    return
        time.sleep(0.2)
    raise AssertionError(f"{url} never said {words!r}")
