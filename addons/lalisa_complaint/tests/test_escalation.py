from odoo.tests import freeze_time, tagged

from .common import ComplaintCase


@tagged("post_install", "-at_install")
class TestEscalation(ComplaintCase):
    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("lalisa_complaint.cron_escalate_deadlines").method_direct_trigger()
        self.env.invalidate_all()

    def pings(self, complaint, user):
        return complaint.activity_ids.filtered(lambda activity: activity.user_id == user)

    def test_the_role_is_warned_once_and_the_next_level_hears_of_the_breach_once(self):
        with freeze_time("2026-11-24 01:00:00"):
            complaint = self.complaint()
        with freeze_time("2026-11-24 01:04:30"):
            self.run_cron()
            self.run_cron()
        self.assertEqual(len(self.pings(complaint, self.operator)), 1)
        self.assertFalse(self.pings(complaint, self.section_head))
        with freeze_time("2026-11-24 01:05:30"):
            self.run_cron()
            self.run_cron()
        self.assertEqual(len(self.pings(complaint, self.operator)), 2)
        self.assertEqual(len(self.pings(complaint, self.section_head)), 1)

    def test_after_an_hour_of_downtime_one_message_tells_of_the_breach(self):
        with freeze_time("2026-11-24 01:00:00"):
            complaint = self.complaint()
        with freeze_time("2026-11-24 02:00:00"):
            self.run_cron()
        self.assertEqual(len(self.pings(complaint, self.operator)), 1)
        self.assertIn("late", self.pings(complaint, self.operator).summary)

    def test_a_step_that_was_left_in_time_is_not_told_of(self):
        with freeze_time("2026-11-24 01:00:00"):
            complaint = self.complaint("verify")
        with freeze_time("2026-11-24 01:10:00"):
            self.run_cron()
        self.assertFalse(complaint.activity_ids)

    def test_nobody_is_told_of_a_complaint_that_waits_for_its_reporter(self):
        with freeze_time("2026-11-24 01:00:00"):
            complaint = self.complaint("check")
            self.move(complaint, self.operator, "waiting_reporter", **self.why())
        with freeze_time("2026-11-25 01:00:00"):
            self.run_cron()
        self.assertFalse(complaint.activity_ids)

    def test_a_silent_reporter_ends_the_waiting_after_the_set_days(self):
        with freeze_time("2026-11-01 01:00:00"):
            complaint = self.complaint("check")
            self.move(complaint, self.operator, "waiting_reporter", **self.why())
        cron = self.env["lalisa.complaint"].with_user(self.env.ref("base.user_root"))
        with freeze_time("2026-11-07 01:00:00"):
            cron._cron_close_unanswered()
            self.assertEqual(complaint.stage_code, "waiting_reporter")
        with freeze_time("2026-11-09 01:00:00"):
            cron._cron_close_unanswered()
            self.assertEqual(complaint.stage_code, "unanswered")
