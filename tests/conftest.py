"""What the tests of two addons together share: a database and a server for each."""

import pytest

from tests import processes


@pytest.fixture
def database():
    copy = processes.Database()
    yield copy
    copy.drop()


@pytest.fixture
def server(database, tmp_path):
    running = processes.Server(database, tmp_path).start()
    yield running
    running.stop()
