"""What the person at the terminal reads: progress of long steps, and failures in one sentence."""

import contextlib
import errno
import sys
import threading
import time
from collections.abc import Iterator

DISK_FULL = "The disk is full: free about 2 GB, or set LALISA_HOME to a folder on another disk."
MADE_ANEW = "If it fails the same way, remove the folders odoo and venv in {home}: they are made anew, the data stays."
# A dot each so many seconds tells that a long step is alive.
BEAT = 2


class Problem(Exception):
    """A failure that the user can act on: one sentence that says what is wrong and the way out."""


def print_line(text: str = "") -> None:
    print(text, flush=True)


@contextlib.contextmanager
def show_step(title: str) -> Iterator[None]:
    """Show a long step while it runs, a dot every two seconds, and how long it took."""
    started = time.monotonic()
    over = threading.Event()
    print(f"  {title} ", end="", flush=True)
    beat = threading.Thread(target=_print_dots, args=(over,), daemon=True)
    beat.start()
    outcome = "failed"
    try:
        yield
        outcome = f"{time.monotonic() - started:.1f} s"
    finally:
        over.set()
        beat.join()
        print(f" {outcome}", flush=True)


def _print_dots(over: threading.Event) -> None:
    while not over.wait(BEAT):
        print(".", end="", flush=True)


def build_problem(purpose: str, said: str) -> Problem:
    """Return the Problem for a program that failed, with the end of what it said.

    :param purpose: completes the sentence "Could not …"
    :param said: the program's own output
    """
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return Problem(DISK_FULL)
    return Problem(
        f"Could not {purpose}: start again to continue from here. {MADE_ANEW.format(home='LALISA_HOME')}\n"
        f"{said.strip()[-1500:]}"
    )


def explain_error(error: OSError) -> str | None:
    """Return the one sentence for an operating-system error, or None when it has no common way out."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DISK_FULL
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"No permission for {error.filename}: set LALISA_HOME to a folder you may write to."
    return None


def print_failure(sentence: object) -> int:
    print(f"lalisa: {sentence}", file=sys.stderr, flush=True)
    return 1
