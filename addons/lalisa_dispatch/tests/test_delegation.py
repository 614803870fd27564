from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.lalisa_complaint.tests.test_delegation import OVER, START, DelegationCase

from .common import DispatchCase


@tagged("post_install", "-at_install")
class TestDelegation(DelegationCase, DispatchCase):
    """What a deputy does with orders and reports says on whose behalf, and passes within the period alone."""

    def test_whom_a_deputy_ordered_a_team_out_for_is_on_the_order(self):
        with freeze_time(START):
            complaint = self.complaint("dispatch")
            self.make_delegation("division_head", deputy=self.second, principal_id=self.division_head.id)
            self.run_cron("apply_delegations")
            orders = self.env["lalisa.dispatch"].with_user(self.second)
            order = orders.create({"complaint_id": complaint.id, "team_id": self.team.id, "capacity": "plt"})
        self.assertEqual(
            (order.ordered_by_id, order.capacity, order.on_behalf_id),
            (self.second, "plh", self.division_head),
        )
        with self.assertRaises(UserError):
            order.write({"on_behalf_id": self.second.id})

    def test_whom_a_deputy_accepted_the_report_for_is_on_it_and_cannot_be_changed(self):
        with freeze_time(START):
            complaint = self.complaint("resolve")
            self.file_report(complaint.dispatch_ids)
            self.lend_role("division_head", kind="plt", principal_id=False)
            complaint.dispatch_ids.with_user(self.second).action_accept()
        report = complaint.dispatch_ids
        self.assertEqual((report.accepted_by_id, report.accepted_as), (self.second, "Plt."))
        stage_log = complaint.stage_log_ids.filtered(lambda one: one.stage_id.code == "resolve")
        self.assertEqual(
            (stage_log.left_by_id, stage_log.capacity, stage_log.on_behalf_id.id), (self.second, "plt", False)
        )
        with self.assertRaises(UserError):
            report.write({"accepted_as": False})

    def test_whom_a_deputy_of_the_team_acted_for_is_in_the_chatter_of_the_dispatch(self):
        with freeze_time(START):
            complaint = self.complaint("dispatch")
            order = self.env["lalisa.dispatch"].with_user(self.division_head)
            order = order.create({"complaint_id": complaint.id, "team_id": self.team.id, "leader_id": self.second.id})
            self.lend_role("response_team")
            self.env.cr.precommit.run()
            order.with_user(self.second).action_depart()
            self.env.cr.precommit.run()
        self.assertIn(f"Plh., on behalf of {self.response_team.name}", "".join(order.message_ids.mapped("body")))

    def test_when_the_period_is_over_no_act_passes_however_late_the_job_is(self):
        with freeze_time(START):
            filed, to_order = self.complaint("resolve"), self.complaint("dispatch")
            self.file_report(filed.dispatch_ids)
            self.lend_role("division_head")
        orders = self.env["lalisa.dispatch"].with_user(self.second)
        acts = {
            "accept": filed.dispatch_ids.with_user(self.second).action_accept,
            "order": lambda: orders.create({"complaint_id": to_order.id, "team_id": self.team.id}),
        }
        for name, act in acts.items():
            with freeze_time(OVER), self.subTest(name), self.assertRaises(AccessError):
                act()
        for name, act in acts.items():
            with freeze_time(START), self.subTest(name):
                act()
