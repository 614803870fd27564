import unittest

from odoo.tests import HttpCase, tagged

from ..models.map import LalisaMap
from .common import ComplaintCase

BOARD = "/odoo/perlu-tindakan-saya"
ALL = "/odoo/aduan-masuk"


class RoleTours:
    """One browser tour a role, through its own step."""

    operator_tour = "lalisa_operator"

    def test_the_operator_forwards_a_clear_complaint_with_three_taps_and_the_category(self):
        complaint = self.complaint(summary="Tur operator", category_id=False)
        self.start_tour(BOARD, self.operator_tour, login="test_operator")
        self.assertEqual((complaint.stage_code, complaint.category_id), ("verify", self.category))

    def test_the_section_head_writes_the_draft_and_forwards(self):
        complaint = self.complaint("verify", summary="Tur kasi")
        self.start_tour(BOARD, "lalisa_section_head", login="test_section_head")
        self.assertEqual(
            (complaint.stage_code, complaint.brief),
            ("field_check", "Lima ekor sapi di badan jalan."),
        )

    def test_the_head_receives_and_orders_in_one_press(self):
        complaint = self.complaint("report", summary="Tur kepala")
        self.start_tour(BOARD, "lalisa_agency_head", login="test_agency_head")
        self.assertEqual((complaint.stage_code, complaint.result_public), ("delivery", "Ternak telah diamankan."))


@tagged("post_install", "-at_install", "thorough")
class TestToursAtADesk(RoleTours, ComplaintCase, HttpCase):
    def test_the_operator_corrects_the_reporter_and_their_protection_with_a_reason(self):
        typed = self.env["lalisa.reporter"].with_user(self.operator).create({"name": "Siti Salah"})
        complaint = self.complaint(summary="Tur pelapor", reporter_id=typed.id, confidentiality="secret")
        self.start_tour(BOARD, "lalisa_reporter_corrected", login="test_operator")
        complaint.invalidate_recordset()
        reporter = complaint.sudo().reporter_id
        self.assertEqual((reporter.name, reporter.phone), ("Siti Benar", "081255501234"))
        self.assertEqual(complaint.confidentiality, "open")
        lines = complaint.sudo().reveal_ids.sorted("id")
        self.assertEqual(lines.mapped("kind"), ["rebound", "lowered"])
        self.assertEqual(lines.mapped("reason"), ["wrong_person", "agreed"])

    def test_the_operator_records_that_the_reporter_has_withdrawn(self):
        complaint = self.complaint(summary="Tur cabut")
        self.start_tour(BOARD, "lalisa_withdrawal_recorded", login="test_operator")
        self.assertEqual(complaint.stage_code, "cancelled")
        self.assertEqual(complaint.stage_log_ids.sorted("id")[-2].left_by_id, self.operator)


@tagged("post_install", "-at_install")
class TestPoint(ComplaintCase, HttpCase):
    @unittest.skipUnless(LalisaMap._has_library(), "not here: npm, from which the map's library comes")
    @tagged("post_install", "thorough")
    def test_the_operator_marks_the_point_of_a_typed_complaint_on_the_map(self):
        complaint = self.complaint(summary="Tur titik")
        self.start_tour(f"/odoo/aduan-masuk/{complaint.id}", "lalisa_point_by_pressing", login="test_operator")
        # Amid the map of the regency, which is what is drawn while there is no point.
        self.assertAlmostEqual(complaint.latitude, -2.33, delta=0.3)
        self.assertAlmostEqual(complaint.longitude, 115.62, delta=0.3)
        self.assertFalse(complaint.location_confirmed, "marking is one thing, confirming another")


@tagged("post_install", "-at_install")
class TestToursOnAPhone(RoleTours, ComplaintCase, HttpCase):
    browser_size = "412x860"
    touch_enabled = True
    operator_tour = "lalisa_operator_phone"


@tagged("post_install", "-at_install")
class TestBoards(ComplaintCase, HttpCase):
    """What a board does with a card that is dragged, and with two revisions of the SOP."""

    def test_the_operators_board_refuses_a_drag_has_one_column_for_two_revisions_and_takes_a_typed_complaint(self):
        """A card dragged where no way leads goes back with the ways that there are."""
        dragged = self.complaint(summary="Tur seret")
        old = self.complaint(summary="Tur revisi lama")
        draft = old.sop_id.with_user(self.administrator).action_new_revision()["res_id"]
        self.env["lalisa.sop"].with_user(self.administrator).browse(draft).action_put_in_force()
        new = self.complaint(summary="Tur revisi baru")
        self.assertNotEqual(old.sop_id, new.sop_id)
        self.start_tour(ALL, "lalisa_operators_board", login="test_operator")
        self.assertEqual((dragged.stage_code, len(dragged.stage_log_ids)), ("receive", 1))
        complaint = self.env["lalisa.complaint"].search([("summary", "=", "Tur telepon")])
        self.assertEqual((complaint.channel, complaint.stage_code), ("telephone", "receive"))
        self.assertEqual(complaint.location_text, "Depan terminal")
        self.assertEqual(complaint.reporter_id.mapped(lambda one: (one.name, one.phone)), [("Siti", "081255501234")])

    def test_a_card_dragged_by_another_role_goes_back_with_a_sentence_that_says_whose_it_is(self):
        complaint = self.complaint(summary="Tur seret")
        self.start_tour(ALL, "lalisa_drag_of_another_role", login="test_section_head")
        self.assertEqual((complaint.stage_code, len(complaint.stage_log_ids)), ("receive", 1))
