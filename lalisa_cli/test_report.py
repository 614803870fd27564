"""The closing lines of `./lalisa test`: which tests were slow, how long each folder took, under which load."""

import os
import resource
import time
from collections import Counter

from .output import say

SLOWEST = 20
CALM = 2  # a load at the start from which on times are no measure


class Clock:
    """Begins with the run and tells at its end."""

    def __init__(self):
        self.load = os.getloadavg()[0]
        self.began = time.monotonic()

    def tell(self, cases):
        """Print the slowest tests, the folders and the load.

        :param cases: the `testcase` elements of pytest's reports
        """
        taken = {}
        for case in cases:
            name = f"{case.get('classname')}.{case.get('name')}"
            taken[name] = taken.get(name, 0) + float(case.get("time") or 0)
        _tell_slowest(taken)
        _tell_folders(taken)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        noisy = " (noisy: other work was going on)" if self.load > CALM else ""
        say(
            f"{time.monotonic() - self.began:.0f} s, of processors {used.ru_utime + used.ru_stime:.0f} s; "
            f"load {self.load:.1f} at the start{noisy}, {os.getloadavg()[0]:.1f} at the end"
        )


def _tell_slowest(taken):
    slowest = sorted(taken, key=taken.get, reverse=True)[:SLOWEST]
    say(f"The {len(slowest)} slowest:")
    for name in slowest:
        say(f"  {taken[name]:7.1f} s  {name}")


def _tell_folders(taken):
    seconds, tests = Counter(), Counter()
    for name, one in taken.items():
        folder = "/".join(name.split(".")[:2])
        seconds[folder] += one
        tests[folder] += 1
    say(f"  {'folder':34} {'tests':>6} {'seconds':>8}")
    for folder in sorted(seconds):
        say(f"  {folder:34} {tests[folder]:6} {seconds[folder]:8.1f}")
