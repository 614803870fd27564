from odoo.tests import HttpCase, tagged

from .common import ComplaintCase

BOARD = "/odoo/perlu-tindakan-saya"
DISPATCHES = "/odoo/penugasan"


@tagged("post_install", "-at_install")
class TestTours(ComplaintCase, HttpCase):
    """One browser tour a role, through its own step."""

    def test_the_operator_forwards_a_clear_complaint_with_two_ticks_and_one_press(self):
        complaint = self.complaint(summary="Tur operator")
        self.start_tour(BOARD, "lalisa_operator", login="test_operator")
        self.assertEqual(complaint.stage_code, "verify")

    def test_the_section_head_writes_the_draft_and_forwards(self):
        complaint = self.complaint("verify", summary="Tur kasi")
        self.start_tour(BOARD, "lalisa_section_head", login="test_section_head")
        self.assertEqual(
            (complaint.stage_code, complaint.brief),
            ("field_check", "Lima ekor sapi di badan jalan."),
        )

    def test_the_team_reports_its_way_to_the_first_action(self):
        complaint = self.complaint("dispatch")
        self.env["lalisa.dispatch"].with_user(self.division_head).create(
            {"complaint_id": complaint.id, "team_id": self.team.id, "brief": "Tur TRC"}
        )
        self.start_tour(DISPATCHES, "lalisa_response_team", login="test_response_team")
        self.assertEqual(complaint.stage_code, "resolve")

    def test_the_team_does_the_same_on_a_phone(self):
        self.browser_size = "412x860"
        self.touch_enabled = True
        self.test_the_team_reports_its_way_to_the_first_action()

    def test_the_division_head_accepts_the_report(self):
        complaint = self.complaint("resolve")
        complaint.dispatch_ids.with_user(self.division_head).brief = "Tur kabid"
        self.file_report(complaint.dispatch_ids)
        self.start_tour(DISPATCHES, "lalisa_division_head", login="test_division_head")
        self.assertEqual(complaint.stage_code, "report")

    def test_the_head_receives_and_orders_in_one_press(self):
        complaint = self.complaint("report", summary="Tur kepala")
        self.start_tour(BOARD, "lalisa_agency_head", login="test_agency_head")
        self.assertEqual(
            (complaint.stage_code, complaint.result_public), ("delivery", "Ternak telah diamankan.")
        )
