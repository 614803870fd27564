"""Odoo databases: made once, brought up to date by what changed, copied with their files."""
import json
import os
import re
import shutil
import subprocess

from . import postgres
from .home import ADDONS, our_addons
from .output import Problem, step

MARK = "lalisa.launcher.addons"
# Lines that Odoo itself logs while installing, on any machine, and that say nothing of our addons.
KNOWN_LINES = (
    "Running as user 'root' is a security risk",
    "The `docutils`",
)
LOG_LINE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (WARNING|ERROR|CRITICAL) ")


class Databases:
    """The databases of one PostgreSQL and one data folder.

    :param environment: the process environment for Odoo and PostgreSQL's programs
    :param conf: the odoo.conf to use
    :param data: Odoo's data_dir, which holds the filestores
    """

    def __init__(self, environment, conf, data):
        self.environment = environment
        self.conf = conf
        self.data = data

    def prepare(self, name):
        """Makes `name` with demo data, or brings it up to date with the addons of this checkout.

        :return: the lines with which Odoo's log complained meanwhile
        :raises Problem: an addon does not install; the database was made by newer addons
        """
        wanted = our_addons()
        done = self._mark(name)
        if done is None:
            # Nobody has used a database without a mark: its making was interrupted.
            self.drop(name)
            return self._install(name, wanted)
        self._refuse_newer(name)
        new = [addon for addon in wanted if addon not in done]
        changed = [addon for addon in wanted if addon in done and done[addon] != wanted[addon]]
        return self._update(name, wanted, new, changed) if new or changed else []

    def _install(self, name, wanted):
        with step(f"making the database {name} with demo data (about a minute)"):
            self._program("createdb", name)
            lines = self._odoo(name, "-i", ",".join(wanted), "--with-demo", "--load-language=id_ID")
            self._set_mark(name, wanted)
        return lines

    def _update(self, name, wanted, new, changed):
        with step(f"updating {name}: {', '.join(new + changed)}"):
            named = [part for flag, addons in (("-i", new), ("-u", changed)) if addons for part in (flag, ",".join(addons))]
            lines = self._odoo(name, *named, "--with-demo")
            self._set_mark(name, wanted)
        return lines

    def _odoo(self, name, *arguments):
        done = subprocess.run(
            ["odoo", "server", "-c", self.conf, "-d", name, *arguments, "--stop-after-init", "--no-http", "--logfile="],
            env=self.environment, capture_output=True, text=True, check=False,
        )
        if done.returncode:
            raise Problem(f"Odoo could not prepare {name}. The end of its log:\n{done.stderr[-3000:]}")
        return complaints(done.stderr)

    def _mark(self, name):
        """What was installed when the database was last whole: {addon: hash}, or None."""
        if not self.exists(name):
            return None
        query = f"SELECT value FROM ir_config_parameter WHERE key = '{MARK}'"  # noqa: S608 - constants only
        done = self._program("psql", "-d", name, "-Atc", query, check=False)
        return json.loads(done.stdout) if done.returncode == 0 and done.stdout.strip() else None

    def _set_mark(self, name, wanted):
        statement = (
            f"INSERT INTO ir_config_parameter (key, value) VALUES ('{MARK}', '{json.dumps(wanted)}') "  # noqa: S608
            "ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value"
        )
        self._program("psql", "-q", "-d", name, "-c", statement)

    def _refuse_newer(self, name):
        query = "SELECT name, latest_version FROM ir_module_module WHERE latest_version IS NOT NULL"
        rows = self._program("psql", "-d", name, "-AtF", " ", "-c", query).stdout.split("\n")
        for row in filter(None, rows):
            addon, version = row.split(" ")
            ours = manifest_version(addon)
            if ours and _numbers(version) > _numbers(ours):
                raise Problem(
                    f"The database {name} was made by {addon} {version}, newer than this checkout's {ours}: "
                    "update the checkout, or set LALISA_HOME to another folder."
                )

    def exists(self, name):
        query = f"SELECT 1 FROM pg_database WHERE datname = '{name}'"  # noqa: S608 - our own names
        return bool(self._program("psql", "-d", "postgres", "-Atc", query).stdout.strip())

    def drop(self, name):
        self._program("dropdb", "--if-exists", "--force", name)
        shutil.rmtree(self.filestore(name), ignore_errors=True)

    def copy(self, source, target):
        """A copy with its files; nothing may be connected to `source`."""
        self.drop(target)
        self._program("createdb", "-T", source, target)
        if self.filestore(source).exists():
            shutil.copytree(self.filestore(source), self.filestore(target))

    def filestore(self, name):
        return self.data / "filestore" / name

    def _program(self, program, *arguments, check=True):
        done = subprocess.run([postgres.programs() / program, *arguments], env=self.environment, capture_output=True,
                              text=True, check=False)
        if check and done.returncode:
            raise Problem(f"PostgreSQL refuses: {done.stderr.strip()}")
        return done


def manifest_version(addon):
    """The version in an addon's manifest, or None when the addon is not ours."""
    path = ADDONS / addon / "__manifest__.py"
    found = path.is_file() and re.search(r"[\"']version[\"']\s*:\s*[\"']([\d.]+)", path.read_text())
    return found.group(1) if found else None


def _numbers(version):
    return [int(part) for part in version.split(".") if part.isdigit()]


def complaints(log):
    """The warnings and errors of an Odoo log, without those that Odoo logs on any machine."""
    return [
        line for line in log.splitlines()
        if LOG_LINE.match(line) and not any(known in line for known in KNOWN_LINES)
    ]


def write_conf(path, data, **options):
    """Writes an odoo.conf for this checkout; `options` are added to the common ones."""
    data.mkdir(parents=True, exist_ok=True)
    lines = {
        "addons_path": ADDONS, "data_dir": data, "http_interface": "127.0.0.1", "list_db": "False",
        "max_cron_threads": "6", "limit_time_cpu": "600", "limit_time_real": "1200", **options,
    }
    path.write_text("[options]\n" + "".join(f"{name} = {value}\n" for name, value in lines.items()))
    os.chmod(path, 0o600)
    return path
