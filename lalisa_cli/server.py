"""`./lalisa run`, `stop`, `odoo`, `shell`: PostgreSQL and Odoo as our children, on 127.0.0.1."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager

from . import addons, database, npm, office, postgres, processes, python_env
from .home import ADDONS, REPO, home, is_held, only_one
from .marks import State
from .output import MADE_ANEW, Problem, say
from .proxy import Proxy

DATABASE = office.database_name()
PRODUCTION_CONF = REPO / "config" / "odoo.conf"
FIRST_PORT = 8069
HEALTH = "/lalisa/health"
PATIENCE = 180
WITHOUT_DATABASE = ("--help", "-h", "help", "--version", "upgrade_code", "scaffold", "cloc")
READY = """
La-Lisa is ready:   {url}
"""
LOG_AND_END = """  Log: {log}
  Ctrl-C stops everything.
"""
TRIAL = """
  Log in with one of these words; the password is the same word:
    operator   receives and checks            kabid          orders the team, accepts its report
    kasi       verifies                       trc            the team in the field
    kepala     takes the report, informs      lalisa_admin   settings of La-Lisa;  admin: of Odoo

  Try first: log in as operator, open {phone}/lalisa/simulator/phone in a second
  window, write as a citizen, and watch the complaint appear on the board.

  All data here is made up, and this PostgreSQL is for trial: an office runs its own (see docs/).
"""
RESTORED = """
  People, passwords and data are those of the backup; unless it is a training copy, messages
  reach real citizens.
  This PostgreSQL is for trial: an office runs its own (see docs/).
"""


def run(port=None, production=False, dev=False):
    """Sets up what is missing, serves until SIGINT or SIGTERM, and stops all of it.

    :param port: the port to begin looking from
    :param production: with `config/odoo.conf` (prefork) behind the proxy of `config/`
    :param dev: Python, views and assets are read anew when they are edited
    :return: the exit code
    """
    office.refuse_run()
    refusal = "La-Lisa runs from here already: ./lalisa stop ends it, or set another LALISA_HOME."
    with only_one("run", refusal):
        _end_left_over()
        (home() / "run.pid").write_text(str(os.getpid()))
        npm.place()
        with trial_databases() as databases:
            databases.prepare(DATABASE)
            if databases.is_offices(DATABASE):
                databases.environment.pop("LALISA_SIMULATOR", None)
            try:
                _serve(databases, port or FIRST_PORT, production, dev)
            except KeyboardInterrupt:
                say("\nStopping ...")
    say("Stopped.")
    return 0


@contextmanager
def trial_databases():
    """The trial's databases, or the office's; a trial's PostgreSQL is left when the block ends, whatever ended it."""
    if office.conf():
        yield office.OfficeDatabases()
        return
    environment = python_env.prepare()
    with ExitStack() as stack:
        variables, cluster = postgres.connection()
        if cluster:
            stack.callback(_undisturbed, cluster.stop)
        environment = {**environment, **variables, "LALISA_SIMULATOR": "1"}
        yield database.Databases(environment, home(), db_name=DATABASE)


def _undisturbed(call, *arguments):
    """A second Ctrl-C must not leave half of it running."""
    before = [signal.signal(sign, signal.SIG_IGN) for sign in (signal.SIGINT, signal.SIGTERM)]
    try:
        call(*arguments)
    finally:
        signal.signal(signal.SIGINT, before[0])
        signal.signal(signal.SIGTERM, before[1])


def _serve(databases, wanted, production, dev=False):
    """Serve at the wanted port, or the next free one: that of the proxy, where there is one."""
    first = processes.free_port(wanted)
    if first != wanted:
        say(f"  Port {wanted} is taken, so La-Lisa takes {first}.")
    port = processes.free_port(first + 1) if production else first
    evented = processes.free_port(port + 1)
    log = _fresh_log()
    conf = _production_conf(databases) if production else databases.conf
    command = [
        "odoo",
        "server",
        "-c",
        conf,
        "-d",
        DATABASE,
        f"--http-port={port}",
        f"--gevent-port={evented}",
        f"--logfile={log}",
        *(["--dev=all"] if dev else []),
    ]
    with open(log, "ab") as errors:
        odoo = subprocess.Popen(
            command,
            env=databases.environment,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=errors,
            stderr=errors,
        )
    with ExitStack() as stack:
        stack.callback(_undisturbed, processes.end, odoo.pid, odoo)
        (home() / "odoo.pid").write_text(str(odoo.pid))
        await_ready(odoo, port, log)
        direct = f"http://127.0.0.1:{port}"
        # The proxy shows the simulator to nobody.
        proxied = production and _proxied(stack, databases.environment, first, (port, evented))
        about = RESTORED if databases.is_offices(DATABASE) else TRIAL
        said = READY + about + LOG_AND_END
        say(said.format(url=proxied or direct, phone=direct, log=log))
        odoo.wait()
        raise Problem(f"Odoo has ended by itself. The end of its log ({log}):\n{tail(log)}")


def _production_conf(databases):
    """The office's odoo.conf, changed in nothing but the places of this trial."""
    places = {
        "addons_path": ADDONS,
        "data_dir": databases.data,
        "http_interface": "127.0.0.1",
        "pre_upgrade_scripts": ",".join(map(str, addons.pre_upgrade_scripts())),
    }
    lines = [line for line in PRODUCTION_CONF.read_text().splitlines() if line.partition("=")[0].strip() not in places]
    lines += [f"{name} = {value}" for name, value in places.items()]
    databases.conf.write_text("\n".join(lines) + "\n")
    return databases.conf


def _proxied(stack, environment, port, ports):
    proxy = Proxy(environment, home() / "proxy", port, ports)
    stack.callback(_undisturbed, proxy.stop)
    proxy.start()
    if not proxy.answers():
        raise Problem(f"The proxy does not pass the health check on: see {proxy.folder}.")
    return proxy.url


def _fresh_log():
    log = home() / "odoo.log"
    if log.exists():
        log.replace(log.with_suffix(".log.1"))
    return log


def await_ready(odoo, port, log):
    """Waits until OUR process answers its health check; another program there does not count.

    :raises Problem: it ended, or did not answer in time
    """
    deadline = time.monotonic() + PATIENCE
    while odoo.poll() is None and time.monotonic() < deadline:
        if processes.listens(odoo.pid, port) and _healthy(port):
            return
        time.sleep(0.1)
    raise Problem(f"Odoo does not start. {MADE_ANEW.format(home=home())} The end of its log ({log}):\n{tail(log)}")


def _healthy(port):
    straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with straight.open(f"http://127.0.0.1:{port}{HEALTH}", timeout=30) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def tail(path, lines=15):
    """The end of a log."""
    if not path.exists():
        return "(empty)"
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


def _recorded(name):
    """The process number in one of our files, or None."""
    path = home() / name
    text = path.read_text() if path.exists() else ""
    return int(text) if text.isdigit() else None


def _end_left_over():
    """Ends an Odoo whose `lalisa` was killed: two on one database would do each job twice.

    :return: True when there was one
    """
    Proxy.end_left_over(home() / "proxy")
    pid = _recorded("odoo.pid")
    if not pid or not processes.runs_with(pid, str(home() / "odoo.conf")):
        return False
    processes.end(pid)
    return True


def stop():
    """Stops the La-Lisa that runs from here, also what a killed one left behind."""
    found = False
    if is_held("run"):
        found, pid = True, _recorded("run.pid")
        os.kill(pid, signal.SIGTERM)
        _await_stopped(pid)
    found = _end_left_over() or found
    for root in (home(), home() / "test"):
        if root.exists():
            found = postgres.Server(root).end_left_over() or found
    say("Stopped." if found else "La-Lisa does not run from here.")
    return 0


def _await_stopped(pid):
    deadline = time.monotonic() + 90
    while processes.alive(pid):
        if time.monotonic() > deadline:
            raise Problem(f"La-Lisa (process {pid}) does not stop: end it with kill -9 {pid}.")
        time.sleep(0.1)


def odoo_command(arguments):
    """Runs Odoo's own command line in La-Lisa's environment on La-Lisa's database.

    :return: its exit code
    """
    arguments = arguments or ["--help"]
    if arguments[0] in WITHOUT_DATABASE:
        environment = office.environment() if office.conf() else python_env.prepare()
        return processes.foreground(["odoo", *arguments], env=environment)
    with trial_databases() as databases:
        databases.refuse_foreign(DATABASE)
        databases.refuse_files_elsewhere(DATABASE)
        whole = office.conf() or databases.state(DATABASE) is State.WHOLE
        if arguments[0] == "shell" and not whole:
            raise Problem("There is no database yet: start ./lalisa run once, then again.")
        if arguments[0] == "shell":
            arguments.insert(1, "--no-http")  # the service beside it has the port
        environment = {**databases.environment, "ODOO_RC": str(databases.conf)}
        return processes.foreground(["odoo", *arguments], env=environment)
