from odoo.tests import HttpCase, tagged

from odoo.addons.lalisa_complaint.tests.test_reports import read_pdf

from .common import DispatchCase

BOARD = "/odoo/perlu-tindakan-saya"
DISPATCHES = "/odoo/penugasan"


class RoleTours:
    """One browser tour of each role that works with teams, through its own step."""

    def test_the_team_reports_its_way_to_the_first_action(self):
        complaint = self.complaint("dispatch")
        self.env["lalisa.dispatch"].with_user(self.division_head).create(
            {"complaint_id": complaint.id, "team_id": self.team.id, "brief": "Tur TRC"}
        )
        self.start_tour(DISPATCHES, "lalisa_response_team", login="test_response_team")
        self.assertEqual(complaint.stage_code, "resolve")

    def test_the_division_head_accepts_the_report(self):
        complaint = self.complaint("resolve")
        complaint.dispatch_ids.with_user(self.division_head).brief = "Tur kabid"
        self.file_report(complaint.dispatch_ids)
        self.start_tour(DISPATCHES, "lalisa_division_head", login="test_division_head")
        self.assertEqual(complaint.stage_code, "report")

    @tagged("post_install", "thorough")
    def test_the_administrator_enters_a_vehicle(self):
        action = self.env.ref("lalisa_dispatch.lalisa_vehicle_action")
        self.start_tour(f"/odoo/action-{action.id}", "lalisa_administrator", login="test_administrator")
        self.assertTrue(self.env["lalisa.vehicle"].search([("name", "=", "Mobil tur")]))


@tagged("post_install", "-at_install", "thorough")
class TestToursAtADesk(RoleTours, DispatchCase, HttpCase):
    def test_an_order_made_in_the_form_has_the_place_and_point_of_its_complaint(self):
        district = self.env["lalisa.district"].search([], limit=1)
        complaint = self.complaint(
            "dispatch",
            summary="Tur perintah",
            location_confirmed=True,
            latitude=-2.33,
            longitude=115.46,
            district_id=district.id,
        )
        self.start_tour(BOARD, "lalisa_team_ordered", login="test_division_head")
        order = complaint.dispatch_ids
        self.assertEqual(
            (order.place_text, order.district_id, order.category_id, order.latitude, order.longitude),
            ("Depan pasar", district, self.category, -2.33, 115.46),
        )


@tagged("post_install", "-at_install")
class TestToursOnAPhone(RoleTours, DispatchCase, HttpCase):
    browser_size = "412x860"
    touch_enabled = True


@tagged("post_install", "-at_install")
class TestBoards(DispatchCase, HttpCase):
    """What the teams' board does with a card that is dragged."""

    def make_ordered(self, brief):
        """A dispatch that waits for its team."""
        return (
            self.env["lalisa.dispatch"]
            .with_user(self.division_head)
            .create(
                {
                    "complaint_id": self.complaint("dispatch").id,
                    "team_id": self.team.id,
                    "brief": brief,
                }
            )
        )

    def test_the_teams_card_takes_the_next_step_by_dragging_and_no_other(self):
        dispatch = self.make_ordered("Tur seret TRC")
        self.start_tour(DISPATCHES, "lalisa_drag_of_a_dispatch", login="test_response_team")
        self.assertEqual(dispatch.state, "departed")
        self.assertTrue(dispatch.departed_at)

    def test_the_teams_card_dragged_by_the_division_head_goes_back(self):
        dispatch = self.make_ordered("Tur seret TRC")
        self.start_tour(DISPATCHES, "lalisa_drag_of_the_teams_card", login="test_division_head")
        self.assertEqual((dispatch.state, dispatch.departed_at), ("ordered", False))


@tagged("post_install", "-at_install")
class TestPrinting(DispatchCase, HttpCase):
    @tagged("post_install", "thorough")
    def test_a_paper_is_printed_from_the_menu(self):
        dispatch = self.complaint("report").dispatch_ids
        dispatch.with_user(self.division_head).duty_order_number = "300/7/SPT/2031"
        kept = [("res_model", "=", "lalisa.dispatch"), ("res_id", "=", dispatch.id), ("name", "=like", "SPT 300%")]
        self.start_tour(f"/odoo/penugasan/{dispatch.id}", "lalisa_print", login="test_division_head")
        report = self.env["ir.attachment"].search(kept)
        self.assertEqual(len(report), 1)
        text = read_pdf(report.raw)
        self.assertIn("SURAT PERINTAH TUGAS", text)
        self.assertIn("300/7/SPT/2031", text)
