from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ComplaintCase

# Buttons that take no step of the case: they show, note or open something.
NO_STEPS = {
    "action_acknowledge",
    "action_follow_up",
    "action_open_reporter_change",
    "action_record_told",
    "action_reply",
    "action_show_reporter",
    "action_show_similar",
}


class ShownStepCase(ComplaintCase):
    """A button takes the step that it showed; on a page that is out of date it does nothing and says so."""

    def as_shown(self, record, user):
        """The record as the page of a user shows it: its buttons hand over what was read with it."""
        record = record.with_user(user)
        return record.with_context(lalisa_step_mark=record.read(["step_mark"])[0]["step_mark"])

    def assert_steps_hand_over(self, model):
        """Each button of a form that takes a step hands over what it showed."""
        arch = etree.fromstring(self.env[model].with_user(self.division_head).get_view(view_type="form")["arch"])
        buttons = arch.findall(".//button[@type='object']")
        steps = [button for button in buttons if button.get("name") not in NO_STEPS]
        self.assertTrue(steps)
        self.assertEqual(arch.get("js_class"), "lalisa_stepped_form")
        for button in steps:
            self.assertEqual(button.get("context"), "{'lalisa_step_mark': step_mark}", button.get("name"))


@tagged("post_install", "-at_install")
class TestShownStep(ShownStepCase):
    def test_every_button_that_takes_a_step_hands_over_what_it_showed(self):
        self.assert_steps_hand_over("lalisa.complaint")

    def test_the_main_button_of_a_page_out_of_date_takes_no_other_step(self):
        for code in ("receive", "verify"):
            with self.subTest(code):
                complaint = self.complaint(code)
                stale = self.as_shown(complaint, self.section_head if code == "verify" else self.operator)
                following = {"receive": "check", "verify": "field_check"}[code]
                self.prepare(complaint, following)
                self.step_to(complaint, following)
                with self.assertRaisesRegex(UserError, "has moved on"):
                    stale.action_advance()
                with self.assertRaisesRegex(UserError, "has moved on"):
                    stale.action_open_move()
                self.assertEqual(complaint.stage_code, following)

    def test_a_withdrawal_on_a_page_out_of_date_is_not_recorded(self):
        complaint = self.complaint("receive")
        stale = self.as_shown(complaint, self.operator)
        self.prepare(complaint, "check")
        self.step_to(complaint, "check")
        with self.assertRaisesRegex(UserError, "has moved on"):
            stale.action_record_withdrawal()
        self.assertEqual(complaint.stage_code, "check")
        self.as_shown(complaint, self.operator).action_record_withdrawal()
        self.assertEqual(complaint.stage_code, "cancelled")

    def test_a_step_that_was_left_and_is_back_is_another_one(self):
        complaint = self.complaint("verify")
        self.prepare(complaint, "field_check")
        stale = self.as_shown(complaint, self.section_head)
        self.step_to(complaint, "field_check")
        self.move(complaint, self.division_head, "verify", **self.why())
        with self.assertRaisesRegex(UserError, "has moved on"):
            stale.action_advance()
        self.as_shown(complaint, self.section_head).action_advance()
        self.assertEqual(complaint.stage_code, "field_check")

    def test_the_form_of_the_other_ways_keeps_the_step_that_it_was_opened_at(self):
        complaint = self.complaint("check")
        action = self.as_shown(complaint, self.operator).action_open_move()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.operator)
            .with_context(**action["context"])
            .create(
                {
                    "stage_id": self.stage("unsuitable").id,
                    "reason_id": self.reason.id,
                    "reason": "Uji",
                }
            )
        )
        self.step_to(complaint, "verify")
        with self.assertRaisesRegex(UserError, "has moved on"):
            wizard.action_confirm()
        self.assertEqual(complaint.stage_code, "verify")
