"""A plugin of pytest for `./lalisa test`: browsers of Odoo's tests wait as long as the machine needs."""

import math
from functools import wraps

import pytest

from .processes import patience


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session):
    """Change how Odoo's tests wait, in a run that is inside Odoo."""
    if session.config.pluginmanager.hasplugin("odoo"):
        _wait_as_the_machine_needs()


def _wait_as_the_machine_needs():
    """Stretch the limits of Odoo's browser tests by the load: start, page, script, and each step of a tour."""
    from odoo.tests import common

    common.CHECK_BROWSER_ITERATIONS = math.ceil(common.CHECK_BROWSER_ITERATIONS * patience())
    # Odoo's own factor for a slowed-down browser; read anew at each wait, so that a load that grows counts.
    common.ChromeBrowser.throttling_factor = property(lambda _browser: patience(), lambda _browser, _value: None)
    open_page = common.HttpCase.browser_js

    @wraps(open_page)
    def browser_js(self, *arguments, cookies=None, **options):
        cookies = {**(cookies or {}), "lalisa_patience": str(math.ceil(patience()))}
        return open_page(self, *arguments, cookies=cookies, **options)

    common.HttpCase.browser_js = browser_js
