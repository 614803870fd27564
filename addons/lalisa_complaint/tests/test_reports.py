import io
import json
import re
from datetime import datetime
from functools import lru_cache

import pypdf
from freezegun import freeze_time

from odoo import http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, TransactionCase, tagged

from ..report.wording import format_duration, long_time, short_time
from .common import ComplaintCase
from .report_words import not_typeset

PAPER = "lalisa_complaint.action_report_complaint"
# Letters of one word; how long a word takes to be broken grows with its square.
MORE_THAN_A_PAGE = 5_000


@lru_cache(maxsize=8)
def read_pdf(pdf):
    """The pages' text with every run of blanks as one, as a search would see it."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


class ReportCase(ComplaintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reporter = cls.env["lalisa.reporter"].create(
            {"name": "Siti Rahmah", "phone": "081234567890", "address": "Jalan Rumah 7"}
        )
        cls.env.company.write(
            {
                "lalisa_address": "Jalan Kantor 1",
                "lalisa_phone": "0526 000",
                "lalisa_signer_name": "Nama Kepala, S.Sos.",
                "lalisa_signer_rank": "Pembina",
                "lalisa_signer_nip": "19700101 199501 1 001",
            }
        )

    def print_paper(self, complaints, user=None):
        report = self.env.ref(PAPER).with_user(user or self.agency_head)
        report = report.with_context(force_report_rendering=True)
        return report._render_qweb_pdf(PAPER, complaints.ids)[0]

    def print_report(self, complaint, user=None):
        """The words of a paper."""
        with not_typeset():
            return self.print_paper(complaint, user).decode()

    def make_reported(self, code="receive", **values):
        return self.complaint(code, reporter_id=self.reporter.id, **values)


@tagged("post_install", "-at_install")
class TestPaper(ReportCase):
    """Laporan Aduan (SOP steps 3, 4, 7; issue "Papers and oversight")."""

    def test_the_title_follows_the_steps_of_the_sop(self):
        for code, title in {
            "check": "BELUM DIVERIFIKASI",
            "verify": "KONSEP",
            "field_check": "TERVERIFIKASI",
            "resolve": "TERVERIFIKASI, DENGAN HASIL PENANGANAN",
            "delivery": "TERVERIFIKASI, DENGAN HASIL PENANGANAN",
        }.items():
            with self.subTest(code):
                complaint = self.complaint(code)
                head = self.print_report(complaint).split("A. Data Aduan")[0]
                self.assertIn(f"Nomor {complaint.number} {title}", head)

    def test_a_draft_says_that_it_is_one_and_cannot_be_signed(self):
        complaint = self.complaint("verify")
        draft = self.print_report(complaint)
        self.assertIn("belum untuk ditandatangani", draft)
        self.assertNotIn("NIP", draft)
        self.prepare(complaint, "field_check")
        self.step_to(complaint, "field_check")
        self.assertNotIn("belum untuk ditandatangani", self.print_report(complaint))

    def test_letterhead_and_signer_come_from_the_settings(self):
        printed = read_pdf(self.print_paper(self.complaint("field_check")))
        for text in (
            "PEMERINTAH KABUPATEN BALANGAN",
            "SATUAN POLISI PAMONG PRAJA",
            "Jalan Kantor 1",
            "Telepon 0526 000",
            "Kepala Satuan Polisi Pamong Praja Kabupaten Balangan,",
            "Nama Kepala, S.Sos.",
            "Pembina",
            "NIP 19700101 199501 1 001",
        ):
            self.assertIn(text, printed)

    def test_settings_not_filled_in_are_shown_as_missing_never_invented(self):
        self.env.company.write(
            {"lalisa_address": False, "lalisa_signer_name": False, "lalisa_signer_nip": False, "lalisa_phone": False}
        )
        printed = self.print_report(self.complaint("field_check"))
        self.assertIn("alamat kantor belum diisi", printed)
        self.assertIn("NIP ....", printed)
        self.assertNotIn("Telepon", printed.split("A. Data Aduan")[0])

    def test_the_place_is_printed_only_when_the_operator_confirmed_it(self):
        complaint = self.complaint("field_check", latitude=-2.33, longitude=115.47)
        printed = self.print_report(complaint)
        self.assertIn("Belum dikonfirmasi oleh operator", printed)
        self.assertNotIn("Depan pasar", printed)
        self.assertNotIn("115.47", printed)
        complaint.with_user(self.operator).location_confirmed = True
        self.assertIn("Depan pasar", self.print_report(complaint))

    def test_late_steps_and_returns_with_their_reason_are_named(self):
        with freeze_time("2026-11-24 01:30:00") as clock:
            complaint = self.complaint("field_check")
            clock.tick(40 * 60)
            self.move(complaint, self.division_head, "verify", **self.why("Fakta belum cocok"))
            printed = self.print_report(complaint)
        self.assertIn("40 menit batas 10 menit Terlambat", printed)
        self.assertIn("Fakta belum cocok", printed)
        self.assertIn("Dikembalikan:", printed)
        self.assertIn("3 dari 4 tahap tepat waktu", printed)
        self.assertIn("1 kali dikembalikan", printed)

    def test_a_step_that_runs_late_is_late_at_the_moment_of_printing(self):
        with freeze_time("2026-11-24 01:30:00") as clock:
            complaint = self.complaint("check")
            self.assertIn("batas 5 menit Berjalan", self.print_report(complaint))
            clock.tick(6 * 60)
            self.assertIn("Berjalan, terlambat", self.print_report(complaint))

    def test_many_complaints_are_printed_at_once_each_with_its_own_pages(self):
        complaints = self.complaint("check") + self.complaint("verify")
        printed = read_pdf(self.print_paper(complaints))
        for complaint in complaints:
            self.assertIn(f"Nomor {complaint.number}", printed)
        self.assertEqual(printed.count("Halaman 1 dari 1"), 2)

    def test_bookmarks_lead_to_the_parts(self):
        outline = pypdf.PdfReader(io.BytesIO(self.print_paper(self.complaint("check")))).outline
        self.assertEqual(outline[0].title, "LAPORAN ADUAN")
        self.assertEqual(outline[1][0].title, "A. Data Aduan")

    def test_a_complaint_closed_early_says_how_and_whereto(self):
        agency = self.env["lalisa.agency"].search([], limit=1)
        master = self.complaint("check")
        for code, words in {
            "unsuitable": "DITUTUP, TIDAK SESUAI",
            "referred": f"dilimpahkan kepada {agency.name}",
            "duplicate": f"digabung dengan aduan {master.number}",
        }.items():
            complaint = self.complaint("check")
            complaint.write({"agency_id": agency.id, "master_id": master.id})
            self.move(complaint, self.operator, code, **self.why("Sebab tertulis"))
            printed = self.print_report(complaint)
            for text in (words, "Penutupan Aduan", "Sebab tertulis"):
                self.assertIn(text, printed)


@tagged("post_install", "-at_install")
class TestWhoReadsWhatOnPaper(ReportCase):
    def test_an_open_reporter_is_named_and_the_number_masked(self):
        printed = self.print_report(self.make_reported("check"), self.operator)
        self.assertIn("Siti Rahmah", printed)
        self.assertIn("890", printed)
        self.assertNotIn("081234567890", printed)
        self.assertNotIn("Jalan Rumah", printed)

    def test_a_protected_reporter_is_printed_for_nobody(self):
        for confidentiality, words in (("secret", "Dirahasiakan"), ("anonymous", "Anonim")):
            complaint = self.make_reported("check", confidentiality=confidentiality)
            for user in (self.operator, self.section_head, self.division_head, self.agency_head):
                printed = self.print_report(complaint, user)
                self.assertIn(words, printed)
                self.assertIn("RAHASIA", printed)
                self.assertNotIn("Siti", printed)
                self.assertNotIn("890", printed)

    def test_an_open_complaint_of_a_person_with_a_secret_one_names_nobody(self):
        self.make_reported(confidentiality="secret")
        self.assertNotIn("Siti", self.print_report(self.make_reported("check"), self.operator))

    def test_printing_is_no_way_around_the_access_rights(self):
        complaint = self.complaint("check")
        with self.assertRaises(AccessError):
            self.print_report(complaint, self.response_team)
        members = self.env["lalisa.category"].search([("about_members", "=", True)], limit=1)
        about_members = self.complaint(category_id=members.id)
        with self.assertRaises(AccessError):
            self.print_report(about_members, self.operator)
        self.assertIn("RAHASIA", self.print_report(about_members, self.agency_head))

    def test_hostile_words_are_printed_as_words(self):
        word = "A" * MORE_THAN_A_PAGE
        complaint = self.complaint("check", summary="<script>alert(1)</script> file:///etc/passwd")
        complaint.brief = f"<img src='http://169.254.169.254/'/> \U0001f600 مرحبا {word}"
        printed = read_pdf(self.print_paper(complaint))
        self.assertIn("<script>alert(1)</script>", printed)
        self.assertIn("<img src='http://169.254.169.254/'/>", printed)
        self.assertNotIn("root:", printed)
        self.assertGreaterEqual(printed.count("A"), MORE_THAN_A_PAGE)

    def test_a_paper_stays_small(self):
        self.assertLess(len(self.print_paper(self.make_reported("delivery"))), 200_000)


@tagged("post_install", "-at_install")
class TestPrintMenu(ReportCase, HttpCase):
    def test_the_menu_offers_it_to_the_staff_and_not_to_the_team(self):
        def list_offered(user):
            views = self.env["lalisa.complaint"].with_user(user).get_views([(False, "form")], {"toolbar": True})
            toolbar = views["views"]["form"]["toolbar"]
            return [action["name"] for action in toolbar.get("print", [])]

        for user in (self.operator, self.section_head, self.division_head, self.agency_head):
            self.assertIn("Laporan Aduan", list_offered(user))
        self.assertNotIn("Laporan Aduan", list_offered(self.administrator))

    def test_it_is_downloaded_with_the_number_in_its_name(self):
        complaint = self.complaint("verify")
        self.authenticate("test_section_head", "test_section_head")
        order = json.dumps([f"/report/pdf/lalisa_complaint.report_complaint/{complaint.id}", "qweb-pdf"])
        answer = self.url_open(
            "/report/download",
            data={
                "data": order,
                "context": json.dumps({"force_report_rendering": True}),
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertIn(f"Laporan%20Aduan%20{complaint.number}.pdf", answer.headers["Content-Disposition"])
        self.assertIn("KONSEP", read_pdf(answer.content))


class TestWording(TransactionCase):
    def test_times_are_in_wita_and_in_indonesian(self):
        moment = datetime(2026, 8, 16, 16, 5)
        self.assertEqual(long_time(moment), "17 Agustus 2026 pukul 00.05 WITA")
        self.assertEqual(short_time(moment), "17-08-2026 00.05")
        self.assertEqual(long_time(False), "-")

    def test_durations_read_as_hours_and_minutes(self):
        expected = {0.2: "1 menit", 59.4: "59 menit", 60: "1 jam", 192: "3 jam 12 menit"}
        for minutes, text in expected.items():
            self.assertEqual(format_duration(minutes), text)
