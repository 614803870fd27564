"""The database that every test starts from a copy of; made once for each state of the code.

`LALISA_TEMPLATE` chooses otherwise, for the faults that `tests/planted` plants: `kept` uses the one that is there
whatever has changed since (right where only the bodies of functions did), `anew` makes it from the foundation.
"""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from . import addons, python_env
from .database import Databases, find_complaints, link_files
from .home import make_work_folder
from .output import build_problem, show_step

# Everything of others that our addons are built on: it seldom changes and takes the most time.
BASE = "lalisa_base"
TEMPLATE = "lalisa_template"
# Else each browser test would build the pages' scripts in a transaction that is rolled back.
BUNDLES = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()"
# What Odoo has built of them is found again by its address, which is made of what it was built from.
COLUMNS = (
    "name, type, url, public, store_fname, checksum, file_size, mimetype, res_model, res_id, create_uid, write_uid"
)
BUILT = f"SELECT {COLUMNS} FROM ir_attachment WHERE url LIKE '/web/assets/%'"  # noqa: S608 - of this file


def prepare_template(databases: Databases) -> list[str]:
    """Make the template anew when what installs, Odoo or the lock changed.

    Never an update: what a changed addon leaves behind in a database must not help a test. Where only
    scripts or styles changed, these are built anew; a changed test changes nothing here.

    :return: the lines with which Odoo's log complained while our addons were installed
    """
    odoo = python_env.hash_odoo()
    wanted = {"odoo": odoo, "addons": addons.hash_installable_addons(), "pages": addons.hash_page_sources()}
    found = databases.read_made_from(TEMPLATE)
    choice = os.environ.get("LALISA_TEMPLATE")
    log = databases.data.parent / "complaints.log"
    if found is None or choice == "anew" or (choice != "kept" and not _has_same_records(found, wanted)):
        _prepare_base(databases, {"odoo": odoo, "addons": addons.find_foreign_dependencies()})
        log.write_text("\n".join(_make_template(databases, wanted)))
    elif choice != "kept" and found != wanted:
        _build_bundles(databases, wanted)
    return log.read_text().splitlines()


def _has_same_records(found: dict[str, Any], wanted: dict[str, Any]) -> bool:
    return {**found, "pages": None} == {**wanted, "pages": None}


def _prepare_base(databases: Databases, wanted: dict[str, Any]) -> None:
    if databases.read_made_from(BASE) == wanted:
        return
    with show_step("making the test database's foundation (half a minute)"):
        databases.drop_database(BASE)
        databases.create_database(BASE)
        names = ",".join(wanted["addons"])
        databases.run_odoo(BASE, "-i", names, "--with-demo", "--load-language=id_ID")
        databases.mark_whole(BASE, wanted)


def _make_template(databases: Databases, wanted: dict[str, Any]) -> list[str]:
    log = ""
    with make_work_folder(databases.data.parent / "pages") as work:
        with show_step("installing our addons into the template"):
            has_pages = keep_pages(databases, wanted, work)
            databases.copy_database(BASE, TEMPLATE)
            databases.allow_trigrams(TEMPLATE)
            if wanted["addons"]:
                log = databases.run_odoo(
                    TEMPLATE, "-i", ",".join(addons.select_top_addons(wanted["addons"])), "--with-demo"
                )
            if has_pages:
                give_pages(databases, work)
    _build_bundles(databases, wanted)
    return find_complaints(log)


def keep_pages(databases: Databases, wanted: dict[str, Any], folder: Path) -> bool:
    """Keep what an earlier template has built of the pages' scripts and styles, where they have not changed.

    :param wanted: what the new template is made from
    :param folder: an empty folder
    :return: whether there was anything to keep
    """
    found = databases.read_made_from(TEMPLATE)
    if not found or any(found.get(part) != wanted[part] for part in ("odoo", "pages")):
        return False
    databases.run_program("psql", "-q", "-d", TEMPLATE, "-c", f"\\copy ({BUILT}) TO '{folder / 'rows'}'")
    link_files(databases.get_filestore(TEMPLATE), folder / "files")
    return True


def give_pages(databases: Databases, folder: Path) -> None:
    """Give the template what `keep_pages` has kept.

    :param folder: the same folder
    """
    databases.run_program(
        "psql", "-q", "-d", TEMPLATE, "-c", f"\\copy ir_attachment ({COLUMNS}) FROM '{folder / 'rows'}'"
    )
    for line in (folder / "rows").read_text().splitlines():
        place = line.split("\t")[COLUMNS.split(", ").index("store_fname")]
        target = databases.get_filestore(TEMPLATE) / place
        if place != "\\N" and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(folder / "files" / place, target)


def _build_bundles(databases: Databases, wanted: dict[str, Any]) -> None:
    """Build what browsers load, then mark the template as whole."""
    with show_step("building the pages' scripts and styles"):
        done = subprocess.run(
            ["odoo", "shell", "-c", databases.conf, "-d", TEMPLATE, "--no-http", "--logfile="],
            input=BUNDLES,
            text=True,
            env=databases.environment,
            capture_output=True,
            check=False,
        )
        if done.returncode or "Traceback" in done.stderr:
            raise build_problem("build the pages' scripts and styles", done.stderr)
    databases.mark_whole(TEMPLATE, wanted)
