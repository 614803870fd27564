from datetime import timedelta
from unittest.mock import patch

import psycopg2

from odoo import fields
from odoo.tests import tagged

from .common import Provider, WhatsappCase, body, refusal, text_message


@tagged("post_install", "-at_install")
class TestQuietHours(WhatsappCase):
    """Notices at night and to people who want none, by the real sender over real HTTP."""

    def setUp(self):
        super().setUp()
        self.provider = Provider()
        self.addCleanup(self.provider.close)
        self.patch(type(self.channel), "_get_api_base_url", lambda channel: self.provider.url)
        self.morning = fields.Datetime.now() + timedelta(hours=2)
        self.patch(type(self.messages), "_get_quiet_end", lambda model: self.morning)
        self.ani, self.budi = self.person("6281255501001"), self.person("6281255501002")

    def person(self, number):
        now = str(int(fields.Datetime.now().timestamp()))
        self.post(body(text_message(f"wamid.{number}", sender=number, timestamp=now)))
        self.drain()
        return self.inbound()[-1:].conversation_id

    def said(self):
        return [posted["text"]["body"] for posted in self.provider.bodies]

    def queue(self, *texts, unasked="", conversation=None):
        for text in texts:
            (conversation or self.ani)._queue_message(text, unasked=unasked)
        self.drain()

    def test_at_night_a_notice_waits_and_what_is_urgent_or_an_answer_to_others_does_not(self):
        self.queue("Kabar.", unasked="day")
        self.queue("Mendesak.", unasked="urgent", conversation=self.budi)
        self.queue("Jawaban.", conversation=self.budi)
        self.assertEqual(self.said(), ["Mendesak.", "Jawaban."])

    def test_who_is_answered_at_night_gets_first_what_was_kept_in_its_order(self):
        self.queue("Satu.", "Dua.", unasked="day")
        self.assertEqual(self.said(), [])
        self.queue("Jawaban.")
        self.drain()
        self.drain()
        self.assertEqual(self.said(), ["Satu.", "Dua.", "Jawaban."])

    def test_in_the_morning_all_leave_in_their_order(self):
        self.queue("Satu.", "Dua.", unasked="day")
        self.morning = None
        self.drain()
        self.drain()
        self.assertEqual(self.said(), ["Satu.", "Dua."])

    def test_the_sender_is_woken_for_the_morning(self):
        cron = self.env.ref("lalisa_messaging.cron_drain_outbox")
        self.queue("Satu.", unasked="day")
        woken = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).mapped("call_at")
        self.assertIn(self.morning, woken)

    def test_a_notice_that_failed_by_day_is_not_tried_again_at_night(self):
        self.morning, night = None, self.morning
        self.provider.answers = [refusal(131016, 503)]
        self.queue("Kabar.", unasked="day")
        self.morning = night
        self.messages.search([("body", "=", "Kabar.")]).next_attempt_at = False
        self.drain()
        self.assertEqual(len(self.provider.bodies), 1)

    def test_whoever_wants_no_notices_gets_answers_only(self):
        self.morning = None
        self.ani.contact_id._opt_out()
        for unasked in ("day", "urgent", ""):
            self.queue(f"{unasked or 'jawaban'}", unasked=unasked)
        self.assertEqual(self.said(), ["jawaban"])
        kept = self.messages.search([("conversation_id", "=", self.ani.id), ("state", "=", "cancelled")])
        self.assertEqual(len(kept.filtered("failure_reason")), 2)
        self.ani.contact_id._opt_in()
        self.queue("Lagi.", unasked="day")
        self.drain()
        self.assertEqual(self.said(), ["jawaban", "Lagi."])

    def test_opting_out_takes_back_what_waits_for_the_morning(self):
        self.queue("Satu.", unasked="day")
        self.ani.contact_id._opt_out()
        self.morning = None
        self.drain()
        self.assertEqual(self.said(), [])

    def test_a_receipt_written_at_the_same_moment_loses_nothing_of_what_was_sent(self):
        """PostgreSQL refuses the later of two writers; the provider has the message already."""
        real, refused = type(self.messages)._apply_results, [psycopg2.errors.SerializationFailure()]

        def apply(messages, results):
            real(messages, results)
            if refused:
                raise refused.pop()

        with patch.object(type(self.messages), "_apply_results", apply):
            self.queue("Satu.")
        message = self.messages.search([("body", "=", "Satu.")])
        self.assertEqual((message.state, self.said()), ("sent", ["Satu."]))
