"""One server with demo data for each file of the rights, and everybody logged in."""

import pytest

from tests.processes import Database, post, text_body, until
from tests.security.office import LETTERS, PORTAL_USER, record_of
from tests.security.registry import inventory, shell

ANSWERED = "SELECT count(*) FROM lalisa_message WHERE direction = 'outbound' AND state <> 'queued'"


@pytest.fixture(scope="session")
def everybody():
    """A database with a person of each kind, to be copied; and what the registry offers."""
    database = Database()
    shell(database, PORTAL_USER)
    database.models = inventory(database)
    yield database
    database.drop()


@pytest.fixture(scope="module")
def office(pool, everybody):
    """A server with demo data and one complaint that came in by WhatsApp."""
    with pool.server(everybody.name) as running:
        assert post(running, text_body("Musik keras sampai pagi di gang belakang terminal")) == 200
        until(lambda: running.database.value(ANSWERED))
        # Somebody has looked at a reporter, so that the log of it has a row to be guarded.
        complaint = record_of(running.database, "lalisa.complaint")
        running.login("kasi").call("lalisa.complaint", "action_reveal", [complaint])
        yield running


@pytest.fixture(scope="module")
def models(everybody):
    return everybody.models


@pytest.fixture(scope="module")
def people(office):
    return {login: office.login(login) for login in LETTERS}
