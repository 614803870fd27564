from odoo import fields
from odoo.tests import tagged

from .common import IntakeCase

WORDS = "Gang yang mana?"


@tagged("post_install", "-at_install")
class TestPreview(IntakeCase):
    """The form of a move shows what the reporter will get, and how, on each channel."""

    def asked(self, complaint, **values):
        """The open form of a move back to the reporter."""
        action = complaint.with_user(self.operator).action_open_move()
        return (
            self.env[action["res_model"]]
            .with_user(self.operator)
            .with_context(**action["context"])
            .create(
                {
                    "stage_id": self.stage("waiting_reporter").id,
                    "reason": "iseng",
                    "reason_public": WORDS,
                    "reason_id": self.env.ref("lalisa_complaint.reason_unclear_place").id,
                    **values,
                }
            )
        )

    def on(self, driver):
        """A complaint of a person on a channel of this driver."""
        self.channel = self.env["lalisa.channel"].create({"name": driver, "driver": driver, "state": "active"})
        self.contact = self.contact.copy({"channel_id": self.channel.id, "external_id": f"62812000{self.channel.id}"})
        self.conversation = self.env["lalisa.conversation"].with_user(self.root)._find_or_create(self.contact)
        self.hear("Ada sapi di jalan")
        return self.checked(self.complaints)

    def checked(self, complaint):
        """At the step from which a complaint goes back to its reporter."""
        self.prepare(complaint, "check")
        self.step_to(complaint, "check")
        return complaint

    def test_what_is_shown_is_what_is_sent(self):
        for driver in ("whatsapp", "telegram", "whatsapp_manual"):
            with self.subTest(driver):
                complaint = self.on(driver)
                wizard = self.asked(complaint)
                shown = wizard.preview
                self.assertIn(WORDS, shown)
                self.assertEqual(bool(wizard.preview_remark), driver == "whatsapp_manual")
                wizard.action_confirm()
                self.assertEqual(self.told[-1].body, shown)

    def test_until_a_reason_is_chosen_its_place_is_left_open(self):
        complaint = self.on("whatsapp")
        wizard = self.asked(complaint, reason_id=False, reason_public=False)
        self.assertIn("\u2026", wizard.preview)
        self.assertNotIn("iseng", wizard.preview)

    def test_a_day_later_only_a_template_reaches_whoever_is_on_whatsapp(self):
        for driver in ("whatsapp", "telegram"):
            complaint = self.on(driver)
            self.conversation.last_inbound_at = fields.Datetime.subtract(fields.Datetime.now(), hours=25)
            notice = self.env["lalisa.message.template"]._find_notice(self.stage("waiting_reporter"))
            notice.provider_template = False
            wizard = self.asked(complaint)
            if driver == "telegram":
                self.assertIn(WORDS, wizard.preview)
                continue
            self.assertFalse(wizard.preview)
            self.assertIn("telephone", wizard.preview_remark)
            notice.provider_template = "kabar_aduan"
            self.env["lalisa.whatsapp.template"].create(
                {
                    "channel_id": self.channel.id,
                    "name": "kabar_aduan",
                    "language": "id",
                    "status": "APPROVED",
                    "body": "Ada kabar tentang aduan {{1}}. Silakan balas pesan ini.",
                }
            )
            wizard = self.asked(complaint)
            self.assertEqual(wizard.preview, f"Ada kabar tentang aduan {complaint.number}. Silakan balas pesan ini.")
            self.assertIn("approved template", wizard.preview_remark)

    def test_who_wants_no_notices_gets_none_and_the_form_says_so(self):
        complaint = self.on("whatsapp")
        self.contact._opt_out()
        wizard = self.asked(complaint)
        self.assertFalse(wizard.preview)
        self.assertIn("wants no notices", wizard.preview_remark)
        wizard.action_confirm()
        self.assertEqual(self.told[-1].state, "cancelled")

    def test_whom_no_message_reaches_is_to_be_told_in_another_way_too(self):
        complaint = self.on("whatsapp")
        self.contact.unreachable = True
        wizard = self.asked(complaint)
        self.assertIn(WORDS, wizard.preview)
        self.assertIn("telephone", wizard.preview_remark)

    def test_what_waits_for_the_morning_says_until_when(self):
        complaint = self.on("telegram")
        self.env["res.company"]._lalisa_office().write({"lalisa_night_from": 21, "lalisa_night_until": 6})
        with self.clock("2026-11-24 15:00:00"):  # 23.00 WITA
            wizard = self.asked(complaint)
            self.assertIn(WORDS, wizard.preview)
            self.assertIn("06.00", wizard.preview_remark)

    def test_of_a_complaint_typed_at_the_counter_nothing_is_sent(self):
        wizard = self.asked(self.complaint("check"))
        self.assertFalse(wizard.preview)
        self.assertIn("Nothing is sent by itself", wizard.preview_remark)

    def test_a_step_inside_the_office_is_told_to_nobody(self):
        wizard = self.asked(self.on("telegram"), stage_id=self.stage("unsuitable").id)
        self.assertTrue(wizard.preview)
        wizard.stage_id = self.stage("check")
        self.assertFalse(wizard.preview or wizard.preview_remark)
