from odoo import fields
from odoo.tests import tagged

from odoo.addons.lalisa_messaging.tools.driver_types import InboundAction

from .common import IntakeCase


@tagged("post_install", "-at_install")
class TestNoWords(IntakeCase):
    """What a citizen sends or does that is no word to the office, and what the office says from elsewhere."""

    def purposes(self):
        return self.told.mapped("purpose")

    def call(self):
        self.conversation._on_action(InboundAction(external_id=self.contact.external_id, command="call"))

    def typed_on_the_telephone(self, body):
        message = (
            self.env["lalisa.message"]
            .with_user(self.root)
            .create(
                {
                    "conversation_id": self.conversation.id,
                    "direction": "outbound",
                    "state": "sent",
                    "body": body,
                    "occurred_at": fields.Datetime.now(),
                }
            )
        )
        self.conversation._on_echo(message)
        return message

    def test_a_call_is_answered_in_writing_once_and_noted_at_the_case(self):
        self.call()
        self.call()
        self.assertEqual(self.purposes(), ["intake:call"])
        self.assertIn("110", self.told.body)
        self.assertFalse(self.complaints)
        self.env["res.lang"]._activate_lang("id_ID")
        self.hear("Musik keras di gang")
        self.call()
        self.assertTrue(self.complaints.message_ids.filtered(lambda one: "menelepon" in (one.body or "")))

    def test_what_cannot_be_opened_is_said_so_while_a_complaint_is_open_too(self):
        self.hear("Musik keras di gang")
        for kind in ("unsupported", "order", "other"):
            self.hear("", kind)
        self.assertEqual(self.purposes(), ["intake:received", "intake:unsupported"], "once within an hour")

    def test_a_kind_that_nobody_knows_opens_nothing_and_is_shown_to_the_operator(self):
        self.hear("", "other")
        self.assertFalse(self.complaints)
        self.assertEqual(self.purposes(), ["intake:unsupported"])
        self.assertTrue(self.conversation.inbox_at)

    def test_what_is_typed_on_the_offices_telephone_is_an_answer_of_staff(self):
        self.hear("Musik keras di gang")
        message = self.typed_on_the_telephone("Di gang yang mana?")
        self.assertEqual(message.complaint_id, self.complaints)
        self.assertEqual((self.conversation.mode, self.conversation.inbox_at), ("human", False))
        heard = self.conversation.message_ids.filtered(lambda one: one.direction == "inbound")
        self.assertTrue(all(heard.mapped("seen_at")))
        row = self.conversation._build_row(message)
        self.assertFalse(row["automatic"])
        self.assertTrue(row["sent_by"])

    def test_the_reply_to_what_was_typed_on_the_telephone_goes_on_with_the_same_case(self):
        self.hear("Musik keras di gang")
        with self.later(60):
            self.typed_on_the_telephone("Di gang yang mana?")
        with self.later(120):
            answer = self.hear("Gang Melati nomor tiga dekat masjid")
        self.assertEqual(answer.complaint_id, self.complaints)
        self.assertNotIn("intake:which", self.purposes())
