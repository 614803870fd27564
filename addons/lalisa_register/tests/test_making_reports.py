import base64
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.lalisa_complaint.tests.test_reports import read_pdf

from ..report import period_report
from .test_period_reports import PeriodReportCase


@tagged("post_install", "-at_install")
class TestMakingPapers(PeriodReportCase):
    def test_a_long_register_is_made_by_the_job_and_its_owner_is_told(self):
        complaint = self.make_march()
        with patch.object(period_report, "AT_ONCE", 0):
            paper = self.ask_report("register")
            paper.action_make()
        self.assertEqual(paper.state, "waiting")
        self.assertFalse(paper.file)
        with self.enter_registry_test_mode():
            self.env.ref("lalisa_register.cron_make_reports").method_direct_trigger()
        paper.invalidate_recordset()
        self.assertEqual((paper.state, paper.progress), ("done", 100), paper.failure)
        self.assertIn(complaint.number, read_pdf(base64.b64decode(paper.file)))
        told = self.env["mail.message"].search([("subject", "ilike", "Buku Register Aduan Maret 2031")], limit=1)
        self.assertIn(self.agency_head.partner_id, told.notified_partner_ids)
        self.assertEqual(told.attachment_ids.mapped("name"), [paper.file_name])

    @mute_logger("odoo.addons.lalisa_register.report.period_report")
    def test_a_paper_that_fails_says_so_and_holds_up_no_other(self):
        with patch.object(period_report, "AT_ONCE", -1):
            papers = [self.ask_report("register"), self.ask_report("register", self.division_head)]
            for paper in papers:
                paper.action_make()
        drawn = type(papers[0])._drawn_in_child

        def fails_once(paper, *args):
            if paper.user_id == self.agency_head:
                raise ValueError("Habis")
            return drawn(paper, *args)

        with patch.object(type(papers[0]), "_drawn_in_child", fails_once), self.enter_registry_test_mode():
            self.env.ref("lalisa_register.cron_make_reports").method_direct_trigger()
        for paper in papers:
            paper.invalidate_recordset()
        self.assertEqual([paper.state for paper in papers], ["failed", "done"])
        self.assertEqual(papers[0].failure, "Habis")

    def test_the_child_has_limits_and_tells_how_far_it_is(self):
        paper = self.ask_report("register")
        order = {**period_report.register_order(paper), "rows": [["x"] * 13] * 3000}
        seen = []
        self.assertTrue(paper._drawn_in_child(order, seen.append).startswith(b"%PDF"))
        self.assertEqual(seen, sorted(seen))
        self.assertGreater(len(seen), 3)
        for limits in ({"seconds": 0.05}, {"megabytes": 20}):
            with self.assertRaises(UserError):
                paper._drawn_in_child(order, seen.append, **limits)

    def test_a_paper_is_its_owner_s_alone_and_never_typed_in(self):
        paper = self.ask_report()
        with self.assertRaises(AccessError):
            paper.with_user(self.division_head).read(["name"])
        with self.assertRaises(AccessError):
            self.ask_report(user=self.response_team)
        typed = self.ask_report(state="done", file=base64.b64encode(b"x"), user_id=self.operator.id)
        self.assertEqual((typed.state, typed.user_id), ("draft", self.agency_head))
        self.assertFalse(typed.file)
        with self.assertRaises(UserError):
            paper.write({"state": "done"})
        paper.action_make()
        with self.assertRaises(UserError):
            paper.write({"official_number": "1"})

    def test_an_order_that_cannot_be_is_refused(self):
        with self.assertRaises(ValidationError):
            self.ask_report(span="span", date_to="2031-03-01")

    def test_a_working_copy_goes_after_a_while_and_a_numbered_one_stays(self):
        copy, numbered = self.ask_report(), self.ask_report(official_number="300/1/2031")
        self.env.cr.execute("UPDATE lalisa_period_report SET create_date = create_date - interval '91 days'")
        self.env.invalidate_all()
        self.env["lalisa.period.report"]._gc_reports()
        self.assertFalse(copy.exists())
        self.assertTrue(numbered.exists())
