"""What the person at the terminal reads: progress of long steps, and failures in one sentence."""
import contextlib
import errno
import sys
import time


class Problem(Exception):
    """A failure that the user can act on: one sentence that says what is wrong and the way out."""


def say(text=""):
    print(text, flush=True)


@contextlib.contextmanager
def step(title):
    """Shows a long step while it runs and how long it took; a dot moves on with `tick()`."""
    started = time.monotonic()
    print(f"  {title} ", end="", flush=True)
    try:
        yield tick
    except BaseException:
        print("- failed", flush=True)
        raise
    print(f"- {time.monotonic() - started:.1f} s", flush=True)


def tick():
    print(".", end="", flush=True)


def explain(error):
    """The one sentence for an operating-system error, or None when it has no common way out."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "The disk is full: free about 2 GB, or set LALISA_HOME to a folder on another disk."
    if isinstance(error, PermissionError):
        return f"No permission for {error.filename}: set LALISA_HOME to a folder you may write to."
    return None


def fail(sentence):
    print(f"lalisa: {sentence}", file=sys.stderr, flush=True)
    return 1
