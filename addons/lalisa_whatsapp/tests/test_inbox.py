from datetime import timedelta
from unittest.mock import patch

import psycopg2

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import NUMBER_ID, WhatsappCase, body, sign, text_message


@tagged("post_install", "-at_install")
class TestInbox(WhatsappCase):
    def test_a_message_stands_once_however_often_it_is_posted(self):
        raw = body(text_message("wamid.1"))
        self.assertEqual([self.post(raw) for _ in range(3)], [200, 200, 200])
        self.drain()
        self.assertEqual(self.post(raw), 200)
        self.drain()
        self.assertEqual(self.inbound().mapped("body"), ["Ada pedagang di trotoar."])
        self.assertEqual(self.inbound().conversation_id.unread_count, 1)

    def test_a_wrong_signature_stores_nothing(self):
        before = self.events.search_count([])
        self.assertEqual(self.post(body(text_message("wamid.1")), "sha256=" + "0" * 64), 403)
        self.assertEqual(self.events.search_count([]), before)

    def test_what_was_handled_goes_after_the_offices_days_and_what_was_not_stays(self):
        self.env.company.lalisa_keep_events_days = 30
        self.post(body(text_message("wamid.1"), text_message("wamid.2"), text_message("wamid.3")))
        self.drain()
        old, dead, young = self.events.search([("channel_id", "=", self.channel.id)], order="id")
        dead.state = "dead"
        (old | dead).received_at = fields.Datetime.now() - timedelta(days=31)
        young.received_at = fields.Datetime.now() - timedelta(days=29)
        self.events._gc_handled()
        self.assertEqual((old | dead | young).exists(), dead | young)
        self.assertEqual(len(self.inbound()), 3, "the messages are the case's, not the provider's")
        with self.assertRaises(ValidationError):
            self.env.company.lalisa_keep_events_days = 0

    def test_the_screen_says_which_secrets_there_are_and_never_what_they_are(self):
        self.assertEqual(self.channel.whatsapp_secrets_kept, "App secret, Access token, Verify token")
        self.channel._set_secret("access_token", "")
        self.channel.invalidate_recordset()
        self.assertEqual(self.channel.whatsapp_secrets_kept, "App secret, Verify token")
        self.assertFalse(self.channel.whatsapp_app_secret)

    def test_a_channel_without_secret_refuses(self):
        self.channel._set_secret("app_secret", "")
        raw = body(text_message("wamid.1"))
        self.assertEqual(self.post(raw), 403)
        self.assertEqual(self.post(raw, sign(raw, "")), 403, "anybody can sign with no secret")

    def test_what_a_manager_changes_of_a_channel_holds_for_the_next_body(self):
        self.assertEqual(self.post(body(text_message("wamid.first"))), 200)
        for number, (changed, status, arrives) in enumerate(
            (
                ({"webhook_key": "kunci-lain"}, 404, False),
                ({"webhook_key": "kunci-uji"}, 200, True),
                ({"active": False}, 404, False),
                ({"active": True}, 200, True),
                # The channel stands for another number now: what names the old one is no message to it.
                ({"whatsapp_phone_number_id": "410090000000008"}, 200, False),
                ({"whatsapp_phone_number_id": NUMBER_ID}, 200, True),
            )
        ):
            self.channel.write(changed)
            self.assertEqual(self.post(body(text_message(f"wamid.{number}"))), status, changed)
            self.drain()
            arrived = self.messages.search_count([("provider_message_id", "=", f"wamid.{number}")])
            self.assertEqual(arrived, arrives, changed)
        self.channel._set_secret("app_secret", "rahasia-baru")
        raw = body(text_message("wamid.last"))
        self.assertEqual([self.post(raw), self.post(raw, sign(raw, "rahasia-baru"))], [403, 200])

    def test_no_authentic_body_is_answered_by_an_error(self):
        nested = b'{"entry":' + b"[" * 600 + b"1e400" + b"]" * 600 + b"}"
        for raw in (
            b"",
            b"{",
            b"[" * 100_000,
            b'{"a":NaN}',
            b'{"a":1e400}',
            b'{"a":"\\u0000\\ud800"}',
            nested,
            body(text_message("wamid.\x00\ud800x")),
            body(text_message("w" * 400)),
        ):
            with self.subTest(raw=raw[:40]):
                self.assertEqual(self.post(raw), 200)
        self.drain()
        self.assertFalse(self.events.search([("state", "=", "dead")]))

    def test_messages_of_one_person_keep_their_order(self):
        texts = [f"baris {number}" for number in range(12)]
        self.post(body(*[text_message(f"wamid.{text}", text) for text in texts[:6]]))
        self.post(body(*[text_message(f"wamid.{text}", text) for text in texts[6:]]))
        self.drain()
        self.assertEqual(self.inbound().mapped("body"), texts)

    def test_one_person_with_two_ids_is_one_contact(self):
        self.post(body(text_message("wamid.1", from_user_id="ID.1000")))
        self.post(body(text_message("wamid.2")))
        self.drain()
        self.assertEqual(len(self.inbound()), 2)
        self.assertEqual(len(self.inbound().conversation_id.contact_id), 1)

    def test_a_time_in_the_future_opens_no_longer_window(self):
        self.post(body(text_message("wamid.1", timestamp="4000000000")))
        self.drain()
        self.assertLessEqual(self.inbound().occurred_at, fields.Datetime.now())

    def test_five_failures_make_an_event_dead_and_hold_back_nobody_else(self):
        Conversation = type(self.env["lalisa.conversation"])
        on_message = Conversation._on_messages

        def fail_for_bad(conversation, message):
            if message.body == "rusak":
                raise ValueError("broken on purpose")
            return on_message(conversation, message)

        self.post(
            body(
                text_message("wamid.1", "rusak"),
                text_message("wamid.2", "sesudahnya"),
                text_message("wamid.3", "orang lain", sender="6281255509999"),
            )
        )
        bad = self.events.search([("dedup_key", "=", "m:wamid.1")])
        with (
            patch.object(Conversation, "_on_messages", fail_for_bad),
            self.assertLogs("odoo.addons.lalisa_messaging", "WARNING"),
        ):
            self.drain()
            self.assertEqual(self.inbound().mapped("body"), ["orang lain"], "its follower waits")
            for _ in range(4):
                bad.next_attempt_at = False
                self.drain()
        self.assertEqual((bad.state, bad.attempts), ("dead", 5))
        self.assertIn("broken on purpose", bad.error)
        self.assertEqual(self.inbound().mapped("body"), ["orang lain", "sesudahnya"])
        bad.action_retry()
        self.drain()
        self.assertEqual(bad.state, "done")
        self.assertIn("rusak", self.inbound().mapped("body"))

    def test_where_another_transaction_was_faster_nothing_of_a_group_is_lost_or_doubled(self):
        people = [f"628125550{number:04d}" for number in range(4)]
        for person in people:
            self.post(body(text_message(f"wamid.{person}", f"Aduan {person}", person)))
        handle, met = type(self.events)._handle_event, []

        def meets_another(event):
            done = handle(event)
            if not met and people[2] in event.dedup_key:
                met.append(event)
                raise psycopg2.errors.SerializationFailure
            return done

        with patch.object(type(self.events), "_handle_event", meets_another):
            self.drain()
        self.assertTrue(met)
        self.assertCountEqual(self.inbound().mapped("body"), [f"Aduan {person}" for person in people])
        self.assertFalse(self.events.search([("channel_id", "=", self.channel.id), ("state", "!=", "done")]))

    def test_a_status_of_an_unknown_message_waits_and_is_then_let_go(self):
        self.post(body(statuses=[{"id": "wamid.x", "status": "sent", "timestamp": "1795480001"}]))
        event = self.events.search([("dedup_key", "=", "s:wamid.x:sent")])
        self.drain()
        self.assertEqual((event.state, event.attempts), ("new", 0))
        event.write({"received_at": "2020-01-01 00:00:00", "next_attempt_at": False})
        self.drain()
        self.assertEqual(event.state, "ignored")

    def test_a_message_is_never_deleted(self):
        self.post(body(text_message("wamid.1")))
        self.drain()
        with self.assertRaises(UserError):
            self.inbound().sudo().unlink()
