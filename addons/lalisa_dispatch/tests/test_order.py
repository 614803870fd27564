from odoo.tests import tagged

from .common import DispatchCase


@tagged("post_install", "-at_install")
class TestOrder(DispatchCase):
    """What an order proposes, and what the team is told before it leaves."""

    def order_for(self, **values):
        complaint = self.complaint("dispatch", **values)
        return (
            self.env["lalisa.dispatch"]
            .with_user(self.division_head)
            .create({"complaint_id": complaint.id, "team_id": self.team.id})
        )

    def test_the_sops_four_are_proposed_and_the_category_says_which_are_not_usual(self):
        self.category.equipment_ids = self.env.ref("lalisa_dispatch.equipment_car")
        items = self.order_for().equipment_ids
        self.assertEqual(items.mapped("name"), ["Mobil", "Sepeda Motor", "Tongkat", "Tameng"])
        self.assertEqual(items.mapped("state"), ["ready", "not_needed", "not_needed", "not_needed"])
        self.assertTrue(all(item.reason for item in items if item.state == "not_needed"))

    def test_a_category_without_a_choice_proposes_everything(self):
        self.category.equipment_ids = False
        self.assertEqual(set(self.order_for().equipment_ids.mapped("state")), {"ready"})

    def test_equipment_and_vehicles_never_keep_a_team_from_leaving(self):
        order = self.order_for()
        order.equipment_ids.write({"state": "not_needed", "reason": "Tidak ada"})
        self.assertFalse(order.vehicle_ids)
        order.with_user(self.response_team).action_depart()
        self.assertEqual(order.state, "departed")

    def test_an_offender_that_was_met_before_is_shown_with_what_was_given(self):
        earlier = self.order_for()
        earlier.write({"offender_ids": [(0, 0, {"name": "Warung  Bu Uji"})]})
        earlier.sanction_id = self.env.ref("lalisa_dispatch.sanction_oral")
        order = self.order_for()
        self.assertFalse(order.offender_text)
        order.offender_ids = [(0, 0, {"name": "warung bu uji"}), (0, 0, {"name": "Orang Baru"})]
        text = order.with_user(self.response_team).offender_text
        self.assertEqual(len(text.splitlines()), 1)
        self.assertIn("warung bu uji - 1", text)
        self.assertIn("Teguran lisan", text)

    def test_an_offender_of_a_case_about_members_is_no_history_for_others(self):
        hidden = self.order_for()
        hidden.offender_ids = [(0, 0, {"name": "Oknum Uji"})]
        member = self.env["lalisa.sop"].search([("kind", "=", "member")], limit=1)
        hidden.complaint_id.sudo()._write_engine({"sop_id": member.id})
        order = self.order_for()
        order.offender_ids = [(0, 0, {"name": "Oknum Uji"})]
        self.assertFalse(order.offender_text)

    def test_retention_takes_the_offenders_name(self):
        order = self.order_for()
        order.offender_ids = [(0, 0, {"name": "Warung Uji"})]
        order.sudo()._apply_retention()
        self.assertNotIn("Warung", order.offender_ids.name)

    def test_the_field_check_notes_its_time_by_itself(self):
        complaint = self.complaint("field_check")
        complaint.with_user(self.division_head).write({"check_source": "village", "check_finding": "Benar."})
        self.assertTrue(complaint.check_at)
        at = self.at(complaint, -30)
        complaint.with_user(self.division_head).write({"check_finding": "Benar sekali.", "check_at": at})
        self.assertEqual(complaint.check_at, at)

    def test_the_team_sees_the_clock_of_the_case_until_its_report_is_accepted(self):
        complaint = self.complaint("resolve")
        dispatch = complaint.dispatch_ids
        self.assertEqual(dispatch.with_user(self.response_team).deadline_at, complaint.deadline_at)
        self.assertEqual(dispatch.with_user(self.response_team).acting_name, "TRC (Tim Reaksi Cepat)")
        self.file_report(dispatch)
        dispatch.with_user(self.division_head).action_accept()
        self.assertFalse(dispatch.deadline_at)

    def test_my_turn_on_the_teams_board_is_what_the_role_has_to_do(self):
        acted = self.complaint("resolve").dispatch_ids
        filed = self.complaint("resolve").dispatch_ids
        self.file_report(filed)
        for user, own in ((self.response_team, acted), (self.division_head, filed)):
            with self.subTest(user.login):
                found = (
                    self.env["lalisa.dispatch"]
                    .with_user(user)
                    .search([("id", "in", (acted | filed).ids), ("is_mine_to_do", "=", True)])
                )
                self.assertEqual(found, own)
                self.assertEqual((acted | filed).with_user(user).filtered("is_mine_to_do"), own)

    def test_the_bars_of_the_teams_board_count_as_its_cards(self):
        dispatch = self.complaint("resolve").dispatch_ids
        bars = (
            self.env["lalisa.dispatch"]
            .with_user(self.response_team)
            .read_progress_bar(
                [("id", "=", dispatch.id)],
                "state",
                {"field": "time_state", "colors": {"on_time": "success", "soon": "warning", "late": "danger"}},
            )
        )
        self.assertEqual(bars["acted"][dispatch.time_state], 1)
