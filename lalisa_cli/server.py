"""`./lalisa run` and `./lalisa stop`: PostgreSQL and Odoo as our own children, on 127.0.0.1 only."""
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import database, postgres, python_env
from .home import home, only_one
from .output import Problem, say

DATABASE = "lalisa"
FIRST_PORT = 8069
WELCOME = """
La-Lisa is ready:   {url}

  Log in with (the password is the same word):
    operator      receives and checks complaints        kabid     orders the team, accepts its report
    kasi          verifies                              trc       the team in the field
    kepala        receives the report, informs          lalisa_admin, admin

  Try first: log in as operator, open {url}/lalisa/simulator/phone in a second window, write as a
  citizen, and watch the complaint appear on the board. All data here is made up.

  The private PostgreSQL is for trial and tests; an office runs its own (see docs/).
  Log: {log}
  Ctrl-C stops everything.
"""


def prepare(server_environment):
    """The environment and the odoo.conf of the trial database."""
    data = home() / "data"
    conf = database.write_conf(home() / "odoo.conf", data, db_name=DATABASE)
    environment = {**server_environment, "LALISA_SIMULATOR": "1"}
    return database.Databases(environment, conf, data)


def run(port=None):
    """Sets up what is missing, serves until SIGINT or SIGTERM, and stops all of it.

    :param port: the port to listen on; taken ones are passed over
    :return: the exit code
    """
    def on_signal(*_):
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, on_signal)
    with only_one("run", "La-Lisa already runs from here: end it with ./lalisa stop, or set another LALISA_HOME."):
        variables, cluster = None, None
        try:
            environment = python_env.prepare()
            variables, cluster = postgres.connection()
            databases = prepare({**environment, **variables})
            for line in databases.prepare(DATABASE):
                say(f"  {line}")
            return _serve(databases, port or FIRST_PORT)
        except KeyboardInterrupt:
            say("\nStopped.")
            return 0
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            if cluster:
                cluster.stop()
            (home() / "run.pid").unlink(missing_ok=True)


def _serve(databases, wanted):
    port = free_port(wanted)
    if port != wanted:
        say(f"  Port {wanted} is taken, so La-Lisa uses {port}.")
    log = home() / "odoo.log"
    command = ["odoo", "server", "-c", databases.conf, "-d", DATABASE, f"--http-port={port}",
               f"--gevent-port={free_port(port + 1)}", f"--logfile={log}"]
    odoo = subprocess.Popen(command, env=databases.environment, start_new_session=True,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    (home() / "run.pid").write_text(str(os.getpid()))
    try:
        await_ready(odoo, port, log)
        say(WELCOME.format(url=f"http://127.0.0.1:{port}", log=log))
        odoo.wait()
        raise Problem(f"Odoo has ended by itself. The end of its log:\n{tail(log)}")
    finally:
        end(odoo)


def await_ready(odoo, port, log, seconds=120):
    """Waits until OUR process answers its health check; another program on the port does not count.

    :raises Problem: it ended, or did not answer in time
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if odoo.poll() is not None:
            break
        if _listens(odoo.pid, port) and _healthy(port):
            return
        time.sleep(0.1)
    raise Problem(f"Odoo does not answer on port {port}. The end of its log:\n{tail(log)}")


def _healthy(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/lalisa/health", timeout=20) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _listens(pid, port):
    """True when the process itself holds the listening socket (Linux; elsewhere it is believed)."""
    table = Path("/proc/net/tcp")
    if not table.exists():
        return True
    rows = (line.split() for line in table.read_text().splitlines()[1:])
    inodes = {row[9] for row in rows if row[3] == "0A" and row[1].endswith(f":{port:04X}")}
    try:
        held = {os.readlink(entry) for entry in Path(f"/proc/{pid}/fd").iterdir()}
    except OSError:
        return False
    return any(f"socket:[{inode}]" in held for inode in inodes)


def free_port(first):
    """The first port from `first` on that nobody listens on."""
    for port in range(first, first + 200):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise Problem(f"No free port between {first} and {first + 200}: end the programs that hold them.")


def end(process, patience=20):
    """Asks a process group to stop, and ends it hard when it does not."""
    for sign, seconds in ((signal.SIGINT, patience), (signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        if process.poll() is not None:
            return
        os.killpg(process.pid, sign)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue


def tail(path, lines=15):
    return "\n".join(Path(path).read_text(errors="replace").splitlines()[-lines:]) if Path(path).exists() else ""


def stop():
    """Stops the La-Lisa that runs from this home."""
    pid_file = home() / "run.pid"
    if not pid_file.exists():
        say("La-Lisa does not run from here.")
        return 0
    pid = int(pid_file.read_text())
    try:
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        pid_file.unlink(missing_ok=True)
        say("La-Lisa was not running any more.")
        return 0
    deadline = time.monotonic() + 60
    while pid_file.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    if pid_file.exists():
        raise Problem(f"La-Lisa (process {pid}) does not stop within a minute: end it with kill {pid}.")
    say("Stopped.")
    return 0


def odoo_command(arguments):
    """Runs Odoo's own command line in La-Lisa's environment on La-Lisa's database."""
    environment = python_env.prepare()
    variables, cluster = postgres.connection()
    try:
        databases = prepare({**environment, **variables})
        command = arguments[:1] or ["--help"]
        options = ["-c", databases.conf] if command[0] not in ("--help", "--version", "upgrade_code") else []
        return subprocess.run(["odoo", *command, *options, *arguments[1:]], env=databases.environment, check=False).returncode
    finally:
        if cluster:
            cluster.stop()
