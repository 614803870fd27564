"""The encrypted stream that a backup is: an age file around a tar."""

import os
import subprocess
import sys
import tarfile
from contextlib import contextmanager
from pathlib import Path

from . import office
from .output import Problem, say

PROGRAM = Path(__file__).with_name("inside") / "seal.py"


def key_file():
    """Where the backups' key is: outside of LALISA_HOME, which a backup must outlive."""
    if given := os.environ.get("LALISA_BACKUP_KEY"):
        return Path(given)
    folder = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(folder) / "lalisa" / "backup.key"


def ensure_key(environment):
    """Makes the key at the first backup and says what to do with it.

    :raises Problem: nobody may write there
    """
    path = key_file()
    if path.exists():
        return
    made = subprocess.run([_python(), PROGRAM, "make", path], env=environment, capture_output=True, check=False)
    if made.returncode:
        raise Problem(f"The key of the backups cannot be made at {path}: name another place in LALISA_BACKUP_KEY.")
    say(
        f"  A key for the backups was made: {path}\n"
        "  Without it no backup can be read. Keep a copy of it away from this machine, and never\n"
        "  in the folder of the backups."
    )


def can_open():
    """False where only the public part of the key is kept."""
    return "AGE-SECRET-KEY-" in key_file().read_text()


@contextmanager
def sealed(environment, target):
    """Gives an open tar; what is added to it is in `target`, encrypted, when the block ends."""
    with open(target, "wb") as out:
        os.chmod(target, 0o600)
        process = _start(environment, "seal", stdin=subprocess.PIPE, stdout=out)
        with process.stdin, tarfile.open(fileobj=process.stdin, mode="w|") as tar:
            yield tar
        _finish(process, "encrypt the backup")
        out.flush()
        os.fsync(out.fileno())


@contextmanager
def opened(environment, source):
    """Gives the tar of an encrypted backup, to be read once from its beginning to its end.

    :raises Problem: the key is missing or another one, or the file was changed or cut off
    """
    if not key_file().exists():
        raise Problem(f"The key of the backups is not at {key_file()}: put it there, or name it in LALISA_BACKUP_KEY.")
    with open(source, "rb") as sealed_file:
        process = _start(environment, "open", stdin=sealed_file, stdout=subprocess.PIPE)
        try:
            with process.stdout, tarfile.open(fileobj=process.stdout, mode="r|") as tar:
                yield tar
                # To the very end: only the last block tells that nothing was cut off.
                while process.stdout.read(1 << 20):
                    pass
        except tarfile.TarError as error:
            raise _unreadable(source, process) from error
        if process.wait():
            raise _unreadable(source, process)


def _unreadable(source, process):
    process.kill()
    process.wait()
    return Problem(
        f"{source} cannot be read with the key {key_file()}: it is another backup's key, or the "
        "file was changed or cut off. Nothing was restored."
    )


def _python():
    """Give the Python that has pyrage: the set-up's own; in an office the machine's, with its PYTHONPATH."""
    return sys.executable if office.conf() else "python"


def _start(environment, action, **streams):
    command = [_python(), PROGRAM, action, key_file()]
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, **streams)


def _finish(process, purpose):
    if process.wait():
        raise Problem(f"Could not {purpose}: is {key_file()} a key of ours?")
