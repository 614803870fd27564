"""Bodies of the known kinds with other values in them, posted at a running server: what is whole in them stands."""

import itertools
import json
import secrets

import pytest

from tests.corpus.receiver import await_settled, post_all
from tests.corpus.whatsapp_bodies import build_body, build_media, build_message
from tests.processes import post_webhook

pytestmark = pytest.mark.thorough
PEOPLE = itertools.count(6281255500001)
STRANGE = [
    None,
    True,
    -1,
    10**400,
    1e308,
    float("inf"),
    float("nan"),
    "",
    " ",
    "x" * 30_000,
    "\x00\ud800",
    "\u0663\u0664",
    "<b>&amp;{{7*7}}%s",
    [],
    [None],
    [1, ["x"]],
    {},
    {"id": None},
    {"a": {"b": [1]}},
]
NODES = {
    "image": build_media("image/jpeg", caption="Lubang"),
    "audio": build_media("audio/ogg", voice=True),
    "document": build_media("application/pdf", filename="a.pdf"),
    "sticker": build_media("image/webp"),
    "location": {"latitude": -2.33, "longitude": 115.46, "name": "Pasar", "address": "Paringin"},
    "interactive": {"type": "list_reply", "list_reply": {"id": "3", "title": "Ternak lepas", "description": "x"}},
    "button": {"payload": "x", "text": "Ya"},
    "order": {"catalog_id": "1", "text": "dua"},
    "hologram": {"a": 1},
    "unsupported": {"type": "poll"},
    "text": {"body": "Ada sapi di jalan"},
}


ENDLESS = itertools.cycle(STRANGE)


def build_variants(kind, strange=ENDLESS):
    """Yield a message of a kind with something strange in the place of each of its values, one after another."""
    for place in (*NODES[kind], "context", "timestamp", "errors", "from_user_id", "future"):
        whole = build_message(kind, dict(NODES[kind]), **{"from": str(next(PEOPLE))})
        (whole[kind] if place in NODES[kind] else whole)[place] = next(strange)
        yield whole
    for value in itertools.islice(strange, 4) if kind != "text" else ():
        yield build_message(kind, **{"from": str(next(PEOPLE)), kind: value})


@pytest.fixture(scope="module")
def told(office):
    """Return each strange message beside a good one of another person: {kind: (strange ids, good ids)}."""
    found = {}
    for kind in NODES:
        pairs = [
            (strange, build_message("text", {"body": "halo"}, **{"from": str(next(PEOPLE))}))
            for strange in build_variants(kind)
        ]
        assert post_all(office, [build_body(*pair) for pair in pairs]) == {200}
        found[kind] = tuple({one["id"] for one in side} for side in zip(*pairs, strict=True))
    await_settled(office.database)
    return found


def read_stored(office, ids):
    query = "SELECT provider_message_id FROM lalisa_message WHERE provider_message_id = ANY(%s)"
    return sorted(row[0] for row in office.database.rows(query, list(ids)))


@pytest.mark.parametrize("kind", NODES)
def test_a_message_with_strange_values_stands_once_and_takes_no_neighbour_with_it(office, told, kind):
    strange, good = told[kind]
    assert read_stored(office, good) == sorted(good)
    assert read_stored(office, strange) == sorted(strange)


def test_what_is_of_no_known_kind_or_not_ours_stays_beside_what_is(office):
    mark = f"kept-{secrets.token_hex(4)}"
    good = build_message("text", {"body": "halo"}, **{"from": str(next(PEOPLE))})
    whole = json.loads(build_body(good))
    entry = whole["entry"][0]
    entry["changes"] += [{"field": "future", "value": {"x": mark}}, {"field": "calls", "value": {"x": mark}}]
    whole["entry"].append({"id": "9", "changes": [{"field": "account_update", "value": {"event": mark}}]})
    assert post_webhook(office, json.dumps(whole).encode()) == 200
    await_settled(office.database)
    assert read_stored(office, [good["id"]])
    kept = "SELECT state FROM lalisa_webhook_event WHERE strpos(payload::text, %s) > 0"
    assert office.database.rows(kept, mark) == [("ignored",)] * 3


def test_no_variation_made_the_server_stumble_or_was_given_up(office, told):
    assert told
    assert "Traceback" not in office.log_text(), office.log_text()[-3000:]
    assert not office.database.rows("SELECT kind, error FROM lalisa_webhook_event WHERE state = 'dead'")
    assert not office.database.rows("SELECT error FROM lalisa_webhook_event WHERE state = 'new' AND kind = 'message'")
