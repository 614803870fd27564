"""`./lalisa run`, `stop`, `odoo`, `shell`: PostgreSQL and Odoo as our children, on 127.0.0.1."""

import argparse
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NoReturn

from . import addons, database, npm, office, postgres, processes, python_env
from .database import Databases
from .home import ADDONS, REPO, get_home, hold_lock, is_held
from .marks import State
from .output import MADE_ANEW, Problem, print_line
from .proxy import Proxy

DATABASE = office.get_database_name()
PRODUCTION_CONF = REPO / "config" / "odoo.conf"
FIRST_PORT = 8069
HEALTH = "/lalisa/health"
PATIENCE = 180
WITHOUT_DATABASE = ("--help", "-h", "help", "--version", "upgrade_code", "scaffold", "cloc", "genproxytoken", "deploy")
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


def run_trial(port: int | None = None, production: bool = False, dev: bool = False) -> int:
    """Set up what is missing, serve until SIGINT or SIGTERM, and stop all of it.

    :param port: the port to begin looking from
    :param production: with `config/odoo.conf` (prefork) behind the proxy of `config/`
    :param dev: Python, views and assets are read anew when they are edited
    :return: the exit code
    """
    office.refuse_run()
    refusal = "La-Lisa runs from here already: ./lalisa stop ends it, or set another LALISA_HOME."
    with hold_lock("run", refusal):
        _end_left_over()
        (get_home() / "run.pid").write_text(str(os.getpid()))
        npm.place_libraries()
        with open_trial_databases() as databases:
            databases.prepare_database(DATABASE)
            if databases.is_office_database(DATABASE):
                databases.environment.pop("LALISA_SIMULATOR", None)
            try:
                _serve_database(databases, port or FIRST_PORT, production, dev)
            except KeyboardInterrupt:
                print_line("\nStopping ...")
    print_line("Stopped.")
    return 0


@contextmanager
def open_trial_databases() -> Iterator[Databases]:
    """Yield the trial's databases, or the office's; a trial's PostgreSQL is left when the block ends."""
    if office.get_conf():
        yield office.OfficeDatabases()
        return
    environment = python_env.prepare_environment()
    with ExitStack() as stack:
        variables, cluster = postgres.open_connection()
        if cluster:
            stack.callback(_call_undisturbed, cluster.leave_server)
        environment = {**environment, **variables, "LALISA_SIMULATOR": "1"}
        yield database.Databases(environment, get_home(), db_name=DATABASE)


def _call_undisturbed(call: Callable[..., object], *arguments: Any) -> None:
    """Call a function with SIGINT and SIGTERM ignored: a second Ctrl-C must not leave half of it running."""
    before = [signal.signal(sign, signal.SIG_IGN) for sign in (signal.SIGINT, signal.SIGTERM)]
    try:
        call(*arguments)
    finally:
        signal.signal(signal.SIGINT, before[0])
        signal.signal(signal.SIGTERM, before[1])


def _serve_database(databases: Databases, wanted: int, production: bool, dev: bool = False) -> NoReturn:
    """Serve at the wanted port, or the next free one: that of the proxy, where there is one."""
    first = processes.find_free_port(wanted)
    if first != wanted:
        print_line(f"  Port {wanted} is taken, so La-Lisa takes {first}.")
    port = processes.find_free_port(first + 1) if production else first
    evented = processes.find_free_port(port + 1)
    log = _rotate_log()
    conf = _write_production_conf(databases) if production else databases.conf
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
        stack.callback(_call_undisturbed, processes.end_group, odoo.pid, odoo)
        (get_home() / "odoo.pid").write_text(str(odoo.pid))
        await_ready(odoo, port, log)
        direct = f"http://127.0.0.1:{port}"
        # The proxy shows the simulator to nobody.
        proxied = production and _start_proxy(stack, databases.environment, first, (port, evented))
        about = RESTORED if databases.is_office_database(DATABASE) else TRIAL
        said = READY + about + LOG_AND_END
        print_line(said.format(url=proxied or direct, phone=direct, log=log))
        odoo.wait()
        raise Problem(f"Odoo has ended by itself. The end of its log ({log}):\n{read_tail(log)}")


def _write_production_conf(databases: Databases) -> Path:
    """Write the office's odoo.conf, changed in nothing but the places of this trial."""
    places = {
        "addons_path": ADDONS,
        "data_dir": databases.data,
        "http_interface": "127.0.0.1",
        "pre_upgrade_scripts": ",".join(map(str, addons.find_pre_upgrade_scripts())),
    }
    lines = [line for line in PRODUCTION_CONF.read_text().splitlines() if line.partition("=")[0].strip() not in places]
    lines += [f"{name} = {value}" for name, value in places.items()]
    databases.conf.write_text("\n".join(lines) + "\n")
    return databases.conf


def _start_proxy(stack: ExitStack, environment: dict[str, str], port: int, ports: tuple[int, int]) -> str:
    proxy = Proxy(environment, get_home() / "proxy", port, ports)
    stack.callback(_call_undisturbed, proxy.stop_proxy)
    proxy.start_proxy()
    if not proxy.is_passing():
        raise Problem(f"The proxy does not pass the health check on: see {proxy.folder}.")
    return proxy.url


def _rotate_log() -> Path:
    log = get_home() / "odoo.log"
    if log.exists():
        log.replace(log.with_suffix(".log.1"))
    return log


def await_ready(odoo: subprocess.Popen, port: int, log: Path) -> None:
    """Wait until OUR process answers its health check; another program there does not count.

    :raises Problem: it ended, or did not answer in time
    """
    deadline = time.monotonic() + PATIENCE
    while odoo.poll() is None and time.monotonic() < deadline:
        if processes.listens_on(odoo.pid, port) and _is_healthy(port):
            return
        time.sleep(0.1)
    raise Problem(
        f"Odoo does not start. {MADE_ANEW.format(home=get_home())} The end of its log ({log}):\n{read_tail(log)}"
    )


def _is_healthy(port: int) -> bool:
    straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with straight.open(f"http://127.0.0.1:{port}{HEALTH}", timeout=30) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def read_tail(path: Path, lines: int = 15) -> str:
    """Return the end of a log."""
    if not path.exists():
        return "(empty)"
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


def _read_pid(name: str) -> int | None:
    """Return the process number in one of our files, or None."""
    path = get_home() / name
    text = path.read_text() if path.exists() else ""
    return int(text) if text.isdigit() else None


def _end_left_over() -> bool:
    """End an Odoo whose `lalisa` was killed: two on one database would do each job twice.

    :return: True when there was one
    """
    Proxy.end_left_over(get_home() / "proxy")
    pid = _read_pid("odoo.pid")
    if not pid or not processes.was_started_with(pid, str(get_home() / "odoo.conf")):
        return False
    processes.end_group(pid)
    return True


def stop_trial() -> int:
    """Stop the La-Lisa that runs from here, also what a killed one left behind."""
    found = False
    if is_held("run"):
        found, pid = True, _read_pid("run.pid")
        os.kill(pid, signal.SIGTERM)
        _await_stopped(pid)
    found = _end_left_over() or found
    for root in (get_home(), get_home() / "test"):
        if root.exists():
            found = postgres.Server(root).end_left_over() or found
    print_line("Stopped." if found else "La-Lisa does not run from here.")
    return 0


def _await_stopped(pid: int) -> None:
    deadline = time.monotonic() + 90
    while processes.is_alive(pid):
        if time.monotonic() > deadline:
            raise Problem(f"La-Lisa (process {pid}) does not stop: end it with kill -9 {pid}.")
        time.sleep(0.1)


def _names_another_database(arguments: list[str]) -> bool:
    """Tell whether Odoo is told to work on another database than the trial's."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("-d", "--database", nargs="?", default=DATABASE)
    return parser.parse_known_args(arguments)[0].database != DATABASE


def run_odoo_command(arguments: list[str]) -> int:
    """Run Odoo's own command line in La-Lisa's environment on La-Lisa's database.

    :return: its exit code
    """
    arguments = arguments or ["--help"]
    if arguments[0] in WITHOUT_DATABASE or {"--help", "-h"}.intersection(arguments):
        environment = office.build_environment() if office.get_conf() else python_env.prepare_environment()
        return processes.run_in_foreground(["odoo", *arguments], env=environment)
    with open_trial_databases() as databases:
        databases.refuse_foreign(DATABASE)
        databases.refuse_files_elsewhere(DATABASE)
        whole = office.get_conf() or databases.read_state(DATABASE) is State.WHOLE
        if not whole and not _names_another_database(arguments):
            # Odoo would make an empty one, which nothing of ours goes on with.
            raise Problem("No database is ready yet: start ./lalisa run once, then again.")
        if arguments[0] == "shell":
            arguments.insert(1, "--no-http")  # the service beside it has the port
        environment = {**databases.environment, "ODOO_RC": str(databases.conf)}
        return processes.run_in_foreground(["odoo", *arguments], env=environment)
