"""`./lalisa bench [name …] [--json FILE]`: speed, side by side with something else in one run.

Each module of this package that has `measure_figures(place)` is a bench: it gives a list of `Figure`, and its
docstring's first line says what is measured. A new bench is a new file and nothing else. What is proven
here is a ratio between two figures of the same run; a bare number says little about another machine.
"""

from typing import Any
from types import ModuleType
import argparse

import importlib
import json
import os
import pkgutil
import platform
import time
from pathlib import Path

from lalisa_cli.arguments import Parser
from lalisa_cli.home import hold_lock
from lalisa_cli.output import Problem, print_failure, print_line
from .place import Place


def find_benches() -> dict[str, ModuleType]:
    """Return all benches, as {name: module}."""
    names = [found.name for found in pkgutil.iter_modules(__path__) if not found.ispkg]
    modules = {name: importlib.import_module(f".{name}", __package__) for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "measure_figures")}


def run_benches(words: list[str]) -> int:
    """Measure and print; a goal that is not reached is said, and is no failure of the command.

    A bench that cannot be measured is said too; the others still run, and the file has theirs.

    :param words: names of benches (none: all), `--json FILE`, or `--list`
    :return: the exit code
    :raises Problem: no such bench
    """
    found = find_benches()
    given = _build_parser().parse_args(words)
    if given.list:
        for name, module in found.items():
            print_line(f"  {name:12} {_get_title(module)}")
        return 0
    names, file = _choose_benches(given, found)
    results, code = {}, 0
    with hold_lock("bench"), Place() as place:
        for name in names:
            print_line(f"== {name}: {_get_title(found[name])}")
            try:
                results[name] = _measure_bench(found[name], place)
            except Problem as problem:
                code = print_failure(problem)
            if file:
                _write_results(file, results)
    return code


def _measure_bench(module: ModuleType, place: Place) -> dict[str, Any]:
    before, started = os.getloadavg(), time.monotonic()
    figures = module.measure_figures(place)
    after, seconds = os.getloadavg(), time.monotonic() - started
    for figure in figures:
        print_line(figure.format_line())
    load = f"{before[0]:.1f} before, {after[0]:.1f} after, {after[2]:.1f} in a quarter of an hour"
    print_line(f"  load of the machine ({os.cpu_count()} cores): {load}; measured in {seconds:.0f} s")
    return {
        "seconds": round(seconds),
        "load_before": before,
        "load_after": after,
        "figures": [figure.build_data() for figure in figures],
    }


def _build_parser() -> Parser:
    parser = Parser("./lalisa bench", "Speed, side by side with others.", "bench takes names, --json FILE, or --list.")
    parser.add_argument("names", nargs="*", metavar="name", help="which; without a name all")
    parser.add_argument("--json", nargs="?", const="", metavar="FILE", help="write the figures there too")
    parser.add_argument("--list", action="store_true", help="name the benches")
    return parser


def _choose_benches(given: argparse.Namespace, found: dict[str, Any]) -> tuple[list[str], Path | None]:
    """Return (names of benches, the file to write or None).

    :raises Problem: there is no such bench, or no folder for the file
    """
    file = None
    if given.json is not None:
        if not given.json:
            raise Problem("--json needs the name of a file.")
        file = Path(given.json)
        if not file.absolute().parent.is_dir():
            raise Problem(f"There is no folder for {file}.")
    if unknown := [name for name in given.names if name not in found]:
        raise Problem(f"There is no bench {unknown[0]}: {', '.join(found)}.")
    return given.names or list(found), file


def _get_title(module: ModuleType) -> str:
    return module.__doc__.splitlines()[0].split(": ", 1)[-1].rstrip(".")


def _write_results(file: Path, results: dict[str, Any]) -> None:
    machine = {
        "cpus": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "at": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
    }
    file.write_text(json.dumps({"machine": machine, "benches": results}, indent=1) + "\n")
