"""One server with demo data for each file of the rights, and everybody logged in."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.processes import Database, post_webhook, text_body, until
from tests.security.office import LETTERS, PORTAL_USER, record_of
from tests.security.registry import INVENTORY, read_inventory, run_shell

ANSWERED = "SELECT count(*) FROM lalisa_message WHERE direction = 'outbound' AND state <> 'queued'"


@pytest.fixture(scope="session")
def everybody():
    """Yield a database with a person of each kind, to be copied; and what the registry offers."""
    database = Database()
    printed = run_shell(database, PORTAL_USER + INVENTORY)
    database.models = read_inventory(lambda _script: printed)
    yield database
    database.drop()


@pytest.fixture(scope="module")
def office(pool, everybody):
    """Yield a server with demo data and one complaint that came in by WhatsApp."""
    with pool.server(everybody.name) as running:
        assert post_webhook(running, text_body("Musik keras sampai pagi di gang belakang terminal")) == 200
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


@pytest.fixture
def listener():
    """Yield a server of this machine that notes what it is asked, and answers with a redirect where one is set."""
    heard = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            heard.append(self.path)
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(307 if self.server.onward else 201)
            if self.server.onward:
                self.send_header("Location", self.server.onward)
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *_arguments):
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.heard, server.onward = heard, ""
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
