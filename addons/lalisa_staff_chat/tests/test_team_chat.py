import base64
import io

from PIL import Image

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import StaffChatCase


@tagged("post_install", "-at_install")
class TestTeamInTheField(StaffChatCase):
    """The team hears of its order, reports its steps and its report, with photos and places, from a chat."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chat = cls.linked(cls.response_team)
        cls.case = cls.complaint("dispatch", location_confirmed=True)
        cls.reporter = cls.env["lalisa.reporter"].create({"name": "Siti Pelapor", "phone": "+6281299998888"})
        cls.case.with_user(cls.env.ref("base.user_root")).reporter_id = cls.reporter
        cls.send()

    @classmethod
    def send(cls):
        cls.dispatch = (
            cls.env["lalisa.dispatch"]
            .with_user(cls.division_head)
            .create({"complaint_id": cls.case.id, "team_id": cls.team.id})
        )

    def arrive(self):
        for title in ("We depart", "We have arrived", "First action done"):
            self.tap(self.chat, title)

    def report(self):
        self.tap(self.chat, "Write the report")
        self.hear(self.chat, "Lima sapi di badan jalan")
        self.hear(self.chat, "Digiring ke kandang, pemilik ditegur")
        self.tap(self.chat, "Handled")

    def photo(self, caption="", kind="image", content=None, mimetype="image/jpeg"):
        """A photo arrives, and later its file."""
        message = self.hear(self.chat, caption, kind, media_ref="f", media_state="waiting", media_mimetype=mimetype)
        content = content or self.picture()
        message.write({"media_state": "fetched", "media_original": base64.b64encode(content)})
        self.env["ir.attachment"].create(
            {
                "name": "foto.jpg",
                "raw": content,
                "mimetype": mimetype,
                "res_model": "lalisa.message",
                "res_id": message.id,
            }
        )
        self.chat._on_media(message)
        return content

    @staticmethod
    def picture(colour=(120, 90, 40)):
        stream = io.BytesIO()
        Image.new("RGB", (32, 24), colour).save(stream, "JPEG")
        return stream.getvalue()

    def test_the_team_hears_of_its_order_without_a_word_of_the_reporter(self):
        told = self.last(self.chat).body
        for known in (self.case.number, "Lima ekor sapi", "Depan pasar"):
            self.assertIn(known, told)
        everything = " ".join(message.body for message in self.said(self.chat))
        self.assertNotIn("Siti", everything)
        self.assertNotIn("9999", everything)

    def test_the_steps_are_written_by_the_team_and_move_the_complaint(self):
        self.arrive()
        self.assertEqual((self.dispatch.state, self.case.stage_code), ("acted", "resolve"))
        self.assertTrue(self.dispatch.departed_at and self.dispatch.arrived_at and self.dispatch.acted_at)
        stage_log = self.case.sudo().stage_log_ids.filtered("left_at")[-1:]
        self.assertEqual((stage_log.left_by_id, stage_log.acting_role), (self.response_team, "response_team"))

    def test_the_report_is_asked_for_shown_and_declared(self):
        self.arrive()
        self.report()
        shown = self.last(self.chat)
        for known in ("Lima sapi di badan jalan", "Digiring ke kandang", "Declaration"):
            self.assertIn(known, shown.body)
        self.assertFalse(self.dispatch.declaration)
        self.tap(self.chat, "I declare it and file")
        self.assertEqual(
            (self.dispatch.state, self.dispatch.declaration, self.dispatch.outcome), ("reported", True, "handled")
        )

    def test_a_part_of_the_report_can_be_changed_before_it_is_filed(self):
        self.arrive()
        self.report()
        self.tap(self.chat, "Change the findings")
        self.hear(self.chat, "Enam sapi")
        self.assertEqual(self.dispatch.findings, "Enam sapi")
        self.assertIn("Enam sapi", self.last(self.chat).body)

    def test_the_division_head_hears_of_the_report_and_gives_it_back(self):
        head = self.linked(self.division_head, "2")
        self.arrive()
        self.report()
        self.tap(self.chat, "I declare it and file")
        self.assertIn("Lima sapi di badan jalan", self.last(head).body)
        self.tap(head, "Kembalikan laporan kepada TRC")
        self.tap(head, "Laporan belum lengkap")
        self.hear(head, "Foto sesudah belum ada")
        self.assertEqual(self.dispatch.state, "acted")
        self.assertIn("Foto sesudah belum ada", self.last(self.chat).body)
        self.photo("sesudah")
        self.tap(self.chat, "Write the report")
        self.tap(self.chat, "I declare it and file")
        self.tap(head, "Accept the report")
        self.assertEqual((self.dispatch.state, self.case.stage_code), ("accepted", "report"))

    def test_photos_become_evidence_with_the_bytes_as_they_came(self):
        self.tap(self.chat, "We depart")
        before = self.photo()
        self.tap(self.chat, "We have arrived")
        self.tap(self.chat, "First action done")
        after = self.photo(content=self.picture((1, 2, 3)))
        late = self.photo("foto sebelum tindakan", content=self.picture((7, 7, 7)))
        self.assertEqual(self.dispatch.photo_before_ids.mapped("raw"), [before, late])
        self.assertEqual(self.dispatch.photo_after_ids.raw, after)
        self.assertEqual(len(self.dispatch.evidence_ids), 3)
        self.assertEqual(self.dispatch.photo_after_ids.create_uid, self.response_team)
        self.assertIn("2 before, 1 after", self.last(self.chat).body)

    def test_a_photo_sent_as_a_file_is_kept_and_other_files_are_not(self):
        self.photo(kind="document")
        self.assertEqual(len(self.dispatch.photo_before_ids), 1)
        self.photo(kind="document", content=b"%PDF-1.4", mimetype="application/pdf")
        self.assertEqual(len(self.dispatch.photo_before_ids), 1)
        self.hear(self.chat, "", "audio", media_ref="f", media_state="waiting")
        self.assertIn("Only photos", self.last(self.chat).body)

    def test_a_photo_after_the_report_was_filed_is_refused(self):
        self.arrive()
        message = self.hear(self.chat, "", "image", media_ref="f", media_state="waiting")
        self.report()
        self.tap(self.chat, "I declare it and file")
        message.write({"media_state": "fetched", "media_original": base64.b64encode(self.picture())})
        self.chat._on_media(message)
        self.assertFalse(self.dispatch.photo_after_ids)
        self.assertIn("filed report is not changed", self.last(self.chat).body)

    def test_the_place_of_the_team_is_noted_on_its_order(self):
        self.dispatch.with_user(self.division_head).write({"latitude": -2.33, "longitude": 115.46})
        self.hear(self.chat, "", "location", latitude=-2.3301, longitude=115.4601)
        self.hear(self.chat, "", "location", latitude=-2.40, longitude=115.46)
        near, far = self.dispatch.position_ids
        self.assertEqual((near.user_id, near.far, far.far), (self.response_team, False, True))
        self.assertIn("metres from the place", self.last(self.chat).body)

    def test_nobody_else_notes_a_place_or_a_photo(self):
        for user in (self.division_head, self.section_head):
            with self.assertRaises(UserError):
                self.dispatch.with_user(user)._keep_position(-2.3, 115.4, self.dispatch.ordered_at)
            with self.assertRaises(UserError):
                self.dispatch.with_user(user)._keep_evidence_photo("before", "a.jpg", self.picture())

    def test_a_member_who_left_the_team_role_can_do_nothing(self):
        self.response_team.group_ids += self.env.ref("lalisa_complaint.group_operator")
        self.response_team.group_ids -= self.env.ref("lalisa_complaint.group_response_team")
        self.tap(self.chat, "We depart")
        self.assertEqual(self.dispatch.state, "ordered")

    def test_a_button_of_an_earlier_step_of_the_order_does_nothing(self):
        depart = self.button(self.chat, "We depart")
        self.dispatch.with_user(self.response_team).action_depart()
        self.act(self.chat, button_id=depart)
        self.assertEqual(self.dispatch.state, "departed")
        self.assertIn("has changed", self.last(self.chat).body)

    def test_the_declaration_of_before_a_return_files_nothing_after_it(self):
        self.arrive()
        self.report()
        declare = self.button(self.chat, "I declare it and file")
        self.tap(self.chat, "I declare it and file")
        self.dispatch.with_user(self.division_head).action_return_report(self.reason.id, "Belum lengkap")
        self.act(self.chat, button_id=declare)
        self.assertEqual(self.dispatch.state, "acted")

    def test_tugas_lists_the_open_orders(self):
        self.hear(self.chat, "TUGAS")
        self.assertEqual(self.titles(self.chat), [f"{self.case.number} Ordered"])
        self.tap(self.chat, f"{self.case.number} Ordered")
        self.assertIn("We depart", self.titles(self.chat))
