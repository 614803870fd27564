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
MESSAGES = (
    "SELECT count(*) FROM lalisa_message m JOIN lalisa_channel c ON c.id = m.channel_id"
    " WHERE m.direction = 'inbound' AND c.driver = 'telegram'"
)
WAITING = "SELECT count(*) FROM lalisa_webhook_event WHERE state = 'new'"
DEAD = "SELECT error FROM lalisa_webhook_event WHERE state = 'dead'"
GROUP = {"id": -1001900000077, "type": "supergroup", "title": "Warga RT 5"}


def await_settled(server):
    until(lambda: server.database.value(WAITING) == 0, 90, lambda: server.log_text()[-2000:])
    return server.database.value(MESSAGES)


def test_each_kind_of_update_is_answered_and_becomes_as_many_messages_as_people_wrote(server):
    people = iter(range(520_100_000, 520_100_100))
    point = {"latitude": -2.3289, "longitude": 115.4633}
    photo = [{"file_id": "AgAC1", "file_unique_id": "u1", "width": 90, "height": 60}]
    cases = [
        (1, telegram.build_message(next(people), "Ada pedagang menutup trotoar")),
        (1, telegram.build_message(next(people), photo=photo, caption="Spanduk dipaku")),
        (1, telegram.build_message(next(people), voice={"file_id": "AwAC1", "file_unique_id": "u2", "duration": 4})),
        (1, telegram.build_message(next(people), location=point)),
        (1, telegram.build_message(next(people), sticker={"file_id": "CAAC", "type": "regular"})),
        (1, telegram.build_message(next(people), dice={"emoji": "🎲", "value": 3})),
        (1, telegram.build_message(next(people), "/lapor Ada sapi di jalan pasar")),
        (0, telegram.build_message(next(people), "/start")),
        (0, telegram.build_message(next(people), "/start " + "x" * 4000)),
        (0, telegram.build_message(next(people), "/bantuan")),
        (0, telegram.build_message(next(people), "/apa_saja")),
        (0, telegram.build_edit(next(people), 9, "Yang tidak pernah kami lihat")),
        (0, telegram.build_tap(next(people), "status:LL-26-0001")),
        (0, telegram.build_tap(next(people), "bukan perintah")),
        (0, telegram.build_message(next(people), "Halo grup", chat=GROUP)),
        (0, telegram.build_update(channel_post={"message_id": 1, "date": 1, "chat": {"id": -100, "type": "channel"}})),
        (0, telegram.build_update(message_reaction={"chat": {"id": 5, "type": "private"}, "message_id": 3})),
        (0, telegram.build_update(poll={"id": "1"})),
        (0, telegram.build_update(business_message={"message_id": 1})),
        (0, telegram.build_update(kelak_ada={"x": [1]})),
        (0, telegram.build_update(message=None)),
        (0, b""),
        (0, b"null"),
        (0, b"[]"),
        (0, b"{"),
        (0, b"\xff\xfe"),
        (0, b"[" * 20_000),
    ]
    for _count, body in cases:
        assert telegram.post_update(server, body).status_code == 200, body[:80]
    assert await_settled(server) == sum(count for count, _body in cases)
    assert server.database.rows(DEAD) == []


def test_what_belongs_together_is_one_complaint_and_is_not_answered_again_and_again(server):
    photo = [{"file_id": "AgAC1", "file_unique_id": "u1", "width": 90, "height": 60}]
    album, live, edited, hasty, group = range(520_150_001, 520_150_006)
    first, later = {"latitude": -2.33, "longitude": 115.46}, {"latitude": -2.34, "longitude": 115.46}
    numbers = (9_000_003, 9_000_001, 9_000_002)
    for body in (
        *(
            telegram.build_message(album, photo=photo, media_group_id="77", message_id=number, caption=caption)
            for number, caption in zip(numbers, ("", "", "Spanduk dipaku di pohon"), strict=True)
        ),
        telegram.build_message(live, location={**first, "live_period": 900}, message_id=9_000_011),
        *(telegram.build_edit(live, 9_000_011, location=later) for _step in range(6)),
        telegram.build_edit(edited, 9_000_021, "Kios menutup jalan masuk puskesmas"),
        telegram.build_message(edited, "Kios menutup jalan", message_id=9_000_021),
        *(telegram.build_message(hasty, f"baris {line} tentang musik keras") for line in range(8)),
        *(telegram.build_message(group, f"Halo {line}", chat=GROUP) for line in range(3)),
    ):
        assert telegram.post_update(server, body).status_code == 200
    await_settled(server)
    outcome = server.database.rows(
        """SELECT p.external_id, count(*) FILTER (WHERE m.direction = 'inbound'),
                  count(*) FILTER (WHERE m.direction = 'outbound'), count(DISTINCT m.complaint_id)
             FROM lalisa_contact p JOIN lalisa_conversation v ON v.contact_id = p.id
             JOIN lalisa_message m ON m.conversation_id = v.id
            WHERE p.external_id LIKE '5201500%' OR p.is_group GROUP BY 1 ORDER BY 1"""
    )
    assert outcome == [
        (str(GROUP["id"]), 0, 1, 0),
        (str(album), 3, 1, 1),
        (str(live), 1, 1, 1),
        (str(edited), 1, 1, 1),
        (str(hasty), 8, 2, 1),
    ]
    summary = "SELECT body FROM lalisa_message WHERE provider_message_id = %s"
    assert server.database.value(summary, f"{edited}:9000021") == "Kios menutup jalan masuk puskesmas"


def test_a_tap_is_answered_in_the_same_breath_and_a_stranger_is_refused(server):
    answer = telegram.post_update(server, telegram.build_tap(520_000_001, "status", "tap-77"))
    assert answer.json() == {"method": "answerCallbackQuery", "callback_query_id": "tap-77"}
    for secret in ("", "salah", "demo-telegram-secretx"):
        assert telegram.post_update(server, telegram.build_message(1, "Palsu"), secret).status_code == 403
    assert await_settled(server) == 0


def test_eight_copies_at_once_are_one_message(server):
    body = telegram.build_message(520_000_002, "Musik keras sampai pagi di gang belakang terminal")
    with ThreadPoolExecutor(8) as pool:
        assert {one.status_code for one in pool.map(lambda _: telegram.post_update(server, body), range(8))} == {200}
    assert await_settled(server) == 1
    assert "serializ" not in server.log_text().lower()


@pytest.mark.parametrize("chosen", ["one of each group", pytest.param("all", marks=pytest.mark.thorough)])
def test_the_shared_corpus_is_answered_as_its_index_says(server, chosen):
    if not CORPUS.exists():
        pytest.skip("not here: ../shared/contracts/corpus")
    index = json.loads((CORPUS / "index.json").read_text())
    entries = [entry for entry in index["entries"] if entry["platform"] == "telegram"]
    if chosen != "all":
        entries = list({entry["group"]: entry for entry in entries}.values())
    wrong = []
    for entry in entries:
        names = [one if isinstance(one, str) else one["file"] for one in entry.get("sequence") or [entry["file"]]]
        bodies, before = [(CORPUS / name).read_bytes() for name in names], read_standing(server)
        with ThreadPoolExecutor(len(bodies) if entry["expect"].get("concurrent") else 1) as pool:
            codes = {answer.status_code for answer in pool.map(lambda body: telegram.post_update(server, body), bodies)}
        await_settled(server)
        found = {"http": codes, **read_brought(server, before)}
        if complaints := [name for name, wanted in entry["expect"].items() if not JUDGES[name](wanted, found)]:
            wrong.append((names[0], complaints, found))
    assert wrong == []
    assert server.database.rows(DEAD) == []


def read_standing(server):
    """Return (newest message, newest complaint, {contact: its number}): what the next entry is measured from."""
    newest = server.database.rows("""SELECT (SELECT coalesce(max(id), 0) FROM lalisa_message),
                                            (SELECT coalesce(max(id), 0) FROM lalisa_complaint)""")[0]
    return *newest, dict(server.database.rows("SELECT id, phone FROM lalisa_contact"))


def read_brought(server, before):
    """Return what an entry brought, in the words of the index."""
    message, complaint, phones = before
    new = server.database.rows(
        """SELECT m.direction, m.media_ref, m.latitude, m.longitude, p.id, p.phone FROM lalisa_message m
             JOIN lalisa_conversation v ON v.id = m.conversation_id JOIN lalisa_contact p ON p.id = v.contact_id
             JOIN lalisa_channel c ON c.id = m.channel_id
            WHERE m.id > %s AND c.driver = 'telegram' ORDER BY m.id""",
        message,
    )
    heard = [row for row in new if row[0] == "inbound"]
    return {
        "messages": len(heard),
        "replies": len(new) - len(heard),
        "media": sum(bool(row[1]) for row in heard),
        "places": [tuple(float(one or 0) for one in row[2:4]) for row in heard],
        "phones": [phone for *_rest, person, phone in heard if phone != phones.get(person)],
        "tickets": server.database.value("SELECT count(*) FROM lalisa_complaint WHERE id > %s", complaint),
    }


# How each expectation of the index is judged: (what it wants, what `brought` found) -> whether it is so.
JUDGES = {
    "http": lambda wanted, found: found["http"] <= set(wanted),
    "messages": lambda wanted, found: found["messages"] == wanted,
    "media": lambda wanted, found: found["media"] == wanted,
    "replies_max": lambda wanted, found: found["replies"] <= wanted,
    "tickets_max": lambda wanted, found: found["tickets"] <= wanted,
    "lat": lambda wanted, found: abs(found["places"][0][0] - (wanted or 0)) < 1e-5,
    "lon": lambda wanted, found: abs(found["places"][0][1] - wanted) < 1e-5,
    "phone": lambda wanted, found: found["phones"] == ([f"+{wanted}"] if wanted else []),
    "concurrent": lambda wanted, found: True,  # how it is posted
}


def test_what_we_send_is_what_the_published_description_of_the_bot_api_allows():
    source = SHARED / "telegram_spec" / "tg_schema.py"
    if not source.exists():
        pytest.skip("not here: ../shared/contracts/telegram_spec")
    spec = importlib.util.spec_from_file_location("tg_schema", source)
    schema = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(schema)
    from odoo.addons.lalisa_telegram.tools import bot_client, outgoing

    for given in (
        {"text": "Halo", "removes": True},
        {"text": "😀" * 3000},
        {"text": "Di mana?", "asks": ["location", "contact"], "reply_to": "5:7"},
        {"text": "Pilih", "buttons": [("status:LL-26-0001", "Status"), ("add:LL-26-0001", "Tambah")]},
    ):
        assert schema.check("sendMessage", outgoing.message_body("520000001", given.pop("text"), **given)) == []
    menu = [{"command": command, "description": words} for command, words in bot_client.COMMANDS]
    assert schema.check("setMyCommands", {"commands": menu}) == []
    asked = {"url": "https://contoh.example/x", "secret_token": "a" * 43, "allowed_updates": list(bot_client.UPDATES)}
    assert schema.check("setWebhook", asked) == []
