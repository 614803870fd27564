from datetime import timedelta

from odoo.tests import freeze_time, tagged

from odoo.addons.lalisa_complaint.tests.common import FIRST_STEPS
from odoo.addons.lalisa_dispatch.tests.common import DispatchCase

# Minutes spent in the eight steps by each of the complaints.
SPENT = [
    (3, 4, 14, 9, 190, 20, 9, 4),
    (6, 5, 16, 10, 300, 61, 10, 6),
    (5, 8, 17, 30, 301, 59, 10, 15),
]
# By hand: of three, how many were within 5, 5, 15, 10, 300, 60, 10 and 5 minutes.
ON_TIME = (2, 2, 1, 2, 2, 2, 3, 1)
STEPS = FIRST_STEPS[:-1]


@tagged("post_install", "-at_install")
class TestPerformance(DispatchCase):
    """The numbers add up: what the pivot says equals what the stage logs say by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.before = cls.env["lalisa.complaint"].search([], order="id desc", limit=1).id

    def walk_complaint(self):
        with freeze_time("2026-11-24 01:00:00") as clock:
            for minutes in SPENT:
                complaint = self.complaint()
                for target, spent in zip(FIRST_STEPS[1:], minutes, strict=True):
                    self.prepare(complaint, target)
                    clock.tick(timedelta(minutes=spent))
                    self.step_to(complaint, target)
        self.env.flush_all()

    def read_pivot(self, user):
        rows = (
            self.env["lalisa.stage.log.report"]
            .with_user(user)
            .formatted_read_group(
                [("complaint_id", ">", self.before or 0), ("left_at", "!=", False)],
                ["stage_id"],
                ["on_time:avg", "minutes_used:avg", "late:sum", "__count"],
            )
        )
        return {row["stage_id"][0]: row for row in rows}

    def test_the_share_on_time_of_every_step_in_the_pivot_equals_the_stage_logs_by_hand(self):
        self.walk_complaint()
        pivot = self.read_pivot(self.division_head)
        for position, code in enumerate(STEPS):
            stage = self.stage(code)
            spent = [minutes[position] for minutes in SPENT]
            row = pivot[stage.id]
            with self.subTest(step=code):
                self.assertEqual(row["__count"], 3)
                self.assertAlmostEqual(row["on_time:avg"], 100 * ON_TIME[position] / 3)
                self.assertEqual(row["late:sum"], 3 - ON_TIME[position])
                self.assertAlmostEqual(row["minutes_used:avg"], sum(spent) / 3)
                self.assertEqual(*self.by_hand(stage, row))

    def by_hand(self, stage, row):
        """Return what the stage logs say of a step, and what the pivot says."""
        stage_logs = self.env["lalisa.stage.log"].search(
            [("complaint_id", ">", self.before or 0), ("stage_id", "=", stage.id), ("left_at", "!=", False)]
        )
        in_time = [stage_log for stage_log in stage_logs if stage_log.left_at <= stage_log.deadline_at]
        share = 100 * len(in_time) / len(stage_logs)
        return (share, len(stage_logs) - len(in_time)), (row["on_time:avg"], row["late:sum"])

    def test_a_step_that_is_late_and_still_open_counts_as_late_and_a_young_one_not_at_all(self):
        with freeze_time("2020-01-01 01:00:00"):
            late = self.complaint("verify")
        young = self.complaint("verify")
        self.env.flush_all()
        report = self.env["lalisa.stage.log.report"].with_user(self.division_head)
        open_ones = report.search([("left_at", "=", False)])
        self.assertIn(late, open_ones.complaint_id)
        self.assertNotIn(young, open_ones.complaint_id)
        self.assertEqual(open_ones.filtered(lambda one: one.complaint_id == late).late, 1)

    def test_complaints_about_members_are_in_the_heads_figures_only(self):
        member = self.complaint(category_id=self.env.ref("lalisa_complaint.category_pel").id)
        member.sudo().check_ids.with_user(self.agency_head).write({"done": True})
        self.move(member, self.agency_head, "check")
        self.env.flush_all()
        domain = [("complaint_id", "=", member.id)]
        report = self.env["lalisa.stage.log.report"]
        self.assertFalse(report.with_user(self.division_head).search_count(domain))
        self.assertTrue(report.with_user(self.agency_head).search_count(domain))

    def test_both_durations_and_the_minutes_of_the_steps_are_kept(self):
        with freeze_time("2026-11-24 01:00:00") as clock:
            complaint = self.complaint(first_message_at="2026-11-24 00:50:00")
            for target in ("check", "verify"):
                self.prepare(complaint, target)
                clock.tick(timedelta(minutes=4))
                self.step_to(complaint, target)
            self.assertIn("8 of 290 to 410", complaint.with_context(lang="en_US").total_text)
            clock.tick(timedelta(minutes=2))
            self.move(complaint, self.division_head, "unsuitable", **self.why())
        self.assertEqual(complaint.minutes_of_sop, 10)
        self.assertEqual(complaint.minutes_from_registered, 10)
        self.assertEqual(complaint.minutes_from_message, 20)

    def test_step_1_is_reported_since_the_first_message_and_since_it_stood(self):
        with freeze_time("2026-11-24 01:00:00") as clock:
            complaint = self.complaint(first_message_at="2026-11-24 00:50:00")
            self.prepare(complaint, "check")
            clock.tick(timedelta(minutes=4))
            self.step_to(complaint, "check")
            self.prepare(complaint, "verify")
            clock.tick(timedelta(minutes=1))
            self.step_to(complaint, "verify")
        self.env.flush_all()
        rows = (
            self.env["lalisa.stage.log.report"]
            .with_user(self.division_head)
            .search([("complaint_id", "=", complaint.id), ("left_at", "!=", False)], order="entered_at")
        )
        self.assertEqual(rows.mapped("minutes_used"), [4, 1])
        self.assertEqual(rows.mapped("minutes_from_message"), [14, 0])

    def test_waiting_for_the_reporter_is_no_minute_of_the_steps(self):
        with freeze_time("2026-11-24 01:00:00") as clock:
            complaint = self.complaint("check")
            clock.tick(timedelta(minutes=3))
            self.move(complaint, self.operator, "waiting_reporter", **self.why())
            clock.tick(timedelta(hours=5))
            complaint._reporter_answered()
            clock.tick(timedelta(minutes=2))
            self.move(complaint, self.operator, "unsuitable", **self.why())
        self.assertEqual(complaint.minutes_of_sop, 5)
        self.assertEqual(complaint.minutes_from_registered, 305)
