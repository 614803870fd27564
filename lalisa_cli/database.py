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
from pathlib import Path
from typing import Any

from . import addons, postgres, python_env, updates
from .home import ADDONS, get_home
from .marks import Marked, State, build_comment_statement
from .output import Problem, build_problem, show_step

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

    def __init__(self, environment: dict[str, str], folder: Path, **options: object) -> None:
        self.environment = environment
        self.throwaway = postgres.is_throwaway(environment)
        self.data = folder / "data"
        self.conf = _write_conf(folder / "odoo.conf", self.data, options)

    def prepare_database(self, name: str) -> None:
        """Make `name` with demo data, or bring it up to date with the addons of this checkout.

        An office's database that was restored here gets no addon and no demo data that it had not.

        :raises Problem: the database is somebody else's, an addon does not install, or the database
            was made by newer addons
        """
        state = self.read_state(name)
        self.refuse_foreign(name)
        if state is not State.WHOLE:
            self._refuse_interrupted_restore()
            self._install_addons(name)
            return
        self.refuse_files_elsewhere(name)
        self.set_state(name, State.WHOLE)  # a release before 1.1.1 wrote no comment
        done = self.read_made_from(name)
        wanted = self._describe_wanted(name, done)
        if done != wanted:
            self._refuse_newer(name)
            self._update_addons(name, wanted, done)

    def _describe_wanted(self, name: str, done: dict[str, Any] | None) -> dict[str, Any]:
        """Return what a database should be made from; `done` is None for an office's own."""
        wanted = {"odoo": python_env.hash_odoo(), "addons": addons.hash_installable_addons()}
        if done is None or done.get("office"):
            there = set(self.list_installed_modules(name))
            wanted["addons"] = {key: it for key, it in wanted["addons"].items() if key in there}
            wanted["office"] = True
        return wanted

    def is_office_database(self, name: str) -> bool:
        """Tell whether a whole database came from an office that installed the addons itself."""
        return bool((self.read_made_from(name) or {}).get("office"))

    def _install_addons(self, name: str) -> None:
        wanted = {"odoo": python_env.hash_odoo(), "addons": addons.hash_installable_addons()}
        with show_step(f"making the database {name} with demo data (about a minute)"):
            self.drop_database(name)
            self.create_database(name)
            names = ",".join(addons.select_top_addons(wanted["addons"])) or "base"
            self.run_odoo(name, "-i", names, "--with-demo", "--load-language=id_ID")
            self.mark_whole(name, wanted)

    def _update_addons(self, name: str, wanted: dict[str, Any], done: dict[str, Any] | None) -> None:
        new, changed = _compare_addons(wanted, done)
        if new or changed:
            count = len(self.list_installed_modules(name))
            title = f"updating {name}: {', '.join(new + changed)}"
            with show_step(f"{title} (it has {count} modules; {updates.estimate_duration(count)})"):
                self.allow_trigrams(name)
                pairs = (("-i", addons.select_top_addons(new)), ("-u", changed))
                given = [part for flag, them in pairs if them for part in (flag, ",".join(them))]
                # Whether a new addon brings demo data, Odoo tells by the addons it depends on.
                self.run_odoo(name, *given)
        self.mark_whole(name, wanted)

    def run_odoo(self, name: str, *arguments: str) -> str:
        """Run Odoo on a database until what the arguments ask for is done.

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
            raise build_problem(f"prepare the database {name}", done.stderr[-3000:])
        return done.stderr

    def refuse_files_elsewhere(self, name: str) -> None:
        """Refuse a database whose files a restore put where a trial does not look for them.

        :raises Problem: it is one
        """
        if place := updates.read_value(self, name, FILES_ELSEWHERE):
            raise Problem(
                f"The files of the database {name} were restored into {place} (LALISA_DATA_DIR), and a trial has its "
                "own: start the office's own Odoo, or ./lalisa restore the backup into an empty LALISA_HOME "
                "without LALISA_DATA_DIR."
            )

    def _refuse_interrupted_restore(self) -> None:
        if self.read_state(RESTORING) is State.MAKING:
            raise Problem("A restore was interrupted here: start ./lalisa restore again, or set another LALISA_HOME.")

    def read_made_from(self, name: str) -> dict[str, Any] | None:
        """Return what a whole database was made from, or None when that is written nowhere."""
        return updates.read_value(self, name, MARK) if self.has_database(name) else None

    def list_installed_modules(self, name: str) -> list[str]:
        """Return the names of the modules that are installed in a database."""
        query = "SELECT name FROM ir_module_module WHERE state IN ('installed', 'to upgrade')"
        return self.run_program("psql", "-d", name, "-Atc", query).stdout.split()

    def mark_whole(self, name: str, made_from: dict[str, Any]) -> None:
        """Say that the database is whole, and what it was made from."""
        updates.store_value(self, name, MARK, made_from)
        self.set_state(name, State.WHOLE)

    def _refuse_newer(self, name: str) -> None:
        query = "SELECT name, latest_version FROM ir_module_module WHERE latest_version IS NOT NULL"
        rows = self.run_program("psql", "-d", name, "-AtF", " ", "-c", query).stdout.splitlines()
        for addon, version in (row.split(" ") for row in rows):
            ours = addons.read_manifest(addon).get("version")
            if (ours and _parse_version(version) > _parse_version(ours)) or _parse_version(version)[:2] > SERIES:
                raise Problem(
                    f"The database {name} holds {addon} {version}, newer than this checkout's "
                    f"{ours or 'Odoo 19.0'}: get a newer checkout, or choose another LALISA_HOME."
                )

    def has_database(self, name: str) -> bool:
        return name in self.list_databases()

    def list_databases(self) -> list[str]:
        """Return all databases of the cluster."""
        query = "SELECT datname FROM pg_database"
        return self.run_program("psql", "-d", "postgres", "-Atc", query).stdout.split()

    def create_database(self, name: str) -> None:
        """Make an empty database, marked as being made."""
        self._create_marked(name)
        self.allow_trigrams(name)

    def _create_marked(self, name: str, *options: str) -> None:
        """Make a database that has its mark from its first moment under its name.

        Until then it has a name that was drawn at random and written down: what a kill leaves
        under such a name is ours, and nobody else's can be taken for it.
        """
        noted = get_home() / "making"
        drawn = f"{name}_making_{secrets.token_hex(8)}"
        known = noted.read_text().split() if noted.exists() else []
        for left_over in set(known) & set(self.list_databases()):
            self.run_program("dropdb", "--force", left_over)
        noted.write_text(drawn)
        self.run_program("createdb", *options, drawn)
        rename = f'ALTER DATABASE "{drawn}" RENAME TO "{name}"'
        self.run_program(
            "psql", "-q", "-d", "postgres", "-c", f"{build_comment_statement(drawn, State.MAKING)}; {rename}"
        )

    def allow_trigrams(self, name: str) -> None:
        """Give the database pg_trgm, as Odoo's own way of making one does, so that parts of words are found fast."""
        statement = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
        # A PostgreSQL that others run may forbid it: then searches work as well, only slower.
        self.run_program("psql", "-q", "-d", name, "-c", statement, check=False)

    def drop_database(self, name: str) -> None:
        """Drop a database and its files, if it is there.

        :raises Problem: it does not lie in a throw-away cluster, and no mark says that this
            LALISA_HOME was making it
        """
        state = self.read_state(name)
        if not self.throwaway and state not in (State.ABSENT, State.MAKING):
            raise Problem(f"The database {name} is not dropped: no mark says that it is unfinished.")
        if state is not State.ABSENT:
            self.run_program("dropdb", "--force", name)
        # LALISA_DATA_DIR names a folder of the office: nothing goes there.
        if self.throwaway or (state is State.MAKING and self.data == get_home() / "data"):
            shutil.rmtree(self.get_filestore(name), ignore_errors=True)

    def copy_database(self, source: str, target: str) -> None:
        """Make a copy with its files; nothing may be connected to `source`."""
        self.drop_database(target)
        self._create_marked(target, "-T", source)
        link_files(self.get_filestore(source), self.get_filestore(target))

    def get_filestore(self, name: str) -> Path:
        return self.data / "filestore" / name

    def run_program(self, program: str, *arguments: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs."""
        done = subprocess.run(
            [postgres.find_programs() / program, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if check and done.returncode:
            raise build_problem(f"run {program}", done.stderr)
        return done


def link_files(source: Path, target: Path) -> None:
    """Give a database's copy its files without copying a byte.

    Odoo writes a file once, under the hash of its content, and removes it as a whole: a link is as
    good as a copy.

    :param source: the folder of the database's files; may be missing
    :param target: a folder that is not there yet
    """
    if source.exists():
        shutil.copytree(source, target, copy_function=os.link)


def _compare_addons(wanted: dict[str, Any], done: dict[str, Any] | None) -> tuple[list[str], list[str]]:
    """Return (addons to install, addons to update); another Odoo, or an unknown one, means everything."""
    if done is None:
        return [], ["base"]
    new = [name for name in wanted["addons"] if name not in done["addons"]]
    if wanted["odoo"] != done["odoo"]:
        return new, ["base"]
    found = wanted["addons"].items()
    return new, [name for name, key in found if done["addons"].get(name, key) != key]


def _parse_version(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def find_complaints(log: str) -> list[str]:
    """Return the warnings and errors of an Odoo log, without those that Odoo logs on any machine."""
    return [
        line for line in log.splitlines() if LOG_LINE.match(line) and not any(known in line for known in KNOWN_LINES)
    ]


def _write_conf(path: Path, data: Path, options: dict[str, object]) -> Path:
    """Write an odoo.conf for this checkout and return its path."""
    data.mkdir(parents=True, exist_ok=True)
    ours = {"addons_path": ADDONS} if ADDONS.is_dir() else {}
    if scripts := addons.find_pre_upgrade_scripts():
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
