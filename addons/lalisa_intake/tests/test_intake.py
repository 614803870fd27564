from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import IntakeCase


@tagged("post_install", "-at_install")
class TestIntake(IntakeCase):
    def test_the_complaint_stands_with_its_number_at_the_first_message_of_substance(self):
        table = [
            ("Ada sapi di jalan depan pasar", "text", "Ada sapi di jalan depan pasar"),
            ("", "audio", "Pesan suara, belum ditranskripsi"),
            ("", "image", "Foto tanpa keterangan"),
            ("", "location", "Titik lokasi tanpa keterangan"),
            ("ulun handak melapor, ada nang bakalahi", "text", None),
        ]
        for body, kind, summary in table:
            with self.subTest(kind=kind, body=body):
                self.setUpPerson()
                self.hear(body, kind)
                self.assertEqual(len(self.complaints), 1)
                self.assertEqual(self.complaints.summary, summary or body)
                self.assertEqual(len(self.told), 1)
                self.assertIn(self.complaints.number, self.told.body)

    def test_no_default_of_a_callers_ties_a_complaint_to_a_strangers_conversation(self):
        self.hear("Ada sapi di jalan")
        strangers = {"conversation_id": self.conversation.id, "closing_message_id": self.told.id, "survey_score": 4}
        for user in (self.operator, self.agency_head):
            for name, value in strangers.items():
                complaints = self.env["lalisa.complaint"].with_user(user).with_context(**{f"default_{name}": value})
                made = complaints.create({"summary": "Diketik di loket", "category_id": self.category.id})
                self.assertFalse(made.sudo()[name], name)
                self.assertNotIn(name, complaints.default_get([name]))

    def test_a_greeting_is_answered_once_and_makes_no_complaint(self):
        for body, kind in (("assalamualaikum pak", "text"), ("P", "text"), ("", "sticker")):
            self.hear(body, kind)
        self.assertFalse(self.complaints)
        self.assertEqual(self.told.mapped("purpose"), ["intake:greeting"])
        without = self.env["lalisa.conversation"].search([("complaint_ids", "=", False)])
        self.assertIn(self.conversation, without)

    def test_what_follows_belongs_to_the_open_complaint_and_is_answered_once_more_at_most(self):
        self.hear("Musik keras di gang")
        self.hear("", "image")
        self.hear("", "location", latitude=-2.33, longitude=115.46)
        self.hear("", "audio")
        self.assertEqual(len(self.complaints), 1)
        self.assertEqual(len(self.told), 2)
        self.assertAlmostEqual(self.complaints.latitude, -2.33)
        self.assertFalse(self.complaints.location_confirmed)

    def test_the_reporter_is_no_contact_of_odoo_and_their_name_is_unconfirmed(self):
        partners = self.env["res.partner"].search_count([])
        self.hear("Musik keras di gang")
        reporter = self.complaints.reporter_id
        self.assertEqual((reporter.name, reporter.name_confirmed), ("Siti Uji", False))
        self.assertEqual(self.env["res.partner"].search_count([]), partners)

    def test_an_answer_sets_a_waiting_complaint_going_again(self):
        self.hear("Musik keras di gang")
        complaint = self.complaints
        self.prepare(complaint, "check")
        self.step_to(complaint, "check")
        reason = self.why("Pelapor tidak jelas") | {"move_reason_public": "Gang yang mana?"}
        self.move(complaint, self.operator, "waiting_reporter", **reason)
        self.assertIn("Gang yang mana?", self.told[-1].body)
        self.assertNotIn("Pelapor tidak jelas", self.told[-1].body)
        self.hear("Gang Melati")
        self.assertEqual(complaint.stage_code, "check")

    def test_status_tells_the_own_complaint_and_nothing_of_others(self):
        other = self.complaint()
        self.hear("Musik keras di gang")
        self.hear("STATUS")
        self.assertIn(self.complaints.number, self.told[-1].body)
        self.hear(f"STATUS {other.number}")
        self.assertNotIn(other.number, self.told[-1].body)
        self.assertEqual(self.told[-1].purpose, "intake:none")

    def test_the_reporter_can_withdraw_and_hide_their_identity(self):
        self.hear("Musik keras di gang")
        self.hear("", "button", button_id="secret")
        self.assertEqual(self.complaints.confidentiality, "secret")
        self.assertTrue(self.complaints.reporter_id.protected)
        self.hear("CABUT")
        self.assertEqual(self.complaints.stage_code, "cancelled")
        self.assertEqual(self.told[-1].purpose, "notice:cancelled")

    def test_what_is_written_after_the_end_is_a_follow_up(self):
        self.hear("Musik keras di gang")
        self.hear("CABUT")
        self.hear("Ternyata malam ini terulang lagi di tempat yang sama")
        first, second = self.complaints
        self.assertEqual(second.follow_up_of_id, first)

    def test_nobody_ties_a_complaint_to_another_conversation(self):
        complaint = self.complaint(conversation_id=self.conversation.id)
        self.assertFalse(complaint.conversation_id)
        with self.assertRaises(UserError):
            complaint.sudo().write({"conversation_id": self.conversation.id})

    def test_the_operator_makes_a_complaint_of_a_conversation(self):
        self.hear("tes")
        with self.assertRaises(AccessError):
            self.conversation.with_user(self.section_head).sudo().action_make_complaint()
        self.conversation.with_user(self.operator).action_make_complaint()
        self.assertEqual(len(self.complaints), 1)

    def test_the_panel_is_for_those_who_work_the_complaint(self):
        self.hear("Musik keras di gang")
        complaint = self.complaints
        for user in (self.operator, self.section_head, self.division_head, self.agency_head):
            rows = complaint.with_user(user).conversation_panel()["messages"]
            self.assertEqual(rows[0]["body"], "Musik keras di gang")
            self.assertNotIn("Siti", str(rows))
        for user in (self.response_team, self.administrator):
            with self.assertRaises(AccessError):
                complaint.with_user(user).conversation_panel()

    def test_what_was_overtaken_on_its_way_is_shown_where_it_was_written(self):
        for minutes, words in ((2, "di gang belakang terminal"), (1, "Musik keras")):
            moment = fields.Datetime.subtract(fields.Datetime.now(), minutes=5 - minutes)
            self.hear(words, occurred_at=moment)
        rows = self.complaints.with_user(self.operator).conversation_panel()["messages"]
        self.assertEqual([row["body"] for row in rows[:2]], ["Musik keras", "di gang belakang terminal"])

    def test_staff_answer_in_their_own_name_and_only_while_it_is_possible(self):
        self.hear("Musik keras di gang")
        composer = (
            self.env["lalisa.reply.composer"]
            .with_user(self.operator)
            .create({"complaint_id": self.complaints.id, "body": "Di RT berapa?"})
        )
        composer.action_send()
        self.assertEqual((self.told[-1].body, self.told[-1].sent_by_id), ("Di RT berapa?", self.operator))
        with self.later(minutes=25 * 60), self.assertRaisesRegex(UserError, "24-hour"):
            composer.action_send()

    def test_an_answer_that_no_channel_takes_whole_is_refused_and_not_cut(self):
        self.hear("Musik keras di gang")
        composers = self.env["lalisa.reply.composer"].with_user(self.operator)
        count = len(self.told)
        with self.assertRaisesRegex(UserError, "4096"):
            composers.create({"complaint_id": self.complaints.id, "body": "\U0001f44d" * 2049}).action_send()
        composers.create({"complaint_id": self.complaints.id, "body": "\U0001f44d" * 2048}).action_send()
        self.assertEqual(len(self.told), count + 1)

    def test_staff_see_how_long_answers_are_possible_and_send_papers_with_them(self):
        self.hear("Musik keras di gang")
        composers = self.env["lalisa.reply.composer"].with_user(self.operator)
        report = (
            self.env["ir.attachment"]
            .with_user(self.operator)
            .create({"name": "surat.pdf", "raw": b"%PDF-1.7 surat", "res_model": "lalisa.reply.composer"})
        )
        composer = composers.create({"complaint_id": self.complaints.id, "attachment_ids": [(6, 0, report.ids)]})
        self.assertRegex(composer.window_left, r"^(23 jam|24 jam)")
        composer.action_send()
        sent = self.told[-1]
        self.assertEqual((sent.kind, sent.attachment_ids.name), ("document", "surat.pdf"))
        self.assertEqual(sent.complaint_id, self.complaints)
        self.assertFalse(report.exists())
        program = self.env["ir.attachment"].with_user(self.operator).create({"name": "surat.pdf", "raw": b"MZ program"})
        refused = composers.create({"complaint_id": self.complaints.id, "attachment_ids": [(6, 0, program.ids)]})
        with self.assertRaises(UserError):
            refused.action_send()
