"""Odoo databases: made once, brought up to date by what changed, copied with their files."""

import json
import os
import re
import shutil
import subprocess

from . import addons, postgres, python_env
from .home import ADDONS
from .output import Problem, failed, step

# What a database was made from is kept in the database itself, so that it cannot be lost apart.
MARK = "lalisa.launcher.made_from"
SERIES = (19, 0)
# Lines that Odoo logs while installing on any machine and that say nothing of our addons.
KNOWN_LINES = (
    "Running as user 'root' is a security risk",  # a trial on one's own machine
)
LOG_LINE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (WARNING|ERROR|CRITICAL) ")


class Databases:
    """The databases of one PostgreSQL and one data folder.

    :param environment: the process environment for Odoo and PostgreSQL's programs
    :param folder: where odoo.conf and Odoo's data_dir lie
    :param options: lines for odoo.conf beside the common ones
    """

    def __init__(self, environment, folder, **options):
        self.environment = environment
        self.data = folder / "data"
        self.conf = _write_conf(folder / "odoo.conf", self.data, options)

    def prepare(self, name):
        """Makes `name` with demo data, or brings it up to date with the addons of this checkout.

        :raises Problem: an addon does not install; the database was made by newer addons
        """
        wanted = {"odoo": python_env.odoo_key(), "addons": addons.installable()}
        done = self.made_from(name)
        if done is None:
            # Nobody has used a database without a mark: its making was interrupted.
            self._install(name, wanted)
        elif done != wanted:
            self._refuse_newer(name)
            self._update(name, wanted, done)

    def _install(self, name, wanted):
        with step(f"making the database {name} with demo data (about a minute)"):
            self.drop(name)
            self.create(name)
            names = ",".join(wanted["addons"]) or "base"
            self.odoo(name, "-i", names, "--with-demo", "--load-language=id_ID")
            self.mark(name, wanted)

    def _update(self, name, wanted, done):
        new, changed = _difference(wanted, done)
        with step(f"updating {name}: {', '.join(new + changed)}"):
            self.allow_trigrams(name)
            pairs = (("-i", new), ("-u", changed))
            given = [part for flag, names in pairs if names for part in (flag, ",".join(names))]
            self.odoo(name, *given, "--with-demo")
            self.mark(name, wanted)

    def odoo(self, name, *arguments):
        """Runs Odoo on a database until what the arguments ask for is done.

        :return: its log
        """
        command = ["odoo", "server", "-c", self.conf, "-d", name, *arguments]
        done = subprocess.run(
            [*command, "--stop-after-init", "--no-http", "--logfile="],
            env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise failed(f"prepare the database {name}", done.stderr[-3000:])
        return done.stderr

    def made_from(self, name):
        """What a whole database was made from, or None when there is none."""
        if not self.exists(name):
            return None
        query = f"SELECT value FROM ir_config_parameter WHERE key = '{MARK}'"  # noqa: S608 - constants
        done = self.program("psql", "-d", name, "-Atc", query, check=False)
        said = done.stdout.strip()
        return json.loads(said) if done.returncode == 0 and said else None

    def mark(self, name, made_from):
        """Says that the database is whole."""
        statement = (
            "INSERT INTO ir_config_parameter (key, value) "  # noqa: S608 - names and hashes of ours
            f"VALUES ('{MARK}', '{json.dumps(made_from)}') "
            "ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value"
        )
        self.program("psql", "-q", "-d", name, "-c", statement)

    def _refuse_newer(self, name):
        query = "SELECT name, latest_version FROM ir_module_module WHERE latest_version IS NOT NULL"
        rows = self.program("psql", "-d", name, "-AtF", " ", "-c", query).stdout.splitlines()
        for addon, version in (row.split(" ") for row in rows):
            ours = addons.manifest(addon).get("version")
            if (ours and _numbers(version) > _numbers(ours)) or _numbers(version)[:2] > SERIES:
                raise Problem(
                    f"The database {name} holds {addon} {version}, newer than this checkout's "
                    f"{ours or 'Odoo 19.0'}: get a newer checkout, or choose another LALISA_HOME."
                )

    def exists(self, name):
        return name in self.names()

    def names(self):
        """All databases of the cluster."""
        query = "SELECT datname FROM pg_database"
        return self.program("psql", "-d", "postgres", "-Atc", query).stdout.split()

    def create(self, name):
        """An empty database."""
        self.program("createdb", name)
        self.allow_trigrams(name)

    def allow_trigrams(self, name):
        """Gives the database pg_trgm, as Odoo's own way of making one does, so that parts of words are found fast."""
        statement = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
        # A PostgreSQL that others run may forbid it: then searches work as well, only slower.
        self.program("psql", "-q", "-d", name, "-c", statement, check=False)

    def drop(self, name):
        self.program("dropdb", "--if-exists", "--force", name)
        shutil.rmtree(self.filestore(name), ignore_errors=True)

    def copy(self, source, target):
        """A copy with its files; nothing may be connected to `source`."""
        self.drop(target)
        self.program("createdb", "-T", source, target)
        link_files(self.filestore(source), self.filestore(target))

    def filestore(self, name):
        return self.data / "filestore" / name

    def program(self, program, *arguments, check=True):
        """Runs one of PostgreSQL's programs."""
        done = subprocess.run(
            [postgres.programs() / program, *arguments],
            env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if check and done.returncode:
            raise failed(f"run {program}", done.stderr)
        return done


def link_files(source, target):
    """Give a database's copy its files without copying a byte.

    Odoo writes a file once, under the hash of its content, and removes it as a whole: a link is as
    good as a copy.

    :param source: the folder of the database's files; may be missing
    :param target: a folder that is not there yet
    """
    if source.exists():
        shutil.copytree(source, target, copy_function=os.link)


def _difference(wanted, done):
    """(addons to install, addons to update); another Odoo means everything."""
    new = [name for name in wanted["addons"] if name not in done["addons"]]
    if wanted["odoo"] != done["odoo"]:
        return new, ["base"]
    found = wanted["addons"].items()
    return new, [name for name, key in found if done["addons"].get(name, key) != key]


def _numbers(version):
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def complaints(log):
    """The warnings and errors of an Odoo log, without those that Odoo logs on any machine."""
    return [
        line
        for line in log.splitlines()
        if LOG_LINE.match(line) and not any(known in line for known in KNOWN_LINES)
    ]


def _write_conf(path, data, options):
    """Writes an odoo.conf for this checkout and says where it is."""
    data.mkdir(parents=True, exist_ok=True)
    ours = {"addons_path": ADDONS} if ADDONS.is_dir() else {}
    lines = {
        **ours, "data_dir": data, "http_interface": "127.0.0.1", "list_db": "False",
        "server_wide_modules": "base,rpc,web,lalisa_messaging",
        # More than the lanes of the drains, so that none waits for another.
        "max_cron_threads": "6", **options,
    }  # fmt: skip
    text = "".join(f"{name} = {value}\n" for name, value in lines.items())
    path.write_text(f"[options]\n{text}")
    os.chmod(path, 0o600)
    return path
