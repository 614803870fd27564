import json
from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.lalisa_complaint.tests.test_reports import read_pdf

from .common import IntakeCase


@tagged("post_install", "-at_install")
class TestResults(IntakeCase):
    """How the end reaches every reporter of one event, and what the office does where it does not."""

    def opened(self, text="Ada sapi berkeliaran di jalan", **values):
        """A complaint from a citizen of its own: (complaint, conversation)."""
        self.setUpPerson()
        self.hear(text)
        complaint = self.complaints[-1:]
        complaint.with_user(self.operator).write({"category_id": self.category.id, **values})
        return complaint, self.conversation

    def carried_on(self, complaint, code):
        path = ["receive", "check", "verify", "field_check", "dispatch", "resolve", "report", "inform", "delivery"]
        for target in path[path.index(complaint.stage_code) + 1 : path.index(code) + 1]:
            self.prepare(complaint, target)
            self.step_to(complaint, target)

    def merged(self):
        master, _conversation = self.opened()
        self.carried_on(master, "verify")
        other, conversation = self.opened("Sapi masuk jalan raya")
        self.move(other, self.operator, "duplicate", master_id=master.id, **self.why())
        return master, other, conversation

    def test_every_reporter_of_an_event_gets_the_result_and_each_receipt_is_their_own(self):
        master, other, conversation = self.merged()
        self.carried_on(master, "delivery")
        message = other.closing_message_id
        self.assertEqual(message.conversation_id, conversation)
        self.assertIn("Ternak telah diamankan.", message.body)
        self.assertIn(other.number, message.body)
        message.with_user(self.root)._advance_state("delivered")
        self.assertEqual((other.stage_code, other.closing_proof), ("duplicate", "delivered"))
        self.assertEqual(master.stage_code, "delivery")

    def test_the_paper_of_the_result_is_sent_when_its_reporter_asks_and_only_then(self):
        complaint, conversation = self.opened()
        self.hear("surat hasil")
        self.assertIn("belum tersedia", self.told[-1].body)
        self.carried_on(complaint, "delivery")
        self.assertIn("balas: SURAT", complaint.closing_message_id.body)
        self.assertFalse(self.told.attachment_ids, "nobody is sent what they did not ask for")
        self.hear(f"Minta surat {complaint.number}")
        message = self.told[-1]
        self.assertEqual((message.kind, message.complaint_id), ("document", complaint))
        report = message.attachment_ids
        self.assertEqual(report.name, f"Hasil-Aduan-{complaint.number}.pdf")
        self.assertLess(len(report.raw), 200_000)
        self.assertIn("Ternak telah diamankan.", read_pdf(report.raw))
        self.hear("surat")
        self.assertIn("sudah kami kirim", self.told[-1].body, "asked twice, drawn once")
        with self.later(61):
            self.hear("surat")
        self.assertEqual(self.told[-1].kind, "document")

    def test_the_paper_of_anothers_complaint_is_nobodys(self):
        complaint, _conversation = self.opened()
        self.carried_on(complaint, "delivery")
        self.opened("Ada sampah di sungai")
        self.hear(f"SURAT {complaint.number}")
        self.assertFalse(self.told.attachment_ids)

    def test_who_reports_an_event_that_has_ended_hears_its_result_at_once(self):
        master, _conversation = self.opened()
        self.carried_on(master, "delivery")
        late, _conversation = self.opened("Sapi di jalan lagi")
        self.move(late, self.operator, "duplicate", master_id=master.id, **self.why())
        self.assertIn("Ternak telah diamankan.", late.closing_message_id.body)

    def test_a_main_complaint_that_is_referred_tells_the_merged_reporters_whereto(self):
        master, other, conversation = self.merged()
        agency = self.env["lalisa.agency"].search([], limit=1)
        self.move(master, self.section_head, "referred", agency_id=agency.id, **self.why())
        told = conversation.message_ids.filtered(lambda one: one.direction == "outbound").sorted("id")
        self.assertIn(agency.name, told[-1].body)
        self.assertEqual(other.agency_id, agency)

    def test_the_next_action_follows_what_became_of_the_closing_message(self):
        complaint, _conversation = self.opened()
        self.carried_on(complaint, "delivery")
        self.assertIn("on its way", complaint.with_context(lang="en_US").next_action)
        complaint.closing_message_id.with_user(self.root)._advance_state("sent")
        complaint.invalidate_recordset()
        self.assertIn("not confirmed yet", complaint.with_context(lang="en_US").next_action)
        complaint.closing_message_id.with_user(self.root)._advance_state("failed", failure_reason="tidak terdaftar")
        complaint.invalidate_recordset()
        self.assertIn("tidak terdaftar", complaint.with_context(lang="en_US").next_action)

    def test_a_silent_reporter_is_reminded_in_the_conversation_before_the_end(self):
        complaint, conversation = self.opened()
        self.prepare(complaint, "check")
        self.step_to(complaint, "check")
        self.move(complaint, self.operator, "waiting_reporter", **self.why())
        with self.later(6 * 24 * 60):
            self.run_cron("close_unanswered")
        told = conversation.message_ids.filtered(lambda one: one.direction == "outbound").sorted("id")
        self.assertEqual(told[-1].purpose, "notice:reminder")
        self.assertIn(complaint.number, told[-1].body)
        self.assertEqual(complaint.stage_code, "waiting_reporter")

    def test_retention_takes_the_conversations_words_and_the_persons_name(self):
        complaint, conversation = self.opened("Saya Siti Uji melihat sapi")
        self.move(complaint, self.operator, "unsuitable", **self.why("Siti Uji keliru"))
        count = len(conversation.message_ids)
        complaint.with_user(self.root)._apply_retention()
        self.assertEqual(len(conversation.message_ids), count)
        everything = json.dumps(
            [
                conversation.message_ids.read(["body"]),
                conversation.contact_id.read(["name", "phone"]),
                conversation.sudo().read(["last_body"]),
                complaint.sudo().read(["summary"]),
            ],
            default=str,
        )
        self.assertNotIn("Siti Uji", everything)

    def test_retention_takes_what_the_provider_sent_word_for_word(self):
        complaint, conversation = self.opened("Saya Siti Uji melihat sapi")
        self.move(complaint, self.operator, "unsuitable", **self.why("keliru"))
        events, contact = self.env["lalisa.webhook.event"].sudo(), conversation.contact_id.sudo()
        common = {"channel_id": contact.channel_id.id, "kind": "message", "conversation_key": "k", "drain": 0}
        before, after = complaint.closed_at - timedelta(days=1), complaint.closed_at + timedelta(days=1)
        said = {"from": contact.external_id, "text": "Saya Siti Uji"}

        def event(key, at, state, payload):
            values = {"dedup_key": key, "received_at": at, "state": state, "payload": payload, **common}
            return events.create(values)

        done, dead = event("a", before, "done", said), event("b", before, "dead", said)
        later, other = event("c", after, "done", said), event("d", before, "done", {"from": "62899", "text": "lain"})
        complaint.with_user(self.root)._apply_retention()
        self.assertFalse(done.exists())
        self.assertFalse(dead.payload)
        self.assertEqual(dead.state, "ignored")
        self.assertTrue(later.exists() and other.exists())

    def test_a_persons_data_include_their_messages(self):
        complaint, _conversation = self.opened("Saya melihat sapi di jalan")
        data = complaint.sudo().reporter_id._person_data()
        self.assertIn("Saya melihat sapi di jalan", [one["isi"] for one in data["aduan"][0]["pesan"]])

    def test_the_administrator_changes_what_citizens_are_told_about_the_office(self):
        settings = self.env["lalisa.settings"].with_user(self.administrator)
        settings.create(
            {"lalisa_service_hours": "always", "lalisa_duty_hours": "Setiap hari 07.00-22.00"}
        ).action_save()
        self.assertEqual(self.env.company.lalisa_duty_hours, "Setiap hari 07.00-22.00")
