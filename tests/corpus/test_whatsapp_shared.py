"""The collection of WhatsApp bodies beside the project, where it is at hand: each as its index says."""

import hashlib
import hmac
import json
from pathlib import Path

import pytest
import requests

from tests.corpus.receiver import await_settled, post_all, read_named_ids, read_stored_ids
from tests.processes import APP_SECRET, WEBHOOK, until

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "contracts" / "corpus"
INDEX = json.loads((CORPUS / "index.json").read_text()) if (CORPUS / "index.json").exists() else {}
ENTRIES = [entry for entry in INDEX.get("entries", []) if entry["platform"] == "whatsapp"]
CASES = INDEX.get("auth_cases", {}).get("whatsapp", [])
pytestmark = pytest.mark.skipif(not ENTRIES, reason="not here: the shared collection of bodies")


def name_of(entry):
    return f"{entry['group']}-{entry['kind']}"


def bodies_of(entry):
    files = [entry["file"]] if "file" in entry else entry["sequence"]
    return [(CORPUS / file).read_bytes() for file in files]


def sign_body(raw, secret=APP_SECRET):
    return hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


def register_messages(office, ids):
    """Messages of ours with the ids that statuses name, as the simulator's route makes them."""
    operator = office.login("operator")
    for number, provider_id in enumerate(ids):
        params = {
            "channel_key": "demo-whatsapp",
            "provider_message_id": provider_id,
            "to": f"62899{number:08d}",
        }
        operator._post("/lalisa/simulator/outbound", params)


@pytest.fixture(scope="module")
def received(office):
    """Return all bodies posted in their order: {entry: the HTTP codes}."""
    ours = [bodies_of(entry) for entry in ENTRIES if entry["expect"].get("statuses")]
    register_messages(office, sorted({known for bodies in ours for known in read_named_ids(bodies, "statuses")}))
    codes = {}
    for entry in ENTRIES:
        at_once = entry["expect"].get("concurrent")
        codes[name_of(entry)] = post_all(office, bodies_of(entry), at_once)
    await_settled(office.database)
    return codes


@pytest.mark.parametrize("entry", ENTRIES, ids=[name_of(entry) for entry in ENTRIES])
def test_a_shared_body_is_received_as_its_index_says(office, received, entry):
    bodies, expect = bodies_of(entry), entry["expect"]
    assert received[name_of(entry)] <= set(expect["http"])
    ids = read_named_ids(bodies, "messages")
    found = [known for known in read_stored_ids(office.database) if known in ids]
    if "messages" in expect:
        assert len(found) == expect["messages"]
    if found:
        check_message(office.database, found[-1], expect)


def test_no_shared_body_makes_a_message_that_it_does_not_name(office, received):
    bodies = [raw for entry in ENTRIES for raw in bodies_of(entry)]
    assert set(read_stored_ids(office.database)) <= set(read_named_ids(bodies, "messages"))


# What depends on who wrote before, or on what became of a message, gets a database of its own.
ALONE = [
    entry for entry in ENTRIES if {"contacts", "phone", "new_phone", "final", "tickets_max"} & set(entry["expect"])
]
PEOPLE = """
    SELECT count(DISTINCT v.contact_id) FROM lalisa_conversation v
      JOIN lalisa_message m ON m.conversation_id = v.id AND m.direction = 'inbound'
"""
COMPLAINTS = "SELECT count(*) FROM lalisa_complaint WHERE conversation_id IS NOT NULL"
PHONES = """
    SELECT c.phone FROM lalisa_contact c
      JOIN lalisa_conversation v ON v.contact_id = c.id ORDER BY v.id DESC LIMIT 1
"""


@pytest.mark.thorough
@pytest.mark.parametrize("entry", ALONE, ids=[name_of(entry) for entry in ALONE])
def test_a_shared_body_alone_leaves_what_its_index_says(server, entry):
    bodies, expect, database = bodies_of(entry), entry["expect"], server.database
    if "final" in expect:
        register_messages(server, sorted(set(read_named_ids(bodies, "statuses"))))
    assert post_all(server, bodies) <= set(expect["http"])
    await_settled(database)
    if "contacts" in expect:
        assert database.value(PEOPLE) == expect["contacts"]
    if "tickets_max" in expect:
        assert database.value(COMPLAINTS) <= expect["tickets_max"]
    if "phone" in expect:
        found = database.value(PHONES)
        assert (found and found.lstrip("+") or None) == expect["phone"]
    if "final" in expect:
        last = read_named_ids(bodies, "statuses")[0]
        until(lambda: state_of(server, last) == expect["final"], 20, lambda: state_of(server, last))


def state_of(office, provider_id):
    query = "SELECT state FROM lalisa_message WHERE provider_message_id = %s"
    return office.database.value(query, provider_id)


def check_message(database, provider_id, expect):
    """What a stored message must be like."""
    body, latitude, longitude, media, window = database.rows(
        """SELECT m.body, m.latitude::float, m.longitude::float, m.media_ref,
                  m.occurred_at > (now() AT TIME ZONE 'UTC') - interval '24 hours'
             FROM lalisa_message m WHERE m.provider_message_id = %s""",
        provider_id,
    )[0]
    found = {
        "text": body,
        "text_len": len(body or ""),
        "lat": latitude,
        "lon": longitude,
        "media": int(bool(media)),
        "window_open": window,
    }
    wrong = {key: found[key] for key in found.keys() & expect.keys() if found[key] != expect[key]}
    assert not wrong, (wrong, expect)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_who_may_post_is_decided_as_the_index_says(office, case):
    expect = case["expect"]
    if case.get("method") == "GET":
        query = case["query"].replace("<token>", "demo-verify-token")
        answer = requests.get(f"{office.url}{WEBHOOK}?{query}", timeout=30)
        assert "html" not in answer.headers["Content-Type"]
        if "body" in expect:
            assert answer.text == expect["body"]
        assert answer.status_code in expect["http"]
        return
    raw = (CORPUS / case["use"]).read_bytes()
    before = read_stored_ids(office.database)
    answer = requests.post(f"{office.url}{WEBHOOK}", data=raw, headers=headers_of(case, raw), timeout=30)
    assert answer.status_code in expect["http"]
    await_settled(office.database)
    if answer.status_code != 200:
        assert read_stored_ids(office.database) == before


def headers_of(case, raw):
    """Return the case's headers, with what stands in angle brackets computed."""
    computed = {
        "<hmac of another body>": sign_body(b"another"),
        "<hmac-sha1>": hmac.new(APP_SECRET.encode(), raw, "sha1").hexdigest(),
        "<HEX IN UPPER CASE>": sign_body(raw).upper(),
        "<hex only>": sign_body(raw),
        '<hmac with key "">': sign_body(raw, ""),
        "<hmac over the exact bytes of the file>": sign_body(raw),
    }
    headers = {}
    for name, value in case["headers"].items():
        for mark, text in computed.items():
            value = value.replace(mark, text)
        headers[name] = value.encode("latin-1")
    return headers
