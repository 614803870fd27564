"""One office for all that citizens say, and a new citizen for each test."""

import itertools

import pytest

from tests.processes import Database, Server
from tests.walk.citizen import Citizen

NUMBERS = itertools.count(6281255500001)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """One server for the whole table: every row is another citizen."""
    database = Database()
    server = Server(database, tmp_path_factory.mktemp("talks")).start()
    yield server
    server.stop()
    database.drop()


@pytest.fixture
def number():
    """A telephone number that nobody has used in this run."""
    return str(next(NUMBERS))


@pytest.fixture
def citizen(office):
    someone = Citizen(office, str(next(NUMBERS)))
    yield someone
    assert not someone.lost(), "a message is in no complaint and in no inbox"
