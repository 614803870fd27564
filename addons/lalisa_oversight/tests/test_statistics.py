# ruff: noqa: S608 - the queries are made of names in this file only
from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.lalisa_base.tools.period import Period
from odoo.addons.lalisa_dispatch.tests.common import DispatchCase

# 24 November 2031 begins in Balangan at 16.00 UTC of the day before; a year without demo complaints.
MIDNIGHT = datetime(2031, 11, 23, 16)
ZONES = ("UTC", "Asia/Makassar", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York")
# The office's day of a stored moment, computed by PostgreSQL alone.
DAY = "({} AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Makassar')::date"


class MidnightCase(DispatchCase):
    """Complaints at both sides of midnights, and periods that meet there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.periods = [
            Period.from_day("day", date(2031, 11, 23)),
            Period.from_day("day", date(2031, 11, 24)),
            Period.from_day("day", date(2031, 11, 25)),
            Period.from_day("month", date(2031, 11, 1)),
            Period.from_day("quarter", date(2031, 11, 1)),
            Period.from_day("year", date(2032, 1, 1)),
            Period("span", date(2031, 11, 22), date(2031, 11, 23)),
        ]
        cls.tell_story()

    @classmethod
    def tell_story(cls):
        second, hour = timedelta(seconds=1), timedelta(hours=1)
        awayday = cls.env.ref("lalisa_complaint.district_halong")
        # Each begins at one side of a midnight: of a day, of a year; some steps last across it.
        told = cls.tell_complaint(MIDNIGHT - second, "delivery", step=timedelta(0), district_id=awayday.id)
        cls.make_merged(told, MIDNIGHT - second, proved=MIDNIGHT + timedelta(days=1))
        cls.tell_complaint(MIDNIGHT, "field_check", step=timedelta(minutes=4), channel="telephone")
        done = cls.tell_complaint(MIDNIGHT - hour, "delivery", step=timedelta(minutes=25))
        with freeze_time(MIDNIGHT + timedelta(days=1) - second):
            done._close_with_proof("delivered")
        cls.tell_complaint(MIDNIGHT + 23 * hour, "verify", step=timedelta(minutes=40))
        cls.tell_complaint(datetime(2031, 12, 31, 15, 59, 59), "dispatch", step=timedelta(seconds=1))
        with freeze_time(MIDNIGHT + 26 * hour):
            back = cls.tell_complaint(MIDNIGHT + hour, "field_check", step=timedelta(minutes=2))
            cls.move(back, cls.division_head, "verify", **cls.why())
        with freeze_time(MIDNIGHT + timedelta(days=1)):
            ended = cls.tell_complaint(MIDNIGHT, "check", step=timedelta(0))
            cls.move(ended, cls.operator, "unsuitable", **cls.why())
        members = cls.env["lalisa.category"].search([("about_members", "=", True)], limit=1)
        cls.tell_complaint(MIDNIGHT + hour, "receive", category_id=members.id)

    @classmethod
    def tell_complaint(cls, begun, goal, step=timedelta(0), **values):
        """A complaint that began at a moment and went on every `step`."""
        with freeze_time(begun) as clock:
            complaint = cls.complaint(**values)
            for target in ("check", "verify", "field_check", "dispatch", "resolve", "report", "inform", "delivery"):
                if complaint.stage_code == goal:
                    break
                clock.tick(step)
                cls.prepare(complaint, target)
                cls.step_to(complaint, target)
        return complaint

    @classmethod
    def make_merged(cls, master, moment, proved):
        """Another report of what is told of in `master` is merged at a moment; its own reporter hears of it later."""
        merged = cls.tell_complaint(datetime(2031, 11, 20, 3), "receive", summary="Sapi di jalan yang sama")
        with freeze_time(moment):
            cls.move(merged, cls.operator, "duplicate", master_id=master.id, **cls.why())
        with freeze_time(proved):
            merged._close_with_proof("delivered")

    def run_sql(self, query, period):
        self.env.flush_all()
        self.env.cr.execute(query, {"first": period.first, "last": period.last})
        return self.env.cr.fetchall()

    def for_all(self):
        """Each period, asked by a head in each of the time zones."""
        # After everything happened, so that nothing of the demo is still running late meanwhile.
        with freeze_time("2032-02-01 03:00:00"):
            for zone in ZONES:
                self.agency_head.tz = zone
                statistics = self.env["lalisa.statistics"].with_user(self.agency_head).with_context(tz=zone)
                for period in self.periods:
                    yield statistics, period


@tagged("post_install", "-at_install")
class TestStatistics(MidnightCase):
    """Must be shown 2: every figure equals a computation of its own from the stage logs, in SQL."""

    def test_intake_is_counted_by_the_first_stage_log_in_wita(self):
        for statistics, period in self.for_all():
            [(expected,)] = self.run_sql(
                f"""SELECT count(*) FROM (SELECT min(entered_at) AS at FROM lalisa_stage_log
                    GROUP BY complaint_id) c WHERE {DAY.format("at")} BETWEEN %(first)s AND %(last)s""",
                period,
            )
            self.assertEqual(statistics._count_listed("intake", period), expected)
            self.assertEqual(sum(statistics._count_intake_cross(period).values()), expected)
            self.assertEqual(sum(statistics._count_by_hour(period).values()), expected)

    def test_the_parts_of_the_intake_are_those_of_the_stage_logs(self):
        for field in ("category_id", "district_id", "channel"):
            for statistics, period in self.for_all():
                expected = dict(
                    self.run_sql(
                        f"""SELECT c.{field}, count(*) FROM lalisa_complaint c JOIN (SELECT complaint_id,
                        min(entered_at) AS at FROM lalisa_stage_log GROUP BY 1) v ON v.complaint_id = c.id
                        WHERE {DAY.format("v.at")} BETWEEN %(first)s AND %(last)s GROUP BY 1""",
                        period,
                    )
                )
                found = {
                    (key if field == "channel" else key.id or None): count
                    for key, count in statistics._count_intake_by(period, field).items()
                }
                self.assertEqual(found, expected)

    def test_the_state_at_the_end_is_that_of_the_last_stage_log_before_midnight(self):
        for statistics, period in self.for_all():
            expected = dict(
                self.run_sql(
                    f"""SELECT DISTINCT s.role, count(*) OVER (PARTITION BY s.role) FROM lalisa_stage s JOIN (
                    SELECT DISTINCT ON (complaint_id) complaint_id, stage_id FROM lalisa_stage_log
                    WHERE {DAY.format("entered_at")} <= %(last)s ORDER BY complaint_id, id DESC) v
                    ON v.stage_id = s.id WHERE s.kind <> 'closed'""",
                    period,
                )
            )
            self.assertEqual(statistics._count_standing_at(period.end), expected)

    def test_a_complaint_that_ended_later_counts_as_running_in_its_own_period(self):
        statistics = self.env["lalisa.statistics"].with_user(self.agency_head)
        first, second, _third = self.periods[:3]
        checked = {key[:2]: count for key, count in statistics._count_intake_cross(second).items() if key[3] == "check"}
        self.assertEqual(checked, {(self.category.id, None): 2})
        self.assertEqual(statistics._count_finished_by(second, "stage_code"), {"done": 1})
        self.assertEqual(statistics._count_listed("intake", first), 2)

    def test_a_merged_reporter_has_the_result_from_the_moment_of_their_own_proof(self):
        statistics = self.env["lalisa.statistics"].with_user(self.agency_head)
        second, day = timedelta(seconds=1), timedelta(days=1)
        before = statistics._count_undelivered_at(MIDNIGHT - second)
        counts = [
            statistics._count_undelivered_at(moment) - before
            for moment in (MIDNIGHT, MIDNIGHT + day, MIDNIGHT + day + second)
        ]
        # At midnight the main complaint's reporter and the merged one's; a day later the one of another as well.
        self.assertEqual(counts, [2, 2, 1])

    def test_finished_is_the_entering_of_a_closed_stage(self):
        for statistics, period in self.for_all():
            expected = dict(
                self.run_sql(
                    f"""SELECT s.code, count(*) FROM lalisa_stage_log v JOIN lalisa_stage s ON s.id = v.stage_id
                    WHERE s.kind = 'closed' AND {DAY.format("v.entered_at")} BETWEEN %(first)s AND %(last)s
                    GROUP BY 1""",
                    period,
                )
            )
            self.assertEqual(statistics._count_finished_by(period, "stage_code"), expected)

    def test_steps_and_roles_are_the_ended_stage_logs(self):
        for statistics, period in self.for_all():
            for key, column, found in (
                ("stage_id", "v.stage_id", statistics._get_step_figures(period)),
                ("role", "v.acting_role", statistics._get_role_figures(period)),
            ):
                stage_logs = self.run_sql(
                    f"""SELECT {column}, EXTRACT(EPOCH FROM v.left_at - v.entered_at) / 60, v.left_at > v.deadline_at,
                        v.result, v.stage_id FROM lalisa_stage_log v WHERE v.deadline_at IS NOT NULL
                        AND {DAY.format("v.left_at")} BETWEEN %(first)s AND %(last)s""",
                    period,
                )
                self.assertEqual({row[key] for row in found}, {stage_log[0] for stage_log in stage_logs})
                for row in found:
                    own = [stage_log for stage_log in stage_logs if stage_log[0] == row[key]]
                    minutes = sorted(float(stage_log[1]) for stage_log in own)
                    self.assertEqual(row["count"], len(own))
                    self.assertEqual(row["late"], sum(stage_log[2] for stage_log in own))
                    self.assertEqual(row["on_time"], len(own) - row["late"])
                    self.assertAlmostEqual(row["median"], find_quantile(minutes, 0.5), 5)
                    if key == "stage_id":
                        self.assertAlmostEqual(row["p90"], find_quantile(minutes, 0.9), 5)
                        told = self.stage("inform").id
                        given_back = [v for v in own if v[3] == "returned" or (v[3] == "waiting" and v[4] != told)]
                        self.assertEqual(row["returned"], len(given_back))

    def test_returns_and_missed_deadlines_are_those_of_the_stage_logs(self):
        for statistics, period in self.for_all():
            [(late,)] = self.run_sql(
                f"""SELECT count(*) FROM lalisa_stage_log WHERE {DAY.format("deadline_at")} BETWEEN %(first)s
                    AND %(last)s AND coalesce(left_at, '2032-02-01 03:00') > deadline_at""",
                period,
            )
            self.assertEqual(statistics._count_listed("late", period), late)
            expected = self.run_sql(
                f"""SELECT v.stage_id, v.reason_id, count(*) FROM lalisa_stage_log v
                    JOIN lalisa_stage_log n ON n.complaint_id = v.complaint_id AND n.id = (SELECT min(id)
                        FROM lalisa_stage_log WHERE complaint_id = v.complaint_id AND id > v.id)
                    JOIN lalisa_stage s ON s.id = n.stage_id
                    WHERE (s.code = 'waiting_reporter' OR n.step_number < v.step_number AND n.step_number > 0)
                    AND {DAY.format("v.left_at")} BETWEEN %(first)s AND %(last)s GROUP BY 1, 2""",
                period,
            )
            found = statistics._count_returns(period)
            self.assertEqual(
                {(stage.id, reason.id or None, count) for (stage, reason), count in found.items()}, set(expected)
            )
            self.assertEqual(statistics._count_listed("returned", period), sum(row[2] for row in expected))

    def test_the_whole_duration_is_the_sum_of_the_steps(self):
        for statistics, period in self.for_all():
            totals = sorted(
                float(row[0])
                for row in self.run_sql(
                    f"""SELECT sum(EXTRACT(EPOCH FROM v.left_at - v.entered_at)) / 60 FROM lalisa_stage_log v
                    JOIN lalisa_stage_log e ON e.complaint_id = v.complaint_id
                    JOIN lalisa_stage s ON s.id = e.stage_id AND s.code = 'done'
                    WHERE v.step_number > 0 AND {DAY.format("e.entered_at")} BETWEEN %(first)s AND %(last)s
                    GROUP BY v.complaint_id""",
                    period,
                )
            )
            found = statistics._get_duration_figures(period)
            self.assertEqual(found["count"], len(totals))
            if totals:
                self.assertAlmostEqual(found["median"], find_quantile(totals, 0.5), 4)
                self.assertEqual(found["within"], sum(minutes <= found["limit"] for minutes in totals))

    def test_hours_and_weekdays_are_wita(self):
        day = self.periods[1]
        load = self.env["lalisa.statistics"].with_user(self.agency_head)._count_by_hour(day)
        # 24 November 2031 is a Monday; what came at 23 h UTC after its midnight came at 23.00.
        self.assertEqual(load, {(0, 0): 2, (0, 1): 2, (0, 23): 1})

    def test_complaints_about_members_are_counted_for_the_head_alone(self):
        day = self.periods[1]
        statistics = self.env["lalisa.statistics"]
        counts = [
            statistics.with_user(user)._count_listed("intake", day) for user in (self.agency_head, self.division_head)
        ]
        self.assertEqual(counts, [5, 4])
        loads = [
            sum(statistics.with_user(user)._count_by_hour(day).values()) for user in (self.agency_head, self.operator)
        ]
        self.assertEqual(loads, [5, 4])

    def open_about_members(self):
        [(count,)] = self.run_sql(
            """SELECT count(*) FROM lalisa_stage_log v JOIN lalisa_stage s ON s.id = v.stage_id
               JOIN lalisa_complaint c ON c.id = v.complaint_id JOIN lalisa_sop p ON p.id = c.sop_id
               WHERE v.left_at IS NULL AND s.kind <> 'closed' AND p.kind = 'member'""",
            self.periods[0],
        )
        return count

    def test_the_team_gets_no_figures(self):
        statistics = self.env["lalisa.statistics"].with_user(self.response_team)
        with self.assertRaises(AccessError):
            statistics._count_listed("intake", self.periods[0])
        with self.assertRaises(AccessError):
            statistics._get_step_figures(self.periods[0])

    def test_what_runs_now_has_its_list(self):
        with freeze_time("2032-02-01 03:00:00"):
            statistics = self.env["lalisa.statistics"].with_user(self.agency_head)
            for name in ("open", "late_now", "undelivered", "teams_out", "about_members", "my_turn"):
                model, domain = statistics._get_domain(name)
                found = self.env[model].with_user(self.agency_head).search(domain)
                self.assertEqual(len(found), statistics._count_listed(name), name)
            self.assertEqual(statistics._count_listed("about_members"), self.open_about_members())


def find_quantile(values, share):
    """Between two neighbours in proportion, as `percentile_cont` does."""
    at = (len(values) - 1) * share
    low = int(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (at - low)
