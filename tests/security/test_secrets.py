"""A channel's secrets are looked for wherever they could have leaked to: logs, answers, errors, a dump, an export."""

import json
import subprocess

import pytest
import requests

from tests import telegram_updates as telegram
from tests.processes import APP_SECRET, WEBHOOK, Refused, post_webhook, text_body, until

# The demo's secrets; its access token goes out with every message that is sent.
SECRETS = (
    APP_SECRET,
    "demo-verify-token",
    "demo-access-token",
    "demo-telegram-secret",
    "demo-telegram-bot-token",
)
ROLES = ("operator", "kasi", "kabid", "trc", "kepala", "lalisa_admin", "admin")


@pytest.fixture(scope="module")
def busy(pool):
    """Yield a server that has taken in, answered and refused messages."""
    with pool.server() as server:
        keep_busy(server)
        yield server


def keep_busy(server):
    assert post_webhook(server, text_body("Aduan untuk mencari rahasia")) == 200
    until(
        lambda: server.database.value(
            "SELECT count(*) FROM lalisa_message WHERE state IN ('sent', 'delivered', 'read')"
        ),
        60,
    )
    assert post_webhook(server, text_body("Palsu"), signature="sha256=00") == 403
    for token in ("salah", "demo-verify-token"):
        asked = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "1"}
        requests.get(f"{server.url}{WEBHOOK}", params=asked, timeout=30)
    # The bot answers too, and both providers are asked after their tokens.
    assert telegram.post_update(server, telegram.build_message(520_800_009, "Aduan lewat Telegram")).status_code == 200
    until(lambda: "/lalisa/simulator/telegram/bot***" in server.log_text(), 60)
    query = "SELECT res_id FROM ir_model_data WHERE name = 'cron_check_tokens' AND model = 'ir.cron'"
    job = server.database.value(query)
    server.login("admin").call("ir.cron", "method_direct_trigger", [job])
    until(lambda: "/debug_token?***" in server.log_text(), 60)


def found_in(text):
    return [secret for secret in SECRETS if secret in text]


def test_no_secret_is_in_the_log(busy):
    assert busy.log_text() and not found_in(busy.log_text())


def test_no_secret_is_in_a_dump(busy):
    dump = subprocess.run(["pg_dump", busy.database.name], capture_output=True, text=True, check=True).stdout
    assert "lalisa_channel_secret" in dump and not found_in(dump)


def test_no_role_reads_a_secret_and_no_error_tells_one(busy):
    for role in ROLES:
        person = busy.login(role)
        for model in ("lalisa.channel", "lalisa.channel.secret", "lalisa.webhook.event", "ir.config_parameter"):
            for method, args in (("search_read", [[]]), ("export_data", [[1], ["id", "display_name"]])):
                try:
                    said = json.dumps(person.call(model, method, *args))
                except Refused as refusal:
                    said = str(refusal)
                assert not found_in(said), (role, model, method)


def test_an_answer_to_a_stranger_tells_no_secret_and_no_trace(busy):
    for path in (WEBHOOK, f"{WEBHOOK}x", "/lalisa/health", "/lalisa/metrics", "/aduan/LL-26-0001/x"):
        for method in ("get", "post"):
            text = getattr(requests, method)(f"{busy.url}{path}", timeout=30).text
            assert not found_in(text) and "Traceback" not in text, path
