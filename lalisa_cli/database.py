"""Odoo databases: made once, brought up to date by what changed, copied with their files.

Only a database that carries this LALISA_HOME's mark (`marks`) is changed, and only one whose mark
says that its making was interrupted is dropped. Throw-away clusters of tests and benches are
private to LALISA_HOME: whatever lies in them may go.
"""

import os
import re
import secrets
import shutil
import subprocess

from . import addons, postgres, python_env, updates
from .home import ADDONS, home
from .marks import Marked, State, commented
from .output import Problem, failed, step

# What a database was made from is kept in the database itself, so that it cannot be lost apart.
MARK = "lalisa.launcher.made_from"
# Where a restore makes its database before it takes the place of the real one.
RESTORING = "lalisa_restoring"
# Where a restore put the files of the database, if not into the data/ of LALISA_HOME.
FILES_ELSEWHERE = "lalisa.restore.data_dir"
SERIES = (19, 0)
# Lines that Odoo logs while installing on any machine and that say nothing of our addons.
KNOWN_LINES = (
    "Running as user 'root' is a security risk",  # a trial on one's own machine
)
LOG_LINE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (WARNING|ERROR|CRITICAL) ")


class Databases(Marked):
    """The databases of one PostgreSQL and one data folder.

    :param environment: the process environment for Odoo and PostgreSQL's programs
    :param folder: where odoo.conf and Odoo's data_dir lie
    :param options: lines for odoo.conf beside the common ones
    """

    def __init__(self, environment, folder, **options):
        self.environment = environment
        self.throwaway = postgres.is_throwaway(environment)
        self.data = folder / "data"
        self.conf = _write_conf(folder / "odoo.conf", self.data, options)

    def prepare(self, name):
        """Make `name` with demo data, or bring it up to date with the addons of this checkout.

        An office's database that was restored here gets no addon and no demo data that it had not.

        :raises Problem: the database is somebody else's, an addon does not install, or the database
            was made by newer addons
        """
        state = self.state(name)
        self.refuse_foreign(name)
        if state is not State.WHOLE:
            self._refuse_interrupted_restore()
            self._install(name)
            return
        self.refuse_files_elsewhere(name)
        self.set_state(name, State.WHOLE)  # a release before 1.1.1 wrote no comment
        done = self.made_from(name)
        wanted = self._wanted(name, done)
        if done != wanted:
            self._refuse_newer(name)
            self._update(name, wanted, done)

    def _wanted(self, name, done):
        """Give what a database should be made from; `done` is None for an office's own."""
        wanted = {"odoo": python_env.odoo_key(), "addons": addons.installable()}
        if done is None or done.get("office"):
            there = set(self.installed(name))
            wanted["addons"] = {key: it for key, it in wanted["addons"].items() if key in there}
            wanted["office"] = True
        return wanted

    def is_offices(self, name):
        """Tell whether a whole database came from an office that installed the addons itself."""
        return bool((self.made_from(name) or {}).get("office"))

    def _install(self, name):
        wanted = {"odoo": python_env.odoo_key(), "addons": addons.installable()}
        with step(f"making the database {name} with demo data (about a minute)"):
            self.drop(name)
            self.create(name)
            names = ",".join(addons.named(wanted["addons"])) or "base"
            self.odoo(name, "-i", names, "--with-demo", "--load-language=id_ID")
            self.mark(name, wanted)

    def _update(self, name, wanted, done):
        new, changed = _difference(wanted, done)
        if new or changed:
            count = len(self.installed(name))
            title = f"updating {name}: {', '.join(new + changed)}"
            with step(f"{title} (it has {count} modules; {updates.estimate(count)})"):
                self.allow_trigrams(name)
                pairs = (("-i", addons.named(new)), ("-u", changed))
                given = [part for flag, them in pairs if them for part in (flag, ",".join(them))]
                # Whether a new addon brings demo data, Odoo tells by the addons it depends on.
                self.odoo(name, *given)
        self.mark(name, wanted)

    def odoo(self, name, *arguments):
        """Runs Odoo on a database until what the arguments ask for is done.

        :return: its log
        """
        command = ["odoo", "server", "-c", self.conf, "-d", name, *arguments]
        done = subprocess.run(
            [*command, "--stop-after-init", "--no-http", "--logfile="],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise failed(f"prepare the database {name}", done.stderr[-3000:])
        return done.stderr

    def refuse_files_elsewhere(self, name):
        """Refuse a database whose files a restore put where a trial does not look for them.

        :raises Problem: it is one
        """
        if place := updates.recorded(self, name, FILES_ELSEWHERE):
            raise Problem(
                f"The files of the database {name} were restored into {place} (LALISA_DATA_DIR), and a trial has its "
                "own: start the office's own Odoo, or ./lalisa restore the backup into an empty LALISA_HOME "
                "without LALISA_DATA_DIR."
            )

    def _refuse_interrupted_restore(self):
        if self.state(RESTORING) is State.MAKING:
            raise Problem("A restore was interrupted here: start ./lalisa restore again, or set another LALISA_HOME.")

    def made_from(self, name):
        """Give what a whole database was made from, or None when that is written nowhere."""
        return updates.recorded(self, name, MARK) if self.exists(name) else None

    def installed(self, name):
        """Give the names of the modules that are installed in a database."""
        query = "SELECT name FROM ir_module_module WHERE state IN ('installed', 'to upgrade')"
        return self.program("psql", "-d", name, "-Atc", query).stdout.split()

    def mark(self, name, made_from):
        """Say that the database is whole, and what it was made from."""
        updates.record(self, name, MARK, made_from)
        self.set_state(name, State.WHOLE)

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
        """Make an empty database, marked as being made."""
        self._make(name)
        self.allow_trigrams(name)

    def _make(self, name, *options):
        """Make a database that has its mark from its first moment under its name.

        Until then it has a name that was drawn at random and written down: what a kill leaves
        under such a name is ours, and nobody else's can be taken for it.
        """
        noted = home() / "making"
        drawn = f"{name}_making_{secrets.token_hex(8)}"
        known = noted.read_text().split() if noted.exists() else []
        for left_over in set(known) & set(self.names()):
            self.program("dropdb", "--force", left_over)
        noted.write_text(drawn)
        self.program("createdb", *options, drawn)
        rename = f'ALTER DATABASE "{drawn}" RENAME TO "{name}"'
        self.program("psql", "-q", "-d", "postgres", "-c", f"{commented(drawn, State.MAKING)}; {rename}")

    def allow_trigrams(self, name):
        """Give the database pg_trgm, as Odoo's own way of making one does, so that parts of words are found fast."""
        statement = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
        # A PostgreSQL that others run may forbid it: then searches work as well, only slower.
        self.program("psql", "-q", "-d", name, "-c", statement, check=False)

    def drop(self, name):
        """Drop a database and its files, if it is there.

        :raises Problem: it does not lie in a throw-away cluster, and no mark says that this
            LALISA_HOME was making it
        """
        state = self.state(name)
        if not self.throwaway and state not in (State.ABSENT, State.MAKING):
            raise Problem(f"The database {name} is not dropped: no mark says that it is unfinished.")
        if state is not State.ABSENT:
            self.program("dropdb", "--force", name)
        # LALISA_DATA_DIR names a folder of the office: nothing goes there.
        if self.throwaway or (state is State.MAKING and self.data == home() / "data"):
            shutil.rmtree(self.filestore(name), ignore_errors=True)

    def copy(self, source, target):
        """Make a copy with its files; nothing may be connected to `source`."""
        self.drop(target)
        self._make(target, "-T", source)
        link_files(self.filestore(source), self.filestore(target))

    def filestore(self, name):
        return self.data / "filestore" / name

    def program(self, program, *arguments, check=True):
        """Runs one of PostgreSQL's programs."""
        done = subprocess.run(
            [postgres.programs() / program, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
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
    """(addons to install, addons to update); another Odoo, or an unknown one, means everything."""
    if done is None:
        return [], ["base"]
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
        line for line in log.splitlines() if LOG_LINE.match(line) and not any(known in line for known in KNOWN_LINES)
    ]


def _write_conf(path, data, options):
    """Writes an odoo.conf for this checkout and says where it is."""
    data.mkdir(parents=True, exist_ok=True)
    ours = {"addons_path": ADDONS} if ADDONS.is_dir() else {}
    if scripts := addons.pre_upgrade_scripts():
        ours["pre_upgrade_scripts"] = ",".join(map(str, scripts))
    lines = {
        **ours,
        "data_dir": data,
        "http_interface": "127.0.0.1",
        "list_db": "False",
        "server_wide_modules": "base,rpc,web,lalisa_messaging",
        # More than there are drains, so that none waits for another.
        "max_cron_threads": "6",
        **options,
    }
    text = "".join(f"{name} = {value}\n" for name, value in lines.items())
    path.write_text(f"[options]\n{text}")
    os.chmod(path, 0o600)
    return path
