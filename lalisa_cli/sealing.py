"""The encrypted stream that a backup is: an age file around a tar."""

import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from . import office
from .output import Problem, print_line

PROGRAM = Path(__file__).with_name("inside") / "seal.py"


def get_key_file() -> Path:
    """Return where the backups' key is: outside of LALISA_HOME, which a backup must outlive."""
    if given := os.environ.get("LALISA_BACKUP_KEY"):
        return Path(given)
    folder = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(folder) / "lalisa" / "backup.key"


def ensure_key(environment: dict[str, str]) -> None:
    """Make the key at the first backup and say what to do with it.

    :raises Problem: nobody may write there
    """
    path = get_key_file()
    if path.exists():
        return
    made = subprocess.run([_find_python(), PROGRAM, "make", path], env=environment, capture_output=True, check=False)
    if made.returncode:
        raise Problem(f"The key of the backups cannot be made at {path}: name another place in LALISA_BACKUP_KEY.")
    print_line(
        f"  A key for the backups was made: {path}\n"
        "  Without it no backup can be read. Keep a copy of it away from this machine, and never\n"
        "  in the folder of the backups."
    )


def can_open() -> bool:
    """Tell whether the key's secret part is here; a server may keep only the public one."""
    return "AGE-SECRET-KEY-" in get_key_file().read_text()


@contextmanager
def open_encrypted_tar(environment: dict[str, str], target: Path) -> Iterator[tarfile.TarFile]:
    """Yield an open tar; what is added to it is in `target`, encrypted, when the block ends."""
    with open(target, "wb") as out:
        os.chmod(target, 0o600)
        process = _start_program(environment, "seal", stdin=subprocess.PIPE, stdout=out)
        with process.stdin, tarfile.open(fileobj=process.stdin, mode="w|") as tar:
            yield tar
        _await_success(process, "encrypt the backup")
        out.flush()
        os.fsync(out.fileno())


@contextmanager
def open_decrypted_tar(environment: dict[str, str], source: Path) -> Iterator[tarfile.TarFile]:
    """Yield the tar of an encrypted backup, to be read once from its beginning to its end.

    :raises Problem: the key is missing or another one, or the file was changed or cut off
    """
    if not get_key_file().exists():
        raise Problem(
            f"The key of the backups is not at {get_key_file()}: put it there, or name it in LALISA_BACKUP_KEY."
        )
    with open(source, "rb") as sealed_file:
        process = _start_program(environment, "open", stdin=sealed_file, stdout=subprocess.PIPE)
        try:
            with process.stdout, tarfile.open(fileobj=process.stdout, mode="r|") as tar:
                yield tar
                # To the very end: only the last block tells that nothing was cut off.
                while process.stdout.read(1 << 20):
                    pass
        except tarfile.TarError as error:
            raise _build_unreadable_problem(source, process) from error
        if process.wait():
            raise _build_unreadable_problem(source, process)


def _build_unreadable_problem(source: Path, process: subprocess.Popen) -> Problem:
    process.kill()
    process.wait()
    return Problem(
        f"{source} cannot be read with the key {get_key_file()}: it is another backup's key, or the "
        "file was changed or cut off. Nothing was restored."
    )


def _find_python() -> str:
    """Return the Python that has pyrage: the set-up's own; in an office the machine's, with its PYTHONPATH."""
    return sys.executable if office.get_conf() else "python"


def _start_program(environment: dict[str, str], action: str, **streams: Any) -> subprocess.Popen:
    command = [_find_python(), PROGRAM, action, get_key_file()]
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, **streams)


def _await_success(process: subprocess.Popen, purpose: str) -> None:
    if process.wait():
        raise Problem(f"Could not {purpose}: is {get_key_file()} a key of ours?")
