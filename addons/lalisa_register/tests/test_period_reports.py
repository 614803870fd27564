import base64
import csv
import io
from datetime import date

import openpyxl
import pypdf
from freezegun import freeze_time
from PIL import Image

from odoo.tests import tagged

from odoo.addons.lalisa_base.tools.period import Period
from odoo.addons.lalisa_complaint.tests.report_words import not_typeset
from odoo.addons.lalisa_complaint.tests.test_reports import MORE_THAN_A_PAGE, read_pdf
from odoo.addons.lalisa_dispatch.tests.common import DispatchCase

HOSTILE = "<script>alert(1)</script> file:///etc/passwd <img src='http://169.254.169.254/'/> \U0001f600 مرحبا"


class PeriodReportCase(DispatchCase):
    """Papers about March 2031: a month that demo data knows nothing of."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.period = Period.from_day("month", date(2031, 3, 15))

    def ask_report(self, kind="register", user=None, **values):
        report = self.env["lalisa.period.report"].with_user(user or self.agency_head)
        return report.with_context(force_report_rendering=True).create(
            {"kind": kind, "date_from": "2031-03-15", **values}
        )

    def make_report(self, *args, **values):
        report = self.ask_report(*args, **values)
        report.action_make()
        self.assertEqual(report.state, "done", report.failure)
        return base64.b64decode(report.file)

    def read_words(self, *args, **values):
        with not_typeset():
            return self.make_report(*args, **values).decode()

    def make_march(self, code="check", day=10, **values):
        with freeze_time(f"2031-03-{day:02d} 02:00:00"):
            return self.complaint(code, **values)


@tagged("post_install", "-at_install")
class TestRegisterBook(PeriodReportCase):
    def test_every_number_of_the_period_stands_in_it_the_unsuitable_ones_too(self):
        ended = self.make_march()
        with freeze_time("2031-03-12 02:00:00"):
            self.move(ended, self.operator, "unsuitable", **self.why())
        running, later = self.make_march(), None
        with freeze_time("2031-04-01 02:00:00"):
            later = self.complaint()
        text = read_pdf(self.make_report("register"))
        for words in (
            ended.number,
            running.number,
            "BUKU REGISTER ADUAN",
            "Maret 2031",
            "10-03-2031 10.00",
            "Ditutup, Tidak Sesuai",
            "12-03-2031 10.00",
            "Halaman 1 dari 1",
            "Sapi berkeliaran",
        ):
            self.assertIn(words, text)
        self.assertNotIn(later.number, text)

    def test_the_reporter_is_masked_on_paper_and_a_protected_one_is_nobody(self):
        people = self.env["lalisa.reporter"].create([{"name": f"{name} Rahmah"} for name in ("Siti", "Budi", "Tono")])
        self.make_march(reporter_id=people[0].id)
        self.make_march(reporter_id=people[1].id, confidentiality="secret")
        self.make_march(reporter_id=people[2].id, confidentiality="anonymous")
        for content in (read_pdf(self.make_report("register")), self.make_report("register", format="csv").decode()):
            self.assertIn("S••• R•••", content)
            self.assertIn("Dirahasiakan", content)
            self.assertIn("Anonim", content)
            for name in ("Siti", "Budi", "Tono", "Rahmah", "B•••", "T•••"):
                self.assertNotIn(name, content)

    def test_a_complaint_about_a_member_keeps_its_number_and_shows_the_rest_to_the_head_alone(self):
        members = self.env["lalisa.category"].search([("about_members", "=", True)], limit=1)
        complaint = self.make_march("receive", category_id=members.id, summary="Perilaku anggota di pos")
        own, others = (read_pdf(self.make_report("register", user)) for user in (self.agency_head, self.division_head))
        self.assertIn("Perilaku anggota", own)
        self.assertIn(complaint.number, others)
        self.assertNotIn("Perilaku anggota", others)

    def test_an_unconfirmed_place_is_not_printed(self):
        complaint = self.make_march()
        self.assertNotIn("Depan pasar", read_pdf(self.make_report("register")))
        complaint.with_user(self.operator).location_confirmed = True
        self.assertIn("Depan pasar", read_pdf(self.make_report("register")))

    def test_hostile_words_are_printed_as_words_and_a_long_one_goes_on_over_pages(self):
        self.make_march(summary=f"{HOSTILE} {'A' * MORE_THAN_A_PAGE}")
        content = self.make_report("register")
        text = read_pdf(content)
        self.assertIn("<script>alert(1)</script>", text)
        self.assertNotIn("root:", text)
        self.assertGreaterEqual(text.count("A"), MORE_THAN_A_PAGE)
        self.assertGreater(len(pypdf.PdfReader(io.BytesIO(content)).pages), 1)

    def test_pages_are_numbered_and_the_headings_are_on_each(self):
        for _ in range(40):
            self.make_march("receive")
        pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(self.make_report("register"))).pages]
        self.assertGreater(len(pages), 1)
        for index, page in enumerate(pages, 1):
            self.assertIn(f"Halaman {index} dari", page)
            self.assertIn("Isi ringkas", page)

    def test_the_office_s_logo_stands_on_its_first_page(self):
        out = io.BytesIO()
        Image.new("RGBA", (60, 80), "green").save(out, "PNG")
        pages = []
        for logo in (False, base64.b64encode(out.getvalue())):
            self.env.company.lalisa_letterhead_logo = logo
            pages.append(pypdf.PdfReader(io.BytesIO(self.make_report("register"))).pages[0])
        self.assertEqual([bool(page.images) for page in pages], [False, True])

    def test_its_paper_is_the_office_s_size(self):
        for size, long_side in (("a4", 297), ("f4", 330)):
            self.env.company.lalisa_paper_size = size
            box = pypdf.PdfReader(io.BytesIO(self.make_report("register"))).pages[0].mediabox
            self.assertAlmostEqual(float(box.width) / 72 * 25.4, long_side, delta=1)


@tagged("post_install", "-at_install")
class TestSpreadsheets(PeriodReportCase):
    FORMULAS = ("=HYPERLINK('http://x')", "+1+1", "-2+3", "@SUM(1)", "\t=1", " =1+1")

    def test_text_that_looks_like_a_formula_stays_text(self):
        for words in self.FORMULAS:
            self.make_march(summary=words)
        book = openpyxl.load_workbook(io.BytesIO(self.make_report("register", format="xlsx")))
        cells = [row[5] for row in book.worksheets[0].iter_rows(min_row=4)]
        self.assertEqual([cell.value for cell in cells], list(self.FORMULAS))
        self.assertEqual({cell.data_type for cell in cells}, {"s"})
        rows = list(csv.reader(io.StringIO(self.make_report("register", format="csv").decode("utf-8-sig"))))
        self.assertEqual([row[5] for row in rows[1:]], [f"'{words}" for words in self.FORMULAS])

    def test_taking_a_table_out_is_written_down(self):
        self.make_march()
        self.make_report("register", format="csv")
        log = self.env["lalisa.export.log"].search([], limit=1)
        self.assertEqual((log.user_id, log.count), (self.agency_head, 1))

    def test_what_a_file_cannot_hold_is_left_out_and_nothing_else(self):
        self.make_march(summary="Bunyi\x0bkeras")
        book = openpyxl.load_workbook(io.BytesIO(self.make_report("register", format="xlsx")))
        self.assertEqual(book.worksheets[0].cell(4, 6).value, "Bunyi keras")
