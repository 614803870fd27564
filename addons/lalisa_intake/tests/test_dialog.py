from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.lalisa_messaging.tools.driver_types import MessageChange

from .common import IntakeCase


@tagged("post_install", "-at_install")
class TestDialog(IntakeCase):
    """Which case a message belongs to, and what is asked."""

    def ago(self, **span):
        return fields.Datetime.subtract(fields.Datetime.now(), **span)

    def purposes(self):
        return self.told.mapped("purpose")

    def test_text_then_pin_is_two_messages_of_the_citizen_and_two_of_ours(self):
        self.hear("Musik keras di gang")
        self.assertIn("titik tempat kejadian", self.told[0].body)
        self.assertIn("foto", self.told[0].body)
        self.hear("", "location", latitude=-2.33, longitude=115.46)
        self.assertEqual(self.purposes(), ["intake:received", "intake:complete"])
        self.assertFalse(self.complaints.asked_for and "place" in self.complaints.asked_for)
        self.hear("", "image")
        self.assertEqual(len(self.told), 2)

    def test_thanks_are_no_answer_to_what_was_asked(self):
        self.hear("Musik keras di gang")
        self.hear("terima kasih pak")
        self.assertEqual(self.purposes(), ["intake:received"])
        self.assertIn("place", self.complaints.asked_for)

    def test_a_photo_then_its_story_becomes_the_summary(self):
        self.hear("", "image")
        self.assertIn("apa yang terjadi", self.told[0].body)
        self.hear("Warung di pasar menjual minuman keras")
        self.assertEqual(self.complaints.summary, "Warung di pasar menjual minuman keras")
        self.assertEqual(self.purposes(), ["intake:received", "intake:complete"])

    def test_a_map_link_is_a_place(self):
        self.hear("Ada balap liar https://maps.google.com/?q=-2.33512,115.46101")
        self.assertAlmostEqual(self.complaints.latitude, -2.33512, 5)
        self.assertFalse(self.complaints.location_confirmed)

    def test_a_missing_name_is_asked_for_and_may_stay_empty(self):
        self.contact.name = False
        self.hear("Musik keras di gang")
        self.assertIn("nama Bapak/Ibu", self.told[0].body)
        self.hear("Nama: Siti Aminah")
        reporter = self.complaints.reporter_id
        self.assertEqual((reporter.name, reporter.name_confirmed), ("Siti Aminah", False))

    def test_every_message_belongs_to_a_complaint_or_stands_in_the_inbox(self):
        self.hear("assalamualaikum pak", occurred_at=self.ago(minutes=9))
        self.assertGreater(self.conversation.inbox_at, fields.Datetime.now())
        self.hear("", "contacts")
        self.assertLessEqual(self.conversation.inbox_at, fields.Datetime.now())
        self.hear("Musik keras di gang")
        self.assertFalse(self.conversation.inbox_at)
        self.assertEqual(self.conversation.message_ids.complaint_id, self.complaints)

    def test_a_new_text_much_later_is_asked_about_and_two_makes_it_a_complaint(self):
        self.hear("Musik keras di gang", occurred_at=self.ago(hours=30))
        self.hear("Ada sapi di jalan raya dekat jembatan")
        self.assertEqual(self.purposes()[-1], "intake:which")
        self.assertEqual(len(self.complaints), 1)
        self.hear("dekat jembatan Paringin")
        self.assertEqual(self.purposes().count("intake:which"), 1, "asked once")
        self.hear("2")
        first, second = self.complaints
        self.assertEqual(second.summary, "Ada sapi di jalan raya dekat jembatan")
        bodies = (
            second.env["lalisa.message"]
            .search([("complaint_id", "=", second.id), ("direction", "=", "inbound")])
            .mapped("body")
        )
        self.assertEqual(bodies, ["Ada sapi di jalan raya dekat jembatan", "dekat jembatan Paringin", "2"])
        self.assertFalse(second.follow_up_of_id, "the first is still open")

    def test_a_new_text_much_later_stays_where_the_citizen_says(self):
        self.hear("Musik keras di gang", occurred_at=self.ago(hours=30))
        self.hear("Sekarang mereka bertambah banyak")
        self.hear("", "button", button_id=f"add:{self.complaints.number}")
        self.assertEqual(len(self.complaints), 1)
        self.assertFalse(self.conversation.doubtful_id)

    def test_what_quotes_names_or_answers_a_complaint_is_never_asked_about(self):
        self.hear("Musik keras di gang", occurred_at=self.ago(hours=30))
        self.hear("Masih berlangsung sampai malam ini", reply_to_id=self.told[0].id)
        self.hear(f"untuk {self.complaints.number} masih berlangsung")
        self.assertEqual(self.purposes(), ["intake:received", "intake:complete"])
        self.assertEqual(len(self.complaints), 1)

    def test_two_cases_at_once_are_kept_apart_and_commands_ask_for_the_number(self):
        self.hear("Musik keras di gang")
        self.hear("BARU")
        self.hear("Ada sapi di jalan raya")
        first, second = self.complaints
        self.hear("CABUT")
        self.assertEqual(self.purposes()[-1], "intake:which_number")
        self.hear(f"cabut {first.number}")
        self.assertEqual((first.stage_code, second.stage_code), ("cancelled", "receive"))
        self.hear("STATUS")
        self.assertIn(second.number, self.told[-1].body)

    def test_the_number_alone_answers_which_one_and_else_asks_how_it_stands(self):
        self.hear("Musik keras di gang")
        self.hear("BARU")
        self.hear("Ada sapi di jalan raya")
        first, second = self.complaints
        self.hear(f"nomor {second.number} pak")
        self.assertIn(second.number, self.told[-1].body)
        self.assertEqual((self.purposes()[-1], second.stage_code), ("intake:status", "receive"))
        self.hear("batalkan aduan saya")
        self.assertEqual(self.purposes()[-1], "intake:which_number")
        self.hear(first.number)
        self.assertEqual((first.stage_code, second.stage_code), ("cancelled", "receive"))

    def test_the_last_figures_of_a_number_are_enough_for_ones_own_complaint(self):
        self.hear("Musik keras di gang")
        self.hear("BARU")
        self.hear("Ada sapi di jalan raya")
        first, second = self.complaints
        self.hear(f"cabut {int(first.number[-4:])}")
        self.assertEqual((first.stage_code, second.stage_code), ("cancelled", "receive"))

    def test_status_lists_every_open_complaint(self):
        self.hear("Musik keras di gang")
        self.hear("BARU")
        self.hear("Ada sapi di jalan raya")
        self.hear("satus")
        for complaint in self.complaints:
            self.assertIn(complaint.number, self.told[-1].body)

    def test_hiding_covers_all_open_complaints_and_works_before_the_first(self):
        self.hear("RAHASIA")
        self.assertFalse(self.complaints)
        self.hear("Musik keras di gang")
        self.hear("BARU")
        self.hear("Ada sapi di jalan raya")
        self.hear("rahsia")
        self.assertEqual(self.complaints.mapped("confidentiality"), ["secret", "secret"])

    def test_a_button_acts_on_its_own_complaint_however_old(self):
        self.hear("Musik keras di gang")
        self.hear("BARU")
        self.hear("Ada sapi di jalan raya")
        first, second = self.complaints
        self.hear("Cabut", "button", button_id=f"withdraw:{first.number}")
        self.assertEqual((first.stage_code, second.stage_code), ("cancelled", "receive"))

    def test_thanks_after_the_end_open_nothing(self):
        self.hear("Musik keras di gang")
        self.hear("CABUT")
        count = len(self.told)
        self.hear("terima kasih pak")
        self.assertEqual(len(self.complaints), 1)
        self.assertEqual(len(self.told), count)
        self.assertFalse(self.conversation.inbox_at)

    def test_what_cannot_be_opened_is_said_so_and_shown_to_the_operator(self):
        self.hear("", "unsupported")
        self.assertEqual(self.purposes(), ["intake:unsupported"])
        self.assertTrue(self.conversation.inbox_at)

    def test_the_privacy_notice_comes_once_for_each_person(self):
        self.hear("Musik keras di gang")
        self.hear("BARU")
        self.hear("Ada sapi di jalan raya")
        notices = [one for one in self.told if "Penanggung jawab data" in one.body]
        self.assertEqual(len(notices), 1)

    def test_outside_duty_hours_the_first_answer_says_so_and_names_emergency_numbers(self):
        calendar = self.env["resource.calendar"].create(
            {
                "name": "Jam layanan",
                "tz": "Asia/Makassar",
                "attendance_ids": [
                    (0, 0, {"name": "x", "dayofweek": str(day), "hour_from": 8, "hour_to": 9}) for day in range(5)
                ],
            }
        )
        self.env.company.write(
            {
                "lalisa_duty_calendar_id": calendar.id,
                "lalisa_duty_hours": "Senin-Jumat 08.00-09.00",
                "lalisa_emergency_numbers": "Polri 110, Damkar 113",
            }
        )
        for moment, said in (("2026-11-25 00:30:00", False), ("2026-11-25 15:00:00", True)):
            with self.subTest(moment):
                self.setUpPerson()
                with self.clock(moment):
                    self.hear("Musik keras di gang")
                self.assertEqual("di luar jam layanan" in self.told[0].body, said)
                if said:
                    self.assertIn("Damkar 113", self.told[0].body)
                    self.assertIn("26 November 2026 pukul 08.00 WITA", self.told[0].body)
                    self.assertLessEqual(len(self.told[0].body), 1024, "fits beside buttons")

    def test_a_person_who_took_over_is_not_talked_over_and_the_answers_come_back(self):
        self.hear("Musik keras di gang", occurred_at=self.ago(hours=30))
        self.conversation.with_user(self.operator).action_take_over()
        self.hear("Ada sapi juga")
        self.assertNotIn("intake:which", self.purposes())
        with self.later(minutes=25 * 60):
            self.hear("halo pak, bagaimana")
        self.assertEqual(self.conversation.mode, "bot")

    def test_the_operator_splits_a_message_that_is_another_case(self):
        self.hear("Musik keras di gang")
        other = self.hear("Ada sapi juga di jalan raya")
        with self.assertRaises(AccessError):
            self.conversation.with_user(self.section_head).sudo().split_complaint(other.id)
        self.conversation.with_user(self.operator).split_complaint(other.id)
        first, second = self.complaints
        self.assertEqual((second.summary, other.complaint_id), ("Ada sapi juga di jalan raya", second))
        with self.assertRaises(UserError):
            self.conversation.with_user(self.operator).split_complaint(self.told[0].id)
        self.assertEqual(first.stage_code, "receive")

    def test_a_place_is_where_the_reporter_stood_until_the_operator_says_otherwise(self):
        self.hear("Musik keras di gang")
        pin = self.hear("", "location", latitude=-2.33, longitude=115.46, location_name="Pasar")
        complaint = self.complaints
        for user in (self.section_head, self.agency_head):
            with self.assertRaises(AccessError):
                complaint.with_user(user).use_place(pin.id)
        with self.assertRaises(UserError):
            complaint.with_user(self.operator).use_place(self.told[0].id)
        complaint.with_user(self.operator).use_place(pin.id)
        self.assertTrue(complaint.location_confirmed)
        self.assertEqual(complaint.location_text, "Pasar")

    def test_unread_messages_are_counted_until_the_operator_has_looked(self):
        self.hear("Musik keras di gang")
        self.hear("", "image")
        complaint = self.complaints
        self.assertEqual(complaint.with_user(self.section_head).unread_count, 2)
        with self.assertRaises(AccessError):
            complaint.with_user(self.section_head).mark_conversation_seen()
        found = complaint.with_user(self.operator).search([("unread_count", ">", 0)])
        self.assertIn(complaint, found)
        complaint.with_user(self.operator).mark_conversation_seen()
        complaint.invalidate_recordset(["unread_count"])
        self.assertEqual(complaint.with_user(self.section_head).unread_count, 0)

    def test_the_panel_shows_nothing_of_the_persons_other_complaints(self):
        self.hear("Musik keras di gang")
        self.hear("BARU")
        self.hear("Anggota meminta uang kepada pedagang")
        first, second = self.complaints
        second.with_user(self.operator).category_id = self.env.ref("lalisa_complaint.category_pel")
        panel = first.with_user(self.section_head).conversation_panel()
        self.assertNotIn("meminta uang", str(panel))
        self.assertFalse(panel["others"])
        with self.assertRaises(AccessError):
            second.with_user(self.section_head).conversation_panel()

    def test_edited_words_are_new_to_the_office_and_a_greeting_may_become_a_complaint(self):
        message = self.hear("halo")
        change = MessageChange("x", "edited", "Ada sapi di jalan depan pasar", fields.Datetime.now())
        message._apply_change(change)
        self.assertEqual(self.complaints.summary, "Ada sapi di jalan depan pasar")
        complaint = self.complaints
        complaint.with_user(self.operator).mark_conversation_seen()
        message._apply_change(MessageChange("x", "edited", "Ada dua sapi di jalan", fields.Datetime.now()))
        row = complaint.with_user(self.section_head).conversation_panel()["messages"][0]
        self.assertEqual((row["body"], row["edited"], row["unseen"]), ("Ada dua sapi di jalan", True, True))
        self.assertEqual(message.earlier_bodies[-1]["body"], "Ada sapi di jalan depan pasar")
        message._apply_change(MessageChange("x", "revoked"))
        row = complaint.with_user(self.section_head).conversation_panel()["messages"][0]
        self.assertTrue(row["revoked"])
        self.assertEqual(row["body"], "Ada dua sapi di jalan", "what was taken back stays with the case")

    def test_a_field_that_points_at_the_conversation_tells_nobody_a_name(self):
        self.hear("Musik keras di gang")
        complaint = self.complaints
        complaint.with_user(self.root).write({"confidentiality": "secret"})
        for user in (self.section_head, self.division_head, self.agency_head):
            self.env.invalidate_all()
            told = complaint.with_user(user).read(["conversation_id", "closing_message_id", "reporter_id", "summary"])
            self.assertNotIn("Siti Uji", str(told))
            self.assertNotIn("6281200000009", str(told))
            web = complaint.with_user(user).web_read({"conversation_id": {"fields": {"display_name": {}}}})
            self.assertNotIn("Siti Uji", str(web))
        self.env.invalidate_all()
        self.assertIn("Siti Uji", str(self.conversation.with_user(self.operator).read(["display_name"])))

    def test_a_forwarded_message_is_shown_as_one(self):
        self.hear("Ada tawuran di terminal", forwarded=True)
        row = self.complaints.with_user(self.operator).conversation_panel()["messages"][0]
        self.assertTrue(row["forwarded"])

    def test_the_survey_is_asked_once_inside_the_time_for_answers_and_takes_one_figure(self):
        self.hear("Musik keras di gang")
        complaint = self.complaints
        self.env.ref("lalisa_intake.template_survey").active = True
        complaint.with_user(self.root)._ask_survey()
        complaint.with_user(self.root)._ask_survey()
        self.assertEqual(self.purposes().count("notice:survey"), 1)
        self.hear("4")
        self.assertEqual(complaint.survey_score, 4)
        self.hear("1")
        self.assertEqual(complaint.survey_score, 4, "the first answer stands")

    def test_no_survey_is_sent_outside_the_time_for_answers(self):
        self.env.ref("lalisa_intake.template_survey").active = True
        self.hear("Musik keras di gang")
        with self.later(minutes=25 * 60):
            self.complaints.with_user(self.root)._ask_survey()
        self.assertNotIn("notice:survey", self.purposes())
