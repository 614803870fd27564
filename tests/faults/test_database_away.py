"""The database is away: every webhook is told to come again, and no word of it stands in a log."""

import json
import time

import pytest
import requests

from tests.faults.test_telegram_retries import shut_database
from tests.processes import WEBHOOK, Server, post_webhook, text_body, until

MARK = "kalimat-penanda-warga"
UNKNOWN = "/lalisa/webhook/whatsapp/kunci-yang-tidak-ada"
# name -> (the content type, the body): whatever a stranger may post
BODIES = {
    "JSON": ("application/json", json.dumps({"text": MARK}).encode()),
    "broken JSON": ("application/json", b'{"text": "' + MARK.encode()),
    "form": ("application/x-www-form-urlencoded", f"{MARK}={MARK}&self={MARK}&driver={MARK}&key={MARK}".encode()),
    "JSON as a form": ("application/x-www-form-urlencoded", json.dumps({"text": MARK}).encode()),
    "multipart": (
        "multipart/form-data; boundary=b",
        (
            f'--b\r\nContent-Disposition: form-data; name="{MARK}"\r\n\r\n{MARK}\r\n'
            f'--b\r\nContent-Disposition: form-data; name="f"; filename="{MARK}"\r\n\r\n{MARK}\r\n--b--\r\n'
        ).encode(),
    ),
    "broken multipart": (
        "multipart/form-data; boundary=b",
        f"--b\r\nContent-Disposition: {MARK}\r\n\r\n{MARK}".encode(),
    ),
    "multipart without a boundary": ("multipart/form-data", MARK.encode()),
    "text": ("text/plain", MARK.encode()),
    "no type": ("", MARK.encode()),
    "nonsense": (MARK, b"\xff\x00" + MARK.encode()),
}


@pytest.fixture
def closed(database):
    """Yield a database that lets nobody in, until the test opens it."""
    shut_database(database.name, closed=True)
    yield database
    shut_database(database.name, closed=False)


def post_everything(server, path):
    """Return {what was posted: the status that it got}."""
    return {
        name: requests.post(f"{server.url}{path}", data=body, headers={"Content-Type": kind}, timeout=60).status_code
        for name, (kind, body) in BODIES.items()
    }


def check_address(server, path):
    """Return the status that a provider's check of the address gets."""
    asked = {"hub.mode": "subscribe", "hub.verify_token": "salah", "hub.challenge": "1"}
    return requests.get(f"{server.url}{path}", params=asked, timeout=60).status_code


def test_no_word_of_a_body_stands_in_the_log_and_an_unknown_key_is_decided_by_the_database(server):
    assert set(post_everything(server, UNKNOWN).values()) == {404}
    assert set(post_everything(server, WEBHOOK).values()) == {403}, "not one is signed"
    assert (check_address(server, UNKNOWN), check_address(server, WEBHOOK)) == (404, 403), "nor does it know the word"
    shut_database(server.database.name, closed=True)
    try:
        assert set(post_everything(server, UNKNOWN).values()) == {503}
        assert set(post_everything(server, WEBHOOK).values()) == {503}
        assert (check_address(server, UNKNOWN), check_address(server, WEBHOOK)) == (503, 503)
    finally:
        shut_database(server.database.name, closed=False)
    # The same server serves on, and nothing that was refused has been taken in.
    until(
        lambda: post_webhook(server, text_body("Ada sapi di jalan depan pasar Paringin", wamid="wamid.sesudah")) == 200,
        60,
    )
    until(lambda: server.database.value("SELECT count(*) FROM lalisa_webhook_event"), 60)
    assert set(post_everything(server, UNKNOWN).values()) == {404}
    assert MARK not in server.log_text()


def test_a_server_that_starts_without_its_database_answers_503_and_then_serves(closed, tmp_path):
    server = Server(closed, tmp_path)
    server.healthy = lambda: is_answering(server)
    server.start()
    try:
        assert set(post_everything(server, WEBHOOK).values()) == set(post_everything(server, UNKNOWN).values()) == {503}
        assert (check_address(server, UNKNOWN), check_address(server, WEBHOOK)) == (503, 503)
        shut_database(closed.name, closed=False)
        until(
            lambda: post_webhook(server, text_body("Ada sapi di jalan", wamid="wamid.awal")) == 200,
            120,
            lambda: server.log_text()[-2000:],
        )
        assert set(post_everything(server, UNKNOWN).values()) == {404}
        assert MARK not in server.log_text()
    finally:
        server.stop()


def is_answering(server):
    """Tell whether anything at all is answered."""
    assert server.process.poll() is None, server.log_text()[-2000:]
    try:
        return requests.get(f"{server.url}/web/health", timeout=10).status_code > 0
    except requests.RequestException:
        time.sleep(0.2)
        return False
