"""`board`: the web client's own calls at 10k, 100k and 1M complaints, beside the peer (OCA's helpdesk with its SLA).

A Chromium opens the screens once and its calls are written down; then the very same calls are made again, the sides
taking turns. The filled databases are kept between runs, because filling the largest takes longer than measuring it.
"""

import hashlib
import socket
import statistics
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from lalisa_cli import browser
from lalisa_cli.database import Databases
from lalisa_cli.home import REPO, get_home
from lalisa_cli.output import Problem, show_step
from lalisa_cli.template import TEMPLATE

from .figure import Figure, build_ratio
from .move import HELPDESK
from .place import INSIDE, Place

SIZES = {"10k": 10_000, "100k": 100_000, "1M": 1_000_000}
ROUNDS, REPEATS = 5, 5
TAKE = REPO / "docs" / "pictures" / "take.py"


def measure_figures(place: Place) -> list[Figure]:
    """Return a list of Figure; the goals are ratios of one run, and the milliseconds of a text search."""
    place.environment |= browser.add_browser(place.environment)
    peer = place.make_peer_database("bench_peer", HELPDESK)
    with ExitStack() as stack:
        sides = {}
        for size, count in SIZES.items():
            for whose, databases, source in (("ours", place.ours, TEMPLATE), ("peer", place.peer, peer)):
                name = f"board_{whose}_{size}".lower()
                _fill_database(place, databases, source, f"fill_{whose}", name, count)
                screens = place.run_inside(databases, name, "clone", f"board_{whose}")
                url = stack.enter_context(_serve_database(databases, name))
                sides[f"{whose} at {size}"] = {**screens, "url": url, "database": name, "count": count}
        with show_step("opening the screens and making their calls"):
            found = place.run_outside("web_client", sides=sides, rounds=ROUNDS, repeats=REPEATS, take=str(TAKE))
    return [*_build_figures(found), *_build_goals(found)]


def _build_figures(found: dict[str, Any]) -> Iterator[Figure]:
    for side, screens in found.items():
        for screen, got in screens.items():
            times = [one for round_ in got["rounds"] for one in round_]
            yield Figure(f"{side}: {screen}", times, "ms", note=got["note"])


def _build_goals(found: dict[str, Any]) -> Iterator[Figure]:
    ours, small, peer = (_compute_medians(found[side]) for side in ("ours at 1M", "ours at 10k", "peer at 1M"))
    yield build_ratio("kanban at 1M, ours / peer", ours["kanban"], peer["kanban"], limit=0.5)
    yield build_ratio("kanban, ours at 1M / at 10k", ours["kanban"], small["kanban"], limit=3)
    yield build_ratio("number search at 1M / bare route", ours["number search"], ours["bare route"], limit=3)
    yield Figure("text search at 1M, a word in <= 1,000 rows", ours["text search"], "ms", limit=150)


def _compute_medians(screens: dict[str, Any]) -> dict[str, list[float]]:
    """Return {screen: the median of each round}."""
    return {screen: [statistics.median(one) for one in got["rounds"]] for screen, got in screens.items()}


def _fill_database(place: Place, databases: Databases, source: str, filling: str, name: str, count: int) -> None:
    """Make the database unless it is there from an earlier run of the same addons and the same filling."""
    texts = b"".join((INSIDE / f"{part}.py").read_bytes() for part in ("clone", filling))
    key = f"{hashlib.sha256(texts).hexdigest()}-{databases.read_made_from(source)}"
    mark = get_home() / "bench" / f"{name}.filled"
    if databases.has_database(name) and mark.exists() and mark.read_text() == key:
        return
    mark.unlink(missing_ok=True)
    databases.copy_database(source, name)
    with show_step(f"filling {name} with {count:,}"):
        place.run_inside(databases, name, "clone", filling, count=count)
    mark.write_text(key)


@contextmanager
def _serve_database(databases: Databases, name: str) -> Iterator[str]:
    """Run one Odoo process on a database for the time of the block.

    :return: its address
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [
        "odoo",
        "server",
        "-c",
        databases.conf,
        "-d",
        name,
        f"--http-port={port}",
        "--max-cron-threads=0",
        f"--logfile={get_home() / 'bench' / 'server.log'}",
    ]
    process = subprocess.Popen(command, env=databases.environment)
    try:
        _await_answer(url, process)
        yield url
    finally:
        process.terminate()
        process.wait()


def _await_answer(url: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/web/health", timeout=5):  # noqa: S310 - our own process
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise Problem(f"The server of the bench does not answer: {get_home() / 'bench' / 'server.log'}")
