from odoo.tests import tagged

from .common import DispatchCase


@tagged("post_install", "-at_install")
class TestMoves(DispatchCase):
    def test_five_roles_carry_a_complaint_to_the_kepalas_order(self):
        complaint = self.complaint("delivery")
        self.assertEqual(complaint.stage_code, "delivery")
        roles = complaint.stage_log_ids.filtered("left_at").mapped("acting_role")
        self.assertEqual(
            roles,
            [
                "operator",
                "operator",
                "section_head",
                "division_head",
                "response_team",
                "division_head",
                "agency_head",
                "agency_head",
            ],
        )
