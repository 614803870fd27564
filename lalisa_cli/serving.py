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

from .home import home
from .output import Problem, say

# Odoo's workers end what they do; then they are killed, as docker would.
PATIENCE = 100
LOOK = 1


@contextlib.contextmanager
def stopped():
    """Hold the service stopped, its requests ended in order, for as long as the block lasts.

    :raises Problem: a service does not stop
    """
    with _open("update") as update:
        fcntl.flock(update, fcntl.LOCK_EX)
        with _open("serving") as serving:
            if not _taken(serving, fcntl.LOCK_EX):
                say("  waiting for the running service to end its requests and jobs ...")
                _await(serving)
            yield


def _await(serving):
    deadline = time.monotonic() + PATIENCE + 20
    while not _taken(serving, fcntl.LOCK_EX):
        if time.monotonic() > deadline:
            raise Problem("The running service does not stop: docker compose stop odoo poller, then start again.")
        time.sleep(LOOK)


def _open(name):
    return open(home() / f"{name}.lock", "a")


def _taken(handle, kind):
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def serve(command, is_replaced):
    """Run a program until this container is stopped, or until it ends by itself.

    :param command: the program and its arguments
    :param is_replaced: says whether another image has updated the database, so that this one must not serve it
    :return: the program's exit code
    """
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)
    while True:
        _await_update()
        if is_replaced():
            say("The database was updated by another image: this container waits to be replaced by docker compose up.")
            _rest()
            return 0
        code = _serve_until_update(command)
        if code is not None:
            return code


def _interrupt(_number, _frame):
    sys.exit(0)


def _rest():
    with contextlib.suppress(SystemExit):
        while True:
            signal.pause()


def _await_update():
    with _open("update") as update:
        if not _taken(update, fcntl.LOCK_SH):
            say("An update of the database runs: waiting for it ...")
            fcntl.flock(update, fcntl.LOCK_SH)


def _update_wanted():
    with _open("update") as update:
        return not _taken(update, fcntl.LOCK_SH)


def _serve_until_update(command):
    """Run the program until it ends or an update is wanted.

    :return: its exit code, or None for an update
    """
    with _open("serving") as serving:
        fcntl.flock(serving, fcntl.LOCK_SH)
        process = subprocess.Popen(command)
        try:
            while process.poll() is None:
                if _update_wanted():
                    say("An update of the database begins: this service ends its requests and jobs, and waits.")
                    return None
                time.sleep(LOOK)
            return process.returncode
        finally:
            _end(process)


def _end(process):
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
