from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import IntakeCase

ASKED_BY_MONTH = ["survey_answered_at:month", "category_id"]


@tagged("post_install", "-at_install")
class TestSurvey(IntakeCase, HttpCase):
    """What reporters say of the service, by month and category, for those who answer for it."""

    def setUp(self):
        super().setUp()
        self.env.ref("lalisa_intake.template_survey").active = True

    def asked(self, category, moment):
        """A citizen whose complaint has ended and who is asked."""
        self.setUpPerson()
        with self.clock(moment):
            self.hear("Musik keras di gang")
            complaint = self.complaints
            complaint.with_user(self.operator).category_id = category
            complaint.with_user(self.root)._ask_survey()
        return complaint

    def answered(self, category, moment, words):
        complaint = self.asked(category, moment)
        with self.clock(moment):
            self.hear(words)
        return complaint

    def test_answers_are_counted_by_month_and_category_with_the_readers_own_rights(self):
        first, second = self.env["lalisa.category"].search([("about_members", "=", False)], limit=2)
        member = self.env.ref("lalisa_complaint.category_pel")
        table = [
            (first, "2026-10-05 02:00:00", "4"),
            (first, "2026-10-06 02:00:00", "sangat baik"),
            (first, "2026-11-05 02:00:00", "1"),
            (second, "2026-11-06 02:00:00", "kurang baik"),
            (member, "2026-11-07 02:00:00", "2"),
        ]
        told = [self.answered(*row) for row in table]
        self.assertEqual([one.survey_answer for one in told], ["4", "4", "1", "2", "2"])
        self.assertEqual(told[0].survey_answered_at, fields.Datetime.to_datetime("2026-10-05 02:00:00"))
        domain = [("id", "in", [one.id for one in told])]

        def counted(user):
            complaints = self.env["lalisa.complaint"].with_user(user).with_context(tz="Asia/Makassar")
            groups = complaints._read_group(domain, ASKED_BY_MONTH, ["__count", "survey_score:avg"])
            return {(month.month, category.code): (count, score) for month, category, count, score in groups}

        public = {(10, first.code): (2, 4.0), (11, first.code): (1, 1.0), (11, second.code): (1, 2.0)}
        self.assertEqual(counted(self.division_head), public)
        self.assertEqual(counted(self.agency_head), {**public, (11, member.code): (1, 2.0)})

    def test_an_answer_is_taken_once_and_only_where_it_was_asked_for(self):
        complaint = self.answered(self.category, "2026-11-05 02:00:00", "3")
        with self.clock("2026-11-05 02:05:00"):
            self.hear("1")
        self.assertEqual(complaint.survey_answer, "3")
        silent = self.asked(self.category, "2026-11-05 02:00:00")
        with self.clock("2026-11-05 02:05:00"):
            self.hear("terima kasih")
        self.assertFalse(silent.survey_answer)
        self.assertFalse(silent.survey_answered_at)

    def test_the_screen_is_for_the_heads_and_the_administrator(self):
        menus = self.env.ref("lalisa_intake.menu_survey") | self.env.ref("lalisa_intake.menu_survey_administrator")
        seen = {
            user: bool(set(menus.ids) & self.env["ir.ui.menu"].with_user(user)._visible_menu_ids())
            for user in (
                self.operator,
                self.section_head,
                self.response_team,
                self.division_head,
                self.agency_head,
                self.administrator,
            )
        }
        self.assertEqual(list(seen.values()), [False, False, False, True, True, True])

    def test_the_graph_the_table_and_the_list_open(self):
        self.answered(self.category, "2026-11-05 02:00:00", "3")
        self.start_tour("/odoo/penilaian", "lalisa_survey", login=self.agency_head.login)
