"""One server with demo data for each file of the rights, and everybody logged in."""

import pytest

from tests.processes import Database, Server, post, text_body, until
from tests.security.office import LETTERS, PORTAL_USER, record_of
from tests.security.registry import inventory, shell


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A server with demo data and one complaint that came in by WhatsApp."""
    database = Database()
    shell(database, PORTAL_USER)
    server = Server(database, tmp_path_factory.mktemp("matrix")).start()
    assert post(server, text_body("Musik keras sampai pagi di gang belakang terminal")) == 200
    until(
        lambda: database.value(
            "SELECT count(*) FROM lalisa_message WHERE direction = 'outbound' AND state <> 'queued'"
        )
    )
    # Somebody has looked at a reporter, so that the log of it has a row to be guarded.
    complaint = record_of(database, "lalisa.complaint")
    server.login("kasi").call("lalisa.complaint", "action_reveal", [complaint])
    yield server
    server.stop()
    database.drop()


@pytest.fixture(scope="module")
def models(office):
    return inventory(office.database)


@pytest.fixture(scope="module")
def people(office):
    return {login: office.login(login) for login in LETTERS}
