"""Bodies with anything in the place of anything: nothing raises, and nobody else's message is touched."""

import copy
import dataclasses
import json

from odoo.tests import BaseCase, tagged

from odoo.addons.lalisa_messaging.tools.driver_types import InboundMessage

from ..tools import payload
from .common import ACCOUNT_ID, NUMBER_ID, body, text_message

PERSON = {"from": "6281255501001", "from_user_id": "ID.1", "timestamp": "1795480001"}
CONTACT = {"wa_id": "6281255501001", "user_id": "ID.1", "profile": {"name": "Siti"}}
FILE = {"id": "10371", "mime_type": "image/jpeg", "sha256": "AA==", "caption": "lubang", "filename": "a.pdf"}
NODES = {
    "text": {"body": "sapi"},
    "image": FILE,
    "audio": FILE,
    "video": FILE,
    "document": FILE,
    "sticker": FILE,
    "location": {"latitude": -2.3, "longitude": 115.4, "name": "Pasar", "address": "Paringin"},
    "contacts": [{"name": {"formatted_name": "Budi"}, "phones": [{"phone": "+62 812"}], "origin": "contact_request"}],
    "interactive": {"type": "button_reply", "button_reply": {"id": "add", "title": "Tambah"}},
    "button": {"payload": "x", "text": "Ya"},
    "reaction": {"message_id": "wamid.X", "emoji": "\U0001f44d"},
    "order": {"catalog_id": "1", "text": "dua", "product_items": [{"quantity": 2}]},
    "system": {"type": "user_changed_number", "wa_id": "6281255509999", "user_id": "ID.2", "previous_user_id": "ID.1"},
    "edit": {"original_message_id": "wamid.X", "message": {"type": "text", "text": {"body": "kambing"}}},
    "revoke": {"original_message_id": "wamid.X"},
    "hologram": {"a": 1},
    "unsupported": {"type": "poll"},
}
OTHERS = {
    "statuses": {
        "id": "wamid.X",
        "status": "failed",
        "timestamp": "1795480001",
        "pricing": {"category": "utility"},
        "errors": [{"code": 131047, "error_data": {"details": "x"}}],
        "biz_opaque_callback_data": "a",
    },
    "calls": {"id": "wacid.X", "from": "6281255501001", "event": "connect", "direction": "USER_INITIATED"},
    "message_echoes": {"id": "wamid.E", "to": "6281255501001", "type": "text", "text": {"body": "kami datang"}},
    "errors": {"code": 130429, "title": "x"},
}
FIELDS = {"calls": "calls", "message_echoes": "smb_message_echoes"}
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
    [],
    [None],
    [1, ["x"]],
    {},
    {"id": None},
    {"a": {"b": [1]}},
]


def places(node, path=()):
    """The path of everything that a body holds, itself left out."""
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inside:
        yield (*path, key)
        yield from places(value, (*path, key))


def changed(node, path, value):
    copied = copy.deepcopy(node)
    inner = copied
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return copied


def bodies():
    """One body for each kind of thing that is told."""
    for kind, node in NODES.items():
        yield kind, json.loads(body({**PERSON, "id": "wamid.1", "type": kind, kind: node}, contacts=[CONTACT]))
    for part, node in OTHERS.items():
        whole = json.loads(body(contacts=[CONTACT], field=FIELDS.get(part, "messages")))
        whole["entry"][0]["changes"][0]["value"][part] = [node]
        yield part, whole


def events(told):
    return payload.explode_body(json.dumps(told).encode(), NUMBER_ID, ACCOUNT_ID)


@tagged("post_install", "-at_install")
class TestVariations(BaseCase):
    def judge(self, told):
        """Every event can be stored and understood, or is kept; no meaning holds what a column refuses."""
        found = events(told)
        self.assertTrue(found, "something must stay of every body")
        for event in found:
            stored = json.dumps(event.payload, allow_nan=False, ensure_ascii=False).encode()
            self.assertNotIn(b"\\u0000", stored)
            meaning = payload.parse_event(event.kind, json.loads(stored))
            if meaning is not None:
                self.judge_meaning(meaning)

    def judge_meaning(self, meaning):
        for one in dataclasses.fields(meaning):
            value = getattr(meaning, one.name)
            if one.type in (str, bool):
                self.assertIsInstance(value, one.type, one.name)
            if isinstance(value, str):
                self.assertNotIn("\x00", value, one.name)
        if isinstance(meaning, InboundMessage):
            self.assertTrue(meaning.external_id and meaning.provider_message_id)
            self.assertEqual(meaning.latitude is None, meaning.longitude is None)

    @tagged("post_install", "thorough")
    def test_nothing_strange_in_any_place_raises(self):
        for kind, told in bodies():
            for path in places(told):
                for value in STRANGE:
                    with self.subTest(kind=kind, path=path, value=repr(value)[:30]):
                        self.judge(changed(told, path, value))

    @tagged("post_install", "thorough")
    def test_a_strange_neighbour_takes_no_message_with_it(self):
        good = text_message("wamid.good", sender="6281255501002")
        for kind, told in bodies():
            value = told["entry"][0]["changes"][0]["value"]
            if told["entry"][0]["changes"][0]["field"] != "messages":
                continue
            for path in places(value["messages"]):
                for strange in STRANGE:
                    messages = [*changed(value["messages"], path, strange), good]
                    beside = changed(told, ("entry", 0, "changes", 0, "value", "messages"), messages)
                    with self.subTest(kind=kind, path=path, value=repr(strange)[:30]):
                        self.assertIn("m:wamid.good", [event.dedup_key for event in events(beside)])

    def test_what_is_new_to_us_changes_no_meaning(self):
        for kind, told in bodies():
            meant = [payload.parse_event(event.kind, event.payload) for event in events(told)]
            for path in [(), *places(told)]:
                inner = told
                for key in path:
                    inner = inner[key]
                if not isinstance(inner, dict):
                    continue
                more = changed(told, path, {**inner, "future": [{"a": None}]}) if path else {**told, "future": 1}
                with self.subTest(kind=kind, path=path):
                    now = [payload.parse_event(event.kind, event.payload) for event in events(more)]
                    self.assertEqual(list(filter(None, now)), list(filter(None, meant)))

    def test_what_is_not_understood_or_not_ours_is_kept_beside_what_is(self):
        whole = json.loads(body(text_message("wamid.1")))
        entry = whole["entry"][0]
        foreign = json.loads(body(text_message("wamid.2")).replace(NUMBER_ID.encode(), b"4100"))["entry"][0]["changes"]
        entry["changes"] += [{"field": "future", "value": {"x": 1}}, *foreign, None]
        entry["changes"][0]["value"]["statuses"] = [{"status": "sent"}, "x"]
        whole["entry"] += [
            {"id": "9", "changes": [{"field": "account_update", "value": {"event": "DISABLED_UPDATE"}}]},
            {"id": ACCOUNT_ID},
        ]
        found = events(whole)
        self.assertEqual([event.kind for event in found], ["message", *["other"] * 7])
        self.assertEqual(len({event.dedup_key for event in found}), 8)
        self.assertFalse(
            any(payload.parse_event(event.kind, event.payload) for event in found[1:]), "another account's ban"
        )

    def test_deeper_than_anybody_reads_is_cut_and_its_neighbour_stands(self):
        deep = {"a": 1}
        for _level in range(400):
            deep = {"a": [deep]}
        told = json.loads(body(text_message("wamid.1", text=deep), text_message("wamid.good")))
        self.judge(told)
        self.assertIn("m:wamid.good", [event.dedup_key for event in events(told)])
