from odoo.tests import new_test_user, tagged

from .common import DispatchCase


@tagged("post_install", "-at_install")
class TestAccess(DispatchCase):
    def test_an_employee_without_a_role_sees_no_order(self):
        stranger = new_test_user(self.env, "test_stranger", "base.group_user")
        self.assertFalse(self.env["lalisa.dispatch"].with_user(stranger).has_access("read"))

    def test_the_equipment_of_a_case_about_members_is_seen_by_the_head_and_the_team_alone(self):
        complaint = self.complaint("resolve")
        member_sop = self.env["lalisa.sop"].search([("kind", "=", "member")], limit=1)
        complaint.sudo()._write_engine({"sop_id": member_sop.id})
        of_case = [("dispatch_id", "=", complaint.sudo().dispatch_ids.id)]
        equipment = self.env["lalisa.dispatch.equipment"]
        for user in (self.operator, self.section_head, self.division_head):
            self.assertFalse(equipment.with_user(user).search(of_case))
        for user in (self.agency_head, self.response_team):
            self.assertTrue(equipment.with_user(user).search(of_case))
