import json
from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import ComplaintCase

START = datetime(2026, 11, 24, 1)  # Tuesday 09.00 WITA


@tagged("post_install", "-at_install")
class TestTurns(ComplaintCase):
    """Who is called, and who stands in where nobody answers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = new_test_user(cls.env, "test_kasi2", "lalisa_complaint.group_section_head", lang="en_US")

    def on_duty(self, role, user, stand_in=False, start=START, hours=24):
        return self.env["lalisa.duty"].create(
            {
                "role": role,
                "user_id": user.id,
                "stand_in": stand_in,
                "starts_at": start - timedelta(hours=1),
                "ends_at": start + timedelta(hours=hours),
            }
        )

    def register_device(self, user):
        """A telephone of a user, as its browser registers it."""
        self.env["mail.push.device"].get_web_push_vapid_public_key()
        self.env["mail.push.device"].sudo().create(
            {
                "partner_id": user.partner_id.id,
                "endpoint": f"https://push.invalid/{user.login}",
                "keys": json.dumps({"p256dh": "x", "auth": "y"}),
            }
        )

    def list_pushed(self, user):
        """The texts that wait to be pushed to a user's telephones."""
        rows = self.env["mail.push"].search([("mail_push_device_id.partner_id", "=", user.partner_id.id)])
        return [json.loads(row.payload)["options"]["body"] for row in rows]

    # -- calls ----------------------------------------------------------------------------------

    def test_a_new_turn_rings_the_one_on_duty_and_nobody_else(self):
        self.register_device(self.section_head)
        self.register_device(self.second)
        self.on_duty("section_head", self.second)
        with freeze_time(START):
            self.complaint("verify")
            self.run_cron()
            self.run_cron()
        self.assertEqual(len(self.list_pushed(self.second)), 1)
        self.assertFalse(self.list_pushed(self.section_head))

    def test_a_turn_that_nobody_takes_goes_to_the_stand_in_once(self):
        self.on_duty("section_head", self.section_head)
        self.on_duty("section_head", self.second, stand_in=True)
        self.register_device(self.second)
        with freeze_time(START) as clock:
            self.complaint("verify")
            self.run_cron()
            self.assertFalse(self.list_pushed(self.second))
            clock.tick(timedelta(minutes=3, seconds=1))
            self.run_cron()
            self.run_cron()
        self.assertEqual(len(self.list_pushed(self.second)), 1)
        self.assertIn("stand in", self.list_pushed(self.second)[0])

    def test_a_turn_that_was_taken_does_not_go_to_the_stand_in(self):
        self.on_duty("section_head", self.section_head)
        self.on_duty("section_head", self.second, stand_in=True)
        self.register_device(self.second)
        with freeze_time(START) as clock:
            complaint = self.complaint("verify")
            complaint.with_user(self.section_head).action_acknowledge()
            clock.tick(timedelta(minutes=4))
            self.run_cron()
        self.assertEqual(complaint.acknowledged_by_id, self.section_head)
        self.assertFalse(self.list_pushed(self.second))

    def test_a_turn_is_taken_only_by_the_role_whose_turn_it_is(self):
        complaint = self.complaint("verify")
        with self.assertRaises(AccessError):
            complaint.with_user(self.operator).action_acknowledge()

    def test_a_push_names_number_and_step_and_never_the_matter_or_the_reporter(self):
        self.register_device(self.section_head)
        with freeze_time(START):
            complaint = self.complaint("verify", summary="Nama Warga di Gang Rahasia")
            self.run_cron()
        payload = self.env["mail.push"].search([]).mapped("payload")[-1]
        self.assertIn(complaint.number, payload)
        self.assertNotIn("Gang Rahasia", payload)

    def test_the_test_button_says_how_to_register_a_telephone_and_rings_a_registered_one(self):
        with self.assertRaisesRegex(UserError, "Install app"):
            self.operator.with_user(self.operator).action_test_push()
        self.register_device(self.operator)
        self.operator.with_user(self.operator).action_test_push()
        self.assertEqual(len(self.list_pushed(self.operator)), 1)

    def test_nobody_is_pinged_at_night_where_the_step_has_service_hours(self):
        calendar = self.env["resource.calendar"].create({"name": "Jam", "tz": "Asia/Makassar"})
        self.env.ref("lalisa_complaint.step_verify").calendar_id = calendar
        with freeze_time("2026-11-24 08:50:00"):  # Tuesday 16.50 WITA
            complaint = self.complaint("verify")
        # The server was down at the warning and comes back at night.
        with freeze_time("2026-11-24 14:00:00"):
            self.run_cron()
            self.assertFalse(complaint.activity_ids)
        with freeze_time("2026-11-25 00:06:00"):
            self.run_cron()
            self.assertTrue(complaint.activity_ids)

    def test_outside_service_hours_the_operators_clock_starts_in_the_morning(self):
        self.env.company.lalisa_duty_calendar_id = self.env["resource.calendar"].create(
            {"name": "Jam", "tz": "Asia/Makassar"}
        )
        with freeze_time("2026-11-24 12:00:00"):  # Tuesday 20.00 WITA
            complaint = self.complaint()
        self.assertEqual(complaint.deadline_at, datetime(2026, 11, 25, 0, 5))
        self.assertEqual(complaint.stage_log_id.call_at, datetime(2026, 11, 25))

    def test_minutes_that_the_office_is_closed_are_not_the_operators_and_ring_nobody(self):
        calendar = self.env["resource.calendar"].create({"name": "Jam", "tz": "Asia/Makassar"})
        self.env.company.lalisa_duty_calendar_id = calendar
        with freeze_time("2026-11-24 08:58:00"):  # Tuesday 16.58 WITA, the office closes at 17.00
            complaint = self.complaint()
        self.assertEqual(complaint.deadline_at, datetime(2026, 11, 25, 0, 3))
        with freeze_time("2026-11-24 09:30:00"):
            self.run_cron()
            self.assertFalse(complaint.stage_log_id.event_ids)
        with freeze_time("2026-11-25 00:04:00"):
            self.run_cron()
        self.assertTrue(complaint.stage_log_id.escalated_at)

    # -- roster and four eyes -------------------------------------------------------------------

    def test_the_roster_says_who_is_on_duty_now(self):
        past = self.on_duty("operator", self.operator, start=START - timedelta(days=3))
        now = self.on_duty("operator", self.operator)
        with freeze_time(START):
            found = self.env["lalisa.duty"].search([("is_now", "=", True)])
            self.assertIn(now, found)
            self.assertNotIn(past, found)

    def test_the_roster_takes_nobody_who_does_not_hold_the_role(self):
        with self.assertRaises(ValidationError):
            self.on_duty("agency_head", self.operator)

    def test_who_verified_does_not_check_the_facts_where_another_is_on_duty(self):
        with freeze_time(START):
            complaint = self.complaint("field_check")
            self.prepare(complaint, "dispatch")
            self.on_duty("section_head", self.second)
            with self.assertRaisesRegex(AccessError, "verified"):
                self.move(complaint, self.section_head, "dispatch")
            self.move(complaint, self.second, "dispatch")
        self.assertEqual(complaint.stage_code, "dispatch")

    # -- silence --------------------------------------------------------------------------------

    def test_a_silent_reporter_is_reminded_before_and_never_closed_without_the_notice(self):
        with freeze_time(START):
            complaint = self.complaint("check")
            self.move(complaint, self.operator, "waiting_reporter", **self.why())
        # The server was away for a month: the notice comes first, and its whole time runs.
        with freeze_time(START + timedelta(days=30)):
            self.run_cron("close_unanswered")
            self.assertEqual(complaint.stage_code, "waiting_reporter")
            self.assertEqual(complaint.stage_log_id.reminded_at, fields.Datetime.now())
        with freeze_time(START + timedelta(days=31)):
            self.run_cron("close_unanswered")
            self.assertEqual(complaint.stage_code, "waiting_reporter")
        with freeze_time(START + timedelta(days=32)):
            self.run_cron("close_unanswered")
            self.assertEqual(complaint.stage_code, "unanswered")
