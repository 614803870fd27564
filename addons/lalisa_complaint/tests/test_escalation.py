import psycopg2

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import ComplaintCase

CRON_EACH = "odoo.addons.lalisa_complaint.models.cron_each"


@tagged("post_install", "-at_install")
class TestEscalation(ComplaintCase):
    def list_pings(self, complaint, user):
        return complaint.activity_ids.filtered(lambda activity: activity.user_id == user)

    def test_the_role_is_warned_once_and_the_next_level_hears_of_the_breach_once(self):
        with freeze_time("2026-11-24 01:00:00"):
            complaint = self.complaint()
        with freeze_time("2026-11-24 01:04:30"):
            self.run_cron()
            self.run_cron()
        self.assertEqual(len(self.list_pings(complaint, self.operator)), 1)
        self.assertFalse(self.list_pings(complaint, self.section_head))
        with freeze_time("2026-11-24 01:05:30"):
            self.run_cron()
            self.run_cron()
        self.assertEqual(len(self.list_pings(complaint, self.operator)), 2)
        self.assertEqual(len(self.list_pings(complaint, self.section_head)), 1)

    def test_the_range_of_step_five_is_warned_of_at_its_minimum_and_late_only_after_its_end(self):
        with freeze_time("2026-11-24 01:00:00"):
            complaint = self.complaint("dispatch")
        told = {"2026-11-24 03:59:00": 0, "2026-11-24 04:00:00": 1, "2026-11-24 05:59:59": 1, "2026-11-24 06:00:01": 2}
        for moment, count in told.items():
            with freeze_time(moment):
                self.run_cron()
            self.assertEqual(len(self.list_pings(complaint, self.division_head)), count, moment)

    def test_after_an_hour_of_downtime_one_message_tells_of_the_breach(self):
        with freeze_time("2026-11-24 01:00:00"):
            complaint = self.complaint()
        with freeze_time("2026-11-24 02:00:00"):
            self.run_cron()
        self.assertEqual(len(self.list_pings(complaint, self.operator)), 1)
        self.assertIn("late", self.list_pings(complaint, self.operator).summary)

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
        with freeze_time("2026-11-07 01:00:00"):
            self.run_cron("close_unanswered")
            self.assertEqual(complaint.stage_code, "waiting_reporter")
        with freeze_time("2026-11-09 01:00:00"):
            self.run_cron("close_unanswered")
            self.assertEqual(complaint.stage_code, "unanswered")

    def test_what_was_told_is_found_by_its_time_and_by_its_absence(self):
        stage_logs = self.env["lalisa.stage.log"]
        with freeze_time("2026-11-24 01:00:00"):
            told, untold = self.complaint().stage_log_id, self.complaint("verify").stage_log_id
        with freeze_time("2026-11-24 01:05:30"):
            self.run_cron()
        both = fields.Domain("id", "in", (told | untold).ids)
        for domain, found in (
            ([("escalated_at", "!=", False)], told),
            ([("escalated_at", "=", False)], untold),
            ([("escalated_at", ">=", "2026-11-24 01:05:00")], told),
            ([("escalated_at", "<", "2026-11-24 01:05:00")], stage_logs),
            ([("escalated_at", "=", told.escalated_at)], told),
        ):
            self.assertEqual(stage_logs.search(both & fields.Domain(domain)), found, domain)
        self.assertEqual(told.warned_at, told.escalated_at)
        self.assertFalse(untold.warned_at)

    @mute_logger("odoo.sql_db")
    def test_what_was_told_is_refused_to_change_by_model_and_database(self):
        with freeze_time("2026-11-24 01:00:00"):
            complaint = self.complaint()
        with freeze_time("2026-11-24 01:05:30"):
            self.run_cron()
        mark = complaint.stage_log_id.event_ids[0]
        for change in (lambda: mark.sudo().write({"kind": "called_at"}), lambda: mark.sudo().unlink()):
            with self.assertRaises(UserError):
                change()
        for statement in ("UPDATE lalisa_stage_event SET at = now()", "DELETE FROM lalisa_stage_event"):
            with self.assertRaises(psycopg2.Error), self.env.cr.savepoint():
                self.env.cr.execute(f"{statement} WHERE id = %s", [mark.id])

    def test_one_stage_log_that_cannot_be_told_of_does_not_silence_the_others(self):
        with freeze_time("2026-11-24 01:00:00"):
            first, second = self.complaint(), self.complaint()
        broken = first.stage_log_id
        stage_log_class = self.env.registry["lalisa.stage.log"]
        ping = stage_log_class._tell_event

        def failing(stage_log, mark):
            if stage_log == broken:
                raise ValueError("a fault in somebody's extension")
            return ping(stage_log, mark)

        self.patch(stage_log_class, "_tell_event", failing)
        with freeze_time("2026-11-24 01:05:30"), self.assertLogs(CRON_EACH, level="ERROR"):
            self.run_cron()
        self.assertEqual(len(self.list_pings(second, self.operator)), 1)
        self.assertFalse(broken.event_ids)
