"""`./lalisa test`: all tests on copies of a template database, with a real browser.

Two runs of pytest: the addons' own tests inside Odoo (pytest-odoo: Python, HOOT, tours), then the top-level
`tests/`, which start server processes of their own. Arguments that name a path go to the run they belong to.
The top-level tests find what they need in the environment:

* `LALISA_TEST_TEMPLATE` the template database: copy it with `createdb -T`, never connect to it
* `LALISA_TEST_DATA` Odoo's data_dir, with the template's filestore in `filestore/<template>`
* `LALISA_TEST_ADDONS` the folder of our addons; `odoo`, `chromium` and PostgreSQL's programs are on PATH
* `PGHOST`, `PGPORT`, `PGUSER` the test cluster; `LALISA_SIMULATOR=1`, `ODOO_NOTIFY_CRON_CHANGES=1`
"""
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from . import browser, database, postgres, python_env
from .home import ADDONS, REPO, home, only_one
from .output import Problem, say

TEMPLATE = "lalisa_template"
COPY = "lalisa_test"


def run(arguments):
    """Runs the tests and prints one closing line for both runs.

    :param arguments: further arguments for pytest
    :return: the exit code: 0 only when something ran, nothing failed, and nothing was skipped
    """
    with only_one("test"):
        environment = browser.prepare(python_env.prepare())
        cluster = postgres.Server(home() / "test", fast=True)
        cluster.root.mkdir(exist_ok=True)
        try:
            cluster.start()
            databases = _databases(environment, cluster)
            _prepare_template(databases)
            results = [_run_part(databases, part, arguments) for part in _parts(arguments)]
            return _close(results)
        finally:
            cluster.stop()


def _databases(environment, cluster):
    data = cluster.root / "data"
    conf = database.write_conf(cluster.root / "odoo.conf", data)
    environment = {
        **environment, **cluster.variables, "LALISA_SIMULATOR": "1",
        "PATH": f"{environment['PATH']}:{postgres.programs()}",
        "LALISA_TEST_TEMPLATE": TEMPLATE, "LALISA_TEST_DATA": str(data), "LALISA_TEST_ADDONS": str(ADDONS),
    }
    return database.Databases(environment, conf, data)


def _prepare_template(databases):
    """Brings the template up to date; a warning in Odoo's log while it installs is a failure."""
    lines = databases.prepare(TEMPLATE)
    if lines:
        databases.drop(TEMPLATE)
        raise Problem("Odoo complained while installing the addons:\n" + "\n".join(lines))
    bundles = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()"
    done = subprocess.run(
        ["odoo", "shell", "-c", databases.conf, "-d", TEMPLATE, "--no-http", "--logfile="], input=bundles, text=True,
        env=databases.environment, capture_output=True, check=False,
    )
    if done.returncode or "Traceback" in done.stderr:
        raise Problem(f"The pages' scripts and styles could not be built:\n{done.stderr[-2000:]}")


def _parts(arguments):
    """Which of the two runs the arguments ask for; without a path both."""
    paths = [Path(part.split("::")[0]).absolute() for part in arguments if not part.startswith("-")]
    paths = [path for path in paths if path.exists()]
    parts = [part for part in (ADDONS, REPO / "tests") if any(path.is_relative_to(part) for path in paths)]
    return parts or [part for part in (ADDONS, REPO / "tests") if part.exists()]


def _run_part(databases, part, arguments):
    """One run of pytest.

    :return: (exit code, {passed, failed, skipped: counts})
    """
    report = home() / "test" / f"{part.name}.xml"
    report.unlink(missing_ok=True)
    own = [part] if not any(Path(argument.split("::")[0]).exists() for argument in arguments) else []
    if part == ADDONS:
        databases.copy(TEMPLATE, COPY)
        options = ["--odoo-http", f"--odoo-config={databases.conf}", f"--odoo-database={COPY}"]
    else:
        options = ["-p", "no:odoo"]
    command = ["python", "-m", "pytest", "-q", f"--rootdir={REPO}", f"--junitxml={report}", *options, *own, *arguments]
    code = subprocess.run(command, cwd=REPO, env=databases.environment, check=False).returncode
    return code, _counts(report)


def _counts(report):
    if not report.exists():
        return {"passed": 0, "failed": 0, "skipped": 0}
    suite = ElementTree.parse(report).getroot().find("testsuite")  # noqa: S314 - written by pytest a moment ago
    total, skipped = int(suite.get("tests")), int(suite.get("skipped"))
    failed = int(suite.get("failures")) + int(suite.get("errors"))
    return {"passed": total - failed - skipped, "failed": failed, "skipped": skipped}


def _close(results):
    total = {name: sum(counts[name] for _code, counts in results) for name in ("passed", "failed", "skipped")}
    # pytest's 5 says that a run found no test, which is right when -k chose tests of the other run.
    broken = [code for code, counts in results if code not in (0, 5) or counts["failed"]]
    if total["skipped"]:
        say("A skipped test proves nothing, so it counts as a failure here.")
    line = f"{total['passed']} passed, {total['failed']} failed"
    say(line + (f", {total['skipped']} skipped" if total["skipped"] else ""))
    return 1 if broken or total["skipped"] or not total["passed"] else 0
