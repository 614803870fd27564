"""`./lalisa backup DIR` and `restore DIR`: database, files and the channels' key, as one.

A backup is taken while the service runs. Odoo names a stored file after its content and never
changes one, so the files are linked before and after the dump: whatever the dump speaks of was
there at one of the two moments. Both commands check that no file is missing and count what is there.
"""

import datetime
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

from . import sealing
from .home import home, only_one
from .output import Problem, failed, say, step
from .server import DATABASE, trial_databases

RESTORING = "lalisa_restoring"
SECRET_KEY = "lalisa_secret.key"  # noqa: S105 - the file's name
COUNTED = ("lalisa_complaint", "lalisa_complaint_visit", "lalisa_message", "lalisa_webhook_event")
LAST_BACKUP = "lalisa.backup.last_at"
OURS = "SELECT 1 FROM ir_module_module WHERE name = 'lalisa_complaint' AND state = 'installed'"
FILES = "SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL"


def backup(folder):
    """Writes one encrypted file into `folder` and reads it back.

    :return: the exit code
    :raises Problem: nothing to back up, a file is missing, or the disk is full
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with only_one("backup"), trial_databases() as databases:
        _use_offices_files(databases)
        if databases.made_from(DATABASE) is None and not _is_offices(databases):
            raise Problem("There is no database to back up yet.")
        sealing.ensure_key(databases.environment)
        now = datetime.datetime.now(datetime.UTC)
        target = folder / f"lalisa-{now:%Y%m%dT%H%M%SZ}.age"
        work = _empty(home() / "backup.tmp")
        try:
            manifest = _collect(databases, work, now)
            part = target.with_suffix(".part")
            _seal(databases, work, manifest, part)
            _verify(databases, part)
            part.rename(target)
        finally:
            shutil.rmtree(work, ignore_errors=True)
        _remember(databases, now)
    say(f"{target}: {_figures(manifest)}, {target.stat().st_size / 1e6:.1f} MB")
    return 0


def _use_offices_files(databases):
    """The files of an office that was installed without this command lie where its odoo.conf says (`data_dir`)."""
    if given := os.environ.get("LALISA_DATA_DIR"):
        databases.data = Path(given)


def _is_offices(databases):
    """Whether an office installed the addons into a database of this name without this command."""
    if not databases.exists(DATABASE):
        return False
    done = databases.program("psql", "-d", DATABASE, "-Atc", OURS, check=False)
    return done.returncode == 0 and done.stdout.strip() == "1"


def _empty(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


def _collect(databases, work, now):
    """Puts dump, files and key into `work`.

    :return: the manifest
    """
    files = databases.filestore(DATABASE)
    with step("linking the files"):
        _link(files, work / "filestore")
    with step("dumping the database"):
        databases.program("pg_dump", "-Fc", "-f", str(work / "database.dump"), DATABASE)
    _link(files, work / "filestore")
    missing = [name for name in _named_in(work / "database.dump", databases)
               if not (work / "filestore" / name).is_file()]  # fmt: skip
    if missing:
        raise Problem(
            f"{len(missing)} stored files are missing (the first: {missing[0]}): the filestore "
            f"{files} is damaged. Look for them in an older backup."
        )
    if (key := databases.data / SECRET_KEY).exists():
        shutil.copy2(key, work / SECRET_KEY)
    return {
        "format": 1, "at": now.isoformat(timespec="seconds"),
        "files": sum(path.is_file() for path in (work / "filestore").rglob("*")),
        "dump_sha256": _sha256(work / "database.dump"),
        "rows": _counts(work / "database.dump", databases),
    }  # fmt: skip


def _link(source, target):
    """Links what is new in `source`; where no link is possible, copies it."""
    for path in source.rglob("*") if source.exists() else ():
        copy = target / path.relative_to(source)
        if path.is_dir() or copy.exists() or "checklist" in path.parts:
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, copy)
        except FileNotFoundError:
            continue  # collected by Odoo meanwhile: no attachment names it any more
        except OSError:
            shutil.copy2(path, copy)


def _table(dump, table, databases):
    """The rows of one table in a dump, as lists of fields; the first is the columns' names."""
    done = databases.program(
        "pg_restore", "--data-only", f"--table={table}", "-f", "-", str(dump)
    ).stdout.split("\n")
    begin = next((n for n, line in enumerate(done) if line.startswith("COPY public.")), None)
    if begin is None:
        return []
    columns = done[begin].partition("(")[2].partition(")")[0].split(", ")
    rows = done[begin + 1 : done.index("\\.", begin)]
    return [columns, *(row.split("\t") for row in rows)]


def _named_in(dump, databases):
    """The stored files that the dump's attachments name."""
    columns, *rows = _table(dump, "ir_attachment", databases)
    place = columns.index("store_fname")
    return sorted({row[place] for row in rows} - {"\\N"})


def _counts(dump, databases):
    return {table: max(len(_table(dump, table, databases)) - 1, 0) for table in COUNTED}


def _seal(databases, work, manifest, part):
    with step("encrypting"), sealing.sealed(databases.environment, part) as tar:
        text = json.dumps(manifest).encode()
        entry = tarfile.TarInfo("manifest.json")
        entry.size = len(text)
        tar.addfile(entry, io.BytesIO(text))
        for path in sorted(work.iterdir()):
            tar.add(path, path.name)


def _verify(databases, part):
    """Reads the backup as a restore would; a machine with only the public key cannot."""
    if not sealing.can_open():
        say("  Only the public key is here, so the backup was not read back: rehearse elsewhere.")
        return
    with step("reading it back"), sealing.opened(databases.environment, part) as tar:
        manifest, files = None, 0
        for entry in tar:
            if entry.name == "manifest.json":
                manifest = json.load(tar.extractfile(entry))
            elif entry.name == "database.dump":
                found = hashlib.file_digest(tar.extractfile(entry), "sha256").hexdigest()
            elif entry.isfile() and entry.name.startswith("filestore/"):
                files += 1
                _check_content(entry.name, tar.extractfile(entry))
    if manifest["dump_sha256"] != found or manifest["files"] != files:
        raise Problem("The backup does not read back as it was written: is the disk sound?")


def _check_content(name, content):
    """Odoo names a file by the SHA-1 of its content."""
    if hashlib.file_digest(content, "sha1").hexdigest() != name.rpartition("/")[2]:
        raise Problem(f"The stored file {name} is damaged: restore it from an older backup.")


def _remember(databases, now):
    """Tells the database, so that its administrator is warned when backups grow old."""
    databases.program(
        "psql", "-q", "-d", DATABASE, "-c",
        "INSERT INTO ir_config_parameter (key, value) "  # noqa: S608 - constants and a time
        f"VALUES ('{LAST_BACKUP}', '{now:%Y-%m-%d %H:%M:%S}') "
        "ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
    )  # fmt: skip


def restore(place, training=False):
    """Makes the database of this LALISA_HOME from a backup, all of it or nothing.

    :param place: the file, or a folder: then its newest backup
    :param training: a neutralised copy: no message leaves it, no secret is in it
    :return: the exit code
    :raises Problem: there is a database here already; the backup is damaged
    """
    source = _newest(Path(place))
    refusal = "La-Lisa runs from here: ./lalisa stop ends it; a restore needs an empty LALISA_HOME."
    with only_one("run", refusal), trial_databases() as databases:
        _use_offices_files(databases)
        if databases.made_from(DATABASE) is not None or _is_offices(databases):
            raise Problem(
                "There is a database here already, and a restore overwrites nothing: set another "
                "LALISA_HOME."
            )
        work = _empty(home() / "restore.tmp")
        try:
            with step(f"reading {source.name}"):
                manifest = _unpack(databases, source, work)
            _load(databases, work, manifest)
            if training:
                _neutralise(databases)
            _take_place(databases, work, training)
        finally:
            shutil.rmtree(work, ignore_errors=True)
            databases.drop(RESTORING)
    kind = "A training copy" if training else "Restored"
    say(f"{kind}, as of {manifest['at']}: {_figures(manifest)}. Go on with ./lalisa run.")
    return 0


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
    if _sha256(work / "database.dump") != manifest["dump_sha256"]:
        raise Problem(f"The dump in {source} is damaged. Nothing was restored.")
    return manifest


def _load(databases, work, manifest):
    with step("restoring the database"):
        databases.drop(RESTORING)
        databases.program("createdb", RESTORING)
        databases.program(
            "pg_restore", "--exit-on-error", "--no-owner", "-j2", "-d", RESTORING,
            str(work / "database.dump"),
        )  # fmt: skip
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
                _check_content(name, content)


def _neutralise(databases):
    """Odoo's own way: each addon's `data/neutralize.sql`."""
    command = ["odoo", "neutralize", "-c", databases.conf, "-d", RESTORING]
    done = subprocess.run(
        command, env=databases.environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise failed("neutralise the copy, so nothing was restored", done.stderr)


def _take_place(databases, work, training):
    """The last step: until here an interruption leaves nothing that could be taken for whole."""
    files = databases.filestore(DATABASE)
    shutil.rmtree(files, ignore_errors=True)
    files.parent.mkdir(parents=True, exist_ok=True)
    (work / "filestore").mkdir(exist_ok=True)
    shutil.move(work / "filestore", files)
    if (work / SECRET_KEY).exists() and not training:
        shutil.move(work / SECRET_KEY, databases.data / SECRET_KEY)
    databases.program("dropdb", "--if-exists", DATABASE)
    rename = f"ALTER DATABASE {RESTORING} RENAME TO {DATABASE}"
    databases.program("psql", "-q", "-d", "postgres", "-c", rename)


def _figures(manifest):
    rows = ", ".join(
        f"{count} {table.removeprefix('lalisa_')}" for table, count in manifest["rows"].items()
    )
    return f"{rows}, {manifest['files']} files"


def _sha256(path):
    with open(path, "rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
