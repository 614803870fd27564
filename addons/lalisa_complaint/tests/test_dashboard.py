# ruff: noqa: S608 - the queries are made of names in this file only
from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import formatLang

from .common import ComplaintCase
from .test_statistics import quantile

# 1 June 2032 begins in Balangan at 16.00 UTC of the day before; a year without demo complaints.
MIDNIGHT = datetime(2032, 5, 31, 16)
ZONES = ("UTC", "Asia/Makassar", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York")
# The office's day of a stored moment, computed by PostgreSQL alone.
DAY = "({} AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Makassar')::date"
SECOND = timedelta(seconds=1)
# The moment of looking, on 2 June in Balangan (still 1 June in UTC): yesterday is 1 June.
NOW = MIDNIGHT + timedelta(hours=25)


@tagged("post_install", "-at_install")
class TestDashboard(ComplaintCase):
    """Every figure of the dashboard has its list, and equals a count of its own in SQL."""

    def setUp(self):
        super().setUp()
        self.begun(MIDNIGHT - SECOND, "delivery")
        self.begun(MIDNIGHT, "verify", step=timedelta(minutes=30))
        done = self.begun(MIDNIGHT + timedelta(hours=2), "delivery", step=timedelta(minutes=12))
        with freeze_time(MIDNIGHT + timedelta(days=1) - SECOND):
            done._close_with_proof("delivered")
        returned = self.begun(MIDNIGHT + timedelta(hours=3), "field_check")
        with freeze_time(MIDNIGHT + timedelta(days=1)):
            self.move(returned, self.division_head, "verify", **self.why())
        out = self.begun(MIDNIGHT + timedelta(hours=5), "dispatch")
        with freeze_time(MIDNIGHT + timedelta(hours=6)):
            self.order(out)
        member = self.env.ref("lalisa_complaint.category_pel")
        self.begun(MIDNIGHT + timedelta(days=1), "receive", category_id=member.id)

    def begun(self, moment, goal, step=timedelta(0), **values):
        """A complaint that began at a moment and went on every `step` to the stage `goal`."""
        with freeze_time(moment) as clock:
            complaint = self.complaint(**values)
            for target in ("check", "verify", "field_check", "dispatch", "resolve", "report",
                           "inform", "delivery"):  # fmt: skip
                if complaint.stage_code == goal:
                    break
                clock.tick(step)
                self.prepare(complaint, target)
                self.step_to(complaint, target)
        return complaint

    def board(self, user, zone="Asia/Makassar"):
        user.tz = zone
        return self.env["lalisa.dashboard"].with_user(user).with_context(tz=zone).board()

    def figures(self, board):
        yield board["waiting"]
        for section in board["sections"]:
            yield from section.get("figures", [])
            for row in section.get("rows", []):
                yield from (cell for cell in row if isinstance(cell, dict))

    def section(self, board, name):
        return next(one for one in board["sections"] if one["id"] == name)

    def value(self, query, **values):
        self.env.flush_all()
        self.env.cr.execute(query, values)
        return self.env.cr.fetchone()[0]

    def test_every_figure_is_the_length_of_the_list_behind_it(self):
        with freeze_time(NOW):
            for user in (self.agency_head, self.division_head):
                for zone in ZONES:
                    found = list(self.figures(self.board(user, zone)))
                    self.assertGreater(len(found), 40)
                    for figure in found:
                        action = figure["action"]
                        model = self.env[action["res_model"]].with_user(user).with_context(tz=zone)
                        self.assertEqual(
                            model.search_count(action["domain"]), figure["count"], figure
                        )

    def test_counts_of_days_and_months_equal_sql_at_the_edges_of_midnight(self):
        queries = {
            "In": "SELECT count(*) FROM (SELECT min(entered_at) AS at FROM lalisa_complaint_visit"
            " GROUP BY complaint_id) v WHERE {} BETWEEN %(first)s AND %(last)s",
            "Finished": "SELECT count(*) FROM lalisa_complaint_visit v JOIN lalisa_stage s"
            " ON s.id = v.stage_id AND s.kind = 'closed', LATERAL (SELECT v.entered_at AS at) t"
            " WHERE {} BETWEEN %(first)s AND %(last)s",
            "Late steps": "SELECT count(*) FROM lalisa_complaint_visit, LATERAL (SELECT deadline_at"
            " AS at) t WHERE {} BETWEEN %(first)s AND %(last)s"
            " AND deadline_at < coalesce(left_at, %(now)s)",
            "Steps on time": "SELECT count(*) FROM lalisa_complaint_visit, LATERAL (SELECT left_at"
            " AS at) t WHERE {} BETWEEN %(first)s AND %(last)s AND left_at <= deadline_at",
        }
        june, may = (date(2032, 6, 1), date(2032, 6, 30)), (date(2032, 5, 1), date(2032, 5, 31))
        spans = {0: (date(2032, 6, 2), date(2032, 6, 2)), 1: june, 2: may}
        seen = set()
        with freeze_time(NOW):
            for zone in ZONES:
                board = self.board(self.agency_head, zone)
                rows = self.section(board, "months")["rows"]
                yesterday = self.section(board, "yesterday")["figures"]
                for cells, (first, last) in (
                    *((rows[number][1:5], span) for number, span in spans.items()),
                    (yesterday, (date(2032, 6, 1), date(2032, 6, 1))),
                ):
                    for cell in cells:
                        query = queries[cell["label"]].format(DAY.format("at"))
                        expected = self.value(query, first=first, last=last, now=NOW)
                        self.assertEqual(cell["count"], expected, (zone, first, cell))
                        seen.add((cell["label"], expected))
        self.assertGreater(len({count for _label, count in seen}), 3, "not all of them nothing")

    def test_what_is_now_equals_sql(self):
        with freeze_time(NOW):
            figures = {
                one["label"]: one["count"]
                for one in self.section(self.board(self.agency_head), "now")["figures"]
            }
            expected = {
                "Late now": "SELECT count(*) FROM lalisa_complaint_visit WHERE left_at IS NULL"
                " AND deadline_at < %(now)s",
                "Teams out": "SELECT count(*) FROM lalisa_dispatch"
                " WHERE departed_at IS NOT NULL AND reported_at IS NULL",
                # Those of merged complaints too: each reporter is to hear it.
                "Results not delivered": "SELECT count(*) FROM lalisa_complaint_visit v"
                " JOIN lalisa_stage s ON s.id = v.stage_id JOIN lalisa_complaint c"
                " ON c.id = v.complaint_id WHERE v.left_at IS NULL AND (s.code = 'delivery'"
                " OR s.code = 'duplicate' AND c.result_ordered_at IS NOT NULL"
                " AND c.closing_proof IS NULL)",
                "Open": "SELECT count(*) FROM lalisa_complaint_visit v JOIN lalisa_stage s"
                " ON s.id = v.stage_id WHERE v.left_at IS NULL AND s.kind <> 'closed'",
                "Complaints about members": "SELECT count(*) FROM lalisa_complaint c JOIN lalisa_sop p"
                " ON p.id = c.sop_id AND p.kind = 'member' WHERE c.closed_at IS NULL",
            }
            for label, query in expected.items():
                self.assertEqual(figures[label], self.value(query, now=NOW), label)
            self.assertGreater(figures["Late now"], 0)
            self.assertGreater(figures["Teams out"], 0)

    def test_waiting_is_what_stands_at_a_step_of_the_heads_own(self):
        with freeze_time(NOW):
            self.begun(NOW, "report")
            for user in (self.agency_head, self.division_head):
                expected = self.value(
                    "SELECT count(DISTINCT c.id) FROM lalisa_complaint_visit v JOIN lalisa_complaint c"
                    " ON c.id = v.complaint_id JOIN lalisa_sop p ON p.id = c.sop_id JOIN lalisa_sop_step t"
                    " ON t.sop_id = c.sop_id AND t.stage_id = v.stage_id JOIN lalisa_sop_step_res_groups_rel g"
                    " ON g.lalisa_sop_step_id = t.id AND g.res_groups_id = ANY(%(groups)s)"
                    " WHERE v.left_at IS NULL AND (p.kind <> 'member' OR %(members)s)",
                    groups=user.all_group_ids.ids, members=user == self.agency_head,
                )
                self.assertEqual(self.board(user)["waiting"]["count"], expected)
                self.assertGreater(expected, 1)

    def test_steps_and_the_whole_equal_sql_at_the_edges_of_midnight(self):
        june, may = (date(2032, 6, 1), date(2032, 6, 30)), (date(2032, 5, 1), date(2032, 5, 31))
        before, now = self.ended(may), self.ended(june)
        expected = []
        for stage, own in now.items():
            earlier = before.get(stage, [])
            times, limit = [row[0] for row in own], f"{own[0][2]:g}"
            name = self.env["lalisa.stage"].browse(stage).name
            median, p90 = (f"{shown(self.env, quantile(times, at))} of {limit} minutes" for at in (0.5, 0.9))
            on_time = [share([row[1] for row in rows_]) for rows_ in (own, earlier)]
            expected.append([f"{own[0][3]}. {name}", *on_time, median, p90])
        with freeze_time(NOW):
            for zone in ZONES:
                board = self.board(self.agency_head, zone)
                rows = self.section(board, "steps")["rows"]
                self.assertEqual([[text_of(cell) for cell in row] for row in rows], expected)
                for row, own in zip(rows, now.values(), strict=True):
                    self.assertEqual([row[1]["count"], row[3]["count"]], [sum(one[1] for one in own), len(own)])
                months = self.section(board, "months")["rows"]
                for number, span, steps in ((1, june, now), (2, may, before)):
                    own = [row for rows_ in steps.values() for row in rows_]
                    self.assertEqual(months[number][4]["text"], share([row[1] for row in own]))
                    whole = self.whole(span)
                    text = f"{shown(self.env, quantile(whole, 0.5))} of 410 minutes" if whole else "–"
                    self.assertEqual((text_of(months[number][5]), months[number][5]["count"]), (text, len(whole)))
        self.assertGreater(len(expected), 3)

    def ended(self, span):
        """{stage id: [(minutes, on time, limit, number)]} of the clocked visits that ended, shortest first."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT stage_id, EXTRACT(EPOCH FROM left_at - entered_at) / 60, left_at <= deadline_at, minutes_max,"
            " step_number FROM lalisa_complaint_visit WHERE deadline_at IS NOT NULL"
            f" AND {DAY.format('left_at')} BETWEEN %s AND %s ORDER BY step_number, stage_id, 2",
            span,
        )
        found = {}
        for stage, minutes, in_time, limit, number in self.env.cr.fetchall():
            found.setdefault(stage, []).append((float(minutes), in_time, limit, number))
        return found

    def whole(self, span):
        """The minutes of all steps of each complaint that was done, shortest first."""
        self.env.cr.execute(
            "SELECT sum(EXTRACT(EPOCH FROM v.left_at - v.entered_at)) / 60 FROM lalisa_complaint_visit v"
            " JOIN lalisa_complaint_visit e ON e.complaint_id = v.complaint_id JOIN lalisa_stage s"
            " ON s.id = e.stage_id AND s.code = 'done' WHERE v.step_number > 0"
            f" AND {DAY.format('e.entered_at')} BETWEEN %s AND %s GROUP BY v.complaint_id ORDER BY 1",
            span,
        )
        return [float(row[0]) for row in self.env.cr.fetchall()]

    def test_results_that_have_not_arrived_are_those_of_the_visits_the_oldest_first(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT c.number FROM lalisa_complaint_visit v JOIN lalisa_stage s ON s.id = v.stage_id"
            " JOIN lalisa_complaint c ON c.id = v.complaint_id WHERE v.left_at IS NULL AND (s.code = 'delivery'"
            " OR s.code = 'duplicate' AND c.result_ordered_at IS NOT NULL AND c.closing_proof IS NULL)"
            " ORDER BY CASE s.code WHEN 'delivery' THEN v.entered_at ELSE c.result_ordered_at END LIMIT 8"
        )
        expected = [row[0] for row in self.env.cr.fetchall()]
        with freeze_time(NOW):
            rows = self.section(self.board(self.agency_head), "undelivered")["rows"]
        self.assertEqual([row[0]["text"] for row in rows], expected)
        self.assertTrue(expected)

    def test_every_section_has_its_proof(self):
        proved = {"now", "late", "yesterday", "months", "steps", "returns", "undelivered", "load"}
        with freeze_time(NOW):
            found = {one["id"] for one in self.board(self.agency_head)["sections"]}
        # Those of other addons are proved there.
        self.assertEqual(found - {"survey", "channels"}, proved)

    def test_late_now_names_step_and_who_the_longest_first(self):
        with freeze_time(NOW):
            rows = self.section(self.board(self.agency_head), "late")["rows"]
            late = self.env["lalisa.complaint.visit"].search(
                [("left_at", "=", False), ("deadline_at", "<", NOW)], order="deadline_at"
            )
            self.assertEqual([row[0]["text"] for row in rows], late[:8].complaint_id.mapped("number"))
            self.assertEqual(rows[0][2], late[0].stage_id.name)
            self.assertEqual(rows[0][3], late[0].role_names)
            late[0].with_user(self.section_head).sudo()._acknowledge("section_head")
            rows = self.section(self.board(self.agency_head), "late")["rows"]
            self.assertEqual(rows[0][3], self.section_head.name)

    def test_counts_stand_before_percentages_and_minutes_beside_the_limit(self):
        with freeze_time(NOW):
            board = self.board(self.agency_head)
            june = self.section(board, "months")["rows"][1]
            ended = self.env["lalisa.statistics"]._count(
                "ended", self.env["lalisa.statistics"]._period("month")
            )
            self.assertRegex(june[4]["text"], rf"^{june[4]['count']} of {ended} \(\d+%\)$")
            self.assertRegex(june[5]["text"], r"^\d+ of 410 minutes$")
            steps = self.section(board, "steps")["rows"]
            self.assertRegex(steps[0][3]["text"], r"^\d+([.,]\d)? of 5 minutes$")

    def test_returns_are_those_with_a_reason_and_no_result_on_its_way(self):
        with freeze_time(NOW):
            rows = self.section(self.board(self.agency_head), "returns")["rows"]
            expected = self.value(
                "SELECT count(*) FROM lalisa_complaint_visit WHERE reason_id IS NOT NULL"
                " AND result IN ('returned', 'waiting') AND left_at >= %(month)s",
                month=MIDNIGHT,
            )
        self.assertEqual(sum(row[2]["count"] for row in rows), expected)
        self.assertEqual(expected, 1)

    def test_complaints_about_members_are_the_heads_alone(self):
        with freeze_time(NOW):
            head, kabid = self.board(self.agency_head), self.board(self.division_head)
        labels = [one["label"] for one in self.section(kabid, "now")["figures"]]
        self.assertNotIn("Complaints about members", labels)
        by_user = [self.section(one, "months")["rows"][1][1]["count"] for one in (head, kabid)]
        self.assertEqual(by_user[0], by_user[1] + 1)

    def test_others_are_refused_on_the_server(self):
        for user in (self.operator, self.section_head, self.response_team, self.administrator):
            with self.assertRaises(AccessError):
                self.board(user)

    def test_hours_and_weekdays_are_the_offices(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT EXTRACT(ISODOW FROM at)::int - 1, EXTRACT(HOUR FROM at)::int, count(*) FROM (SELECT"
            " min(entered_at) AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Makassar' AS at FROM lalisa_complaint_visit"
            " GROUP BY complaint_id) t WHERE at::date BETWEEN '2032-04-01' AND '2032-06-30' GROUP BY 1, 2"
        )
        expected = {(weekday, hour): count for weekday, hour, count in self.env.cr.fetchall()}
        # 1 June 2032 is a Tuesday; the first complaint of it came at midnight, another a second before.
        self.assertEqual((expected[1, 0], expected[0, 23]), (1, 1))
        with freeze_time(NOW):
            for zone in ZONES:
                rows = self.section(self.board(self.agency_head, zone), "load")["rows"]
                found = {
                    (weekday, hour): cell["count"]
                    for weekday, row in enumerate(rows) for hour, cell in enumerate(row[1:]) if cell
                }  # fmt: skip
                self.assertEqual(found, expected)


def text_of(cell):
    return cell["text"] if isinstance(cell, dict) else cell


def share(in_time):
    whole = len(in_time)
    return f"{sum(in_time)} of {whole} ({round(100 * sum(in_time) / whole)}%)" if whole else "–"


def shown(env, minutes):
    """In the figures of the reader's language."""
    return formatLang(env, minutes, digits=1 if minutes < 10 and round(minutes, 1) % 1 else 0)
