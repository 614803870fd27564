from odoo import fields
from odoo.tests import tagged

from .common import IntakeCase


@tagged("post_install", "-at_install")
class TestDashboard(IntakeCase):
    """What conversations add to the heads' dashboard."""

    def section(self, name, user=None):
        board = self.env["lalisa.dashboard"].with_user(user or self.agency_head).board()
        return next((one for one in board["sections"] if one["id"] == name), None)

    def answered(self, score):
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
        self.assertEqual(
            added, {"Answered": 3, "Very good": 2, "Good": 0, "Rather poor": 0, "Poor": 1}
        )
        for one in found.values():
            action = one["action"]
            behind = self.env[action["res_model"]].with_user(self.agency_head)
            self.assertEqual(behind.search_count(action["domain"]), one["count"])
        self.assertRegex(found["Answered"]["text"], r"^\d+ of \d+ \(\d+%\)$")

    def test_a_channel_that_stands_still_is_seen_by_the_head_with_the_complaints_that_wait(self):
        self.hear("Ada sapi di jalan depan pasar")
        self.channel._pause("Uji")
        self.told[-1]._advance("failed")
        self.conversation._queue("Kata rahasia").complaint_id = self.complaints
        row = next(row for row in self.section("channels")["rows"] if row[0] == "Kanal uji")
        self.assertEqual(row[1], "Paused")
        for figure in row[3:]:
            self.assertEqual(figure["count"], 1)
            behind = self.env["lalisa.complaint"].with_user(self.agency_head)
            self.assertEqual(behind.search(figure["action"]["domain"]), self.complaints)
        self.assertNotIn("Kata rahasia", str(self.section("channels")))
