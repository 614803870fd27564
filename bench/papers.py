"""`papers`: one sheet, a recap and registers of 2,000 and 10,000 rows as PDF, beside the engines not chosen."""

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from lalisa_cli.output import show_step
from lalisa_cli.template import TEMPLATE

from .figure import Figure
from .place import Place

DRAWING = Path(__file__).with_name("drawing.py")
SIZES = (2000, 10_000)
# Not chosen, and what is drawn by each: HTML takes minutes and gigabytes for the large one.
OTHERS = {"weasyprint": SIZES[:1], "weasyprint-halves": SIZES[:1], "reportlab-platypus": SIZES}
SHEETS, RECAPS = 10, 3
# The goals of a register of 2,000 rows.
GOALS = {"s": 5, "MB peak": 300, "MB file": 1}


def measure_figures(place: Place) -> list[Figure]:
    """Measure ours from the database to the file; the others draw the same rows, which they are given.

    :return: list of Figure
    """
    figures = []
    with TemporaryDirectory() as folder:
        for size in SIZES:
            name = place.make_copy(place.ours, TEMPLATE, f"bench_papers_{size}")
            with show_step(f"filling {name} with {size:,} complaints"):
                place.run_inside(place.ours, name, "clone", "fill_ours", count=size)
            if size == SIZES[0]:
                figures += _measure_sheets(place, name)
            order = str(Path(folder) / f"{size}.json")
            figures += _measure_register(place, name, size, order)
            figures += _measure_engine("ours, drawing alone", "ours", size, order, place.environment)
            for engine in (engine for engine, sizes in OTHERS.items() if size in sizes):
                figures += _measure_engine(engine, engine, size, order, place.environment)
    return figures


def _measure_sheets(place: Place, name: str) -> list[Figure]:
    found = []
    for paper, repeats in (("complaint", SHEETS), ("recap", RECAPS)):
        with show_step(f"printing {paper}"):
            got = place.run_inside(place.ours, name, "print_papers", paper=paper, repeats=repeats, order="")
        found += [
            Figure(f"{paper}, warm", got["times"][1:], "s", note=f"the first {got['times'][0]:.2f} s"),
            Figure(f"{paper}, the process's peak", [got["peak"]], "MB", note=f"{got['before']:.0f} MB before"),
            Figure(f"{paper}, file", [got["size"]], "MB"),
        ]
    return found


def _measure_register(place: Place, name: str, size: int, order: str) -> list[Figure]:
    with show_step(f"register of {size:,} rows from the database to the file"):
        got = place.run_inside(place.ours, name, "print_papers", paper="register", repeats=1, order=order)
    goals = GOALS if size == SIZES[0] else {}
    label = f"register {size:,}: ours, with reading"
    return [
        Figure(label, got["times"], "s", limit=goals.get("s")),
        Figure(
            f"{label}, peak of Odoo",
            [got["peak"]],
            "MB",
            limit=goals.get("MB peak"),
            note=f"{got['before']:.0f} MB before",
        ),
        Figure(f"{label}, file", [got["size"]], "MB", limit=goals.get("MB file")),
    ]


def _measure_engine(label: str, engine: str, size: int, order: str, environment: dict[str, str]) -> list[Figure]:
    out = f"{order}.pdf"
    with show_step(f"{engine}, {size:,} rows"):
        started = time.monotonic()
        child = subprocess.Popen([_find_python(environment), DRAWING, engine, order, out], env=environment)
        _pid, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - started
    if child.returncode:
        return [Figure(f"register {size:,}: {label}", [float("nan")], "s", note="failed")]
    return [
        Figure(f"register {size:,}: {label}", [seconds], "s"),
        Figure(f"register {size:,}: {label}, peak", [usage.ru_maxrss / 1024], "MB"),
        Figure(f"register {size:,}: {label}, file", [os.path.getsize(out) / 1e6], "MB"),
    ]


def _find_python(environment: dict[str, str]) -> str:
    """Return the Python of Odoo's environment: the launcher itself may run under another."""
    for folder in environment["PATH"].split(":"):
        if (python := Path(folder) / "python").exists() and (Path(folder) / "odoo").exists():
            return str(python)
    return sys.executable
