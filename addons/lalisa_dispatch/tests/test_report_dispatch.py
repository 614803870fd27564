import hashlib
import io

import pypdf
from freezegun import freeze_time
from PIL import ExifTags, Image

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.lalisa_complaint.tests.report_words import not_typeset
from odoo.addons.lalisa_complaint.tests.test_reports import MORE_THAN_A_PAGE, read_pdf

from .common import DispatchCase

ORDER = "lalisa_dispatch.action_report_duty_order"
INCIDENT = "lalisa_dispatch.action_report_incident"


def make_picture(taken=None):
    """:param taken: what the camera's clock said, as EXIF writes it"""
    exif = Image.Exif()
    if taken:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    stream = io.BytesIO()
    Image.new("RGB", (600, 400), "green").save(stream, "JPEG", exif=exif)
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestPapersOfDispatch(DispatchCase):
    """Surat Perintah Tugas (SOP step 5) and Laporan Kejadian (step 6)."""

    def print_pdf(self, paper, dispatches, user=None):
        report = self.env.ref(paper).with_user(user or self.division_head)
        report = report.with_context(force_report_rendering=True)
        return report._render_qweb_pdf(paper, dispatches.ids)[0]

    def print_report(self, paper, dispatches, user=None):
        """The words of a paper."""
        with not_typeset():
            return self.print_pdf(paper, dispatches, user).decode()

    def make_dispatch(self, code="report", **values):
        return self.complaint(code, location_confirmed=True, **values).dispatch_ids

    def add_photo(self, dispatch, field, content=None):
        """What the team does on its screen: a file of the dispatch, put in one of its two rows."""
        dispatch = dispatch.with_user(self.response_team)
        attachment = dispatch.env["ir.attachment"].create(
            {
                "name": "foto",
                "raw": content or make_picture(),
                "res_model": dispatch._name,
                "res_id": dispatch.id,
            }
        )
        dispatch.write({field: [(4, attachment.id)]})
        return attachment

    def test_the_order_says_who_goes_where_for_what_and_on_which_basis(self):
        with freeze_time("2026-11-24 01:30:00"):
            dispatch = self.make_dispatch("resolve")
            dispatch.with_user(self.division_head).duty_order_number = "094/12/SPT"
            printed = read_pdf(self.print_pdf(ORDER, dispatch))
        for text in (
            "SURAT PERINTAH TUGAS",
            "Nomor 094/12/SPT",
            "MEMERINTAHKAN",
            "Regu Uji",
            self.response_team.name,
            "Komandan Regu",
            "Penanganan di lapangan",
            "Depan pasar",
            "24 November 2026 pukul 09.30 WITA",
            "Lima ekor sapi di badan jalan.",
            "Mobil; Sepeda Motor; Tongkat; Tameng",
            f"Laporan Aduan nomor {dispatch.number}",
            dispatch.complaint_id.sop_id.number,
            "NIP",
            "Halaman 1 dari",
        ):
            self.assertIn(text, printed)

    def test_an_order_without_a_number_leaves_room_for_one(self):
        self.assertIn("Nomor ....", self.print_report(ORDER, self.make_dispatch("resolve")))

    def test_the_team_prints_its_own_orders_and_no_other_teams(self):
        dispatch = self.make_dispatch("resolve")
        self.assertIn(dispatch.number, self.print_report(ORDER, dispatch, self.response_team))
        other = new_test_user(self.env, "test_other_team", "lalisa_complaint.group_response_team")
        for paper in (ORDER, INCIDENT):
            with self.assertRaises(AccessError):
                self.print_pdf(paper, dispatch, other)

    def test_neither_paper_names_the_reporter_whoever_prints_it(self):
        reporter = self.env["lalisa.reporter"].create({"name": "Siti Rahmah", "phone": "081234567890"})
        dispatch = self.make_dispatch(reporter_id=reporter.id)
        for paper in (ORDER, INCIDENT):
            for user in (self.response_team, self.section_head, self.agency_head):
                printed = self.print_report(paper, dispatch, user)
                self.assertNotIn("Siti", printed)
                self.assertNotIn("7890", printed)

    def test_a_place_not_confirmed_is_on_neither_paper(self):
        dispatch = self.complaint("report").dispatch_ids
        for paper in (ORDER, INCIDENT):
            printed = self.print_report(paper, dispatch)
            self.assertIn("Belum dikonfirmasi oleh operator", printed)
            self.assertNotIn("Depan pasar", printed)

    def test_a_covert_case_is_marked_secret(self):
        covert = self.env["lalisa.category"].search([("covert", "=", True)], limit=1)
        self.assertIn("RAHASIA", self.print_report(ORDER, self.make_dispatch(category_id=covert.id)))
        self.assertNotIn("RAHASIA", self.print_report(ORDER, self.make_dispatch()))

    def test_the_incident_report_tells_times_findings_and_result(self):
        with freeze_time("2026-11-24 01:30:00"):
            dispatch = self.make_dispatch()
            printed = read_pdf(self.print_pdf(INCIDENT, dispatch, self.response_team))
        for text in (
            "LAPORAN KEJADIAN",
            f"Aduan nomor {dispatch.number}",
            "Tiba di lokasi",
            "Lima sapi",
            "Digiring",
            "Ditangani",
            "24 November 2026 pukul 09.30 WITA",
            "Komandan Regu",
        ):
            self.assertIn(text, printed)
        self.assertNotIn("KONSEP", printed)
        self.assertIn("Halaman 1 dari 1", printed)

    def test_a_report_not_filed_yet_is_a_draft(self):
        printed = self.print_report(INCIDENT, self.make_dispatch("resolve"))
        self.assertIn("KONSEP", printed)
        self.assertIn("laporan belum disampaikan", printed)

    def test_photos_stand_under_before_and_after_and_other_files_are_left_out(self):
        dispatch = self.make_dispatch("resolve")
        self.add_photo(dispatch, "photo_before_ids")
        self.add_photo(dispatch, "photo_after_ids")
        self.add_photo(dispatch, "photo_after_ids", b"<html>no picture</html>")
        pdf = self.print_pdf(INCIDENT, dispatch)
        self.assertIn("Sebelum penanganan", read_pdf(pdf))
        self.assertIn("Sesudah penanganan", read_pdf(pdf))
        pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
        self.assertTrue(any(page.images for page in pages))
        self.assertNotIn("no picture", read_pdf(pdf))
        self.assertEqual(read_pdf(pdf).count("SHA-256"), 2)
        self.assertEqual(read_pdf(pdf).count("Diambil: tidak tercatat"), 2)

    def test_a_photo_carries_its_fingerprint_and_its_own_time(self):
        dispatch = self.make_dispatch("resolve")
        content = make_picture("2026:11:24 09:30:00")
        self.add_photo(dispatch, "photo_before_ids", content)
        printed = self.print_report(INCIDENT, dispatch)
        self.assertIn(hashlib.sha256(content).hexdigest(), printed)
        self.assertIn("Diambil: 24 November 2026 pukul 09.30 WITA", printed)

    def test_the_sanction_given_and_the_leaders_declaration_are_on_the_report(self):
        dispatch = self.make_dispatch("resolve").with_user(self.response_team)
        self.assertNotIn("Sanksi", self.print_report(INCIDENT, dispatch))
        self.assertNotIn("tidak direkayasa", self.print_report(INCIDENT, dispatch))
        dispatch.sanction_id = self.env["lalisa.sanction"].search([], limit=1)
        dispatch.declaration = True
        printed = self.print_report(INCIDENT, dispatch)
        self.assertIn(f"Sanksi : {dispatch.sanction_id.name}", printed)
        self.assertIn("tidak direkayasa", printed)

    def test_what_no_field_holds_is_left_to_the_pen(self):
        dispatch = self.make_dispatch("resolve")
        printed = self.print_report(INCIDENT, dispatch)
        for text in ("Pelapor : Dirahasiakan", "Barang Bukti", "Kendala", "Saran"):
            self.assertIn(text, printed)
        self.assertIn("Tembusan:", self.print_report(ORDER, dispatch))

    def test_an_order_to_an_ordinary_team_is_one_page(self):
        members = [new_test_user(self.env, f"test_member_{number}") for number in range(7)]
        self.team.member_ids += self.env["res.users"].union(*members)
        dispatch = self.make_dispatch("resolve")
        dispatch.with_user(self.division_head).brief = "Sapi menghalangi jalan di depan pasar. " * 8
        self.assertIn("Halaman 1 dari 1", read_pdf(self.print_pdf(ORDER, dispatch)))

    def test_an_order_bears_the_date_it_was_given_whenever_it_is_printed(self):
        with freeze_time("2026-11-24 01:30:00"):
            dispatch = self.make_dispatch("resolve")
        with freeze_time("2026-11-26 01:30:00"):
            self.assertIn("Paringin, 24 November 2026", self.print_report(ORDER, dispatch))

    def test_hostile_words_are_printed_as_words(self):
        dispatch = self.make_dispatch("resolve")
        dispatch.with_user(self.division_head).write(
            {
                "brief": "<script>alert(1)</script> <img src='file:///etc/passwd'/> " + "A" * MORE_THAN_A_PAGE,
            }
        )
        for paper in (ORDER, INCIDENT):
            printed = read_pdf(self.print_pdf(paper, dispatch))
            self.assertIn("<script>alert(1)</script>", printed)
            self.assertIn("<img src='file:///etc/passwd'/>", printed)
            self.assertNotIn("root:", printed)
            self.assertGreaterEqual(printed.count("A"), MORE_THAN_A_PAGE)

    def test_many_orders_are_printed_at_once_each_with_its_own_pages(self):
        dispatches = self.make_dispatch("resolve") + self.make_dispatch("resolve")
        printed = read_pdf(self.print_pdf(ORDER, dispatches))
        for dispatch in dispatches:
            self.assertIn(f"untuk aduan {dispatch.number}", printed)
