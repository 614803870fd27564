"""Plants each fault of `faults.py` and asks the tests of the default run for it.

python3 -m tests.planted [WORD …]    the faults whose subject or file holds one of the words; without one, all

Faults in functions of the addons are planted in one running Odoo (`swap.py`; `planted.report` in `LALISA_HOME` shows
how far it is), the others one by one into a copy of the checkout, which itself is never changed. Ends with a table, and
with 1 where a fault was not found. Meanwhile nothing else may run tests in the same `LALISA_HOME`: it would change the
database that these stand on.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lalisa_cli.home import REPO, get_home

from .fault import Fault
from .faults import FAULTS

LEFT_OUT = shutil.ignore_patterns(".git", ".lalisa", "__pycache__", ".pytest_cache", ".ruff_cache")
QUICK = ("-m", "not thorough")
# The lines of pytest's short summary: a test, a part of one, or what was to prepare it.
FAILED = re.compile(r"^(?:SUBFAILED\S*|FAILED|ERROR) (\S+::\S+)", re.MULTILINE)
LONGEST = 3 * 3600  # seconds for one run, on a machine that is busy with other things


@dataclass
class Verdict:
    """The outcome of one fault.

    :param test: id of a test that failed; empty: the fault was not found
    :param seconds: how long that took
    """

    fault: Fault
    test: str
    seconds: float


def main(words):
    """Plant the chosen faults.

    :param words: parts of subjects or files; empty: all faults
    :return: the exit code
    """
    chosen = [one for one in FAULTS if not words or any(word in f"{one.subject} {one.file}" for word in words)]
    if not chosen:
        print(f"No fault's subject or file holds {' or '.join(words)}.")
        return 1
    with tempfile.TemporaryDirectory(prefix="lalisa-planted-") as folder:
        verdicts = try_in_one_odoo([one for one in chosen if one.is_in_function])
        verdicts += try_in_copy([one for one in chosen if not one.is_in_function], Path(folder) / "checkout")
    return print_table(verdicts)


def try_in_one_odoo(faults):
    """Return list of `Verdict`; a test that is red without the fault too has not found it."""
    if not faults:
        return []
    report, files = get_home() / "planted.report", sorted({path for one in faults for path in one.found_by})
    report.unlink(missing_ok=True)
    _failed, output = run_files(
        REPO,
        files,
        "-p",
        "tests.planted.swap",
        LALISA_PLANTED="\n".join(one.subject for one in faults),
        LALISA_PLANTED_REPORT=str(report),
    )
    told = [json.loads(line) for line in report.read_text().splitlines()] if report.exists() else []
    if len(told) < len(faults):
        print(output[-3000:])
    told = {line["subject"]: line for line in told}
    missing = {"test": "", "sound": True, "seconds": 0}
    verdicts = [(one, told.get(one.subject, missing)) for one in faults]
    for fault, line in verdicts:
        if not line["sound"]:
            print(f"{line['test']} is red without the fault in {fault.subject} too.")
    return [Verdict(fault, line["sound"] and line["test"] or "", line["seconds"]) for fault, line in verdicts]


def try_in_copy(faults, copy):
    """Return list of `Verdict`; a test that is red without a fault has found none."""
    if not faults:
        return []
    shutil.copytree(REPO, copy, ignore=LEFT_OUT, symlinks=True)
    files = sorted({path for one in faults for path in one.found_by})
    red, output = run_files(copy, files)
    if red != []:
        print(f"Red without a fault:\n{output[-3000:]}")
    # Faults in records come last: each makes the tests' database anew.
    return [try_one(copy, one, red or []) for one in sorted(faults, key=lambda one: one.is_in_records)]


def try_one(copy, fault, red):
    """Return `Verdict`."""
    begun = time.monotonic()
    choice = {"LALISA_TEMPLATE": "anew" if fault.is_in_records else "kept"}
    with plant_fault(copy, fault):
        failed, output = run_files(copy, fault.found_by, "-x", **choice)
    found = [test for test in failed or [] if test not in red]
    if not found:
        print(f"Not found: {fault.subject}\n{output[-2000:]}")
    return Verdict(fault, found[0] if found else "", time.monotonic() - begun)


@contextmanager
def plant_fault(copy, fault):
    """Put one fault into the copy and take it out again.

    :raises ValueError: the old text does not stand there once
    """
    path = copy / fault.file
    sound = path.read_text()
    if sound.count(fault.old) != 1:
        raise ValueError(f"{fault.subject}: its text stands {sound.count(fault.old)} times in {fault.file}")
    path.write_text(sound.replace(fault.old, fault.new))
    try:
        yield
    finally:
        path.write_text(sound)


def run_files(copy, files, *options, **environment):
    """Run test files of the copy.

    :return: (ids of the tests that failed, or None where the run itself broke; what it printed)
    """
    done = subprocess.run(
        [sys.executable, "lalisa", "test", *files, *QUICK, *options],
        cwd=copy,
        timeout=LONGEST,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env={**os.environ, "LALISA_HOME": str(get_home()), **environment},
    )
    failed = sorted(set(FAILED.findall(done.stdout)))
    return (None if done.returncode and not failed else failed), done.stdout


def print_table(verdicts):
    """Print the table.

    :return: the exit code
    """
    print("\n| fault | in | found by | seconds |\n|---|---|---|---|")
    for one in verdicts:
        test = one.test.split("::", 1)[-1] or "**not found**"
        print(f"| {one.fault.subject}: {one.fault.harm} | {one.fault.file} | {test} | {one.seconds:.0f} |")
    missed = sum(not one.test for one in verdicts)
    print(f"\n{len(verdicts) - missed} of {len(verdicts)} faults found.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
