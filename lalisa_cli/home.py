"""Where everything that is not in git lives: `.lalisa/` in the checkout, or `$LALISA_HOME`."""

import fcntl
import hashlib
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from .output import Problem, say

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


def home():
    """Give the state folder, made when it is missing; whatever is written there is written over files of ours.

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
        _claim(path)
    return path


def _claim(path):
    """Mark a folder as ours: a new one, an empty one, or one that an earlier release has filled.

    :raises Problem: it holds files of somebody else
    """
    there = {one.name for one in path.iterdir()}
    if MARK not in there and not _is_of_before(path, there):
        raise Problem(
            f"{path} holds files that are not La-Lisa's ({min(there)}), so nothing is written there: "
            "set LALISA_HOME to a new or an empty folder."
        )
    (path / MARK).write_text("La-Lisa (./lalisa) keeps its files in this folder.\n")


def _is_of_before(path, there):
    """Tell a folder that a release before 1.1.1 has filled: it marked what is in it, or left nothing but locks."""
    marked = any(ready_for(path / name) is not None for name in ("odoo", "venv", "pip"))
    conf = path / "odoo.conf"
    ours = conf.is_file() and f"data_dir = {path / 'data'}\n" in conf.read_text(errors="replace")
    return marked or ours or all(name.endswith(".lock") for name in there)


def cache():
    """Downloads and what can always be made again."""
    path = home() / "cache"
    path.mkdir(exist_ok=True)
    return path


def socket_path(root):
    """The place of the folder for PostgreSQL's socket, short enough for the kernel."""
    path = root / "run"
    if len(os.fsencode(path)) > SOCKET_DIR_LIMIT:
        digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
        path = Path(tempfile.gettempdir()) / f"lalisa-{os.getuid()}-{digest}"
    return path


def socket_dir(root):
    """A private folder (0700) for PostgreSQL's socket, short enough for the kernel."""
    path = socket_path(root)
    path.mkdir(mode=0o700, exist_ok=True)
    if path.stat().st_uid != os.getuid():
        raise Problem(f"{path} belongs to another user: remove it or set LALISA_HOME.")
    path.chmod(0o700)
    return path


@contextmanager
def fresh_folder(target, key):
    """Give a new folder to fill; only when all of it is written does it become `target`.

    An interrupted set-up leaves no half-written `target`. What lies there with another mark of ours
    is replaced.

    :raises Problem: `target` is a folder that bears no mark of ours
    """
    target.parent.mkdir(exist_ok=True)
    refuse_foreign_folder(target)
    work = _begun(target)
    work.chmod(0o755)
    yield work
    mark_ready(work, key)
    remove_ours(target)
    work.rename(target)


@contextmanager
def work_folder(target):
    """Give a private folder for the time of the block; what an interrupted command left is removed."""
    work = _begun(target)
    try:
        (work / "content").mkdir(mode=0o700)
        yield work / "content"
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _begun(target):
    """Make a new folder beside `target`, marked as being made, and remove those that were left over."""
    for left_over in target.parent.glob(f"{target.name}.tmp-*"):
        if ready_for(left_over) is not None or _is_empty(left_over):
            shutil.rmtree(left_over, ignore_errors=True)
    # A name of its own: a program that outlived a killed set-up may still write to the old one.
    work = Path(tempfile.mkdtemp(prefix=f"{target.name}.tmp-", dir=target.parent))
    mark_begun(work)
    return work


def mark_begun(target):
    """Say that a folder is ours and not whole."""
    (target / ".ok").write_text(f"{BEING_MADE}\n")


def refuse_foreign_folder(target):
    """Refuse a folder that is there and bears no mark of ours.

    :raises Problem: it is
    """
    if target.exists() and ready_for(target) is None and not _is_empty(target):
        raise Problem(
            f"{target} has no mark of La-Lisa (.ok), so it is left as it is: move or remove it, or set "
            "another LALISA_HOME."
        )


def remove_ours(target):
    """Remove a folder that bears a mark of ours or is empty.

    :raises Problem: it is somebody else's
    """
    refuse_foreign_folder(target)
    if target.exists():
        shutil.rmtree(target)


def _is_empty(folder):
    return folder.is_dir() and not any(folder.iterdir())


def mark_ready(target, key):
    """Says that a folder was written to its end, and what is in it."""
    text = "\n".join([key, *sorted(_files(target))])
    (target / ".ok").write_text(text, "utf-8", "surrogateescape")


def is_ready(target, key):
    """True when `target` was written to its end for this key."""
    return ready_for(target) == key


def ready_for(target):
    """The key that `target` was written for, or None."""
    mark = target / ".ok"
    if not mark.is_file():
        return None
    with open(mark, encoding="utf-8", errors="surrogateescape") as handle:
        return handle.readline().rstrip("\n")


def forget_damaged(target):
    """A folder from which something was removed since is no longer ready, so that it is made anew; that is said."""
    mark = target / ".ok"
    if not mark.is_file():
        return
    listed = mark.read_text("utf-8", "surrogateescape").split("\n")[1:]
    # What is there is found by folder: a look for each file would take as long as Odoo's start.
    if lost := set(listed) - set(_files(target)):
        mark_begun(target)  # still ours, no longer whole
        say(f"  {target} is damaged ({len(lost)} files are missing, {min(lost)} for one): it is made anew.")


def _files(folder):
    """The paths of all files below a folder, without what Python compiles: that comes and goes."""
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
def only_one(name, refusal=None):
    """Two commands that change the same state take turns, or the second one is refused."""
    with open(home() / f"{name}.lock", "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if refusal:
                raise Problem(refusal) from None
            say("  another lalisa is at work here, waiting for it ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def is_held(name):
    """True while a command is inside `only_one(name)`."""
    with open(home() / f"{name}.lock", "a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def file_digest(*paths):
    found = hashlib.sha256()
    for path in paths:
        found.update(path.read_bytes())
    return found.hexdigest()
