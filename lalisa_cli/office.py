"""An office's own Odoo, beside which the addons were installed without this command.

LALISA_ODOO_CONF names its odoo.conf: from there come the database's name and the folder of its
files. Odoo, Python's packages and PostgreSQL's programs are the machine's own then, so that nothing
is fetched. `config/office` sets all of it as the service has it.
"""

import configparser
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from . import addons, database, postgres, processes, updates
from .database import Databases
from .output import Problem, build_problem, print_line

TRIAL = "lalisa"
# Where the database keeps what the addons were when it was last brought up to them.
KNOWN = "lalisa.update.known"
VERSIONS = Path(__file__).with_name("inside") / "versions.py"
# How Odoo names its connections.
CONNECTED = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'odoo-%'"
)
INSTALLED = (
    "SELECT name, coalesce(latest_version, '') FROM ir_module_module "
    "WHERE state NOT IN ('uninstalled', 'uninstallable', 'to install')"
)


def get_conf() -> Path | None:
    """Return the Path of the office's odoo.conf, or None for a trial."""
    given = os.environ.get("LALISA_ODOO_CONF")
    return Path(given) if given else None


def get_database_name() -> str:
    """Return the name of the database that the commands work on."""
    return _read_options().get("db_name") or TRIAL if get_conf() else TRIAL


def _read_options() -> dict[str, str]:
    """Read the section `options`; a file that cannot be read has none (`build_environment` tells of it)."""
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read(get_conf())
    except configparser.Error:
        return {}
    return dict(parser["options"]) if parser.has_section("options") else {}


def get_data_folder() -> Path:
    """Return the Path of Odoo's data_dir."""
    return Path(os.environ.get("LALISA_DATA_DIR") or _read_options().get("data_dir") or "/var/lib/odoo")


def build_environment() -> dict[str, str]:
    """Return the process environment for Odoo and PostgreSQL's programs.

    :raises Problem: odoo.conf cannot be read, or there is no Odoo
    """
    if not _read_options():
        raise Problem(f"{get_conf()} cannot be read as an odoo.conf: correct LALISA_ODOO_CONF.")
    if not shutil.which("odoo"):
        raise Problem("There is no command odoo here: install Odoo 19 first (docs/installation.md).")
    connection = postgres.read_named_connection() or {}
    return {**os.environ, **connection, "ODOO_RC": str(get_conf())}


class OfficeDatabases(database.Databases):
    """The office's databases: its PostgreSQL, its data_dir, its odoo.conf, none of them made here."""

    def __init__(self) -> None:
        self.environment = build_environment()
        self.throwaway = False
        self.data = get_data_folder()
        self.conf = get_conf()

    def refuse_foreign(self, name: str) -> None:
        """Let a command work on the office's own database: it is foreign to a trial alone."""

    def refuse_files_elsewhere(self, name: str) -> None:
        """Let a command look for the files in the office's data_dir, where a restore puts them."""


def refuse_run() -> None:
    """Refuse to run an office's Odoo, which its own service runs.

    :raises Problem: LALISA_ODOO_CONF names one
    """
    if get_conf():
        raise Problem("LALISA_ODOO_CONF names an office's Odoo: its own service runs it (systemctl start lalisa).")


def update_database() -> int:
    """Bring the office's database up to the addons on the disk; Odoo's service must stand still.

    What they were is kept in the database, so that a second call has nothing to do.

    :return: the exit code: 0 also when there was nothing to do
    :raises Problem: the service runs, or the addons of the database are not all there
    """
    if not get_conf():
        raise Problem("This is for an office's own Odoo (docs/operations.md); a trial is updated by ./lalisa run.")
    databases = OfficeDatabases()
    installed = dict(line.split("|") for line in _read_lines(databases, INSTALLED))
    there = _read_disk(databases, installed)
    changed = _find_changed(installed, there, updates.read_value(databases, get_database_name(), KNOWN) or {})
    if changed:
        _refuse_connected(databases)
        _print_changed(changed, installed)
        command = ["odoo", "-c", get_conf(), "-d", get_database_name(), "-u", "all", "--stop-after-init", "--no-http"]
        # An odoo.conf that an earlier release came with does not name them.
        command.append(f"--pre-upgrade-scripts={','.join(map(str, addons.find_pre_upgrade_scripts()))}")
        if code := processes.run_in_foreground([str(word) for word in command], env=databases.environment):
            return code
        there = _read_disk(databases, [line.split("|")[0] for line in _read_lines(databases, INSTALLED)])
    else:
        print_line("Every module is what lies on the disk: nothing to update.")
    known = {name: digest for name, (_version, digest) in there.items()}
    updates.store_value(databases, get_database_name(), KNOWN, known)
    return 0


def _print_changed(changed: list[str], installed: dict[str, str]) -> None:
    more = f" and {len(changed) - 5} more" if len(changed) > 5 else ""
    print_line(f"Changed: {', '.join(changed[:5])}{more}.")
    print_line(
        f"Updating all {len(installed)} modules of {get_database_name()}, "
        f"{updates.estimate_duration(len(installed))} ..."
    )


def _read_lines(databases: Databases, query: str) -> list[str]:
    """Return the lines that a query answers."""
    done = databases.run_program("psql", "-d", get_database_name(), "-Atc", query, check=False)
    if done.returncode:
        raise Problem(f"The database {get_database_name()} does not answer: {' '.join(done.stderr.split())}")
    return done.stdout.splitlines()


def _read_disk(databases: Databases, names: Iterable[str]) -> dict[str, list[str]]:
    """Return {name: (version, digest)} of the addons on the disk.

    :raises Problem: one of them is in no folder of addons_path
    """
    command = [sys.executable, VERSIONS, get_conf(), *names]
    done = subprocess.run(command, env=databases.environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise build_problem("read the addons' versions", done.stderr)
    there = json.loads(done.stdout.splitlines()[-1])
    if lost := sorted(name for name in names if name not in there):
        raise Problem(f"{', '.join(lost)} of the database lie in no folder of addons_path: correct {get_conf()}.")
    return there


def _find_changed(installed: dict[str, str], there: dict[str, list[str]], known: dict[str, str]) -> list[str]:
    """Return the installed addons whose version, or whose content under the same version, is another one."""
    return sorted(
        name
        for name, (version, digest) in there.items()
        if version != installed[name] or digest != known.get(name, digest)
    )


def _refuse_connected(databases: Databases) -> None:
    if _read_lines(databases, CONNECTED) != ["0"]:
        raise Problem("La-Lisa still runs on this database: systemctl stop lalisa lalisa-telegram, then again.")
