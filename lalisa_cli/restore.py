"""`./lalisa restore DIR`: the database, its files and the channels' key from a backup, all or nothing.

It overwrites nothing. A restore that was killed is begun again and goes on where files are concerned.
"""

import datetime
import json
import os
import shutil
import subprocess
from pathlib import Path

from . import office, sealing, updates
from .backup import SECRET_KEY, check_content, figures, sha256, use_offices_files
from .database import FILES_ELSEWHERE, RESTORING
from .home import home, only_one, work_folder
from .marks import State
from .output import Problem, failed, say, step
from .server import DATABASE, trial_databases

FILES = "SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL"


def restore(place, training=False, databases_here=trial_databases, then="./lalisa run"):
    """Make the database of this LALISA_HOME from a backup, all of it or nothing.

    :param place: the file, or a folder: then its newest backup
    :param training: a neutralised copy: no message leaves it, no secret is in it
    :param databases_here: opens the databases: those of this LALISA_HOME, or of a container
    :param then: the command to go on with
    :return: the exit code
    :raises Problem: there is a database here already; the backup is damaged
    """
    source = _newest(Path(place))
    refusal = "La-Lisa runs from here: ./lalisa stop ends it; a restore needs an empty LALISA_HOME."
    with only_one("run", refusal), databases_here() as databases:
        use_offices_files(databases)
        _refuse_to_overwrite(databases)
        databases.drop(RESTORING)
        try:
            with work_folder(home() / "restore") as work:
                with step(f"reading {source.name}"):
                    manifest = _unpack(databases, source, work)
                _load(databases, work, manifest)
                if training:
                    _neutralise(databases)
                _take_place(databases, work, training)
        finally:
            databases.drop(RESTORING)
    kind = "A training copy" if training else "Restored"
    following = "Start the service again" if office.conf() else f"Go on with {then}"
    say(f"{kind}, as of {manifest['at']}: {figures(manifest)}. {following}.")
    return 0


def _refuse_to_overwrite(databases):
    """Go on only where there is no database, or one whose making was interrupted.

    :raises Problem: there is another one
    """
    if databases.state(DATABASE) in (State.WHOLE, State.FOREIGN):
        raise Problem("There is a database here already, and a restore overwrites nothing: set another LALISA_HOME.")
    if databases.state(RESTORING) is State.FOREIGN:
        raise Problem(
            f"The database {RESTORING} on this PostgreSQL was not made from this LALISA_HOME, so it is left as it "
            "is: when no other restore runs there, rename or drop it, then start again."
        )


def _newest(place):
    found = [place] if place.is_file() else sorted(place.glob("lalisa-*.age"))
    if not found:
        raise Problem(f"There is no backup (lalisa-….age) in {place}.")
    return found[-1]


def _unpack(databases, source, work):
    with sealing.opened(databases.environment, source) as tar:
        tar.extractall(work, filter="data")  # refuses whatever would lie outside of `work`
    manifest = json.loads((work / "manifest.json").read_text())
    if manifest.get("format") != 1:
        raise Problem(f"{source} was made by a newer La-Lisa: use a newer checkout.")
    if sha256(work / "database.dump") != manifest["dump_sha256"]:
        raise Problem(f"The dump in {source} is damaged. Nothing was restored.")
    return manifest


def _load(databases, work, manifest):
    with step("restoring the database"):
        databases.create(RESTORING)
        databases.program(
            "pg_restore",
            "--exit-on-error",
            "--no-owner",
            "-j2",
            "-d",
            RESTORING,
            str(work / "database.dump"),
        )
    with step("checking it"):
        for table, count in manifest["rows"].items():
            query = f"SELECT count(*) FROM {table}"  # noqa: S608 - our own tables
            found = int(databases.program("psql", "-d", RESTORING, "-Atc", query).stdout)
            if found != count:
                raise Problem(f"{table}: {found} rows instead of {count}. Nothing was restored.")
        named = databases.program("psql", "-d", RESTORING, "-Atc", FILES).stdout.split()
        for name in named:
            path = work / "filestore" / name
            if not path.is_file():
                raise Problem(f"The stored file {name} is missing. Nothing was restored.")
            with open(path, "rb") as content:
                check_content(name, content)


def _neutralise(databases):
    """Odoo's own way: each addon's `data/neutralize.sql`."""
    command = ["odoo", "neutralize", "-c", databases.conf, "-d", RESTORING]
    done = subprocess.run(command, env=databases.environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise failed("neutralise the copy, so nothing was restored", done.stderr)


def _take_place(databases, work, training):
    """The last step: until here an interruption leaves nothing that could be taken for whole.

    Files come first and the database's name last, so that a second try finds what the first one
    left and goes on.
    """
    databases.drop(DATABASE)  # only one whose making was interrupted is there
    _add_files(work / "filestore", databases.filestore(DATABASE))
    if (work / SECRET_KEY).exists() and not training:
        _place_key(work / SECRET_KEY, databases.data / SECRET_KEY)
    elsewhere = os.environ.get("LALISA_DATA_DIR")
    updates.record(databases, RESTORING, FILES_ELSEWHERE, elsewhere and str(databases.data))
    databases.become(RESTORING, DATABASE)


def _add_files(source, target):
    """Put the stored files where Odoo looks for them.

    A file is named by its content, so one of the same name is the same or is damaged; others stay.
    """
    for path in sorted(source.rglob("*")) if source.exists() else ():
        if path.is_file():
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(path, place)


def _place_key(source, target):
    """Put the channels' key in place; another one that lies there is kept under another name."""
    if target.exists() and target.read_bytes() != source.read_bytes():
        aside = target.with_name(f"{target.name}.{datetime.datetime.now():%Y%m%dT%H%M%S%f}")
        target.rename(aside)
        say(f"  Another key of channels lay here; it is kept as {aside}.")
    shutil.move(source, target)
