"""Every kind of body that Telegram may post, at a running server: answered, kept, and counted as it should be."""

import importlib.util
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import telegram_updates as telegram
from tests.processes import until

SHARED = Path(__file__).resolve().parents[3] / "shared" / "contracts"
CORPUS = SHARED / "corpus"
MESSAGES = "SELECT count(*) FROM lalisa_message m JOIN lalisa_channel c ON c.id = m.channel_id" \
    " WHERE m.direction = 'inbound' AND c.driver = 'telegram'"
WAITING = "SELECT count(*) FROM lalisa_webhook_event WHERE state = 'new'"
DEAD = "SELECT error FROM lalisa_webhook_event WHERE state = 'dead'"
GROUP = {"id": -1001900000077, "type": "supergroup", "title": "Warga RT 5"}


def settled(server):
    until(lambda: server.database.value(WAITING) == 0, 90, lambda: server.log_text()[-2000:])
    return server.database.value(MESSAGES)


def test_each_kind_of_update_is_answered_and_becomes_as_many_messages_as_people_wrote(server):
    people = iter(range(520_100_000, 520_100_100))
    point = {"latitude": -2.3289, "longitude": 115.4633}
    photo = [{"file_id": "AgAC1", "file_unique_id": "u1", "width": 90, "height": 60}]
    cases = [
        (1, telegram.message(next(people), "Ada pedagang menutup trotoar")),
        (1, telegram.message(next(people), photo=photo, caption="Spanduk dipaku")),
        (1, telegram.message(next(people), voice={"file_id": "AwAC1", "file_unique_id": "u2", "duration": 4})),
        (1, telegram.message(next(people), location=point)),
        (1, telegram.message(next(people), sticker={"file_id": "CAAC", "type": "regular"})),
        (1, telegram.message(next(people), dice={"emoji": "🎲", "value": 3})),
        (1, telegram.message(next(people), "/lapor Ada sapi di jalan pasar")),
        (0, telegram.message(next(people), "/start")),
        (0, telegram.message(next(people), "/start " + "x" * 4000)),
        (0, telegram.message(next(people), "/bantuan")),
        (0, telegram.message(next(people), "/apa_saja")),
        (1, telegram.edit(next(people), 9, "Yang tidak pernah kami lihat")),
        (0, telegram.tap(next(people), "status:LL-26-0001")),
        (0, telegram.tap(next(people), "bukan perintah")),
        (0, telegram.message(next(people), "Halo grup", chat=GROUP)),
        (0, telegram.update(channel_post={"message_id": 1, "date": 1, "chat": {"id": -100, "type": "channel"}})),
        (0, telegram.update(message_reaction={"chat": {"id": 5, "type": "private"}, "message_id": 3})),
        (0, telegram.update(poll={"id": "1"})),
        (0, telegram.update(business_message={"message_id": 1})),
        (0, telegram.update(kelak_ada={"x": [1]})),
        (0, telegram.update(message=None)),
        (0, b""), (0, b"null"), (0, b"[]"), (0, b"{"), (0, b"\xff\xfe"), (0, b"[" * 20_000),
    ]
    for _count, body in cases:
        assert telegram.post(server, body).status_code == 200, body[:80]
    assert settled(server) == sum(count for count, _body in cases)
    assert server.database.rows(DEAD) == []


def test_a_tap_is_answered_in_the_same_breath_and_a_stranger_is_refused(server):
    answer = telegram.post(server, telegram.tap(520_000_001, "status", "tap-77"))
    assert answer.json() == {"method": "answerCallbackQuery", "callback_query_id": "tap-77"}
    for secret in ("", "salah", "demo-telegram-secretx"):
        assert telegram.post(server, telegram.message(1, "Palsu"), secret).status_code == 403
    assert settled(server) == 0


def test_eight_copies_at_once_are_one_message(server):
    body = telegram.message(520_000_002, "Musik keras sampai pagi di gang belakang terminal")
    with ThreadPoolExecutor(8) as pool:
        assert {one.status_code for one in pool.map(lambda _: telegram.post(server, body), range(8))} == {200}
    assert settled(server) == 1
    assert "serializ" not in server.log_text().lower()


def original_of(edit):
    """The update that an edit is of, as it came before."""
    told = json.loads(edit)
    message = {name: value for name, value in told["edited_message"].items() if name != "edit_date"}
    update = {"update_id": told["update_id"] - 10**6, "message": {**message, "text": "The lights at Oak 12"}}
    return json.dumps(update).encode()


def test_the_shared_corpus_is_answered_as_its_index_says(server):
    if not CORPUS.exists():
        pytest.skip("not here: ../shared/contracts/corpus")
    index = json.loads((CORPUS / "index.json").read_text())
    entries = [entry for entry in index["entries"] if entry["platform"] == "telegram"]
    wrong, before = [], settled(server)
    for entry in entries:
        names = [one if isinstance(one, str) else one["file"] for one in entry.get("sequence") or [entry["file"]]]
        bodies = [(CORPUS / name).read_bytes() for name in names]
        if entry["kind"] == "edited_text":
            # The index speaks of a stored message; the corpus does not bring it along.
            assert telegram.post(server, original_of(bodies[0])).status_code == 200
            before = settled(server)
        with ThreadPoolExecutor(len(bodies) if entry["expect"].get("concurrent") else 1) as pool:
            codes = {answer.status_code for answer in pool.map(lambda body: telegram.post(server, body), bodies)}
        after = settled(server)
        wanted = entry["expect"].get("messages", after - before)
        if not codes <= set(entry["expect"]["http"]) or after - before != wanted:
            wrong.append((names[0], codes, after - before, wanted))
        before = after
    assert wrong == []
    assert server.database.rows(DEAD) == []


def test_what_we_send_is_what_the_published_description_of_the_bot_api_allows():
    source = SHARED / "telegram_spec" / "tg_schema.py"
    if not source.exists():
        pytest.skip("not here: ../shared/contracts/telegram_spec")
    spec = importlib.util.spec_from_file_location("tg_schema", source)
    schema = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(schema)
    from odoo.addons.lalisa_telegram.tools import bot_client

    for given in (
        {"text": "Halo", "removes": True}, {"text": "😀" * 3000},
        {"text": "Di mana?", "asks": ["location", "contact"], "reply_to": "5:7"},
        {"text": "Pilih", "buttons": [("status:LL-26-0001", "Status"), ("add:LL-26-0001", "Tambah")]},
    ):
        assert schema.check("sendMessage", bot_client.message_body("520000001", given.pop("text"), **given)) == []
    menu = [{"command": command, "description": words} for command, words in bot_client.COMMANDS]
    assert schema.check("setMyCommands", {"commands": menu}) == []
    asked = {"url": "https://contoh.example/x", "secret_token": "a" * 43, "allowed_updates": list(bot_client.UPDATES)}
    assert schema.check("setWebhook", asked) == []
