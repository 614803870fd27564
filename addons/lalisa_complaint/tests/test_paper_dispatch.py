import base64
import io

import pypdf
from freezegun import freeze_time
from PIL import Image

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ComplaintCase
from .test_papers import read

ORDER = "lalisa_complaint.action_paper_duty_order"
INCIDENT = "lalisa_complaint.action_paper_incident"


@tagged("post_install", "-at_install")
class TestPapersOfDispatch(ComplaintCase):
    """Surat Perintah Tugas (SOP step 5) and Laporan Kejadian (step 6)."""

    def pdf(self, paper, dispatches, user=None):
        report = self.env.ref(paper).with_user(user or self.division_head)
        report = report.with_context(force_report_rendering=True)
        return report._render_qweb_pdf(paper, dispatches.ids)[0]

    def printed(self, paper, dispatches, user=None):
        return read(self.pdf(paper, dispatches, user))

    def dispatch(self, code="report", **values):
        return self.complaint(code, location_confirmed=True, **values).dispatch_ids

    def photo(self, dispatch, field, content=None):
        if content is None:
            picture = io.BytesIO()
            Image.new("RGB", (60, 40), "green").save(picture, "PNG")
            content = picture.getvalue()
        attachment = self.env["ir.attachment"].create({
            "name": "foto", "datas": base64.b64encode(content), "res_model": dispatch._name,
            "res_id": dispatch.id,
        })
        dispatch.sudo()._write_engine({field: [(4, attachment.id)]})
        return attachment

    def test_the_order_says_who_goes_where_for_what_and_on_which_basis(self):
        with freeze_time("2026-11-24 01:30:00"):
            dispatch = self.dispatch("resolve")
            dispatch.with_user(self.division_head).duty_order_number = "094/12/SPT"
            printed = self.printed(ORDER, dispatch)
        for text in (
            "SURAT PERINTAH TUGAS", "Nomor 094/12/SPT", "MEMERINTAHKAN", "Regu Uji",
            self.response_team.name, "Komandan Regu", "Penanganan di lapangan", "Depan pasar",
            "24 November 2026 pukul 09.30 WITA", "Lima ekor sapi di badan jalan.",
            "Mobil; Sepeda Motor; Tongkat; Tameng", f"Laporan Aduan nomor {dispatch.number}",
            dispatch.complaint_id.sop_id.number, "NIP", "Halaman 1 dari",
        ):
            self.assertIn(text, printed)

    def test_an_order_without_a_number_leaves_room_for_one(self):
        self.assertIn("Nomor ....", self.printed(ORDER, self.dispatch("resolve")))

    def test_the_team_prints_its_own_orders_and_no_other_teams(self):
        dispatch = self.dispatch("resolve")
        self.assertIn(dispatch.number, self.printed(ORDER, dispatch, self.response_team))
        other = new_test_user(self.env, "test_other_team", "lalisa_complaint.group_response_team")
        for paper in (ORDER, INCIDENT):
            with self.assertRaises(AccessError):
                self.pdf(paper, dispatch, other)

    def test_neither_paper_names_the_reporter_whoever_prints_it(self):
        reporter = self.env["lalisa.reporter"].create(
            {"name": "Siti Rahmah", "phone": "081234567890"}
        )
        dispatch = self.dispatch(reporter_id=reporter.id)
        for paper in (ORDER, INCIDENT):
            for user in (self.response_team, self.section_head, self.agency_head):
                printed = self.printed(paper, dispatch, user)
                self.assertNotIn("Siti", printed)
                self.assertNotIn("7890", printed)

    def test_a_place_not_confirmed_is_on_neither_paper(self):
        dispatch = self.complaint("report").dispatch_ids
        for paper in (ORDER, INCIDENT):
            printed = self.printed(paper, dispatch)
            self.assertIn("Belum dikonfirmasi oleh operator", printed)
            self.assertNotIn("Depan pasar", printed)

    def test_a_covert_case_is_marked_secret(self):
        covert = self.env["lalisa.category"].search([("covert", "=", True)], limit=1)
        self.assertIn("RAHASIA", self.printed(ORDER, self.dispatch(category_id=covert.id)))
        self.assertNotIn("RAHASIA", self.printed(ORDER, self.dispatch()))

    def test_the_incident_report_tells_times_findings_and_result(self):
        with freeze_time("2026-11-24 01:30:00"):
            dispatch = self.dispatch()
            printed = self.printed(INCIDENT, dispatch, self.response_team)
        for text in (
            "LAPORAN KEJADIAN", f"Aduan nomor {dispatch.number}", "Tiba di lokasi", "Lima sapi",
            "Digiring", "Ditangani", "24 November 2026 pukul 09.30 WITA", "Komandan Regu",
        ):
            self.assertIn(text, printed)
        self.assertNotIn("KONSEP", printed)

    def test_a_report_not_filed_yet_is_a_draft(self):
        printed = self.printed(INCIDENT, self.dispatch("resolve"))
        self.assertIn("KONSEP", printed)
        self.assertIn("laporan belum disampaikan", printed)

    def test_photos_stand_under_before_and_after_and_other_files_are_left_out(self):
        dispatch = self.dispatch()
        self.photo(dispatch, "photo_before_ids")
        self.photo(dispatch, "photo_after_ids")
        self.photo(dispatch, "photo_after_ids", b"<html>no picture</html>")
        pdf = self.pdf(INCIDENT, dispatch)
        self.assertIn("Sebelum penanganan", read(pdf))
        self.assertIn("Sesudah penanganan", read(pdf))
        pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
        self.assertTrue(any(page.images for page in pages))
        self.assertNotIn("no picture", read(pdf))

    def test_hostile_words_are_printed_as_words(self):
        dispatch = self.dispatch("resolve")
        dispatch.with_user(self.division_head).write({
            "brief": "<script>alert(1)</script> <img src='file:///etc/passwd'/> " + "A" * 10_000,
        })
        for paper in (ORDER, INCIDENT):
            printed = self.printed(paper, dispatch)
            self.assertIn("<script>alert(1)</script>", printed)
            self.assertIn("<img src='file:///etc/passwd'/>", printed)
            self.assertNotIn("root:", printed)
            self.assertGreaterEqual(printed.count("A"), 10_000)

    def test_many_orders_are_printed_at_once_each_with_its_own_pages(self):
        dispatches = self.dispatch("resolve") + self.dispatch("resolve")
        printed = self.printed(ORDER, dispatches)
        for dispatch in dispatches:
            self.assertIn(f"untuk aduan {dispatch.number}", printed)
