from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.lalisa_complaint.tests.test_shown_step import ShownStepCase

from .common import DispatchCase


@tagged("post_install", "-at_install")
class TestShownStep(ShownStepCase, DispatchCase):
    def test_every_button_that_takes_a_step_hands_over_what_it_showed(self):
        self.assert_steps_hand_over("lalisa.dispatch")

    def test_a_report_that_was_given_back_and_filed_anew_is_not_accepted_unread(self):
        complaint = self.complaint("resolve")
        dispatch = complaint.dispatch_ids
        self.file_report(dispatch)
        stale = self.as_shown(dispatch, self.division_head)
        dispatch.with_user(self.division_head).action_return_report(self.reason.id, "Foto belum ada")
        self.file_report(dispatch)
        for button in ("action_accept", "action_open_return"):
            with self.assertRaisesRegex(UserError, "has moved on"):
                getattr(stale, button)()
        self.assertEqual((dispatch.state, complaint.stage_code), ("reported", "resolve"))
        self.as_shown(dispatch, self.division_head).action_open_return()
        self.as_shown(dispatch, self.division_head).action_accept()
        self.assertEqual(complaint.stage_code, "report")

    def test_the_buttons_of_the_team_too(self):
        complaint = self.complaint("dispatch")
        dispatch = (
            self.env["lalisa.dispatch"]
            .with_user(self.division_head)
            .create({"complaint_id": complaint.id, "team_id": self.team.id})
        )
        stale = self.as_shown(dispatch, self.response_team)
        stale.action_depart()
        for button in ("action_arrive", "action_act"):
            with self.assertRaisesRegex(UserError, "has moved on"):
                getattr(stale, button)()
        self.assertEqual(dispatch.state, "departed")
