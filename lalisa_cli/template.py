"""The database that every test starts from a copy of; made once for each state of the code.

`LALISA_TEMPLATE` chooses otherwise, for the faults that `tests/planted` plants: `kept` uses the one that is there
whatever has changed since (right where only the bodies of functions did), `anew` makes it from the foundation.
"""

import os
import shutil
import subprocess

from . import addons, python_env
from .database import complaints, link_files
from .home import work_folder
from .output import failed, step

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


def prepare(databases):
    """Makes the template anew when what installs, Odoo or the lock changed.

    Never an update: what a changed addon leaves behind in a database must not help a test. Where only
    scripts or styles changed, these are built anew; a changed test changes nothing here.

    :return: the lines with which Odoo's log complained while our addons were installed
    """
    odoo = python_env.odoo_key()
    wanted = {"odoo": odoo, "addons": addons.installable(), "pages": addons.built_from()}
    found = databases.made_from(TEMPLATE)
    choice = os.environ.get("LALISA_TEMPLATE")
    log = databases.data.parent / "complaints.log"
    if found is None or choice == "anew" or (choice != "kept" and not _same_records(found, wanted)):
        _prepare_base(databases, {"odoo": odoo, "addons": addons.depended_on()})
        log.write_text("\n".join(_make(databases, wanted)))
    elif choice != "kept" and found != wanted:
        _build_bundles(databases, wanted)
    return log.read_text().splitlines()


def _same_records(found, wanted):
    return {**found, "pages": None} == {**wanted, "pages": None}


def _prepare_base(databases, wanted):
    if databases.made_from(BASE) == wanted:
        return
    with step("making the test database's foundation (half a minute)"):
        databases.drop(BASE)
        databases.create(BASE)
        names = ",".join(wanted["addons"])
        databases.odoo(BASE, "-i", names, "--with-demo", "--load-language=id_ID")
        databases.mark(BASE, wanted)


def _make(databases, wanted):
    log = ""
    with work_folder(databases.data.parent / "pages") as work:
        with step("installing our addons into the template"):
            has_pages = keep_pages(databases, wanted, work)
            databases.copy(BASE, TEMPLATE)
            databases.allow_trigrams(TEMPLATE)
            if wanted["addons"]:
                log = databases.odoo(TEMPLATE, "-i", ",".join(addons.named(wanted["addons"])), "--with-demo")
            if has_pages:
                give_pages(databases, work)
    _build_bundles(databases, wanted)
    return complaints(log)


def keep_pages(databases, wanted, folder):
    """Keep what an earlier template has built of the pages' scripts and styles, where they have not changed.

    :param wanted: what the new template is made from
    :param folder: an empty folder
    :return: whether there was anything to keep
    """
    found = databases.made_from(TEMPLATE)
    if not found or any(found.get(part) != wanted[part] for part in ("odoo", "pages")):
        return False
    databases.program("psql", "-q", "-d", TEMPLATE, "-c", f"\\copy ({BUILT}) TO '{folder / 'rows'}'")
    link_files(databases.filestore(TEMPLATE), folder / "files")
    return True


def give_pages(databases, folder):
    """Give the template what `keep_pages` has kept.

    :param folder: the same folder
    """
    databases.program("psql", "-q", "-d", TEMPLATE, "-c", f"\\copy ir_attachment ({COLUMNS}) FROM '{folder / 'rows'}'")
    for line in (folder / "rows").read_text().splitlines():
        place = line.split("\t")[COLUMNS.split(", ").index("store_fname")]
        target = databases.filestore(TEMPLATE) / place
        if place != "\\N" and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(folder / "files" / place, target)


def _build_bundles(databases, wanted):
    """Build what browsers load, then mark the template as whole."""
    with step("building the pages' scripts and styles"):
        done = subprocess.run(
            ["odoo", "shell", "-c", databases.conf, "-d", TEMPLATE, "--no-http", "--logfile="],
            input=BUNDLES,
            text=True,
            env=databases.environment,
            capture_output=True,
            check=False,
        )
        if done.returncode or "Traceback" in done.stderr:
            raise failed("build the pages' scripts and styles", done.stderr)
    databases.mark(TEMPLATE, wanted)
