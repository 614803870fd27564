"""`./lalisa bench [name …] [--json FILE]`: speed, side by side with something else in one run.

Each bench is a module of this package with `measure(place)`, which gives a list of `Figure`. What
is proven here is a ratio between two figures of the same run; a bare number says little about
another machine.
"""

import importlib
import json
import os
import platform
import statistics
from dataclasses import dataclass, field
from pathlib import Path

from ..home import only_one
from ..output import Problem, say
from .place import Place

BENCHES = {
    "move": "one step forward by its role, beside the peer's change of stage",
}


@dataclass
class Figure:
    """What was measured: repeats of one thing, or a ratio with the goal it should reach.

    :param values: one number a repeat, in `unit`
    :param limit: what the median should not exceed (or, with `at_least`, should reach); None: no goal
    """

    name: str
    values: list
    unit: str
    limit: float | None = None
    at_least: bool = False
    note: str = ""
    spread: tuple = field(init=False)

    def __post_init__(self):
        self.spread = (min(self.values), max(self.values))

    @property
    def median(self):
        return statistics.median(self.values)

    @property
    def reached(self):
        """Whether the goal is reached; None where there is none."""
        if self.limit is None:
            return None
        return self.median >= self.limit if self.at_least else self.median <= self.limit

    def line(self):
        low, high = self.spread
        text = f"  {self.name:44} {self.median:10.4g} {self.unit}"
        text += (
            f"   ({low:.4g} to {high:.4g}, n={len(self.values)})" if len(self.values) > 1 else ""
        )
        if self.limit is not None:
            verdict = "reached" if self.reached else "NOT reached"
            text += f"   goal {'>=' if self.at_least else '<='} {self.limit:g}: {verdict}"
        return f"{text}  {self.note}".rstrip()


def run(arguments):
    """Measures and prints; a goal that is not reached is said, and is no failure of the command.

    :param arguments: names of benches (none: all) and `--json FILE`
    :return: the exit code
    :raises Problem: no such bench
    """
    names, file = _parse(arguments)
    found = {}
    with only_one("bench"), Place() as place:
        for name in names:
            say(f"== {name}: {BENCHES[name]}")
            before = os.getloadavg()[0]
            figures = importlib.import_module(f".{name}", __package__).measure(place)
            for figure in figures:
                say(figure.line())
            say(f"  load of the machine: {before:.1f} before, {os.getloadavg()[0]:.1f} after")
            found[name] = {
                "load": [before, os.getloadavg()[0]],
                "figures": [_as_data(figure) for figure in figures],
            }
    if file:
        machine = {"cpus": os.cpu_count(), "machine": platform.machine()}
        Path(file).write_text(json.dumps({"machine": machine, "benches": found}, indent=1) + "\n")
    return 0


def _parse(arguments):
    names, file = list(arguments), None
    if "--json" in names:
        at = names.index("--json")
        if at + 1 >= len(names):
            raise Problem("--json needs the name of a file.")
        file = names[at + 1]
        del names[at : at + 2]
    if unknown := [name for name in names if name not in BENCHES]:
        raise Problem(f"There is no bench {unknown[0]}: {', '.join(BENCHES)}.")
    return names or list(BENCHES), file


def _as_data(figure):
    return {
        "name": figure.name,
        "unit": figure.unit,
        "median": figure.median,
        "spread": figure.spread,
        "repeats": len(figure.values),
        "limit": figure.limit,
        "reached": figure.reached,
    }
