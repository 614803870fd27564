import io

from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.lalisa_messaging.tools.driver_types import InboundAction

from .common import IntakeCase

PLACE = "Pasar Paringin, pintu timur"


@tagged("post_install", "-at_install")
class TestPoster(IntakeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.classPatch(
            type(cls.channel), "_build_start_link", lambda self, payload: f"https://t.me/bot_uji?start={payload}"
        )
        cls.category = cls.env["lalisa.category"].search(
            [("covert", "=", False), ("about_members", "=", False)], limit=1
        )
        cls.poster = cls.env["lalisa.poster"].create(
            {
                "name": "Pasar Paringin",
                "place": PLACE,
                "latitude": -2.335,
                "longitude": 115.465,
                "channel_id": cls.channel.id,
                "category_id": cls.category.id,
            }
        )

    def scan(self, payload):
        self.conversation._on_action(InboundAction(self.contact.external_id, command="start", argument=payload))

    def test_a_complaint_begins_with_what_the_poster_says_and_only_the_next_one(self):
        self.scan(self.poster.code)
        self.assertIn("Pasar Paringin", self.told[-1].body)
        self.hear("Parkir menutup jalan masuk ambulans")
        first = self.complaints
        self.assertEqual((first.location_text, first.category_id), (PLACE, self.category))
        self.assertEqual((round(first.latitude, 3), first.location_confirmed), (-2.335, False))
        self.assertNotIn("place", first.asked_for or "")
        self.hear("BARU")
        self.hear("Musik keras sampai pagi di gang belakang")
        self.assertFalse(self.complaints[1].location_text)
        self.assertEqual((self.poster.scans, self.poster.complaint_count), (1, 1))

    def test_the_place_that_the_citizen_sends_counts_more_than_the_posters(self):
        self.scan(self.poster.code)
        self.hear("Parkir menutup jalan masuk", latitude=-2.4, longitude=115.5)
        self.assertEqual(round(self.complaints.latitude, 1), -2.4)

    def test_a_poster_opened_yesterday_says_nothing_of_today(self):
        self.scan(self.poster.code)
        with self.later(13 * 60):
            self.hear("Parkir menutup jalan masuk ambulans")
        self.assertFalse(self.complaints.location_text)

    def test_a_code_of_another_channel_of_none_or_hostile_greets_and_fills_in_nothing(self):
        other = self.env["lalisa.channel"].create({"name": "Lain", "driver": "whatsapp"})
        strange = self.poster.copy({"channel_id": other.id}).code
        for payload in (strange, "x", "x" * 4000, "' OR 1=1", "", self.poster.code + "%"):
            self.scan(payload)
        self.assertFalse(self.conversation.poster_id)

    def test_a_poster_tells_of_no_closed_operation_and_of_no_member(self):
        for name in ("covert", "about_members"):
            secret = self.env["lalisa.category"].search([(name, "=", True)], limit=1)
            with self.assertRaises(ValidationError):
                self.poster.category_id = secret

    def test_the_paper_shows_the_place_and_the_address_behind_its_code(self):
        user = self.operator
        action = self.poster.with_user(user).action_print()
        self.assertEqual(action["report_name"], "lalisa_intake.report_poster")
        report = self.env["ir.actions.report"].with_user(user).with_context(force_report_rendering=True)
        pdf, _kind = report._render_qweb_pdf("lalisa_intake.report_poster", self.poster.ids)
        pages = PdfReader(io.BytesIO(pdf)).pages
        text = " ".join(pages[0].extract_text().split())
        self.assertEqual(len(pages), 1)
        self.assertIn("Pasar Paringin", text)
        self.assertIn(f"https://t.me/bot_uji?start={self.poster.code}", text)

    def test_without_an_address_nothing_is_printed_and_the_team_may_not_print_at_all(self):
        self.patch(type(self.channel), "_build_start_link", lambda self, payload: "")
        self.poster.invalidate_recordset(["link"])
        with self.assertRaises(UserError):
            self.poster.action_print()
        with self.assertRaises(AccessError):
            self.poster.with_user(self.response_team).action_print()
