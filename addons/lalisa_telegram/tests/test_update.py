import json
import random

from odoo.tests import TransactionCase

from odoo.addons.lalisa_messaging.tools.driver_types import (
    InboundAction,
    InboundMessage,
    MessageChange,
    Reachability,
)

from ..tools import message_parts, outgoing
from ..tools import update as updates
from .common import GROUP, PERSON, message, tap, update


class TestUpdate(TransactionCase):
    """The wire format, without a database."""

    def read(self, raw):
        [event] = updates.explode_body(raw)
        return updates.parse_event(event.payload, "7000000009", "bot_uji")

    def said(self, **content):
        return self.read(update(1, message=message(5, None, **content)))

    def test_a_text_is_known_by_its_chat_and_number(self):
        read = self.read(update(1, message=message(5, "Halo")))
        self.assertIsInstance(read, InboundMessage)
        self.assertEqual((read.external_id, read.provider_message_id), (str(PERSON), f"{PERSON}:5"))
        self.assertEqual((read.kind, read.body, read.name), ("text", "Halo", "Siti"))

    def test_the_largest_photo_that_bots_may_fetch_is_taken(self):
        sizes = [
            {"file_id": "kecil", "width": 90, "height": 60},
            {"file_id": "besar", "width": 1280, "height": 960, "file_size": 200_000},
            {"file_id": "raksasa", "width": 9000, "height": 9000, "file_size": 21 * 1024 * 1024},
        ]
        read = self.said(photo=sizes, caption="Spanduk")
        self.assertEqual((read.kind, read.body, read.media_ref), ("image", "Spanduk", "besar"))

    def test_a_file_of_more_than_20_megabytes_is_told_without_a_reference(self):
        read = self.said(video={"file_id": "film", "file_size": 2**33})
        self.assertEqual((read.kind, read.media_ref, read.media_error), ("video", "", message_parts.TOO_LARGE))

    def test_a_reference_that_could_become_a_path_is_dropped(self):
        self.assertEqual(self.said(document={"file_id": "../../etc/passwd"}).media_ref, "")

    def test_a_place_beyond_the_globe_is_a_message_without_a_point(self):
        read = self.said(location={"latitude": 91.0, "longitude": 115.4})
        self.assertEqual((read.kind, read.latitude, read.longitude), ("location", None, None))
        venue = {"title": "Pasar", "address": "Jalan"}
        read = self.said(location={"latitude": -2.33, "longitude": 115.46}, venue=venue)
        self.assertEqual((read.latitude, read.location_name), (-2.33, "Pasar"))

    def test_only_the_own_card_given_by_the_button_is_the_own_number(self):
        card = {"phone_number": "62 811-5550", "first_name": "Siti", "user_id": PERSON}
        self.assertEqual(self.said(contact=card).phone, "+628115550")
        self.assertEqual(self.said(contact={**card, "user_id": 5}).phone, "")
        self.assertEqual(self.said(contact=card, forward_origin={"type": "hidden_user"}).phone, "")
        self.assertEqual(self.said(contact=card, forward_date=1795480001).phone, "")

    def test_commands_are_no_messages_but_the_words_behind_lapor_are(self):
        read = self.read(update(1, message=message(5, "/STATUS@Bot_Uji LL-26-0042")))
        self.assertEqual((type(read), read.command, read.argument), (InboundAction, "status", "LL-26-0042"))
        self.assertIsNone(self.read(update(1, message=message(5, "/status@other_bot"))))
        self.assertEqual(self.read(update(1, message=message(5, "/lapor Ada sapi"))).body, "Ada sapi")

    def test_a_tap_is_of_who_tapped_and_never_of_a_group(self):
        read = self.read(tap(1, "status:LL-26-0001"))
        self.assertEqual((read.external_id, read.button_id), (str(PERSON), "status:LL-26-0001"))
        group = {"chat": {"id": -100, "type": "supergroup"}, "message_id": 3, "date": 0}
        self.assertIsNone(self.read(tap(1, "status", message=group)))
        self.assertIsNone(self.read(tap(1, "status", message=message(7, person=99))))
        self.assertIsNone(self.read(tap(1, 7)))

    def test_one_tap_in_two_updates_is_one_event(self):
        twice = [json.loads(tap(number, "status")) for number in (1, 2)]
        keys = set()
        for body in twice:
            body["callback_query"]["id"] = "sama"
            keys |= {event.dedup_key for event in updates.explode_body(json.dumps(body).encode())}
        self.assertEqual(keys, {"c:sama"})

    def test_edits_and_blocking_are_told_as_what_they_are(self):
        read = self.read(update(1, edited_message=message(5, "Koreksi", edit_date=1795480100)))
        self.assertEqual((type(read), read.change, read.body), (MessageChange, "edited", "Koreksi"))
        self.assertTrue(read.keeps, "of an unknown message it is no message")
        self.assertIsNone(self.read(update(1, edited_message=message(5, "/status"))))
        change = {"chat": {"id": PERSON, "type": "private"}, "new_chat_member": {"status": "kicked"}}
        self.assertEqual(self.read(update(1, my_chat_member=change)), Reachability(str(PERSON), False))
        change["new_chat_member"]["status"] = "member"
        self.assertEqual(self.read(update(1, my_chat_member=change)), Reachability(str(PERSON), True))

    def test_channels_bots_and_service_messages_are_kept_only(self):
        bot = message(5)
        bot["from"] = {"id": 7, "is_bot": True, "first_name": "Bot"}
        for body in (
            update(2, message=bot),
            update(3, channel_post=message(5)),
            update(4, message=message(5, None, write_access_allowed={})),
            update(5, poll_answer={}),
            update(6, yang_belum_ada={"x": 1}),
            update(7),
        ):
            self.assertIsNone(self.read(body))

    def test_nothing_that_a_body_holds_raises(self):
        """Every place of good bodies is replaced by what does not belong there."""
        wrong = [None, [], {}, "", "x" * 500, -1, 2**70, 1.5, True, "\ud800\x00"]
        good = [
            json.loads(raw)
            for raw in (
                update(1, message=message(5, contact={"user_id": 1, "phone_number": "1"}, reply_to_message={"a": 1})),
                update(1, message=message(5, photo=[{"file_id": "a", "width": 1}], location={"latitude": 1})),
                update(1, edited_message=message(5)),
                tap(1, "status"),
                update(1, message=message(5, chat=GROUP, left_chat_member={"id": 1}, new_chat_members=[{"id": 2}])),
                update(1, message=message(5, entities=[{"type": "text_link", "offset": 1, "length": 2, "url": "x"}])),
                update(1, message=message(5, None, photo=[{"file_id": "a"}], media_group_id="1", message_thread_id=3)),
                update(1, chat_member={"chat": GROUP, "new_chat_member": {"status": "left", "user": {"id": 5}}}),
                update(
                    1,
                    message_reaction={
                        "chat": {"id": 1, "type": "private"},
                        "message_id": 2,
                        "new_reaction": [{"emoji": "x"}],
                    },
                ),
                update(
                    1, my_chat_member={"chat": {"id": 1, "type": "private"}, "new_chat_member": {"status": "kicked"}}
                ),
            )
        ]
        draw = random.Random(7)
        for body in good:
            for _round in range(150):
                copy = json.loads(json.dumps(body))
                spoil(copy, draw, wrong)
                raw = json.dumps(copy).encode()
                self.read(raw)
                updates.tap_answer(raw)
        for raw in (b"", b"{", b"[]", b"7", b"null", b"\xff\xfe", b"[" * 20_000, b'{"update_id":' + b"9" * 5000 + b"}"):
            self.assertEqual([event.kind for event in updates.explode_body(raw)], ["other"])

    def test_texts_are_cut_by_utf16_units_and_buttons_by_bytes(self):
        text = outgoing.message_body("5", "😀" * 3000)["text"]
        self.assertLessEqual(len(text.encode("utf-16-le")) // 2, 4096)
        self.assertTrue(text.endswith("😀…"))
        with self.assertRaises(ValueError):
            outgoing.message_body("5", "Pilih", buttons=[("é" * 33, "Ya")])


def spoil(node, draw, wrong):
    """Walks down at random and replaces what is found at the end."""
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return
        key = draw.choice(keys)
        if isinstance(node[key], dict | list) and draw.random() < 0.8:
            node = node[key]
            continue
        node[key] = draw.choice(wrong)
        return
