"""The office's database brought up to date with the image: only what differs, the service stopped meanwhile."""

import os
import subprocess
from pathlib import Path
from typing import Any

from . import addons, serving, updates
from .database import Databases
from .home import REPO
from .output import Problem, print_line
from .server import DATABASE

# What a database was brought up to date with is kept in the database itself.
MARK = "lalisa.image.made_from"
# The addon without code that depends on all that an office installs.
ALL = "lalisa"
FIRST_PASSWORD = REPO / "lalisa_cli" / "inside" / "first_password.py"
INSTALLED = (
    "SELECT name, state, latest_version FROM ir_module_module WHERE state NOT IN ('uninstalled', 'uninstallable')"
)
ADMIN = (
    "SELECT u.password FROM res_users u JOIN ir_model_data d ON d.res_id = u.id"
    " WHERE d.module = 'base' AND d.name = 'user_admin'"
)


def prepare_database(databases: Databases) -> int:
    """Make the database, or update what differs from this image, with the service stopped.

    :param databases: see container.Databases
    :return: the exit code
    :raises Problem: Odoo ends with a failure; its log stands above
    """
    if not databases.has_database(DATABASE):
        databases.run_program("createdb", "--template=template0", "--encoding=UTF8", DATABASE)
        databases.allow_trigrams(DATABASE)
    install, update = compare_database(databases)
    if not install and not update and not _has_first_password(databases):
        print_line("The database is up to date with this image: nothing to do.")
        return 0
    with serving.hold_stopped():
        if install or update:
            _run_update(databases, install, update)
        if _has_first_password(databases):
            _set_first_password(databases)
    return 0


def describe_image() -> dict[str, Any]:
    """Describe this image: Odoo's build, and each addon by a hash of its files."""
    return {"odoo": _read_odoo_build(), "addons": hash_office_addons()}


def hash_office_addons() -> dict[str, str]:
    """Return what an office runs of the image: {addon: hash of its files}."""
    ours = addons.find_dependencies(ALL)
    return {name: key for name, key in addons.hash_installable_addons().items() if name in ours}


def is_made_for_another_image(databases: Databases) -> bool:
    """Say whether another image has updated the database since this one did."""
    made_from = updates.read_value(databases, DATABASE, MARK)
    return made_from is not None and made_from != describe_image()


def _read_odoo_build() -> str:
    """Return the version of Odoo with the day of its build, as `odoo --version` says it."""
    done = subprocess.run(["/usr/bin/odoo", "--version"], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _read_installed(databases: Databases) -> dict[str, tuple[str, str]]:
    """Return {module: (state, version)} of what is or ought to be installed; {} in an empty database."""
    done = databases.run_program("psql", "-d", DATABASE, "-AtF", "\t", "-c", INSTALLED, check=False)
    rows = [line.split("\t") for line in done.stdout.splitlines()] if done.returncode == 0 else []
    return {name: (state, version) for name, state, version in rows}


def compare_database(databases: Databases) -> tuple[list[str], list[str]]:
    """Compare the database with this image.

    :return: (addons to install, modules to update); ["all"] is every module
    :raises Problem: a newer image has updated the database
    """
    there, image, made_from = (
        _read_installed(databases),
        describe_image(),
        updates.read_value(databases, DATABASE, MARK),
    )
    _refuse_newer(there, image)
    if "lalisa_complaint" not in there:
        return addons.select_top_addons(sorted(image["addons"])), []
    known = made_from["addons"] if made_from else {}
    # What an office has removed stays removed, and so does what would bring it back.
    missing = {name for name in image["addons"] if name not in there}
    removed = missing & set(known)
    install = addons.select_top_addons(
        sorted(name for name in missing - removed if not addons.find_dependencies(name) & removed)
    )
    unfinished = any(state != "installed" for state, _version in there.values())
    if unfinished or made_from is None or made_from["odoo"] != image["odoo"]:
        return install, ["all"]
    changed = [
        name
        for name, key in image["addons"].items()
        if name in there and (known.get(name) != key or there[name][1] != addons.read_manifest(name)["version"])
    ]
    return install, sorted(changed)


def _refuse_newer(there: dict[str, tuple[str, str]], image: dict[str, Any]) -> None:
    for name in image["addons"]:
        version = there[name][1] if name in there else ""
        if _parse_version(version) > _parse_version(addons.read_manifest(name)["version"]):
            raise Problem(
                f"The database holds {name} {version}, newer than this image's: use the newer image, or bring the "
                "backup of before back."
            )


def _parse_version(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _run_update(databases: Databases, install: list[str], update: list[str]) -> None:
    print_line(_format_announcement(_read_installed(databases), install, update))
    command = ["odoo", "-c", databases.conf, "-d", DATABASE, "--stop-after-init", "--no-http", "--without-demo"]
    command += ["-i", ",".join(install), "--load-language=id_ID"] if install else []
    command += ["-u", ",".join(update)] if update else []
    if subprocess.run(command, env=databases.environment, check=False).returncode:
        raise Problem(
            "Odoo could not prepare the database; its log above says why. Mend that and start again: it goes on "
            "from there. Else bring the backup back (docs/operations.md)."
        )
    updates.store_value(databases, DATABASE, MARK, describe_image())


def _format_announcement(there: dict[str, tuple[str, str]], install: list[str], update: list[str]) -> str:
    """Say beforehand what is done and for how long the service stands still."""
    if not there:
        return "Making the office's database: about two minutes on two cores."
    count = (
        len(there)
        if "all" in update
        else min(len(there), len(install) + len(update) + len(addons.hash_installable_addons()))
    )
    what = "every module" if "all" in update else ", ".join(install + update)
    return (
        f"Updating {what} ({count} of {len(there)} modules): {updates.estimate_duration(count)} on two cores. The "
        "service is stopped meanwhile; what people send waits at WhatsApp and Telegram."
    )


def _has_first_password(databases: Databases) -> bool:
    """Say whether the administrator's password is still the one that every new Odoo has."""
    # Odoo's own library: the image has it, a bare launcher need not.
    from passlib.context import CryptContext

    done = databases.run_program("psql", "-d", DATABASE, "-Atc", ADMIN, check=False)
    stored = done.stdout.strip()
    if done.returncode or not stored:
        return False
    return CryptContext(["pbkdf2_sha512", "plaintext"]).verify("admin", stored)


def _set_first_password(databases: Databases) -> None:
    """Give the administrator the password of the secret file before anybody can log in."""
    if not os.environ.get("LALISA_ADMIN_PASSWORD_FILE"):
        raise Problem("The administrator has the first password, and LALISA_ADMIN_PASSWORD_FILE names no other.")
    command = ["odoo", "shell", "-c", databases.conf, "-d", DATABASE, "--no-http"]
    script = Path(FIRST_PASSWORD).read_text()
    done = subprocess.run(command, input=script, env=databases.environment, capture_output=True, text=True, check=False)
    if done.returncode or _has_first_password(databases):
        raise Problem(f"The administrator's password could not be set:\n{done.stderr.strip()[-1500:]}")
    print_line("The administrator's password is now the one of the secret admin_password.")
