import io
from unittest.mock import patch

import pypdf

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.base.models.ir_actions_report import _wkhtml

from .common import PrintCase, read_pages, read_text

STOCK = """
<t t-name="{key}"><t t-call="web.html_container"><t t-foreach="docs" t-as="o">
  <t t-call="web.external_layout"><div class="page"><h2>Stock <t t-out="o.name"/></h2></div></t>
</t></t></t>
"""
SUMMARY = """
<t t-name="{key}"><t t-call="report_weasyprint.paper"><h1>All of them</h1>
  <p t-foreach="docs" t-as="doc" t-out="doc.name"/></t></t>
"""


@tagged("post_install", "-at_install")
class TestPrint(PrintCase):
    def test_one_record_becomes_a_pdf_whose_text_can_be_read(self):
        pdf = self.print(self.first)
        self.assertTrue(pdf.startswith(b"%PDF"))
        self.assertIn("Partner Paringin", read_text(pdf))

    def test_tests_print_what_people_print_and_of_foreign_reports_get_html_as_ever(self):
        reports = self.env["ir.actions.report"]
        self.assertEqual(reports._render_qweb_pdf(self.report, self.first.ids)[1], "pdf")
        foreign = self.make_report("foreign_html", arch=STOCK, engine=False)
        self.assertEqual(reports._render_qweb_pdf(foreign, self.first.ids)[1], "html")

    def test_no_wkhtmltopdf_is_asked_for(self):
        with patch.object(type(self.report), "get_wkhtmltopdf_state", lambda self: "install"):
            self.assertIn("R-1", read_text(self.print(self.first)))

    def test_header_footer_and_page_numbers_stand_on_every_page(self):
        extra = '<p t-foreach="range(90)" t-as="n">line <t t-out="n"/></p>'
        found = read_pages(self.print(self.first, self.make_report("long", extra=extra)))
        self.assertGreater(len(found), 1)
        for number, page in enumerate(found, start=1):
            self.assertIn(f"sheet {number} of {len(found)}", page)
            self.assertIn("Above Paringin", page)

    def test_many_records_are_numbered_each_from_one(self):
        found = read_pages(self.print(self.first + self.second))
        self.assertEqual(len(found), 2)
        for page, name in zip(found, ["Paringin", "Batumandi"], strict=True):
            self.assertIn(f"Above {name}", page)
            self.assertIn("sheet 1 of 1", page)

    def test_a_record_asked_for_twice_is_printed_twice(self):
        self.assertEqual(len(read_pages(self.print(self.first + self.second + self.first))), 3)

    def test_headings_become_bookmarks(self):
        outline = pypdf.PdfReader(io.BytesIO(self.print(self.first))).outline
        self.assertEqual([entry.title for entry in outline], ["Partner Paringin"])

    def test_fonts_are_embedded(self):
        page = pypdf.PdfReader(io.BytesIO(self.print(self.first))).pages[0]
        for font in page["/Resources"]["/Font"].values():
            descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
            self.assertTrue({"/FontFile2", "/FontFile3"} & set(descriptor))

    def test_the_fonts_are_odoos_own_whatever_the_machine_has(self):
        page = pypdf.PdfReader(io.BytesIO(self.print(self.first))).pages[0]
        names = {font["/BaseFont"] for font in page["/Resources"]["/Font"].values()}
        families = {name.partition("+")[2].partition("-")[0] for name in names}
        self.assertEqual(families, {"Paper"})

    def test_the_paper_format_gives_the_size(self):
        paperformat = self.env["report.paperformat"].create(
            {"name": "F4", "format": "Folio", "orientation": "Portrait"}
        )
        report = self.make_report("folio", paperformat_id=paperformat.id)
        box = pypdf.PdfReader(io.BytesIO(self.print(self.first, report))).pages[0].mediabox
        self.assertAlmostEqual(float(box.width) / 72 * 25.4, 210, delta=0.5)
        self.assertAlmostEqual(float(box.height) / 72 * 25.4, 330, delta=0.5)

    @tagged("post_install", "thorough")
    def test_odoos_own_layout_is_printed_with_company_and_page_number(self):
        report = self.make_report("stock", arch=STOCK)
        report.paperformat_id = self.env.ref("base.paperformat_euro")
        found = read_pages(self.print(self.first + self.second, report))
        self.assertEqual(len(found), 2)
        self.assertIn("Stock Paringin", found[0])
        self.assertIn("Page 1 / 1", found[1])

    def test_one_paper_of_many_records_stays_one_paper(self):
        found = read_pages(self.print(self.first + self.second, self.make_report("all", arch=SUMMARY)))
        self.assertEqual(len(found), 1)
        self.assertIn("Batumandi", found[0])


@tagged("post_install", "-at_install")
class TestSavedPrints(PrintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report.attachment = "'Sheet %s.pdf' % object.name"

    def saved(self, record):
        return self.env["ir.attachment"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", record.id), ("name", "=", f"Sheet {record.name}.pdf")]
        )

    def test_each_record_keeps_its_own_paper(self):
        self.print(self.first + self.second)
        for record, other in ((self.first, self.second), (self.second, self.first)):
            content = read_text(self.saved(record).raw)
            self.assertIn(record.name, content)
            self.assertNotIn(other.name, content)

    def test_a_saved_paper_is_handed_out_again_when_asked_to(self):
        self.report.attachment_use = True
        self.print(self.first)
        self.first.ref = "CHANGED"
        both = read_text(self.print(self.first + self.second))
        self.assertNotIn("CHANGED", both)
        self.assertIn("Batumandi", both)
        self.assertEqual(len(self.saved(self.first)), 1)

    def test_nothing_is_saved_when_the_caller_asks_for_none(self):
        self.print(self.first, report_pdf_no_attachment=True)
        self.assertFalse(self.saved(self.first))

    def test_papers_that_cannot_be_told_apart_are_not_saved_wrongly(self):
        report = self.make_report("mixed", arch=SUMMARY, attachment="'x.pdf'")
        with self.assertRaisesRegex(UserError, "one by one"):
            self.print(self.first + self.second, report)


@tagged("post_install", "-at_install")
class TestForeignReports(PrintCase):
    """A report that chose no engine must not notice that this addon is installed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls.make_report("foreign", arch=STOCK, engine=False)

    def test_its_pdf_is_what_odoos_own_engine_returns(self):
        calls = []

        def engine(self, bodies, **kwargs):
            calls.append((bodies, kwargs))
            return b"%PDF made by Odoo's engine"

        report_class = type(self.foreign)
        with (
            patch.object(report_class, "_run_wkhtmltopdf", engine),
            patch.object(report_class, "get_wkhtmltopdf_state", lambda self: "ok"),
        ):
            self.assertEqual(self.print(self.first, self.foreign), b"%PDF made by Odoo's engine")
        [(bodies, kwargs)] = calls
        self.assertIn("Stock Paringin", bodies[0])
        self.assertIn("minimal_layout_report_footers", kwargs["footer"])

    def test_the_state_of_wkhtmltopdf_is_told_as_it_is(self):
        self.assertEqual(self.foreign.get_wkhtmltopdf_state(), _wkhtml().state)
        self.print(self.first)
        self.assertEqual(self.foreign.get_wkhtmltopdf_state(), _wkhtml().state)

    def test_without_wkhtmltopdf_it_is_refused_as_ever(self):
        with (
            patch.object(type(self.foreign), "get_wkhtmltopdf_state", lambda self: "install"),
            self.assertRaisesRegex(UserError, "Wkhtmltopdf"),
        ):
            self.print(self.first, self.foreign)

    def test_its_action_has_no_word_of_an_engine(self):
        self.assertNotIn("engine", self.foreign.report_action(self.first, config=False))
        self.assertEqual(self.report.report_action(self.first, config=False)["engine"], "weasyprint")

    def test_the_engine_reaches_the_client_even_through_the_layout_dialog(self):
        action = self.report._action_configure_external_report_layout({})
        self.assertEqual(action["context"]["report_action"]["engine"], "weasyprint")
        action = self.foreign._action_configure_external_report_layout({})
        self.assertNotIn("engine", action["context"]["report_action"])
