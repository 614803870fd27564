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
from pathlib import Path

from . import addons, database, postgres, processes, updates
from .output import Problem, failed, say

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


def conf():
    """Give the Path of the office's odoo.conf, or None for a trial."""
    given = os.environ.get("LALISA_ODOO_CONF")
    return Path(given) if given else None


def database_name():
    """Give the name of the database that the commands work on."""
    return _options().get("db_name") or TRIAL if conf() else TRIAL


def _options():
    """Read the section `options`; a file that cannot be read has none (`environment` tells of it)."""
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read(conf())
    except configparser.Error:
        return {}
    return dict(parser["options"]) if parser.has_section("options") else {}


def data_folder():
    """Give the Path of Odoo's data_dir."""
    return Path(os.environ.get("LALISA_DATA_DIR") or _options().get("data_dir") or "/var/lib/odoo")


def environment():
    """Give the process environment for Odoo and PostgreSQL's programs.

    :raises Problem: odoo.conf cannot be read, or there is no Odoo
    """
    if not _options():
        raise Problem(f"{conf()} cannot be read as an odoo.conf: correct LALISA_ODOO_CONF.")
    if not shutil.which("odoo"):
        raise Problem("There is no command odoo here: install Odoo 19 first (docs/installation.md).")
    connection = postgres.named_by_user() or {}
    return {**os.environ, **connection, "ODOO_RC": str(conf())}


class OfficeDatabases(database.Databases):
    """The office's databases: its PostgreSQL, its data_dir, its odoo.conf, none of them made here."""

    def __init__(self):
        self.environment = environment()
        self.throwaway = False
        self.data = data_folder()
        self.conf = conf()

    def refuse_foreign(self, name):
        """Let a command work on the office's own database: it is foreign to a trial alone."""

    def refuse_files_elsewhere(self, name):
        """Let a command look for the files in the office's data_dir, where a restore puts them."""


def refuse_run():
    """:raises Problem: the office's Odoo is run by its own service"""
    if conf():
        raise Problem("LALISA_ODOO_CONF names an office's Odoo: its own service runs it (systemctl start lalisa).")


def update():
    """Bring the office's database up to the addons on the disk; Odoo's service must stand still.

    What they were is kept in the database, so that a second call has nothing to do.

    :return: the exit code: 0 also when there was nothing to do
    :raises Problem: the service runs, or the addons of the database are not all there
    """
    if not conf():
        raise Problem("This is for an office's own Odoo (docs/operations.md); a trial is updated by ./lalisa run.")
    databases = OfficeDatabases()
    installed = dict(line.split("|") for line in _asked(databases, INSTALLED))
    there = _on_disk(databases, installed)
    changed = _changed(installed, there, updates.recorded(databases, database_name(), KNOWN) or {})
    if changed:
        _refuse_connected(databases)
        _tell(changed, installed)
        command = ["odoo", "-c", conf(), "-d", database_name(), "-u", "all", "--stop-after-init", "--no-http"]
        # An odoo.conf that an earlier release came with does not name them.
        command.append(f"--pre-upgrade-scripts={','.join(map(str, addons.pre_upgrade_scripts()))}")
        if code := processes.foreground([str(word) for word in command], env=databases.environment):
            return code
        there = _on_disk(databases, [line.split("|")[0] for line in _asked(databases, INSTALLED)])
    else:
        say("Every module is what lies on the disk: nothing to update.")
    known = {name: digest for name, (_version, digest) in there.items()}
    updates.record(databases, database_name(), KNOWN, known)
    return 0


def _tell(changed, installed):
    more = f" and {len(changed) - 5} more" if len(changed) > 5 else ""
    say(f"Changed: {', '.join(changed[:5])}{more}.")
    say(f"Updating all {len(installed)} modules of {database_name()}, {updates.estimate(len(installed))} ...")


def _asked(databases, query):
    """Give the lines that a query answers."""
    done = databases.program("psql", "-d", database_name(), "-Atc", query, check=False)
    if done.returncode:
        raise Problem(f"The database {database_name()} does not answer: {' '.join(done.stderr.split())}")
    return done.stdout.splitlines()


def _on_disk(databases, names):
    """Give {name: (version, digest)} of the addons on the disk.

    :raises Problem: one of them is in no folder of addons_path
    """
    command = [sys.executable, VERSIONS, conf(), *names]
    done = subprocess.run(command, env=databases.environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise failed("read the addons' versions", done.stderr)
    there = json.loads(done.stdout.splitlines()[-1])
    if lost := sorted(name for name in names if name not in there):
        raise Problem(f"{', '.join(lost)} of the database lie in no folder of addons_path: correct {conf()}.")
    return there


def _changed(installed, there, known):
    """Give the installed addons whose version, or whose content under the same version, is another one."""
    return sorted(
        name
        for name, (version, digest) in there.items()
        if version != installed[name] or digest != known.get(name, digest)
    )


def _refuse_connected(databases):
    if _asked(databases, CONNECTED) != ["0"]:
        raise Problem("La-Lisa still runs on this database: systemctl stop lalisa lalisa-telegram, then again.")
