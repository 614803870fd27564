"""Where everything that is not in git lives: `.lalisa/` in the checkout, or `$LALISA_HOME`."""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .output import Problem, print_line

REPO = Path(__file__).resolve().parent.parent
ADDONS = REPO / "addons"
TESTS = REPO / "tests"
# In a folder's mark instead of its key, as long as it is not whole.
BEING_MADE = "being made"
LOCK = REPO / "requirements" / "lock.txt"
BUILD_LOCK = REPO / "requirements" / "build.txt"
# A socket's path may have 107 bytes on Linux; PostgreSQL adds the file's name to the folder's.
SOCKET_DIR_LIMIT = 107 - len("/.s.PGSQL.5432")
# The file that makes a folder ours.
MARK = ".lalisa"


def get_home() -> Path:
    """Return the state folder, made when it is missing; whatever is written there is written over files of ours.

    :raises Problem: it cannot be a folder, or it holds files of somebody else
    """
    path = Path(os.environ.get("LALISA_HOME") or REPO / ".lalisa").absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, FileNotFoundError, NotADirectoryError) as error:
        raise Problem(
            f"{path} cannot hold La-Lisa's files ({error.strerror}): set LALISA_HOME to a folder you may write to."
        ) from error
    if not (path / MARK).exists():
        _claim_folder(path)
    return path


def _claim_folder(path: Path) -> None:
    """Mark a folder as ours: a new one, an empty one, or one that an earlier release has filled.

    :raises Problem: it holds files of somebody else
    """
    there = {one.name for one in path.iterdir()}
    if MARK not in there and not _is_of_earlier_release(path, there):
        raise Problem(
            f"{path} holds files that are not La-Lisa's ({min(there)}), so nothing is written there: "
            "set LALISA_HOME to a new or an empty folder."
        )
    (path / MARK).write_text("La-Lisa (./lalisa) keeps its files in this folder.\n")


def _is_of_earlier_release(path: Path, there: set[str]) -> bool:
    """Tell a folder that a release before 1.1.1 has filled: it marked what is in it, or left nothing but locks."""
    marked = any(read_ready_key(path / name) is not None for name in ("odoo", "venv", "pip"))
    conf = path / "odoo.conf"
    ours = conf.is_file() and f"data_dir = {path / 'data'}\n" in conf.read_text(errors="replace")
    return marked or ours or all(name.endswith(".lock") for name in there)


def get_cache() -> Path:
    """Return the folder of downloads and of what can always be made again."""
    path = get_home() / "cache"
    path.mkdir(exist_ok=True)
    return path


def build_socket_path(root: Path) -> Path:
    """Build the path of the folder for PostgreSQL's socket, short enough for the kernel."""
    path = root / "run"
    if len(os.fsencode(path)) > SOCKET_DIR_LIMIT:
        digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
        path = Path(tempfile.gettempdir()) / f"lalisa-{os.getuid()}-{digest}"
    return path


def make_socket_folder(root: Path) -> Path:
    """Make a private folder (0700) for PostgreSQL's socket, short enough for the kernel."""
    path = build_socket_path(root)
    path.mkdir(mode=0o700, exist_ok=True)
    if path.stat().st_uid != os.getuid():
        raise Problem(f"{path} belongs to another user: remove it or set LALISA_HOME.")
    path.chmod(0o700)
    return path


@contextmanager
def make_folder(target: Path, key: str) -> Iterator[Path]:
    """Yield a new folder to fill; only when all of it is written does it become `target`.

    An interrupted set-up leaves no half-written `target`. What lies there with another mark of ours
    is replaced.

    :raises Problem: `target` is a folder that bears no mark of ours
    """
    target.parent.mkdir(exist_ok=True)
    refuse_foreign_folder(target)
    work = _make_begun_folder(target)
    work.chmod(0o755)
    yield work
    mark_ready(work, key)
    remove_ours(target)
    work.rename(target)


@contextmanager
def make_work_folder(target: Path) -> Iterator[Path]:
    """Yield a private folder for the time of the block; what an interrupted command left is removed."""
    work = _make_begun_folder(target)
    try:
        (work / "content").mkdir(mode=0o700)
        yield work / "content"
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _make_begun_folder(target: Path) -> Path:
    """Make a new folder beside `target`, marked as being made, and remove those that were left over."""
    for left_over in target.parent.glob(f"{target.name}.tmp-*"):
        if read_ready_key(left_over) is not None or _is_empty(left_over):
            shutil.rmtree(left_over, ignore_errors=True)
    # A name of its own: a program that outlived a killed set-up may still write to the old one.
    work = Path(tempfile.mkdtemp(prefix=f"{target.name}.tmp-", dir=target.parent))
    mark_begun(work)
    return work


def mark_begun(target: Path) -> None:
    """Say that a folder is ours and not whole."""
    (target / ".ok").write_text(f"{BEING_MADE}\n")


def refuse_foreign_folder(target: Path) -> None:
    """Refuse a folder that is there and bears no mark of ours.

    :raises Problem: it is
    """
    if target.exists() and read_ready_key(target) is None and not _is_empty(target):
        raise Problem(
            f"{target} has no mark of La-Lisa (.ok), so it is left as it is: move or remove it, or set "
            "another LALISA_HOME."
        )


def remove_ours(target: Path) -> None:
    """Remove a folder that bears a mark of ours or is empty.

    :raises Problem: it is somebody else's
    """
    refuse_foreign_folder(target)
    if target.exists():
        shutil.rmtree(target)


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())


def mark_ready(target: Path, key: str) -> None:
    """Say that a folder was written to its end, and what is in it."""
    text = "\n".join([key, *sorted(_list_files(target))])
    (target / ".ok").write_text(text, "utf-8", "surrogateescape")


def is_ready(target: Path, key: str) -> bool:
    """Tell whether `target` was written to its end for this key."""
    return read_ready_key(target) == key


def read_ready_key(target: Path) -> str | None:
    """Return the key that `target` was written for, or None."""
    mark = target / ".ok"
    if not mark.is_file():
        return None
    with open(mark, encoding="utf-8", errors="surrogateescape") as handle:
        return handle.readline().rstrip("\n")


def forget_damaged(target: Path) -> None:
    """Mark a folder as not whole when files of it were removed since it was made, and say so; it is then made anew."""
    mark = target / ".ok"
    if not mark.is_file():
        return
    listed = mark.read_text("utf-8", "surrogateescape").split("\n")[1:]
    # What is there is found by folder: a look for each file would take as long as Odoo's start.
    if lost := set(listed) - set(_list_files(target)):
        mark_begun(target)  # still ours, no longer whole
        print_line(f"  {target} is damaged ({len(lost)} files are missing, {min(lost)} for one): it is made anew.")


def _list_files(folder: Path) -> Iterator[str]:
    """Yield the paths of all files below a folder, without what Python compiles: that comes and goes."""
    root = len(str(folder)) + 1
    todo = [str(folder)]
    while todo:
        with os.scandir(todo.pop()) as entries:
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    yield entry.path[root:]
                elif entry.name != "__pycache__":
                    todo.append(entry.path)


@contextmanager
def hold_lock(name: str, refusal: str | None = None) -> Iterator[None]:
    """Hold a lock for the time of the block, so that commands that change the same state take turns.

    :param refusal: refuse to wait, with this sentence
    :raises Problem: the lock is held, and `refusal` is given
    """
    with open(get_home() / f"{name}.lock", "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if refusal:
                raise Problem(refusal) from None
            print_line("  another lalisa is at work here, waiting for it ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def is_held(name: str) -> bool:
    """Tell whether a command is inside `hold_lock(name)`."""
    with open(get_home() / f"{name}.lock", "a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def hash_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def hash_files(*paths: Path) -> str:
    found = hashlib.sha256()
    for path in paths:
        found.update(path.read_bytes())
    return found.hexdigest()
