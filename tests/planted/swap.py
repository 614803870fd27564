"""A plugin for pytest that plants faults into functions that are loaded already, one after another in one process.

To start Odoo for each fault would take most of the time. A fault in an addon's Python changes only the bodies of
functions, so its file is compiled with the fault and the code of the changed functions is put into those that are
there. No file is touched. The test that fails must pass right after, when the fault is taken out again.

`LALISA_PLANTED` names the subjects, one a line; `LALISA_PLANTED_REPORT` the file that gets a line of JSON for each:
subject, test (empty: not found), seconds, and whether that test passed without the fault.
"""

import gc
import json
import os
import time
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FunctionType, SimpleNamespace

import pytest
from _pytest.runner import runtestprotocol

from lalisa_cli.home import REPO

from .faults import FAULTS


class Failures:
    """Hears which reports are failures, those of parts of a test too."""

    def __init__(self):
        self.seen = []

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.seen.append(report.nodeid)


def pytest_configure(config):
    config.pluginmanager.register(Failures(), "planted-failures")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    """Run, in place of all tests, for each fault those that should find it."""
    subjects = os.environ["LALISA_PLANTED"].split("\n")
    report = Path(os.environ["LALISA_PLANTED_REPORT"])
    for fault in (one for one in FAULTS if one.subject in subjects):
        begun = time.monotonic()
        items = [item for item in session.items if item.nodeid.startswith(fault.found_by)]
        with load_planted(fault):
            failed = first_failure(session, items)
        sound = failed is None or first_failure(session, [failed]) is None
        found = failed.nodeid if failed else ""
        line = {"subject": fault.subject, "test": found, "sound": sound, "seconds": time.monotonic() - begun}
        with report.open("a") as handle:
            handle.write(json.dumps(line) + "\n")
    return True


def first_failure(session, items):
    """Run tests until one fails; each class is prepared anew.

    :return: the test that failed, or None
    """
    failures = session.config.pluginmanager.get_plugin("planted-failures").seen
    only_session = SimpleNamespace(listchain=lambda: [session])
    forget_caches()
    for item, following in zip(items, [*items[1:], only_session], strict=True):
        failures.clear()
        reports = runtestprotocol(item, log=False, nextitem=following)
        if failures or any(report.failed for report in reports):
            session._setupstate.teardown_exact(only_session)
            return item
    return None


def forget_caches():
    """Clear Odoo's caches: their content may have been worked out by the faulty code."""
    from odoo.modules.registry import Registry

    for registry in Registry.registries.values():
        registry.clear_all_caches()


@contextmanager
def load_planted(fault):
    """Put the fault into the loaded functions of its file for the time of the block.

    :raises ValueError: the fault does not fit, or lies outside of functions that are loaded
    """
    path = REPO / fault.file
    sound = path.read_text()
    if sound.count(fault.old) != 1:
        raise ValueError(f"{fault.subject}: its text stands {sound.count(fault.old)} times in {fault.file}")
    pairs = zip(functions_of(sound, path), functions_of(sound.replace(fault.old, fault.new), path), strict=True)
    faulty = {before: after for before, after in pairs if before != after}
    gc.unfreeze()  # what the run keeps out of the collector's way is not listed
    loaded = [
        one
        for one in gc.get_objects()
        if isinstance(one, FunctionType) and one.__code__ in faulty and one.__code__.co_filename == str(path)
    ]
    if not loaded:
        raise ValueError(f"{fault.subject}: changes no function of {fault.file} that is loaded")
    kept = {one: one.__code__ for one in loaded}
    for one, code in kept.items():
        one.__code__ = faulty[code]
    try:
        yield
    finally:
        for one, code in kept.items():
            one.__code__ = code


def functions_of(text, path):
    """Return the code of each function of a module and of its classes; what lies inside of a function belongs to it."""
    todo, found = [compile(text, str(path), "exec", dont_inherit=True)], []
    while todo:
        for code in (one for one in todo.pop().co_consts if isinstance(one, CodeType)):
            is_class = "__qualname__" in code.co_names and not code.co_argcount and "__module__" in code.co_names
            (todo if is_class else found).append(code)
    return found
