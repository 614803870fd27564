"""Odoo serving a database while a bench measures it."""

import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lalisa_cli import processes
from lalisa_cli.database import Databases
from lalisa_cli.home import get_home
from lalisa_cli.output import Problem, build_problem, show_step
from lalisa_cli.server import read_tail

from .place import Place

CEILING = "bench_ceiling"
GATEWAY = "mail_gateway,mail_gateway_telegram"
PEER_ROUTE = "/gateway/telegram/bench/update"


@contextmanager
def serve_database(
    databases: Databases, database: str, workers: int = 0, cron: int = 0, **environment: str
) -> Iterator["Served"]:
    """Run an Odoo on a database for the time of the block.

    :param workers: 0 is one process with threads
    :param cron: how many jobs may run at once; 0 lets the drains rest
    :param environment: further variables of its environment
    :return: its address
    """
    port = processes.find_free_port(18069)
    # Bound long after the other: far enough away that no server started meanwhile takes it.
    evented = processes.find_free_port(port + 1000)
    log = get_home() / "bench" / f"odoo-{port}.log"
    command = [
        "odoo",
        "server",
        "-c",
        databases.conf,
        "-d",
        database,
        f"--workers={workers}",
        f"--max-cron-threads={cron}",
        f"--http-port={port}",
        f"--gevent-port={evented}",
        "--http-interface=127.0.0.1",
        f"--logfile={log}",
        "--log-level=warn",
        f"--db-filter=^{database}$",
    ]
    log.unlink(missing_ok=True)
    process = subprocess.Popen(
        command,
        env={**databases.environment, **environment},
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await_answer(process, f"http://127.0.0.1:{port}/web/health", log)
        yield Served(port, evented, log, process)
    finally:
        processes.end_group(process.pid, process)


class Served:
    """A running Odoo."""

    def __init__(self, port: int, evented: int, log: Path, process: subprocess.Popen) -> None:
        self.port, self.evented, self.log, self.process = port, evented, log, process
        self.url = f"http://127.0.0.1:{port}"

    def count_in_log(self, word: str) -> int:
        """Return how often a word is in its log."""
        return self.log.read_text(errors="replace").lower().count(word) if self.log.exists() else 0


def _await_answer(process: subprocess.Popen, url: str, log: Path) -> None:
    deadline = time.monotonic() + 120
    straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with straight.open(url, timeout=20) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise Problem(f"Odoo does not start for a bench. The end of its log ({log}):\n{read_tail(log)}")


def make_ceiling(place: Place) -> tuple[Databases, str]:
    """Make a database with nothing but the bare route.

    :return: (databases, name)
    """
    databases = place.bare
    if not databases.read_made_from(CEILING):
        with show_step("making a database for the bare route"):
            databases.drop_database(CEILING)
            databases.run_program("createdb", CEILING)
            databases.run_odoo(CEILING, "-i", CEILING)
            databases.mark_whole(CEILING, {"addons": [CEILING]})
    return databases, CEILING


def make_gateway(place: Place) -> tuple[Databases, str]:
    """Make a database with the peer's Telegram gateway, connected.

    :return: (databases, name)
    """
    name = place.make_peer_database("bench_gateway", GATEWAY)
    copy = place.make_copy(place.peer, name, "bench_gateway_copy")
    place.run_inside(place.peer, copy, "connect_gateway")
    return place.peer, copy


def read_rows(databases: Databases, database: str, query: str) -> list[list[str]]:
    """Return what a query answers, as text, one list a row."""
    done = subprocess.run(
        ["psql", "-d", database, "-At", "-F", "\t", "-c", query],
        env=databases.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise build_problem("ask the database", done.stderr)
    return [line.split("\t") for line in done.stdout.splitlines()]
