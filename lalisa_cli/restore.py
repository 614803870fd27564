"""`./lalisa restore DIR`: the database, its files and the channels' key from a backup, all or nothing.

It overwrites nothing. A restore that was killed is begun again and goes on where files are concerned.
"""

import datetime
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from . import office, sealing, updates
from .backup import SECRET_KEY, check_content, format_figures, hash_file, use_offices_files
from .database import FILES_ELSEWHERE, RESTORING, Databases
from .home import get_home, hold_lock, make_work_folder
from .marks import State
from .output import Problem, build_problem, print_line, show_step
from .server import DATABASE, open_trial_databases

FILES = "SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL"


def restore_backup(
    place: str | Path,
    training: bool = False,
    databases_here: Callable[[], AbstractContextManager[Databases]] = open_trial_databases,
    then: str = "./lalisa run",
) -> int:
    """Make the database of this LALISA_HOME from a backup, all of it or nothing.

    :param place: the file, or a folder: then its newest backup
    :param training: a neutralised copy: no message leaves it, no secret is in it
    :param databases_here: opens the databases: those of this LALISA_HOME, or of a container
    :param then: the command to go on with
    :return: the exit code
    :raises Problem: there is a database here already; the backup is damaged
    """
    source = _find_newest(Path(place))
    refusal = "La-Lisa runs from here: ./lalisa stop ends it; a restore needs an empty LALISA_HOME."
    with hold_lock("run", refusal), databases_here() as databases:
        use_offices_files(databases)
        _refuse_to_overwrite(databases)
        databases.drop_database(RESTORING)
        try:
            with make_work_folder(get_home() / "restore") as work:
                with show_step(f"reading {source.name}"):
                    manifest = _unpack_backup(databases, source, work)
                _load_database(databases, work, manifest)
                if training:
                    _neutralise_copy(databases)
                _take_place(databases, work, training)
        finally:
            databases.drop_database(RESTORING)
    kind = "A training copy" if training else "Restored"
    following = "Start the service again" if office.get_conf() else f"Go on with {then}"
    print_line(f"{kind}, as of {manifest['at']}: {format_figures(manifest)}. {following}.")
    return 0


def _refuse_to_overwrite(databases: Databases) -> None:
    """Go on only where there is no database, or one whose making was interrupted.

    :raises Problem: there is another one
    """
    if databases.read_state(DATABASE) in (State.WHOLE, State.FOREIGN):
        raise Problem("There is a database here already, and a restore overwrites nothing: set another LALISA_HOME.")
    if databases.read_state(RESTORING) is State.FOREIGN:
        raise Problem(
            f"The database {RESTORING} on this PostgreSQL was not made from this LALISA_HOME, so it is left as it "
            "is: when no other restore runs there, rename or drop it, then start again."
        )


def _find_newest(place: Path) -> Path:
    found = [place] if place.is_file() else sorted(place.glob("lalisa-*.age"))
    if not found:
        raise Problem(f"There is no backup (lalisa-….age) in {place}.")
    return found[-1]


def _unpack_backup(databases: Databases, source: Path, work: Path) -> dict[str, Any]:
    with sealing.open_decrypted_tar(databases.environment, source) as tar:
        tar.extractall(work, filter="data")  # refuses whatever would lie outside of `work`
    manifest = json.loads((work / "manifest.json").read_text())
    if manifest.get("format") != 1:
        raise Problem(f"{source} was made by a newer La-Lisa: use a newer checkout.")
    if hash_file(work / "database.dump") != manifest["dump_sha256"]:
        raise Problem(f"The dump in {source} is damaged. Nothing was restored.")
    return manifest


def _load_database(databases: Databases, work: Path, manifest: dict[str, Any]) -> None:
    with show_step("restoring the database"):
        databases.create_database(RESTORING)
        databases.run_program(
            "pg_restore",
            "--exit-on-error",
            "--no-owner",
            "-j2",
            "-d",
            RESTORING,
            str(work / "database.dump"),
        )
    with show_step("checking it"):
        for table, count in manifest["rows"].items():
            query = f"SELECT count(*) FROM {table}"  # noqa: S608 - our own tables
            found = int(databases.run_program("psql", "-d", RESTORING, "-Atc", query).stdout)
            if found != count:
                raise Problem(f"{table}: {found} rows instead of {count}. Nothing was restored.")
        named = databases.run_program("psql", "-d", RESTORING, "-Atc", FILES).stdout.split()
        for name in named:
            path = work / "filestore" / name
            if not path.is_file():
                raise Problem(f"The stored file {name} is missing. Nothing was restored.")
            with open(path, "rb") as content:
                check_content(name, content)


def _neutralise_copy(databases: Databases) -> None:
    """Neutralise the copy in Odoo's own way: by each addon's `data/neutralize.sql`."""
    command = ["odoo", "neutralize", "-c", databases.conf, "-d", RESTORING]
    done = subprocess.run(command, env=databases.environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise build_problem("neutralise the copy, so nothing was restored", done.stderr)


def _take_place(databases: Databases, work: Path, training: bool) -> None:
    """Put files, key and database in their places; an interruption before leaves nothing that could be taken for whole.

    Files come first and the database's name last, so that a second try finds what the first one
    left and goes on.
    """
    databases.drop_database(DATABASE)  # only one whose making was interrupted is there
    _add_files(work / "filestore", databases.get_filestore(DATABASE))
    if (work / SECRET_KEY).exists() and not training:
        _place_key(work / SECRET_KEY, databases.data / SECRET_KEY)
    elsewhere = os.environ.get("LALISA_DATA_DIR")
    updates.store_value(databases, RESTORING, FILES_ELSEWHERE, elsewhere and str(databases.data))
    databases.rename_whole(RESTORING, DATABASE)


def _add_files(source: Path, target: Path) -> None:
    """Put the stored files where Odoo looks for them.

    A file is named by its content, so one of the same name is the same or is damaged; others stay.
    """
    for path in sorted(source.rglob("*")) if source.exists() else ():
        if path.is_file():
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(path, place)


def _place_key(source: Path, target: Path) -> None:
    """Put the channels' key in place; another one that lies there is kept under another name."""
    if target.exists() and target.read_bytes() != source.read_bytes():
        aside = target.with_name(f"{target.name}.{datetime.datetime.now():%Y%m%dT%H%M%S%f}")
        target.rename(aside)
        print_line(f"  Another key of channels lay here; it is kept as {aside}.")
    shutil.move(source, target)
