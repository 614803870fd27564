"""A plugin of pytest for `./lalisa test`: workers that are busy to the end, and patience on a busy machine.

The launcher gives it in the environment:

* `LALISA_TEST_DURATIONS`: a JSON file {file: seconds}, read for the order and written at the end
* `LALISA_TEST_DATA`: Odoo's data_dir
"""

import contextlib
import gc
import json
import math
import os
import shutil
import warnings
from collections import defaultdict
from collections.abc import Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

from .database import link_files
from .processes import compute_patience

UNKNOWN = 30  # seconds, for a file that has never run


def read_durations(path: str | Path) -> dict[str, float]:
    """Read how long each file took when it last ran.

    :param path: the JSON file
    :return: {path of a test file, relative to the checkout: seconds}; {} without a readable file
    """
    try:
        return json.loads(Path(path).read_text())
    except (OSError, ValueError):
        return {}


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        _replace_shared_filestore()
    else:
        config.pluginmanager.register(Clock(), "lalisa-clock")


def _replace_shared_filestore() -> None:
    """Replace what pytest-odoo does for the files of a worker's database.

    It lets all workers use the template's folder, where one worker's garbage collection removes
    what another one still reads.
    """
    with contextlib.suppress(ImportError):
        import pytest_odoo

        pytest_odoo._shared_filestore = _link_own_filestore


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    # xdist ends a worker by an interrupt, which may hit what Python clears away; no test runs any more.
    if hasattr(session.config, "workerinput"):
        warnings.filterwarnings("ignore", category=pytest.PytestUnraisableExceptionWarning)


@contextlib.contextmanager
def _link_own_filestore(original: str, name: str) -> Iterator[None]:
    """Link the files of a database for its copy while the copy is used."""
    files = Path(os.environ["LALISA_TEST_DATA"]) / "filestore"
    if name == original:
        yield
        return
    shutil.rmtree(files / name, ignore_errors=True)
    link_files(files / original, files / name)
    try:
        yield
    finally:
        shutil.rmtree(files / name, ignore_errors=True)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Give tests inside Odoo the mark that they have as a tag: without pytest Odoo's own runner reads them."""
    for tagged in (getattr(item, "cls", None), getattr(item, "obj", None)):
        if "thorough" in getattr(tagged, "test_tags", ()):
            item.add_marker("thorough")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the longest file first, so that no worker is left alone with it at the end.

    :raises UsageError: a test is `alone` and not `thorough`, so that no run would have a place for it
    """
    for item in items:
        if item.get_closest_marker("alone") and not item.get_closest_marker("thorough"):
            raise pytest.UsageError(f"{item.nodeid} is alone and must be thorough too.")
    if not hasattr(config, "workerinput"):
        return
    known = read_durations(os.environ.get("LALISA_TEST_DURATIONS", ""))
    places = {file: place for place, file in enumerate(dict.fromkeys(map(get_file, items)))}
    items.sort(key=lambda item: (-known.get(get_file(item), UNKNOWN), places[get_file(item)]))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Tell Python that what is loaded stays: looking through all of Odoo for garbage takes long, and finds none."""
    if session.config.pluginmanager.hasplugin("odoo"):
        gc.collect()
        gc.freeze()


def get_file(item: pytest.Item | pytest.TestReport) -> str:
    """Return the path of a test's file, relative to the checkout."""
    return item.nodeid.split("::")[0]


class Clock:
    """Adds up how long the tests of each file took."""

    def __init__(self) -> None:
        self.seconds = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[get_file(report)] += report.duration

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        path = os.environ.get("LALISA_TEST_DURATIONS")
        # One test of a file, or one that broke off, says nothing of how long the file takes.
        chosen = session.config.option.keyword or any("::" in name for name in session.config.args)
        if path and not chosen and not session.testsfailed:
            whole = {file: round(taken, 1) for file, taken in self.seconds.items()}
            Path(path).write_text(json.dumps(read_durations(path) | whole, indent=1, sort_keys=True))


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Change how Odoo's tests wait, in a run that is inside Odoo."""
    if session.config.pluginmanager.hasplugin("odoo"):
        _stretch_browser_limits()


def _stretch_browser_limits() -> None:
    """Stretch the limits of Odoo's browser tests by the load: start, page, script, and each step of a tour."""
    from odoo.tests import common

    common.CHECK_BROWSER_ITERATIONS = math.ceil(common.CHECK_BROWSER_ITERATIONS * compute_patience())
    # Odoo's own factor for a slowed-down browser; read anew at each wait, so that a load that grows counts.
    common.ChromeBrowser.throttling_factor = property(
        lambda _browser: compute_patience(), lambda _browser, _value: None
    )
    open_page = common.HttpCase.browser_js

    @wraps(open_page)
    def browser_js(self: Any, *arguments: Any, cookies: dict[str, str] | None = None, **options: Any) -> Any:
        cookies = {**(cookies or {}), "lalisa_patience": str(math.ceil(compute_patience()))}
        return open_page(self, *arguments, cookies=cookies, **options)

    common.HttpCase.browser_js = browser_js
