"""What goes wrong on the way in: duplicates, forgeries, kills."""

from concurrent.futures import ThreadPoolExecutor

import requests

from tests.processes import WEBHOOK, Server, post_webhook, text_body, until

COUNT = "SELECT count(*) FROM lalisa_message WHERE direction = 'inbound'"
EVENTS = "SELECT count(*) FROM lalisa_webhook_event"


def test_eight_copies_at_once_are_one_message_without_a_serialization_failure(server):
    body = text_body("Musik keras sampai pagi di gang belakang terminal")
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: post_webhook(server, body), range(8))) == {200}
    until(lambda: server.database.value(COUNT))
    assert post_webhook(server, body) == 200
    assert server.database.value(EVENTS + " WHERE kind = 'message'") == 1
    assert server.database.value(COUNT) == 1
    assert "serializ" not in server.log_text().lower()


def test_a_wrong_signature_is_refused_and_stores_nothing(server):
    body = text_body("Palsu")
    for signature in ("sha256=" + "0" * 64, "sha256=", "sha256=zz\u00e9".encode(), "0" * 64):
        assert post_webhook(server, body, signature=signature) == 403
    assert post_webhook(server, body, secret="other") == 403
    assert requests.post(server.url + WEBHOOK, data=body, timeout=30).status_code == 403
    assert requests.post(server.url + WEBHOOK + "x", data=body, timeout=30).status_code == 404
    assert server.database.value(EVENTS) == 0


def test_bodies_that_make_no_sense_are_kept_and_answered_with_200(server):
    bodies = [
        b"",
        b"{",
        b"[]",
        b"7",
        b"null",
        b"\xff\xfe",
        b"[" * 20000,
        b'{"entry": {}}',
        b'{"a": ' + b"9" * 5000 + b"}",
    ]
    for body in bodies:
        assert post_webhook(server, body) == 200, body[:40]
    assert server.database.value(EVENTS) == len(bodies)
    assert server.database.value(COUNT) == 0


def test_what_was_accepted_survives_a_kill_and_is_handled_once(database, tmp_path):
    accepting = Server(database, tmp_path, cron=False).start()
    for index in range(5):
        assert (
            post_webhook(
                accepting,
                text_body(f"Aduan nomor {index} tentang ternak di jalan", f"62812000000{index:02d}"),
            )
            == 200
        )
    accepting.kill()
    assert database.value(COUNT) == 0
    # Odoo looks for waiting jobs only about a minute after its start.
    working = Server(database, tmp_path).start()
    try:
        until(lambda: database.value(COUNT) == 5, 180, lambda: working.log_text()[-2000:])
        complaints = "SELECT count(*) FROM lalisa_complaint WHERE conversation_id IS NOT NULL"
        assert database.value(complaints) == 5
    finally:
        working.stop()
