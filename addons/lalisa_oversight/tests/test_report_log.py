from odoo.tests import tagged

from odoo.addons.lalisa_complaint.tests.test_reports import ReportCase
from odoo.addons.lalisa_dispatch.tests.common import DispatchCase

QWEB = "odoo.addons.base.models.ir_qweb"


@tagged("post_install", "-at_install")
class TestPaperLog(ReportCase, DispatchCase):
    """A print leaves the log as it was: a warning at every paper hides the one that matters."""

    def setUp(self):
        super().setUp()
        # QWeb warns while it compiles, and compiles once.
        self.env.registry.clear_cache("templates")

    @tagged("post_install", "thorough")
    def test_every_paper_is_printed_without_a_warning(self):
        complaint = self.make_reported("delivery")
        period = self.env["lalisa.period.report"].with_user(self.agency_head).create({"kind": "recap"})
        records = {record._name: record for record in (complaint, complaint.dispatch_ids, complaint.sop_id, period)}
        reports = self.env["ir.actions.report"].search(
            [
                ("engine", "=", "weasyprint"),
                ("model", "in", list(records)),
            ]
        )
        self.assertGreater(len(reports), 11)
        self.assertEqual(set(reports.mapped("model")), set(records))
        for report in reports:
            record = records[report.model]
            if report.report_name.endswith("scorecard"):
                record = record.copy({"kind": "scorecard"})
            quiet = self.assertNoLogs("odoo", "WARNING")
            with self.subTest(report.report_name), quiet, self.assertNoLogs(QWEB, "WARNING"):
                self.assertTrue(report._render_qweb_pdf(report, record.ids)[0].startswith(b"%PDF"))

    def test_no_template_of_ours_has_a_word_that_the_servers_qweb_does_not_know(self):
        views = self.env["ir.ui.view"].search(
            [
                ("type", "=", "qweb"),
                "|",
                ("key", "=like", "lalisa_%"),
                ("key", "=like", "report_weasyprint.%"),
            ]
        )
        self.assertGreater(len(views), 20)
        for view in views:
            with self.subTest(view.key), self.assertNoLogs(QWEB, "WARNING"):
                self.env["ir.qweb"]._compile(view.id)
