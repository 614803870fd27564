"""What the tests of two addons together share: a database and a server for each test."""

import pytest

from tests import processes
from tests.standing import Pool
from tests.walk.browser import close_chromium


def pytest_terminal_summary(terminalreporter):
    """Print what tests have measured (`tell_figure` of tests/house), whichever worker ran them."""
    reports = [one for group in terminalreporter.stats.values() for one in group]
    told = [text for one in reports for name, text in getattr(one, "user_properties", ()) if name == "figure"]
    for text in dict.fromkeys(told):
        terminalreporter.write_line(text)


@pytest.fixture(scope="session", autouse=True)
def browsers():
    """Yield one Chromium for all tests of a worker, ended with it."""
    yield
    close_chromium()


@pytest.fixture
def database():
    copy = processes.Database()
    yield copy
    copy.drop()


@pytest.fixture(scope="session")
def pool(tmp_path_factory):
    """Yield the servers that stand from one test to the next."""
    servers = Pool(tmp_path_factory.mktemp("standing"))
    yield servers
    servers.close()


@pytest.fixture
def server(pool):
    """Yield a running server on a database of the test's own."""
    with pool.server() as running:
        yield running
