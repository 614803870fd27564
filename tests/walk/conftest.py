"""One office for all that citizens say, and a new citizen for each test."""

import itertools

import pytest

from tests.walk.citizen import Citizen

NUMBERS = itertools.count(6281255500001)


@pytest.fixture(scope="module")
def office(pool):
    """Yield one server for the whole table: every row is another citizen."""
    with pool.server() as running:
        yield running


@pytest.fixture
def number():
    """Return a telephone number that nobody has used in this run."""
    return str(next(NUMBERS))


@pytest.fixture
def citizen(office):
    someone = Citizen(office, str(next(NUMBERS)))
    yield someone
    assert not someone.lost(), "a message is in no complaint and in no inbox"
