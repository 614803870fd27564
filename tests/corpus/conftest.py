"""One server for all bodies of a corpus: two web workers, as in production; our addons can be imported."""

from pathlib import Path

import pytest

import odoo.addons

from tests.processes import ADDONS

# What builds a request is a pure function of an addon; Odoo itself finds addons only in a server.
odoo.addons.__path__.append(str(Path(ADDONS).resolve()))


@pytest.fixture(scope="module")
def office(pool):
    with pool.server(workers=2) as running:
        yield running
