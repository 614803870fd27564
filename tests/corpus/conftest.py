"""One server for all bodies of a corpus: two web workers, as in production."""

import pytest

from tests.processes import Database, Server


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    database = Database()
    server = Server(database, tmp_path_factory.mktemp("corpus"), workers=2).start()
    yield server
    server.stop()
    database.drop()
