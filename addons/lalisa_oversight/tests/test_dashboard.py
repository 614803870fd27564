from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.lalisa_dispatch.tests.common import DispatchCase

# 1 June 2032 begins in Balangan at 16.00 UTC of the day before; a year without demo complaints.
MIDNIGHT = datetime(2032, 5, 31, 16)
ZONES = ("UTC", "Asia/Makassar", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York")
SECOND = timedelta(seconds=1)
# The moment of looking, on 2 June in Balangan (still 1 June in UTC): yesterday is 1 June.
NOW = MIDNIGHT + timedelta(hours=25)


class DashboardCase(DispatchCase):
    """Complaints at both sides of a midnight in June 2032, and a look at them a day later."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_begun(MIDNIGHT - SECOND, "delivery")
        cls.make_begun(MIDNIGHT, "verify", step=timedelta(minutes=30))
        done = cls.make_begun(MIDNIGHT + timedelta(hours=2), "delivery", step=timedelta(minutes=12))
        with freeze_time(MIDNIGHT + timedelta(days=1) - SECOND):
            done._close_with_proof("delivered")
        returned = cls.make_begun(MIDNIGHT + timedelta(hours=3), "field_check")
        with freeze_time(MIDNIGHT + timedelta(days=1)):
            cls.move(returned, cls.division_head, "verify", **cls.why())
        out = cls.make_begun(MIDNIGHT + timedelta(hours=5), "dispatch")
        with freeze_time(MIDNIGHT + timedelta(hours=6)):
            cls.order_team(out)
        member = cls.env.ref("lalisa_complaint.category_pel")
        cls.make_begun(MIDNIGHT + timedelta(days=1), "receive", category_id=member.id)

    @classmethod
    def make_begun(cls, moment, goal, step=timedelta(0), **values):
        """A complaint that began at a moment and went on every `step` to the stage `goal`."""
        with freeze_time(moment) as clock:
            complaint = cls.complaint(**values)
            for target in ("check", "verify", "field_check", "dispatch", "resolve", "report", "inform", "delivery"):
                if complaint.stage_code == goal:
                    break
                clock.tick(step)
                cls.prepare(complaint, target)
                cls.step_to(complaint, target)
        return complaint

    def get_board(self, user, zone="Asia/Makassar"):
        user.tz = zone
        return self.env["lalisa.dashboard"].with_user(user).with_context(tz=zone).board()

    def list_figures(self, board):
        yield board["waiting"]
        for section in board["sections"]:
            yield from section.get("figures", [])
            for row in section.get("rows", []):
                yield from (cell for cell in row if isinstance(cell, dict))

    def get_section(self, board, name):
        return next(one for one in board["sections"] if one["id"] == name)

    def query_value(self, query, **values):
        self.env.flush_all()
        self.env.cr.execute(query, values)
        return self.env.cr.fetchone()[0]


@tagged("post_install", "-at_install")
class TestDashboard(DashboardCase):
    """Every figure of the dashboard has its list; what is now equals a count of its own in SQL."""

    def test_every_figure_is_the_length_of_the_list_behind_it(self):
        with freeze_time(NOW):
            for user in (self.agency_head, self.division_head):
                for zone in ZONES:
                    found = list(self.list_figures(self.get_board(user, zone)))
                    self.assertGreater(len(found), 40)
                    for figure in found:
                        action = figure["action"]
                        model = self.env[action["res_model"]].with_user(user).with_context(tz=zone)
                        self.assertEqual(model.search_count(action["domain"]), figure["count"], figure)

    def test_what_is_now_equals_sql(self):
        with freeze_time(NOW):
            figures = {
                one["label"]: one["count"]
                for one in self.get_section(self.get_board(self.agency_head), "now")["figures"]
            }
            expected = {
                "Late now": "SELECT count(*) FROM lalisa_stage_log WHERE left_at IS NULL AND deadline_at < %(now)s",
                "Teams out": "SELECT count(*) FROM lalisa_dispatch"
                " WHERE departed_at IS NOT NULL AND reported_at IS NULL",
                # Those of merged complaints too: each reporter is to hear it.
                "Results not delivered": "SELECT count(*) FROM lalisa_stage_log v"
                " JOIN lalisa_stage s ON s.id = v.stage_id JOIN lalisa_complaint c"
                " ON c.id = v.complaint_id WHERE v.left_at IS NULL AND (s.code = 'delivery'"
                " OR s.code = 'duplicate' AND c.result_ordered_at IS NOT NULL"
                " AND c.closing_proof IS NULL)",
                "Open": "SELECT count(*) FROM lalisa_stage_log v JOIN lalisa_stage s"
                " ON s.id = v.stage_id WHERE v.left_at IS NULL AND s.kind <> 'closed'",
                "Complaints about members": "SELECT count(*) FROM lalisa_complaint c JOIN lalisa_sop p"
                " ON p.id = c.sop_id AND p.kind = 'member' WHERE c.closed_at IS NULL",
            }
            for label, query in expected.items():
                self.assertEqual(figures[label], self.query_value(query, now=NOW), label)
            self.assertGreater(figures["Late now"], 0)
            self.assertGreater(figures["Teams out"], 0)

    def test_waiting_is_what_stands_at_a_step_of_the_heads_own(self):
        with freeze_time(NOW):
            self.make_begun(NOW, "report")
            for user in (self.agency_head, self.division_head):
                expected = self.query_value(
                    "SELECT count(DISTINCT c.id) FROM lalisa_stage_log v JOIN lalisa_complaint c"
                    " ON c.id = v.complaint_id JOIN lalisa_sop p ON p.id = c.sop_id JOIN lalisa_sop_step t"
                    " ON t.sop_id = c.sop_id AND t.stage_id = v.stage_id JOIN lalisa_sop_step_res_groups_rel g"
                    " ON g.lalisa_sop_step_id = t.id AND g.res_groups_id = ANY(%(groups)s)"
                    " WHERE v.left_at IS NULL AND (p.kind <> 'member' OR %(members)s)",
                    groups=user.all_group_ids.ids,
                    members=user == self.agency_head,
                )
                self.assertEqual(self.get_board(user)["waiting"]["count"], expected)
                self.assertGreater(expected, 1)

    def test_results_that_have_not_arrived_are_those_of_the_stage_logs_the_oldest_first(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT c.number FROM lalisa_stage_log v JOIN lalisa_stage s ON s.id = v.stage_id"
            " JOIN lalisa_complaint c ON c.id = v.complaint_id WHERE v.left_at IS NULL AND (s.code = 'delivery'"
            " OR s.code = 'duplicate' AND c.result_ordered_at IS NOT NULL AND c.closing_proof IS NULL)"
            " ORDER BY CASE s.code WHEN 'delivery' THEN v.entered_at ELSE c.result_ordered_at END LIMIT 8"
        )
        expected = [row[0] for row in self.env.cr.fetchall()]
        with freeze_time(NOW):
            rows = self.get_section(self.get_board(self.agency_head), "undelivered")["rows"]
        self.assertEqual([row[0]["text"] for row in rows], expected)
        self.assertTrue(expected)

    def test_every_section_has_its_proof(self):
        proved = {"now", "late", "yesterday", "months", "steps", "returns", "undelivered", "load"}
        with freeze_time(NOW):
            found = {one["id"] for one in self.get_board(self.agency_head)["sections"]}
        # Those of other addons are proved there.
        self.assertEqual(found - {"survey", "channels"}, proved)

    def test_late_now_names_step_and_who_the_longest_first(self):
        with freeze_time(NOW):
            rows = self.get_section(self.get_board(self.agency_head), "late")["rows"]
            late = self.env["lalisa.stage.log"].search(
                [("left_at", "=", False), ("deadline_at", "<", NOW)], order="deadline_at"
            )
            self.assertEqual([row[0]["text"] for row in rows], late[:8].complaint_id.mapped("number"))
            self.assertEqual(rows[0][2], late[0].stage_id.name)
            self.assertEqual(rows[0][3], late[0].role_names)
            late[0].with_user(self.section_head).sudo()._note_acknowledgement("section_head")
            rows = self.get_section(self.get_board(self.agency_head), "late")["rows"]
            self.assertEqual(rows[0][3], self.section_head.name)

    def test_returns_are_those_with_a_reason_and_no_result_on_its_way(self):
        with freeze_time(NOW):
            rows = self.get_section(self.get_board(self.agency_head), "returns")["rows"]
            expected = self.query_value(
                "SELECT count(*) FROM lalisa_stage_log WHERE reason_id IS NOT NULL"
                " AND result IN ('returned', 'waiting') AND left_at >= %(month)s",
                month=MIDNIGHT,
            )
        self.assertEqual(sum(row[2]["count"] for row in rows), expected)
        self.assertEqual(expected, 1)

    def test_complaints_about_members_are_the_heads_alone(self):
        with freeze_time(NOW):
            head, kabid = self.get_board(self.agency_head), self.get_board(self.division_head)
        labels = [one["label"] for one in self.get_section(kabid, "now")["figures"]]
        self.assertNotIn("Complaints about members", labels)
        by_user = [self.get_section(one, "months")["rows"][1][1]["count"] for one in (head, kabid)]
        self.assertEqual(by_user[0], by_user[1] + 1)

    def test_others_are_refused_on_the_server(self):
        for user in (self.operator, self.section_head, self.response_team, self.administrator):
            with self.assertRaises(AccessError):
                self.get_board(user)
