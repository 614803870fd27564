import io

import openpyxl
import pypdf
from fontTools.ttLib import TTFont
from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import file_path

from odoo.addons.lalisa_base.tools.office_language import in_indonesian
from odoo.addons.lalisa_complaint.tests.test_reports import read_pdf
from odoo.addons.lalisa_register.tests.test_period_reports import HOSTILE, PeriodReportCase

from ..report.recap import Recap


class RecapCase(PeriodReportCase):
    def ask_report(self, kind="recap", user=None, **values):
        return super().ask_report(kind, user, **values)


@tagged("post_install", "-at_install")
class TestRecap(RecapCase):
    def test_the_recap_s_sheets_hold_the_same_numbers_as_the_paper(self):
        self.make_march()
        tables = Recap(self.env["lalisa.statistics"].with_user(self.agency_head).env, self.period).build_sheets()
        book = openpyxl.load_workbook(io.BytesIO(self.make_report("recap", format="xlsx")))
        self.assertEqual(len(book.worksheets), len(tables))
        for sheet, table in zip(book.worksheets, tables, strict=True):
            rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
            self.assertEqual(rows, [list(row) for row in table.rows], table.title)

    def test_its_paper_is_the_office_s_size(self):
        for size, long_side in (("a4", 297), ("f4", 330)):
            self.env.company.lalisa_paper_size = size
            box = pypdf.PdfReader(io.BytesIO(self.make_report())).pages[0].mediabox
            self.assertAlmostEqual(float(box.height) / 72 * 25.4, long_side, delta=1)

    def test_an_order_that_cannot_be_is_refused(self):
        with self.assertRaises(ValidationError):
            self.ask_report("scorecard", format="csv")

    def test_the_figures_on_paper_are_those_of_the_service_beside_the_month_before(self):
        with freeze_time("2031-02-10 02:00:00"):
            self.complaint()
        self.make_march(district_id=self.env.ref("lalisa_complaint.district_halong").id)
        back = self.make_march("field_check")
        with freeze_time("2031-03-11 02:00:00"):
            self.move(back, self.division_head, "verify", **self.why())
        text = read_pdf(self.make_report())
        for words in (
            "REKAPITULASI ADUAN",
            "Maret 2031",
            "Februari 2031",
            "Aduan masuk 2 1",
            "Pengembalian 1 0",
            "Ternak lepas 2 1",
            "Halong",
            "Kasi/Kasubag",
            "1. Diterima 2 2 dari 2 (100%)",
        ):
            self.assertIn(words, text)

    def test_the_closing_hash_of_the_month_is_on_it(self):
        line = self.make_march().sudo().register_line_ids
        with freeze_time("2031-04-01 02:00:00"):
            self.env["lalisa.register.closing"].sudo()._cron_close_months()
        text = self.read_words().replace(" ", "")
        self.assertIn(f"(baris{line.position}):{line.hash}", text)

    def test_it_says_whether_complaints_about_members_are_in_it(self):
        self.assertIn("Termasuk aduan tentang anggota.", self.read_words())
        self.assertIn("Tidak termasuk aduan tentang anggota", self.read_words(user=self.division_head))

    def test_a_period_without_complaints_prints(self):
        self.assertIn("Aduan masuk 0 0", self.read_words(date_from="2033-01-01"))

    def test_quarter_year_and_a_span_print(self):
        for values, words in (
            ({"span": "quarter"}, "Triwulan I 2031"),
            ({"span": "year"}, "Tahun 2031"),
            ({"span": "span", "date_to": "2031-03-20"}, "15 Maret 2031 sampai dengan 20 Maret 2031"),
        ):
            self.assertIn(words, self.read_words(**values))

    def test_a_category_s_hostile_name_is_words_in_table_and_chart(self):
        in_indonesian(self.category).name = HOSTILE
        self.make_march()
        text = read_pdf(self.make_report())
        self.assertIn("<script>alert(1)</script> file:///etc/passwd", text)
        self.assertNotIn("root:", text)

    def test_the_scorecard_is_one_page(self):
        for _ in range(3):
            self.make_march("delivery")
        content = self.make_report("scorecard")
        self.assertEqual(len(pypdf.PdfReader(io.BytesIO(content)).pages), 1)
        self.assertIn("KARTU KINERJA", read_pdf(content))

    def test_the_embedded_fonts_are_ours_down_to_the_outlines(self):
        """Not only by name: a machine may call any font by the name we ask for."""
        self.make_march()
        folder = "web/static/fonts/google/Open_Sans/Open_Sans"
        ours = [TTFont(file_path(f"{folder}-{style}.ttf")) for style in ("Regular", "Bold", "Italic", "BoldItalic")]
        shapes = set().union(*map(count_outlines, ours))
        for content in (self.make_report(), self.make_report("register")):
            fonts = list(embedded_fonts(content))
            self.assertTrue(fonts)
            for name, file in fonts:
                self.assertTrue(count_outlines(TTFont(io.BytesIO(file))))
                self.assertFalse(count_outlines(TTFont(io.BytesIO(file))) - shapes, name)


def embedded_fonts(content):
    """(name, bytes) of each TrueType program in a PDF."""
    for page in pypdf.PdfReader(io.BytesIO(content)).pages:
        for font in page["/Resources"]["/Font"].values():
            font = font.get_object()
            descriptor = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            descriptor = descriptor.get("/FontDescriptor")
            if descriptor and "/FontFile2" in descriptor.get_object():
                described = descriptor.get_object()
                yield described["/FontName"], described["/FontFile2"].get_object().get_data()


def count_outlines(font):
    """The shapes of a font's simple letters, as points."""
    table = font["glyf"]
    shapes = set()
    for name in font.getGlyphOrder():
        glyph = table[name]
        if glyph.numberOfContours > 0:
            shapes.add(tuple(glyph.getCoordinates(table)[0]))
    return shapes
