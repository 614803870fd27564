import json
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ACCOUNT_ID, Provider, WhatsappCase, body, text_message


def told(name="kabar", status="APPROVED", text="Aduan {{1}} {{2}}.", **more):
    return {
        "id": "77",
        "name": name,
        "language": "id",
        "status": status,
        "category": "UTILITY",
        "components": [{"type": "HEADER", "format": "TEXT"}, {"type": "BODY", "text": text}],
        **more,
    }


@tagged("post_install", "-at_install")
class TestTemplates(WhatsappCase):
    """Templates as Meta has them, over real HTTP."""

    def setUp(self):
        super().setUp()
        self.provider = Provider()
        self.addCleanup(self.provider.close)
        address = patch.object(type(self.channel), "_get_api_base_url", lambda channel: self.provider.url)
        address.start()
        self.addCleanup(address.stop)
        self.templates = self.env["lalisa.whatsapp.template"]

    def fetched(self, *found):
        self.templates._take_over(self.channel, found)
        return self.templates.search([("channel_id", "=", self.channel.id)], order="name")

    def send(self, params):
        self.post(body(text_message("wamid.in")))
        self.drain()
        conversation = self.inbound().conversation_id
        conversation.last_inbound_at = fields.Datetime.now() - timedelta(hours=25)
        message = conversation._queue_message("Kabar.", template={"name": "kabar", "language": "id", "params": params})
        self.drain()
        return message

    def test_synchronising_takes_over_state_and_text_and_marks_what_is_gone(self):
        self.fetched(told(), told("lama"))
        first, second = self.fetched(told(status="PAUSED", quality_score={"score": "RED"}))
        self.assertEqual((first.status, first.quality, first.places), ("PAUSED", "RED", 2))
        self.assertEqual((second.name, second.status), ("lama", "DELETED"))

    def test_a_state_that_nobody_knows_and_a_template_without_a_text_break_nothing(self):
        [found] = self.fetched(told(status="SOMETHING_NEW", components=None, category="ODD"), {"id": "1"})
        self.assertEqual((found.status, found.body), ("SOMETHING_NEW", "-"))

    def test_only_an_approved_template_with_its_values_leaves(self):
        self.fetched(told(status="PAUSED"))
        message = self.send(["LL-26-0001", "selesai"])
        self.assertEqual((message.state, self.provider.bodies), ("failed", []))
        self.assertIn("PAUSED", message.failure_reason)
        self.fetched(told())
        self.assertIn("takes 2 values and gets 1", self.send(["LL-26-0001"]).failure_reason)
        self.assertEqual(self.send(["LL-26-0001", "selesai"]).state, "sent")
        [posted] = self.provider.bodies
        self.assertEqual(len(posted["template"]["components"][0]["parameters"]), 2)

    def test_a_word_of_meta_by_webhook_changes_the_template_and_becomes_a_task(self):
        self.fetched(told())
        value = {
            "event": "PAUSED",
            "message_template_name": "kabar",
            "message_template_language": "id",
            "message_template_id": 77,
            "reason": "NONE",
        }
        change = {"field": "message_template_status_update", "value": value}
        envelope = {"object": "whatsapp_business_account", "entry": [{"id": ACCOUNT_ID, "changes": [change]}]}
        self.post(json.dumps(envelope).encode())
        self.drain()
        self.assertEqual(self.templates.search([("channel_id", "=", self.channel.id)]).status, "PAUSED")
        self.assertTrue(self.channel.activity_ids)

    def test_a_draft_is_handed_in_and_waits(self):
        draft = self.templates.create(
            {
                "channel_id": self.channel.id,
                "name": "kabar_baru",
                "body": "Aduan {{1}} {{2}}.",
            }
        )
        self.assertEqual(draft.preview, "Aduan LL-26-0042 sedang diproses.")
        self.provider.answers = [(200, {"id": "99", "status": "PENDING", "category": "UTILITY"})]
        draft.action_submit()
        self.assertEqual((draft.provider_id, draft.status), ("99", "PENDING"))
        [component] = self.provider.bodies[0]["components"]
        self.assertEqual(component["example"], {"body_text": [["LL-26-0042", "sedang diproses"]]})

    def test_metas_words_are_read_in_the_offices_and_new_ones_as_they_are(self):
        self.env["res.lang"]._activate_lang("id_ID")
        template = self.templates.create({"channel_id": self.channel.id, "name": "kabar_baru", "body": "Aduan."})
        for status, shown in (("DRAFT", "Konsep"), ("APPROVED", "Disetujui"), ("HIBERNATED", "HIBERNATED")):
            template.status = status
            self.assertEqual(template.with_context(lang="id_ID").status_name, shown)

    def test_what_meta_refuses_is_a_sentence_and_the_draft_stays(self):
        draft = self.templates.create({"channel_id": self.channel.id, "name": "kabar_baru", "body": "Aduan."})
        self.provider.answers = [(400, {"error": {"code": 100, "error_user_msg": "Nama sudah dipakai"}})]
        with self.assertRaisesRegex(UserError, "Nama sudah dipakai"):
            draft.action_submit()
        self.assertEqual(draft.status, "DRAFT")

    def test_a_draft_that_meta_would_refuse_is_refused_here(self):
        for values in ({"name": "Kabar Baru"}, {"body": "Aduan {{2}}."}, {"body": "x" * 1025}):
            with self.subTest(values=values), self.assertRaises(ValidationError), mute_logger("odoo.sql_db"):
                self.templates.create({"channel_id": self.channel.id, "name": "kabar", "body": "Aduan.", **values})

    def test_what_the_provider_counts_becomes_a_months_bill(self):
        self.env["lalisa.message.price"].create(
            {
                "driver": "whatsapp",
                "category": "utility",
                "price": 350,
                "valid_from": "2020-01-01",
            }
        )
        self.fetched(told())
        message = self.send(["LL-26-0001", "selesai"])
        self.post(
            body(
                statuses=[
                    {
                        "id": message.provider_message_id,
                        "status": "delivered",
                        "pricing": {"billable": True, "category": "utility"},
                    }
                ]
            )
        )
        self.drain()
        self.env.flush_all()
        [bill] = self.env["lalisa.message.usage"].search([("channel_id", "=", self.channel.id)])
        self.assertEqual((bill.message_count, bill.billable_count, bill.cost), (1, 1, 350))
