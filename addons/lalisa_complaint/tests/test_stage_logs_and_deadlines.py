from datetime import datetime, timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import ComplaintCase


@tagged("post_install", "-at_install")
class TestStageLogsAndDeadlines(ComplaintCase):
    def test_the_deadline_is_stored_when_the_step_is_entered(self):
        with freeze_time("2026-11-24 01:00:00"):
            complaint = self.complaint("verify")
        stage_log = complaint.stage_log_id
        self.assertEqual(stage_log.deadline_at, fields.Datetime.to_datetime("2026-11-24 01:15:00"))
        self.assertEqual(stage_log.warn_at, fields.Datetime.to_datetime("2026-11-24 01:12:00"))

    def test_a_range_warns_at_its_minimum_and_a_single_limit_at_four_fifths(self):
        marks = {
            "receive": (4, 5),
            "check": (4, 5),
            "verify": (12, 15),
            "field_check": (8, 10),
            "dispatch": (180, 300),
            "resolve": (48, 60),
            "report": (8, 10),
            "inform": (4, 5),
        }
        for code, (warn, limit) in marks.items():
            with freeze_time("2026-11-24 01:00:00"):
                complaint = self.complaint(code)
            stage_log = complaint.stage_log_id
            with self.subTest(step=code):
                self.assertEqual(stage_log.warn_at, self.at(complaint, warn))
                self.assertEqual(stage_log.deadline_at, self.at(complaint, limit))

    def test_a_breach_is_the_deadline_against_the_moment_of_leaving(self):
        # Warned after 4 minutes and late after 5: whoever leaves in the fifth, its end included, is in time.
        for seconds, breached in ((240, False), (290, False), (300, False), (301, True)):
            with freeze_time("2026-11-24 01:00:00"):
                complaint = self.complaint()
                self.prepare(complaint, "check")
            with freeze_time(datetime(2026, 11, 24, 1) + timedelta(seconds=seconds)):
                self.step_to(complaint, "check")
            left = complaint.stage_log_ids[0]
            self.assertEqual((left.breached, left.minutes_used), (breached, seconds / 60), seconds)

    def test_waiting_for_the_reporter_stops_the_clock(self):
        complaint = self.complaint("check")
        self.move(complaint, self.operator, "waiting_reporter", **self.why())
        self.assertFalse(complaint.deadline_at)
        self.assertFalse(complaint.is_overdue)
        complaint._reporter_answered()
        self.assertEqual(complaint.stage_code, "check")
        self.assertTrue(complaint.deadline_at)

    def test_a_changed_limit_leaves_open_stage_logs_as_they_began(self):
        complaint = self.complaint("verify")
        before = complaint.stage_log_id.deadline_at
        self.env.ref("lalisa_complaint.step_verify").minutes_max = 500
        self.assertEqual(complaint.stage_log_id.deadline_at, before)
        self.assertEqual(self.complaint("verify").stage_log_id.minutes_max, 500)

    def test_service_hours_move_the_deadline_to_the_next_morning(self):
        calendar = self.env["resource.calendar"].create({"name": "Jam layanan", "tz": "Asia/Makassar"})
        self.env.ref("lalisa_complaint.step_receive").calendar_id = calendar
        with freeze_time("2026-11-24 12:00:00"):  # Tuesday 20.00 WITA
            complaint = self.complaint()
        self.assertEqual(complaint.deadline_at, fields.Datetime.to_datetime("2026-11-25 00:05:00"))

    def test_overdue_is_found_by_search_and_by_reading(self):
        with freeze_time("2026-11-24 01:00:00"):
            late = self.complaint()
        with freeze_time("2026-11-24 01:05:01"):
            late.invalidate_recordset()
            self.assertTrue(late.is_overdue)
            self.assertIn(late, self.env["lalisa.complaint"].search([("is_overdue", "=", True)]))
        with freeze_time("2026-11-24 01:05:00"):
            self.assertNotIn(late, self.env["lalisa.complaint"].search([("is_overdue", "=", True)]))

    def test_history_is_refused_to_everyone_by_the_model(self):
        stage_log = self.complaint("verify").stage_log_ids[0]
        for change in (
            lambda: stage_log.sudo().write({"breached": True}),
            lambda: stage_log.sudo().unlink(),
        ):
            with self.assertRaises(UserError):
                change()

    @mute_logger("odoo.sql_db")
    def test_history_is_refused_to_everyone_by_the_database(self):
        stage_log = self.complaint("verify").stage_log_ids[0]
        self.env.flush_all()
        for statement in (
            "UPDATE lalisa_stage_log SET left_at = now() WHERE id = %s",
            "UPDATE lalisa_stage_log SET deadline_at = now() WHERE id = %s",
            "UPDATE lalisa_stage_log SET breached = NOT breached WHERE id = %s",
            "DELETE FROM lalisa_stage_log WHERE id = %s",
        ):
            with (
                self.subTest(statement),
                self.assertRaises(psycopg2.Error),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement, [stage_log.id])

    @mute_logger("odoo.sql_db")
    def test_a_complaint_is_in_one_stage_at_a_time(self):
        complaint = self.complaint()
        self.env.flush_all()
        with self.assertRaises(psycopg2.errors.UniqueViolation), self.env.cr.savepoint():
            self.env.cr.execute(
                "INSERT INTO lalisa_stage_log (complaint_id, stage_id, entered_at) VALUES (%s, %s, now())",
                [complaint.id, complaint.stage_id.id],
            )

    def test_minutes_of_the_stage_logs_add_up_to_the_whole(self):
        with freeze_time("2026-11-24 01:00:00") as clock:
            complaint = self.complaint()
            for code, minutes in (("check", 3), ("verify", 4), ("field_check", 20)):
                self.prepare(complaint, code)
                clock.tick(minutes * 60)
                self.step_to(complaint, code)
        self.assertEqual(complaint.stage_log_ids.filtered("left_at").mapped("minutes_used"), [3, 4, 20])
        self.assertEqual(complaint.stage_log_ids.filtered("left_at").mapped("breached"), [False, False, True])
