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
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, BinaryIO

from . import sealing
from .database import Databases
from .home import get_home, hold_lock, make_work_folder
from .output import Problem, print_line, show_step
from .server import DATABASE, open_trial_databases

SECRET_KEY = "lalisa_secret.key"  # noqa: S105 - the file's name
COUNTED = ("lalisa_complaint", "lalisa_stage_log", "lalisa_message", "lalisa_webhook_event")
LAST_BACKUP = "lalisa.backup.last_at"
OURS = "SELECT 1 FROM ir_module_module WHERE name = 'lalisa_complaint' AND state = 'installed'"


def write_backup(
    folder: str | Path, databases_here: Callable[[], AbstractContextManager[Databases]] = open_trial_databases
) -> int:
    """Write one encrypted file into `folder` and read it back.

    :param databases_here: opens the databases: those of this LALISA_HOME, or of a container
    :return: the exit code
    :raises Problem: nothing to back up, a file is missing, or the disk is full
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with hold_lock("backup"), databases_here() as databases:
        use_offices_files(databases)
        if databases.read_made_from(DATABASE) is None and not is_office_database(databases):
            raise Problem("There is no database to back up yet.")
        sealing.ensure_key(databases.environment)
        now = datetime.datetime.now(datetime.UTC)
        target = _find_free_name(folder, now)
        part = target.with_suffix(".part")
        try:
            with make_work_folder(get_home() / "backup") as work:
                manifest = _collect_parts(databases, work, now)
                _encrypt_parts(databases, work, manifest, part)
            _verify_backup(databases, part)
            part.rename(target)
        finally:
            part.unlink(missing_ok=True)
        _record_backup_time(databases, now)
    print_line(f"{target}: {format_figures(manifest)}, {target.stat().st_size / 1e6:.1f} MB")
    return 0


def _find_free_name(folder: Path, now: datetime.datetime) -> Path:
    """Return a name that no earlier backup in the folder has, not even a broken one."""
    while True:
        target = folder / f"lalisa-{now:%Y%m%dT%H%M%SZ}.age"
        if not target.exists() and not target.with_suffix(".part").exists():
            return target
        now += datetime.timedelta(seconds=1)


def use_offices_files(databases: Databases) -> None:
    """Look for the files of an office that was installed without this command in its odoo.conf's `data_dir`."""
    if given := os.environ.get("LALISA_DATA_DIR"):
        databases.data = Path(given)


def is_office_database(databases: Databases) -> bool:
    """Tell whether an office installed the addons into a database of this name without this command."""
    if not databases.has_database(DATABASE):
        return False
    done = databases.run_program("psql", "-d", DATABASE, "-Atc", OURS, check=False)
    return done.returncode == 0 and done.stdout.strip() == "1"


def _collect_parts(databases: Databases, work: Path, now: datetime.datetime) -> dict[str, Any]:
    """Put dump, files and key into `work`.

    :return: the manifest
    """
    files = databases.get_filestore(DATABASE)
    with show_step("linking the files"):
        _link_files(files, work / "filestore")
    with show_step("dumping the database"):
        databases.run_program("pg_dump", "-Fc", "-f", str(work / "database.dump"), DATABASE)
    _link_files(files, work / "filestore")
    missing = [
        name
        for name in _find_stored_names(work / "database.dump", databases)
        if not (work / "filestore" / name).is_file()
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
        "dump_sha256": hash_file(work / "database.dump"),
        "rows": _count_rows(work / "database.dump", databases),
    }


def _link_files(source: Path, target: Path) -> None:
    """Link what is new in `source`; copy it where no link is possible."""
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


def _read_table(dump: Path, table: str, databases: Databases) -> list[list[str]]:
    """Return the rows of one table in a dump, as lists of fields; the first is the columns' names."""
    done = databases.run_program("pg_restore", "--data-only", f"--table={table}", "-f", "-", str(dump)).stdout.split(
        "\n"
    )
    begin = next((n for n, line in enumerate(done) if line.startswith("COPY public.")), None)
    if begin is None:
        return []
    columns = done[begin].partition("(")[2].partition(")")[0].split(", ")
    rows = done[begin + 1 : done.index("\\.", begin)]
    return [columns, *(row.split("\t") for row in rows)]


def _find_stored_names(dump: Path, databases: Databases) -> list[str]:
    """Return the stored files that the dump's attachments name."""
    columns, *rows = _read_table(dump, "ir_attachment", databases)
    place = columns.index("store_fname")
    return sorted({row[place] for row in rows} - {"\\N"})


def _count_rows(dump: Path, databases: Databases) -> dict[str, int]:
    return {table: max(len(_read_table(dump, table, databases)) - 1, 0) for table in COUNTED}


def _encrypt_parts(databases: Databases, work: Path, manifest: dict[str, Any], part: Path) -> None:
    with show_step("encrypting"), sealing.open_encrypted_tar(databases.environment, part) as tar:
        text = json.dumps(manifest).encode()
        entry = tarfile.TarInfo("manifest.json")
        entry.size = len(text)
        tar.addfile(entry, io.BytesIO(text))
        for path in sorted(work.iterdir()):
            tar.add(path, path.name)


def _verify_backup(databases: Databases, part: Path) -> None:
    """Read the backup as a restore would; a machine with only the public key cannot."""
    if not sealing.can_open():
        print_line("  Only the public key is here, so the backup was not read back: rehearse elsewhere.")
        return
    with show_step("reading it back"), sealing.open_decrypted_tar(databases.environment, part) as tar:
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


def check_content(name: str, content: BinaryIO) -> None:
    """Compare a stored file with its name, which Odoo makes of the SHA-1 of its content.

    :raises Problem: they differ
    """
    if hashlib.file_digest(content, "sha1").hexdigest() != name.rpartition("/")[2]:
        raise Problem(f"The stored file {name} is damaged: restore it from an older backup.")


def _record_backup_time(databases: Databases, now: datetime.datetime) -> None:
    """Tell the database, so that its administrator is warned when backups grow old."""
    databases.run_program(
        "psql",
        "-q",
        "-d",
        DATABASE,
        "-c",
        "INSERT INTO ir_config_parameter (key, value) "  # noqa: S608 - constants and a time
        f"VALUES ('{LAST_BACKUP}', '{now:%Y-%m-%d %H:%M:%S}') "
        "ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
    )


def format_figures(manifest: dict[str, Any]) -> str:
    rows = ", ".join(f"{count} {table.removeprefix('lalisa_')}" for table, count in manifest["rows"].items())
    return f"{rows}, {manifest['files']} files"


def hash_file(path: Path) -> str:
    with open(path, "rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
