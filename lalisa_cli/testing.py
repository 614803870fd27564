"""`./lalisa test`: the tests on copies of a template database, with a real browser.

Two runs of pytest: the addons' own tests inside Odoo (pytest-odoo: Python, HOOT, tours), then the
top-level `tests/`, which start server processes of their own. An argument that is a path goes to
the run it belongs to, the others to both. The closing lines name the slowest tests, the time of
each folder and the load, and add all runs up.

Tests with the mark `thorough` (long rounds, upgrades, engines, rates; inside Odoo the tag of that
name) are left out, unless `--all` asks for them or a path names their file; `.ci/run` runs them all.

A folder is run by workers (pytest-xdist), each with databases, files, servers and a browser of its
own: the addons by two, the top-level tests by three, because these wait a third of their time. The
longest files begin, by what they took the last time. A named file runs without workers, and so do
the tests with the mark `alone`, after the others: they stop what all share, or measure the machine.
`-n NUMBER` chooses another number of workers, 0 none.

`--rounds=NUMBER` makes the long proofs longer: the same tests, repeated so often (`LALISA_ROUNDS`).

What fails beside a failing test: a browser that does not start, a skipped test (it proves nothing;
allowed only with a reason that begins with "not here:", for material that a clone does not carry),
and a warning or error that Odoo logged while it installed our addons.

The top-level tests find what they need in the environment:

* `LALISA_TEST_TEMPLATE`: the template database, with demo data; copy it with `createdb -T`, never
  connect to it. Databases that a test leaves are dropped before the next run
* `TMPDIR`: a folder of this home for what is written in passing; emptied by the next run
* `LALISA_TEST_DATA`: Odoo's data_dir; the template's files are in `filestore/<template>`, and a
  copy of the database needs a copy of these
* `LALISA_TEST_ADDONS`: the folder of our addons, for `--addons-path`
* `LALISA_TEST_ODOO`: the command `odoo`; it is on PATH too, as are `python`, a Chromium that
  starts, and PostgreSQL's programs (`createdb`, `dropdb`, `psql`)
* `LALISA_TEST_AXE`: the script of axe-core, which judges whether a page can be read by everyone;
  not there on a machine without npm
* `PGHOST`, `PGPORT`, `PGUSER`: a cluster for tests only, with fsync off; Odoo reads them itself
* `LALISA_TEST_DURATIONS`: how long each file took, for `pytest_plugin`
* `LALISA_SIMULATOR=1`, `ODOO_NOTIFY_CRON_CHANGES=1`: as in every start of ours
"""

import os
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from pathlib import Path

from . import browser, npm, postgres, python_env, reaper
from .database import Databases
from .home import ADDONS, REPO, TESTS, get_home, hold_lock
from .output import Problem, print_line
from .template import BASE, TEMPLATE, prepare_template
from .test_report import Clock

COPY = "lalisa_test"
KEPT = ("postgres", "template0", "template1", BASE, TEMPLATE)
ALL = "--all"
QUICK = "not thorough"
SPREAD = ["--dist", "loadfile", "--no-loadscope-reorder", "--max-worker-restart", "2"]
WORKERS = {ADDONS: ["-n", "2", *SPREAD], TESTS: ["-n", "3", *SPREAD]}
ALLOWED_SKIP = "not here:"
NO_TESTS = 5


def run_tests(arguments: list[str]) -> int:
    """Run the tests; the last line says what came of it.

    Before and after, what a run from this home has left is ended and removed (`reaper`).

    :param arguments: `--all` for the thorough tests too, and further arguments for pytest
    :return: the exit code: 0 only when something ran and nothing failed
    """
    passes = _build_passes(_take_rounds(arguments))
    with hold_lock("test"):
        clock = Clock()
        reaper.end_processes(_get_data_folder())
        npm.place_libraries()
        environment = {**browser.add_browser(python_env.prepare_environment()), **_find_axe()}
        cluster = postgres.Server(get_home() / "test", fast=True)
        try:
            cluster.start_server()
            databases = _open_databases(environment, cluster)
            reaper.drop_databases(databases, KEPT)
            complaints = prepare_template(databases)
            results = [_run_pass(databases, *one) for one in passes]
            return _print_result(results, complaints, clock)
        finally:
            reaper.end_processes(_get_data_folder())
            cluster.leave_server()


def _get_data_folder() -> Path:
    return (get_home() / "test" / "data").resolve()


def _take_rounds(arguments: list[str]) -> list[str]:
    """Take `--rounds=NUMBER` out of the arguments and into the environment, where the long proofs read it."""
    given = [argument for argument in arguments if argument.startswith("--rounds")]
    for argument in given:
        number = argument.removeprefix("--rounds=")
        if not number.isascii() or not number.isdigit():
            raise Problem("How often a long proof is repeated is given as --rounds=NUMBER.")
        os.environ["LALISA_ROUNDS"] = number
    return [argument for argument in arguments if argument not in given]


def _find_axe() -> dict[str, str]:
    try:
        return {"LALISA_TEST_AXE": str(npm.unpack_library("axe-core") / "axe.min.js")}
    except Problem as problem:
        print_line(f"  Pages are not judged with axe-core: {problem}")
        return {}


def _open_databases(environment: dict[str, str], cluster: postgres.Server) -> Databases:
    durations = cluster.root / "durations.json"
    if not durations.exists():
        shutil.copy(TESTS / "durations.json", durations)
    environment = {
        **environment,
        **cluster.variables,
        "LALISA_SIMULATOR": "1",
        "PATH": f"{postgres.find_programs()}:{environment['PATH']}",
        "LALISA_TEST_TEMPLATE": TEMPLATE,
        "LALISA_TEST_DATA": str(_get_data_folder()),
        "TMPDIR": str(reaper.make_temporary_folder(cluster.root)),
        "LALISA_TEST_ADDONS": str(ADDONS),
        "LALISA_TEST_DURATIONS": str(durations),
        "LALISA_TEST_ODOO": shutil.which("odoo", path=environment["PATH"]),
    }
    return Databases(environment, cluster.root)


def _build_passes(arguments: list[str]) -> list[tuple[Path, list[str]]]:
    """Return the runs of pytest that are asked for.

    :param arguments: what the command was called with
    :return: [(folder, arguments for pytest)]
    :raises Problem: a path lies in neither folder
    """
    paths = [path for argument in arguments if (path := _parse_path(argument))]
    options = [argument for argument in arguments if not _parse_path(argument) and argument != ALL]
    quick = not paths and ALL not in arguments
    passes = []
    for folder in (ADDONS, TESTS):
        own = [place for path, place in paths if path.is_relative_to(folder)]
        if own or (not paths and folder.exists()):
            passes += _split_passes(folder, own or [str(folder)], options, quick)
    if not passes:
        names = ", ".join(str(path) for path, _place in paths)
        raise Problem(f"{names}: tests lie below {ADDONS.name}/ and {TESTS.name}/.")
    return passes


def _split_passes(folder: Path, places: list[str], options: list[str], quick: bool) -> list[tuple[Path, list[str]]]:
    """Return the runs of one folder: with workers for what may run side by side, then the rest."""
    marks = [QUICK] if quick else []
    if "-m" in options or not any(Path(place).is_dir() for place in places):
        return [(folder, [*places, *_build_mark_option(marks), *options])]
    # The tests inside Odoo share nothing, and what is `alone` is thorough too.
    if quick or folder == ADDONS:
        return [(folder, [*places, *_build_mark_option(marks), *WORKERS[folder], *options])]
    return [
        (folder, [*places, *_build_mark_option(["not alone"]), *WORKERS[folder], *options]),
        (folder, [*places, *_build_mark_option(["alone"]), *_drop_workers(options)]),
    ]


def _build_mark_option(marks: list[str]) -> list[str]:
    return ["-m", " and ".join(marks)] if marks else []


def _drop_workers(options: list[str]) -> list[str]:
    """Leave out `-n NUMBER`."""
    return [
        option
        for place, option in enumerate(options)
        if not option.startswith("-n") and options[place - 1 : place] != ["-n"]
    ]


def _parse_path(argument: str) -> tuple[Path, str] | None:
    """Return (path, the same as an argument for any working directory), or None for what is no path."""
    name, *rest = argument.split("::")
    path = Path(name).absolute()
    if argument.startswith("-") or not path.exists():
        return None
    return path, "::".join([str(path), *rest])


def _run_pass(databases: Databases, folder: Path, given: list[str]) -> tuple[int, Path]:
    """Run pytest once.

    :return: (its exit code, its report)
    """
    alone = "alone" in given
    report = databases.data.parent / f"{folder.name}{'-alone' if alone else ''}.xml"
    report.unlink(missing_ok=True)
    options = ["-p", "no:odoo"]
    if folder == ADDONS:
        databases.copy_database(TEMPLATE, COPY)
        options = ["--odoo-http", f"--odoo-config={databases.conf}", f"--odoo-database={COPY}"]
    command = [
        "python",
        "-m",
        "pytest",
        "-q",
        "-p",
        "lalisa_cli.pytest_plugin",
        f"--rootdir={REPO}",
        f"--junitxml={report}",
        *options,
        *given,
    ]
    print_line(f"== {folder.name}{', one by one' if alone else ''}")
    return subprocess.run(command, cwd=REPO, env=databases.environment, check=False).returncode, report


def _print_result(results: list[tuple[int, Path]], complaints: list[str], clock: Clock) -> int:
    """Say what all runs together came to.

    :return: the exit code
    """
    cases = [case for _code, report in results for case in _read_cases(report)]
    skips = [case for case in cases if case.find("skipped") is not None]
    wrong = [case for case in skips if not _get_reason(case).startswith(ALLOWED_SKIP)]
    broken = [case for case in cases if _has_outcome(case, "failure") or _has_outcome(case, "error")]
    clock.print_report(cases)
    for line in complaints:
        print_line(f"Odoo complained while it installed our addons: {line}")
    for case in wrong:
        print_line(f"Skipped, which proves nothing: {case.get('name')}: {_get_reason(case)}")
    failed = len(broken) + len(wrong) + bool(complaints)
    # A run of pytest that broke off has no case to show for it; one without tests is no failure.
    failed = failed or any(code not in (0, NO_TESTS) for code, _report in results)
    passed = len(cases) - len(broken) - len(skips)
    print_line(f"{passed} passed, {int(failed)} failed" + _format_skipped(len(skips) - len(wrong)))
    return 1 if failed or not passed else 0


def _read_cases(report: Path) -> Iterable[ElementTree.Element]:
    if not report.exists():
        return []
    return ElementTree.parse(report).getroot().iter("testcase")  # noqa: S314 - pytest wrote it


def _has_outcome(case: ElementTree.Element, outcome: str) -> bool:
    return case.find(outcome) is not None


def _get_reason(case: ElementTree.Element) -> str:
    return case.find("skipped").get("message") or ""


def _format_skipped(count: int) -> str:
    return f", {count} skipped" if count else ""
