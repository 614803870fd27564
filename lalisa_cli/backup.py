"""`./lalisa backup DIR`: database, files and the channels' key, as one.

A backup is taken while the service runs. Odoo names a stored file after its content and never
changes one, so the files are linked before and after the dump: whatever the dump speaks of was
there at one of the two moments. No file may be missing, and what is there is counted.
"""

import datetime
import hashlib
import io
import json
import os
import shutil
import tarfile
from pathlib import Path

from . import sealing
from .home import home, only_one, work_folder
from .output import Problem, say, step
from .server import DATABASE, trial_databases

SECRET_KEY = "lalisa_secret.key"  # noqa: S105 - the file's name
COUNTED = ("lalisa_complaint", "lalisa_stage_log", "lalisa_message", "lalisa_webhook_event")
LAST_BACKUP = "lalisa.backup.last_at"
OURS = "SELECT 1 FROM ir_module_module WHERE name = 'lalisa_complaint' AND state = 'installed'"


def backup(folder, databases_here=trial_databases):
    """Write one encrypted file into `folder` and read it back.

    :param databases_here: opens the databases: those of this LALISA_HOME, or of a container
    :return: the exit code
    :raises Problem: nothing to back up, a file is missing, or the disk is full
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with only_one("backup"), databases_here() as databases:
        use_offices_files(databases)
        if databases.made_from(DATABASE) is None and not is_offices(databases):
            raise Problem("There is no database to back up yet.")
        sealing.ensure_key(databases.environment)
        now = datetime.datetime.now(datetime.UTC)
        target = _free_name(folder, now)
        part = target.with_suffix(".part")
        try:
            with work_folder(home() / "backup") as work:
                manifest = _collect(databases, work, now)
                _seal(databases, work, manifest, part)
            _verify(databases, part)
            part.rename(target)
        finally:
            part.unlink(missing_ok=True)
        _remember(databases, now)
    say(f"{target}: {figures(manifest)}, {target.stat().st_size / 1e6:.1f} MB")
    return 0


def _free_name(folder, now):
    """Give a name that no earlier backup in the folder has, not even a broken one."""
    while True:
        target = folder / f"lalisa-{now:%Y%m%dT%H%M%SZ}.age"
        if not target.exists() and not target.with_suffix(".part").exists():
            return target
        now += datetime.timedelta(seconds=1)


def use_offices_files(databases):
    """Look for the files of an office that was installed without this command in its odoo.conf's `data_dir`."""
    if given := os.environ.get("LALISA_DATA_DIR"):
        databases.data = Path(given)


def is_offices(databases):
    """Whether an office installed the addons into a database of this name without this command."""
    if not databases.exists(DATABASE):
        return False
    done = databases.program("psql", "-d", DATABASE, "-Atc", OURS, check=False)
    return done.returncode == 0 and done.stdout.strip() == "1"


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
    missing = [
        name for name in _named_in(work / "database.dump", databases) if not (work / "filestore" / name).is_file()
    ]
    if missing:
        raise Problem(
            f"{len(missing)} stored files are missing (the first: {missing[0]}): the filestore "
            f"{files} is damaged. Look for them in an older backup."
        )
    if (key := databases.data / SECRET_KEY).exists():
        shutil.copy2(key, work / SECRET_KEY)
    return {
        "format": 1,
        "at": now.isoformat(timespec="seconds"),
        "files": sum(path.is_file() for path in (work / "filestore").rglob("*")),
        "dump_sha256": sha256(work / "database.dump"),
        "rows": _counts(work / "database.dump", databases),
    }


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
    done = databases.program("pg_restore", "--data-only", f"--table={table}", "-f", "-", str(dump)).stdout.split("\n")
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
                check_content(entry.name, tar.extractfile(entry))
    if manifest["dump_sha256"] != found or manifest["files"] != files:
        raise Problem("The backup does not read back as it was written: is the disk sound?")


def check_content(name, content):
    """Odoo names a file by the SHA-1 of its content."""
    if hashlib.file_digest(content, "sha1").hexdigest() != name.rpartition("/")[2]:
        raise Problem(f"The stored file {name} is damaged: restore it from an older backup.")


def _remember(databases, now):
    """Tells the database, so that its administrator is warned when backups grow old."""
    databases.program(
        "psql",
        "-q",
        "-d",
        DATABASE,
        "-c",
        "INSERT INTO ir_config_parameter (key, value) "  # noqa: S608 - constants and a time
        f"VALUES ('{LAST_BACKUP}', '{now:%Y-%m-%d %H:%M:%S}') "
        "ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
    )


def figures(manifest):
    rows = ", ".join(f"{count} {table.removeprefix('lalisa_')}" for table, count in manifest["rows"].items())
    return f"{rows}, {manifest['files']} files"


def sha256(path):
    with open(path, "rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
