# ruff: noqa: S608 - the queries are made of names in this file only
from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import formatLang

from .test_dashboard import NOW, ZONES, DashboardCase
from .test_statistics import DAY, find_quantile


@tagged("post_install", "-at_install")
class TestDashboardMonths(DashboardCase):
    """Days, months, steps and hours of the dashboard equal computations of their own in SQL."""

    def test_counts_of_days_and_months_equal_sql_at_the_edges_of_midnight(self):
        queries = {
            "In": "SELECT count(*) FROM (SELECT min(entered_at) AS at FROM lalisa_stage_log"
            " GROUP BY complaint_id) v WHERE {} BETWEEN %(first)s AND %(last)s",
            "Finished": "SELECT count(*) FROM lalisa_stage_log v JOIN lalisa_stage s"
            " ON s.id = v.stage_id AND s.kind = 'closed', LATERAL (SELECT v.entered_at AS at) t"
            " WHERE {} BETWEEN %(first)s AND %(last)s",
            "Late steps": "SELECT count(*) FROM lalisa_stage_log, LATERAL (SELECT deadline_at"
            " AS at) t WHERE {} BETWEEN %(first)s AND %(last)s"
            " AND deadline_at < coalesce(left_at, %(now)s)",
            "Steps on time": "SELECT count(*) FROM lalisa_stage_log, LATERAL (SELECT left_at"
            " AS at) t WHERE {} BETWEEN %(first)s AND %(last)s AND left_at <= deadline_at",
        }
        june, may = (date(2032, 6, 1), date(2032, 6, 30)), (date(2032, 5, 1), date(2032, 5, 31))
        spans = {0: (date(2032, 6, 2), date(2032, 6, 2)), 1: june, 2: may}
        seen = set()
        with freeze_time(NOW):
            for zone in ZONES:
                board = self.get_board(self.agency_head, zone)
                rows = self.get_section(board, "months")["rows"]
                yesterday = self.get_section(board, "yesterday")["figures"]
                for cells, (first, last) in (
                    *((rows[number][1:5], span) for number, span in spans.items()),
                    (yesterday, (date(2032, 6, 1), date(2032, 6, 1))),
                ):
                    for cell in cells:
                        query = queries[cell["label"]].format(DAY.format("at"))
                        expected = self.query_value(query, first=first, last=last, now=NOW)
                        self.assertEqual(cell["count"], expected, (zone, first, cell))
                        seen.add((cell["label"], expected))
        self.assertGreater(len({count for _label, count in seen}), 3, "not all of them nothing")

    def test_steps_and_the_whole_equal_sql_at_the_edges_of_midnight(self):
        june, may = (date(2032, 6, 1), date(2032, 6, 30)), (date(2032, 5, 1), date(2032, 5, 31))
        before, now = self.list_ended(may), self.list_ended(june)
        expected = []
        for stage, own in now.items():
            earlier = before.get(stage, [])
            times, limit = [row[0] for row in own], f"{own[0][2]:g}"
            name = self.env["lalisa.stage"].browse(stage).name
            median, p90 = (
                f"{format_shown(self.env, find_quantile(times, at))} of {limit} minutes" for at in (0.5, 0.9)
            )
            on_time = [format_share([row[1] for row in rows_]) for rows_ in (own, earlier)]
            expected.append([f"{own[0][3]}. {name}", *on_time, median, p90])
        with freeze_time(NOW):
            for zone in ZONES:
                board = self.get_board(self.agency_head, zone)
                rows = self.get_section(board, "steps")["rows"]
                self.assertEqual([[text_of(cell) for cell in row] for row in rows], expected)
                for row, own in zip(rows, now.values(), strict=True):
                    self.assertEqual([row[1]["count"], row[3]["count"]], [sum(one[1] for one in own), len(own)])
                months = self.get_section(board, "months")["rows"]
                for number, span, steps in ((1, june, now), (2, may, before)):
                    own = [row for rows_ in steps.values() for row in rows_]
                    self.assertEqual(months[number][4]["text"], format_share([row[1] for row in own]))
                    whole = self.list_whole(span)
                    text = f"{format_shown(self.env, find_quantile(whole, 0.5))} of 410 minutes" if whole else "–"
                    self.assertEqual((text_of(months[number][5]), months[number][5]["count"]), (text, len(whole)))
        self.assertGreater(len(expected), 3)

    def list_ended(self, span):
        """{stage id: [(minutes, on time, limit, number)]} of the clocked stage logs that ended, shortest first."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT stage_id, EXTRACT(EPOCH FROM left_at - entered_at) / 60, left_at <= deadline_at, minutes_max,"
            " step_number FROM lalisa_stage_log WHERE deadline_at IS NOT NULL"
            f" AND {DAY.format('left_at')} BETWEEN %s AND %s ORDER BY step_number, stage_id, 2",
            span,
        )
        found = {}
        for stage, minutes, in_time, limit, number in self.env.cr.fetchall():
            found.setdefault(stage, []).append((float(minutes), in_time, limit, number))
        return found

    def list_whole(self, span):
        """The minutes of all steps of each complaint that was done, shortest first."""
        self.env.cr.execute(
            "SELECT sum(EXTRACT(EPOCH FROM v.left_at - v.entered_at)) / 60 FROM lalisa_stage_log v"
            " JOIN lalisa_stage_log e ON e.complaint_id = v.complaint_id JOIN lalisa_stage s"
            " ON s.id = e.stage_id AND s.code = 'done' WHERE v.step_number > 0"
            f" AND {DAY.format('e.entered_at')} BETWEEN %s AND %s GROUP BY v.complaint_id ORDER BY 1",
            span,
        )
        return [float(row[0]) for row in self.env.cr.fetchall()]

    def test_counts_stand_before_percentages_and_minutes_beside_the_limit(self):
        with freeze_time(NOW):
            board = self.get_board(self.agency_head)
            june = self.get_section(board, "months")["rows"][1]
            ended = self.env["lalisa.statistics"]._count_listed(
                "ended", self.env["lalisa.statistics"]._get_period("month")
            )
            self.assertRegex(june[4]["text"], rf"^{june[4]['count']} of {ended} \(\d+%\)$")
            self.assertRegex(june[5]["text"], r"^\d+ of 410 minutes$")
            steps = self.get_section(board, "steps")["rows"]
            self.assertRegex(steps[0][3]["text"], r"^\d+([.,]\d)? of 5 minutes$")

    def test_hours_and_weekdays_are_the_offices(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT EXTRACT(ISODOW FROM at)::int - 1, EXTRACT(HOUR FROM at)::int, count(*) FROM (SELECT"
            " min(entered_at) AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Makassar' AS at FROM lalisa_stage_log"
            " GROUP BY complaint_id) t WHERE at::date BETWEEN '2032-04-01' AND '2032-06-30' GROUP BY 1, 2"
        )
        expected = {(weekday, hour): count for weekday, hour, count in self.env.cr.fetchall()}
        # 1 June 2032 is a Tuesday; the first complaint of it came at midnight, another a second before.
        self.assertEqual((expected[1, 0], expected[0, 23]), (1, 1))
        with freeze_time(NOW):
            for zone in ZONES:
                rows = self.get_section(self.get_board(self.agency_head, zone), "load")["rows"]
                found = {
                    (weekday, hour): cell["count"]
                    for weekday, row in enumerate(rows)
                    for hour, cell in enumerate(row[1:])
                    if cell
                }
                self.assertEqual(found, expected)


def text_of(cell):
    return cell["text"] if isinstance(cell, dict) else cell


def format_share(in_time):
    whole = len(in_time)
    return f"{sum(in_time)} of {whole} ({round(100 * sum(in_time) / whole)}%)" if whole else "–"


def format_shown(env, minutes):
    """In the figures of the reader's language."""
    return formatLang(env, minutes, digits=1 if minutes < 10 and round(minutes, 1) % 1 else 0)
