"""What a killed test run leaves is ended and removed by the next one of the same home, and nothing else is."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lalisa_cli import postgres, processes, reaper, testing
from lalisa_cli.home import REPO, get_home

REAL_HOME = get_home()
# A process with a worker in a session of its own; both stay until they are killed, deaf to what asks them to end.
STUBBORN = """
import os, signal, sys, time
for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(sign, signal.SIG_IGN)
worker = os.fork()
if worker:
    print(worker, flush=True)
else:
    os.setsid()
time.sleep(300)
"""
ROUNDS = int(os.environ.get("LALISA_ROUNDS", 10))


def start_run(data):
    """Return (a process that belongs to a run with this folder, the number of its worker)."""
    process = subprocess.Popen(
        [sys.executable, "-c", STUBBORN],
        env={**os.environ, reaper.MARK: str(data)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    return process, int(process.stdout.readline())


def test_processes_of_this_home_are_ended_with_their_workers_and_those_of_another_home_live_on(tmp_path):
    ours, worker = start_run(tmp_path / "home" / "data")
    other, others_worker = start_run(tmp_path / "home" / "data2")
    try:
        os.kill(ours.pid, signal.SIGKILL)  # the worker has lost its master, as after an interrupted run
        assert reaper.end_processes(tmp_path / "home" / "data") >= 1
        assert not processes.is_alive(worker)
        assert processes.is_alive(other.pid) and processes.is_alive(others_worker)
    finally:
        reaper.end_processes(tmp_path / "home" / "data2")
        for process in (ours, other):
            process.wait(20)
    assert not processes.is_alive(others_worker)


def test_a_process_whose_number_went_to_another_program_is_left_alone(tmp_path):
    ours, worker = start_run(tmp_path)
    try:
        reaper._kill_marked(ours.pid, os.fsencode(f"{reaper.MARK}={tmp_path}/other"))
        assert processes.is_alive(ours.pid)
    finally:
        assert reaper.end_processes(tmp_path) == 2
        ours.wait(20)


def test_databases_and_files_of_an_earlier_run_are_dropped_and_the_template_is_kept(tmp_path):
    dropped = []

    class Databases:
        def list_databases(self):
            return ["postgres", testing.TEMPLATE, "lalisa_test-gw0"]

        def get_filestore(self, name):
            return tmp_path / "filestore" / name

        def drop_database(self, name):
            dropped.append(name)

    for name in (testing.TEMPLATE, "lalisa_t_without_a_database"):
        (tmp_path / "filestore" / name).mkdir(parents=True)
    reaper.drop_databases(Databases(), testing.KEPT)
    assert dropped == ["lalisa_test-gw0"]
    assert [folder.name for folder in (tmp_path / "filestore").iterdir()] == [testing.TEMPLATE]


def test_what_was_written_in_passing_is_gone_with_the_next_run_and_each_home_has_its_own_folder(tmp_path):
    folder = reaper.make_temporary_folder(tmp_path / "one")
    try:
        (folder / "profile").mkdir()
        assert folder == reaper.make_temporary_folder(tmp_path / "one")
        assert not list(folder.iterdir())
        assert folder.stat().st_mode & 0o777 == 0o700
        other = reaper.make_temporary_folder(tmp_path / "two")
        other.rmdir()
        assert other != folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def own_home(tmp_path, dump, monkeypatch):
    """Yield a LALISA_HOME whose tests' cluster holds the template, so that a run begins at once."""
    for name in ("odoo", "venv", "pip", "cache", "debian", "bin"):
        if (REAL_HOME / name).exists():
            (tmp_path / name).symlink_to(REAL_HOME / name)
    data = tmp_path / "test" / "data"
    shutil.copytree(
        Path(os.environ["LALISA_TEST_DATA"]) / "filestore" / testing.TEMPLATE, data / "filestore" / testing.TEMPLATE
    )
    (tmp_path / "test" / "complaints.log").touch()
    server = postgres.Server(tmp_path / "test", fast=True)
    monkeypatch.setenv("LALISA_HOME", str(tmp_path))
    server.start_server()
    environment = {**os.environ, **server.variables}
    for command in (["createdb", testing.TEMPLATE], ["pg_restore", "-j2", "-d", testing.TEMPLATE, dump]):
        subprocess.run([postgres.find_programs() / command[0], *command[1:]], env=environment, check=True)
    server.leave_server()
    yield tmp_path
    subprocess.run([sys.executable, REPO / "lalisa", "stop"], check=False, capture_output=True)


def run_lalisa(*arguments):
    return subprocess.Popen(
        [sys.executable, REPO / "lalisa", "test", *arguments],
        cwd=REPO,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.thorough
def test_a_run_that_is_killed_at_any_moment_leaves_nothing_in_the_way_of_the_next(own_home):
    chance = random.Random(int(os.environ.get("LALISA_SEED", "0")) or None)
    data = own_home / "test" / "data"
    for number in range(ROUNDS):
        process = run_lalisa("tests/faults/test_inbox_faults.py")
        time.sleep(chance.uniform(0, 40))  # anywhere in the run: what is waited for is chance
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, chance.choice((signal.SIGKILL, signal.SIGINT, signal.SIGTERM)))
        process.wait(60)
        process.stdout.close()
        after = run_lalisa("tests/launcher/test_testing.py")
        said, _ = after.communicate(timeout=300)
        assert after.returncode == 0, f"round {number}: {said}"
        assert not reaper._find_marked(os.fsencode(f"{reaper.MARK}={data}"))
        assert sorted(folder.name for folder in (data / "filestore").iterdir()) == [testing.TEMPLATE]
