from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import DispatchCase


@tagged("post_install", "-at_install")
class TestDispatch(DispatchCase):
    def make_ordered(self, **values):
        complaint = self.complaint("dispatch", **values)
        return (
            self.env["lalisa.dispatch"]
            .with_user(self.division_head)
            .create({"complaint_id": complaint.id, "team_id": self.team.id})
        )

    def test_the_teams_first_action_ends_step_five(self):
        dispatch = self.make_ordered().with_user(self.response_team)
        dispatch.action_depart()
        dispatch.action_arrive()
        self.assertEqual(dispatch.sudo().complaint_id.stage_code, "dispatch")
        dispatch.action_act()
        self.assertEqual(dispatch.sudo().complaint_id.stage_code, "resolve")
        self.assertTrue(dispatch.departed_at and dispatch.arrived_at and dispatch.acted_at)

    def test_only_the_team_that_was_sent_reports_its_steps(self):
        dispatch = self.make_ordered()
        other = new_test_user(self.env, "test_other_team", "lalisa_complaint.group_response_team")
        for user in (other, self.operator, self.division_head):
            with self.subTest(user.login), self.assertRaises(AccessError):
                dispatch.with_user(user).action_depart()
        self.assertFalse(self.env["lalisa.dispatch"].with_user(other).search([("id", "=", dispatch.id)]))

    def test_who_sees_every_dispatch_and_is_in_a_team_reports_only_where_they_were_sent(self):
        dispatch = self.make_ordered()
        roles = "lalisa_complaint.group_division_head,lalisa_complaint.group_response_team"
        both = dispatch.with_user(new_test_user(self.env, "test_head_in_team", roles))
        self.assertTrue(both.has_access("read"))
        with self.assertRaisesRegex(AccessError, "team that was sent"):
            both.action_depart()
        self.assertEqual(dispatch.state, "ordered")

    def test_only_the_division_head_orders_a_team_and_only_at_its_step(self):
        complaint = self.complaint("dispatch")
        for user in (self.operator, self.section_head, self.response_team):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env["lalisa.dispatch"].with_user(user).create(
                    {"complaint_id": complaint.id, "team_id": self.team.id}
                )
        early = self.complaint("verify")
        with self.assertRaises(UserError):
            self.env["lalisa.dispatch"].with_user(self.division_head).create(
                {"complaint_id": early.id, "team_id": self.team.id, "brief": "x"}
            )

    def test_a_place_reaches_the_team_only_when_it_is_confirmed(self):
        self.assertFalse(self.make_ordered().place_text)
        self.assertEqual(self.make_ordered(location_confirmed=True).place_text, "Depan pasar")

    def test_a_report_without_findings_or_declaration_is_not_filed(self):
        complaint = self.complaint("resolve")
        dispatch = complaint.dispatch_ids.with_user(self.response_team)
        with self.assertRaisesRegex(UserError, "findings"):
            dispatch.action_report()
        dispatch.write({"findings": "a", "actions_taken": "b", "outcome": "nihil"})
        with self.assertRaisesRegex(UserError, "declaration"):
            dispatch.action_report()

    def test_the_kabid_accepts_a_report_or_gives_it_back(self):
        complaint = self.complaint("resolve")
        dispatch = complaint.dispatch_ids
        self.file_report(dispatch)
        kabid = dispatch.with_user(self.division_head)
        kabid.action_return_report(self.reason.id, "Foto belum ada")
        self.assertEqual((complaint.stage_code, complaint.stage_log_ids[-2].result), ("resolve", "returned"))
        self.assertEqual((dispatch.state, dispatch.return_reason), ("acted", "Foto belum ada"))
        self.file_report(dispatch)
        kabid.action_accept()
        self.assertEqual((complaint.stage_code, dispatch.state), ("report", "accepted"))

    def test_a_filed_report_is_not_changed(self):
        complaint = self.complaint("resolve")
        self.file_report(complaint.dispatch_ids)
        with self.assertRaisesRegex(UserError, "filed report"):
            complaint.dispatch_ids.with_user(self.response_team).findings = "lain"

    def test_the_times_and_the_order_are_not_the_teams_to_write(self):
        dispatch = self.make_ordered().with_user(self.response_team)
        with self.assertRaises(UserError):
            dispatch.write({"departed_at": "2026-11-24 01:00:00"})
        with self.assertRaises(UserError):
            dispatch.write({"state": "reported"})
        with self.assertRaises(AccessError):
            dispatch.write({"brief": "lain"})

    def test_the_complaint_waits_for_the_teams_first_action(self):
        complaint = self.complaint("dispatch")
        with self.assertRaisesRegex(UserError, "first action"):
            self.move(complaint, self.division_head, "resolve")
