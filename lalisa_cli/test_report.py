"""The closing lines of `./lalisa test`: which tests were slow, how long each folder took, under which load."""

import os
import resource
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterable

from .output import print_line

SLOWEST = 20
CALM = 2  # a load at the start from which on times are no measure


class Clock:
    """Begins with the run and tells at its end."""

    def __init__(self) -> None:
        self.load = os.getloadavg()[0]
        self.began = time.monotonic()

    def print_report(self, cases: Iterable[ElementTree.Element]) -> None:
        """Print the slowest tests, the folders and the load.

        :param cases: the `testcase` elements of pytest's reports
        """
        taken = {}
        for case in cases:
            name = f"{case.get('classname')}.{case.get('name')}"
            taken[name] = taken.get(name, 0) + float(case.get("time") or 0)
        _print_slowest(taken)
        _print_folders(taken)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        noisy = " (noisy: other work was going on)" if self.load > CALM else ""
        print_line(
            f"{time.monotonic() - self.began:.0f} s, of processors {used.ru_utime + used.ru_stime:.0f} s; "
            f"load {self.load:.1f} at the start{noisy}, {os.getloadavg()[0]:.1f} at the end"
        )


def _print_slowest(taken: dict[str, float]) -> None:
    slowest = sorted(taken, key=taken.get, reverse=True)[:SLOWEST]
    print_line(f"The {len(slowest)} slowest:")
    for name in slowest:
        print_line(f"  {taken[name]:7.1f} s  {name}")


def _print_folders(taken: dict[str, float]) -> None:
    seconds, tests = Counter(), Counter()
    for name, one in taken.items():
        folder = "/".join(name.split(".")[:2])
        seconds[folder] += one
        tests[folder] += 1
    print_line(f"  {'folder':34} {'tests':>6} {'seconds':>8}")
    for folder in sorted(seconds):
        print_line(f"  {folder:34} {tests[folder]:6} {seconds[folder]:8.1f}")
