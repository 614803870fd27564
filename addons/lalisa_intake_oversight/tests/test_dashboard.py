from datetime import date, datetime, timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from odoo.addons.lalisa_dispatch.tests.common import DispatchCase
from odoo.addons.lalisa_intake.tests.common import IntakeCase

from .test_recap import COUNTS

# 2 September 2032 in Balangan, still the first in UTC; a month of the same name in both languages.
NOW = datetime(2032, 9, 1, 17)
# Each channel with what the table says of it, from the rows alone: complaints are counted once, however many messages
# of theirs wait or failed, and those about members only where they may be read.
CHANNELS = """
SELECT c.name, c.state, to_char(c.last_inbound_at AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Makassar',
       'FMDD FMMonth YYYY HH24.MI') || ' WITA',
       count(DISTINCT m.complaint_id) FILTER (WHERE m.direction = 'outbound' AND m.state IN ('queued', 'sending')),
       count(DISTINCT m.complaint_id) FILTER (WHERE m.direction = 'outbound' AND m.state = 'failed'
                                                AND m.occurred_at >= %(now)s::timestamp - interval '1 day')
  FROM lalisa_channel c
  LEFT JOIN lalisa_conversation k ON k.channel_id = c.id
  LEFT JOIN (lalisa_message m JOIN lalisa_complaint a ON a.id = m.complaint_id
             JOIN lalisa_sop p ON p.id = a.sop_id AND (p.kind <> 'member' OR %(members)s)) ON m.conversation_id = k.id
 WHERE c.active GROUP BY c.id
"""
ZONES = ("UTC", "Asia/Makassar", "Pacific/Kiritimati", "America/New_York")


@tagged("post_install", "-at_install")
class TestDashboard(IntakeCase, DispatchCase):
    """What conversations add to the heads' dashboard."""

    def section(self, name, user=None):
        board = self.env["lalisa.dashboard"].with_user(user or self.agency_head).board()
        return next((one for one in board["sections"] if one["id"] == name), None)

    def answered(self, score, at=None):
        with freeze_time(at or fields.Datetime.now()):
            complaint = self.complaint("delivery")
            complaint._close_with_proof("delivered")
            values = {"survey_asked_at": fields.Datetime.now(), "survey_score": score}
            complaint.sudo()._write_engine(values)

    def survey(self):
        return {one["label"]: one for one in (self.section("survey") or {"figures": []})["figures"]}

    def test_the_survey_counts_each_answer_and_opens_it(self):
        before = {label: one["count"] for label, one in self.survey().items()}
        for score in (4, 4, 1, 0):
            self.answered(score)
        found = self.survey()
        added = {label: one["count"] - before.get(label, 0) for label, one in found.items()}
        self.assertEqual(added, {"Answered": 3, "Very good": 2, "Good": 0, "Rather poor": 0, "Poor": 1})
        for one in found.values():
            action = one["action"]
            behind = self.env[action["res_model"]].with_user(self.agency_head)
            self.assertEqual(behind.search_count(action["domain"]), one["count"])
        self.assertRegex(found["Answered"]["text"], r"^\d+ of \d+ \(\d+%\)$")

    def test_the_survey_equals_sql_at_the_edge_of_its_three_months(self):
        # 1 July 2032 begins in Balangan at 16.00 UTC of the day before.
        edge, second = datetime(2032, 6, 30, 16), timedelta(seconds=1)
        for at, score in ((edge - second, 4), (edge, 4), (edge, 1), (edge, 0), (NOW, 3)):
            self.answered(score, at)
        self.env.flush_all()
        self.env.cr.execute(COUNTS, [date(2032, 7, 1), date(2032, 9, 30)])
        asked, *counts = self.env.cr.fetchone()
        self.assertEqual((asked, *counts), (4, 3, 1, 1, 0, 1))
        for self.agency_head.tz in ZONES:
            with freeze_time(NOW):
                figures = self.section("survey")["figures"]
            self.assertEqual([figure["count"] for figure in figures], counts)
            self.assertEqual(figures[0]["text"], "3 of 4 (75%)")

    def test_a_channel_that_stands_still_is_seen_by_the_head_with_the_complaints_that_wait(self):
        self.hear("Ada sapi di jalan depan pasar")
        self.channel._pause_sending("Uji")
        self.told[-1]._advance_state("failed")
        self.conversation._queue_message("Kata rahasia").complaint_id = self.complaints
        row = next(row for row in self.section("channels")["rows"] if row[0] == "Kanal uji")
        self.assertEqual(row[1], "Paused")
        for figure in row[3:]:
            self.assertEqual(figure["count"], 1)
            behind = self.env["lalisa.complaint"].with_user(self.agency_head)
            self.assertEqual(behind.search(figure["action"]["domain"]), self.complaints)
        self.assertNotIn("Kata rahasia", str(self.section("channels")))

    def queued(self, complaint, state, at):
        values = {"conversation_id": self.conversation.id, "direction": "outbound", "state": state, "body": "Kabar"}
        values |= {"occurred_at": at, "complaint_id": complaint.id}
        return self.env["lalisa.message"].with_user(self.root).create(values)

    def test_every_figure_of_the_channels_equals_sql_at_the_edge_of_the_day(self):
        day, second = timedelta(days=1), timedelta(seconds=1)
        with freeze_time(NOW):
            waits, twice, edge, before = (self.complaint("check") for _ in range(4))
            member = self.complaint(category_id=self.env.ref("lalisa_complaint.category_pel").id)
        for complaint, state, at in (
            (waits, "queued", NOW),
            (waits, "sending", NOW),
            (before, "sent", NOW),
            (edge, "failed", NOW - day),
            (twice, "failed", NOW),
            (twice, "failed", NOW),
            (before, "failed", NOW - day - second),
            (member, "failed", NOW),
            (member, "queued", NOW),
        ):
            self.queued(complaint, state, at)
        self.channel.copy({"name": "Kanal sepi", "state": "paused", "last_inbound_at": False})
        self.channel.last_inbound_at = NOW
        self.env.flush_all()
        seen = set()
        for user, members in ((self.agency_head, True), (self.division_head, False)):
            states = dict(self.channel.with_user(user).sudo()._fields["state"]._description_selection(user.env))
            self.env.cr.execute(CHANNELS, {"now": NOW, "members": members})
            expected = [
                (name, states[state], last or "–", *counts) for name, state, last, *counts in self.env.cr.fetchall()
            ]
            for user.tz in ZONES:
                with freeze_time(NOW):
                    rows = self.section("channels", user)["rows"]
                found = [(*row[:3], *(figure["count"] for figure in row[3:])) for row in rows]
                self.assertCountEqual(found, expected, user.tz)
                seen.update(row for row in found if row[0] == "Kanal uji")
        self.assertEqual({row[3:] for row in seen}, {(2, 3), (1, 2)}, "the head sees the one about a member too")
