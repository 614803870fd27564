"""Ending what a test run has left that was killed: its processes, its databases, its folders.

Every process of a run inherits a variable that names the run's own folder. So it is known by the
home that it belongs to, whatever became of the process that started it: a run from another home,
an office's server or a trial's is never meant. Only one run at a time uses a home, so whatever
bears its mark before a run or after one is left over.
"""

import contextlib
import hashlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Collection
from pathlib import Path

from .database import Databases
from .output import Problem

MARK = "LALISA_TEST_DATA"
PATIENCE = 20


def end_processes(data: Path) -> int:
    """Kill every process that a run with this folder has left, its workers and browsers too.

    :param data: the run's data folder
    :return: how many there were
    :raises Problem: one of them does not end
    """
    wanted = os.fsencode(f"{MARK}={data}")
    ended, deadline = set(), time.monotonic() + PATIENCE
    while found := _find_marked(wanted):
        if time.monotonic() > deadline:
            raise Problem(f"Processes of an earlier test run do not end: kill -9 {' '.join(map(str, found))}.")
        for pid in found:
            _kill_marked(pid, wanted)
        ended.update(found)
        time.sleep(0.05)
    return len(ended)


def _find_marked(wanted: bytes) -> list[int]:
    """Return the numbers of the live processes that bear the mark."""
    numbers = [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]
    return [pid for pid in numbers if pid != os.getpid() and _has_mark(pid, wanted)]


def _has_mark(pid: int, wanted: bytes) -> bool:
    try:
        return wanted in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:  # it has ended, is another user's, or waits to be reaped
        return False


def _kill_marked(pid: int, wanted: bytes) -> None:
    """Kill the process unless its number has gone over to another one meanwhile."""
    with contextlib.suppress(ProcessLookupError):
        handle = os.pidfd_open(pid)
        try:
            if _has_mark(pid, wanted):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
        finally:
            os.close(handle)


def drop_databases(databases: Databases, kept: Collection[str]) -> None:
    """Drop what is in the tests' cluster beside the given databases, and files without a database."""
    for name in databases.list_databases():
        if name not in kept:
            databases.drop_database(name)
    for folder in databases.get_filestore("any").parent.glob("*"):
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


def make_temporary_folder(root: Path) -> Path:
    """Make the folder for all that a run writes in passing; what an earlier run left in it is removed.

    :param root: the folder of the tests' state; names the temporary folder, whose path must be short
        because sockets lie in it
    :return: its path
    """
    digest = hashlib.sha256(os.fsencode(root)).hexdigest()[:10]
    path = Path(tempfile.gettempdir()) / f"lalisa-{os.getuid()}-{digest}"
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(mode=0o700)
    return path
