from datetime import datetime
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .common import StaffChatCase

# 23.30 and 06.30 in WITA
NIGHT, MORNING = datetime(2026, 3, 2, 15, 30), datetime(2026, 3, 2, 22, 30)


@tagged("post_install", "-at_install")
class TestNotices(StaffChatCase):
    """Turns, warnings and breaches come to those who want them, when they want them, with what they may know."""

    def setUp(self):
        super().setUp()
        self.chat = self.linked(self.division_head)

    def clock(self, moment):
        return patch.object(fields.Datetime, "now", lambda: moment)

    def ping(self, case, mark):
        case.sudo().stage_log_id.with_user(self.root)._tell_event(mark)

    def told(self, chat=None):
        return [message.body for message in self.said(chat or self.chat)[1:]]

    def quiet(self):
        self.division_head.write({"lalisa_quiet_from": 22, "lalisa_quiet_until": 5.5})

    def release(self, moment):
        with self.clock(moment), self.enter_registry_test_mode():
            self.env.ref("lalisa_staff_chat.cron_tell_held").method_direct_trigger()

    def test_a_turn_a_warning_and_a_breach_are_told_with_the_facts(self):
        case = self.complaint("field_check", location_confirmed=True)
        for mark in ("called_at", "warned_at", "escalated_at"):
            self.ping(case, mark)
        told = self.told()
        self.assertEqual(len(told), 3)
        for text, words in zip(told, ("waits for you", "minutes left", "is late"), strict=True):
            self.assertIn(words, text)
            self.assertIn("Lima ekor sapi", text)
            self.assertIn("Depan pasar", text)

    def test_each_kind_can_be_switched_off_by_its_reader(self):
        case = self.complaint("field_check")
        kinds = {"called_at": "turns", "warned_at": "warnings", "escalated_at": "breaches"}
        for mark, kind in kinds.items():
            self.division_head.with_user(self.division_head).write({f"lalisa_chat_{kind}": False})
            self.ping(case, mark)
        self.assertEqual(self.told(), [])

    def test_quiet_hours_hold_a_turn_back_until_they_end(self):
        self.quiet()
        case = self.complaint("field_check")
        with self.clock(NIGHT):
            self.ping(case, "called_at")
        self.assertEqual(self.told(), [])
        held = self.env["lalisa.turn.notice"].search([("user_id", "=", self.division_head.id)])
        self.assertEqual(held.due_at, datetime(2026, 3, 2, 21, 30))
        self.release(MORNING)
        self.assertEqual(len(self.told()), 1)
        self.assertFalse(held.exists())

    def test_a_turn_that_is_over_in_the_morning_is_not_told(self):
        self.quiet()
        case = self.complaint("field_check")
        with self.clock(NIGHT):
            self.ping(case, "called_at")
        self.prepare(case, "dispatch")
        self.step_to(case, "dispatch")
        self.release(MORNING)
        self.assertEqual(self.told(), [])

    def test_who_is_on_duty_hears_of_a_turn_at_night(self):
        self.quiet()
        case = self.complaint("field_check")
        self.env["lalisa.duty"].create(
            {
                "role": "division_head",
                "user_id": self.division_head.id,
                "starts_at": datetime(2026, 3, 2, 12),
                "ends_at": datetime(2026, 3, 3, 0),
            }
        )
        with self.clock(NIGHT):
            self.ping(case, "called_at")
        self.assertEqual(len(self.told()), 1)

    def test_a_late_step_comes_at_night_to_everybody(self):
        self.quiet()
        case = self.complaint("field_check")
        with self.clock(NIGHT):
            self.ping(case, "escalated_at")
        self.assertEqual(len(self.told()), 1)

    def test_quiet_hours_by_day_and_none_at_all(self):
        notices = self.env["lalisa.turn.notice"]
        user = self.division_head
        user.write({"lalisa_quiet_from": 12, "lalisa_quiet_until": 13})
        self.assertEqual(notices._get_quiet_end(user, datetime(2026, 3, 2, 4, 15)), datetime(2026, 3, 2, 5))
        self.assertIsNone(notices._get_quiet_end(user, datetime(2026, 3, 2, 5)))
        user.write({"lalisa_quiet_from": 0, "lalisa_quiet_until": 0})
        self.assertIsNone(notices._get_quiet_end(user, datetime(2026, 3, 1, 16)))

    def test_of_a_protected_case_only_number_and_step_are_told(self):
        case = self.complaint("field_check", confidentiality="secret", location_confirmed=True)
        self.ping(case, "warned_at")
        [told] = self.told()
        self.assertIn(case.number, told)
        for hidden in ("Lima ekor sapi", "Depan pasar", case.category_id.name):
            self.assertNotIn(hidden, told)

    def test_of_a_case_about_members_only_the_head_hears(self):
        head = self.linked(self.agency_head, "2")
        kasi = self.linked(self.section_head, "3")
        before = len(self.said(kasi))
        case = self.complaint("receive")
        case.with_user(self.operator).category_id = self.env.ref("lalisa_complaint.category_pel")
        case = case.sudo()
        for mark in ("called_at", "warned_at", "escalated_at"):
            self.ping(case, mark)
        self.assertEqual(self.told(), [])
        self.assertEqual(len(self.said(kasi)), before)
        told = " ".join(self.told(head))
        self.assertIn(case.number, told)
        self.assertNotIn("Sapi berkeliaran", told)

    def test_who_has_no_account_costs_nothing(self):
        self.hear(self.chat, "PUTUS")
        count = len(self.said(self.chat))
        self.ping(self.complaint("field_check"), "called_at")
        self.assertEqual(len(self.said(self.chat)), count)
        self.assertFalse(self.env["lalisa.turn.notice"].search([("user_id", "=", self.division_head.id)]))

    def test_i_take_it_is_noted_as_on_the_screen(self):
        case = self.complaint("field_check")
        self.ping(case, "called_at")
        self.tap(self.chat, "I take it")
        self.assertEqual(case.sudo().stage_log_id.acknowledged_by_id, self.division_head)
