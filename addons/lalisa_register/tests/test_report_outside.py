import io

import pypdf

from odoo.tests import HttpCase, tagged

from odoo.addons.lalisa_complaint.tests.test_reports import read_pdf
from odoo.addons.lalisa_dispatch.tests.test_report_outside import PAPERS, OffenderReportCase


@tagged("post_install", "-at_install")
class TestPapersForOffenders(OffenderReportCase, HttpCase):
    @tagged("post_install", "thorough")
    def test_neither_number_nor_mark_nor_the_word_complaint_is_on_them_in_them_or_behind_their_seal(self):
        covert = self.env["lalisa.category"].search([("covert", "=", True)], limit=1)
        for dispatch in (self.complaint("resolve").dispatch_ids, self.make_dispatch(category_id=covert.id)):
            for name in PAPERS:
                with self.subTest(name):
                    content = self.print_report(name, dispatch)
                    report = self.env.ref(f"lalisa_dispatch.action_report_{name}")
                    reader = pypdf.PdfReader(io.BytesIO(content))
                    values = self.env[f"report.{report.report_name}"]._get_report_values(dispatch.ids)
                    page = self.url_open("/periksa/" + values["sheets"][0]["seal"]["url"].split("/periksa/")[1])
                    self.assertIn("diterbitkan oleh kantor kami", page.text)
                    file_name = str(report.print_report_name).replace("object.id", "")
                    for text in (read_pdf(content), str(reader.metadata), page.text, file_name):
                        self.assertNotIn(dispatch.number, text)
                        self.assertNotRegex(text, r"(?i)\baduan\b|\bpelapor\b|rahasia|operator|object.number")
