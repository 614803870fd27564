"""A service of the image that gives way to an update, and the lock by which it hears of one.

Containers of two images share the volume of the files. Whoever changes the database under the
service (`prepare`, `restore`) holds the lock `update`; each service looks for it every second,
ends its Odoo in order, gives up the lock `serving`, and waits. Locks end with their process, so no
crash leaves one behind.
"""

import contextlib
import fcntl
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import IO, NoReturn

from .home import get_home
from .output import Problem, print_line

# Odoo's workers end what they do; then they are killed, as docker would.
PATIENCE = 100
LOOK_INTERVAL = 1


@contextlib.contextmanager
def hold_stopped() -> Iterator[None]:
    """Hold the service stopped, its requests ended in order, for as long as the block lasts.

    :raises Problem: a service does not stop
    """
    with _open_lock("update") as update:
        fcntl.flock(update, fcntl.LOCK_EX)
        with _open_lock("serving") as serving:
            if not _take_lock(serving, fcntl.LOCK_EX):
                print_line("  waiting for the running service to end its requests and jobs ...")
                _await_stopped(serving)
            yield


def _await_stopped(serving: IO[str]) -> None:
    deadline = time.monotonic() + PATIENCE + 20
    while not _take_lock(serving, fcntl.LOCK_EX):
        if time.monotonic() > deadline:
            raise Problem("The running service does not stop: docker compose stop odoo poller, then start again.")
        time.sleep(LOOK_INTERVAL)


def _open_lock(name: str) -> IO[str]:
    return open(get_home() / f"{name}.lock", "a")


def _take_lock(handle: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def serve_program(command: list[str], is_replaced: Callable[[], bool]) -> int:
    """Run a program until this container is stopped, or until it ends by itself.

    :param command: the program and its arguments
    :param is_replaced: says whether another image has updated the database, so that this one must not serve it
    :return: the program's exit code
    """
    signal.signal(signal.SIGTERM, _exit_on_signal)
    signal.signal(signal.SIGINT, _exit_on_signal)
    while True:
        _await_update()
        if is_replaced():
            print_line(
                "The database was updated by another image: this container waits to be replaced by docker compose up."
            )
            _await_replacement()
            return 0
        code = _serve_until_update(command)
        if code is not None:
            return code


def _exit_on_signal(_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(0)


def _await_replacement() -> None:
    with contextlib.suppress(SystemExit):
        while True:
            signal.pause()


def _await_update() -> None:
    with _open_lock("update") as update:
        if not _take_lock(update, fcntl.LOCK_SH):
            print_line("An update of the database runs: waiting for it ...")
            fcntl.flock(update, fcntl.LOCK_SH)


def _is_update_wanted() -> bool:
    with _open_lock("update") as update:
        return not _take_lock(update, fcntl.LOCK_SH)


def _serve_until_update(command: list[str]) -> int | None:
    """Run the program until it ends or an update is wanted.

    :return: its exit code, or None for an update
    """
    with _open_lock("serving") as serving:
        fcntl.flock(serving, fcntl.LOCK_SH)
        process = subprocess.Popen(command)
        try:
            while process.poll() is None:
                if _is_update_wanted():
                    print_line("An update of the database begins: this service ends its requests and jobs, and waits.")
                    return None
                time.sleep(LOOK_INTERVAL)
            return process.returncode
        finally:
            _end_program(process)


def _end_program(process: subprocess.Popen) -> None:
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
