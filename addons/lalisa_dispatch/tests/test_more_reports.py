from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.lalisa_complaint.tests.test_more_reports import MoreReportsCase
from odoo.addons.lalisa_complaint.tests.test_reports import read_pdf

from .common import DispatchCase


@tagged("post_install", "-at_install")
class TestMoreReports(MoreReportsCase, DispatchCase):
    def test_the_result_for_the_reporter_is_small_and_names_nobody(self):
        reporter = self.env["lalisa.reporter"].create({"name": "Siti Rahmah", "phone": "081234567890"})
        complaint = self.complaint("delivery", reporter_id=reporter.id)
        content = self.print_report("result", complaint, self.operator)
        self.assertLess(len(content), 200_000)
        text = read_pdf(content)
        self.assertIn("Ternak telah diamankan.", text)
        self.assertIn(complaint.number, text)
        for secret in ("Siti", "0812", self.response_team.name, self.team.name, "Lima ekor", "Depan pasar"):
            self.assertNotIn(secret, text)

    def test_the_drafts_leave_to_the_hand_what_no_field_holds(self):
        complaint = self.complaint("report")
        complaint.dispatch_ids.with_user(self.division_head).violation_text = "Melepas ternak di jalan"
        for name, words in {
            "minutes": ("BERITA ACARA", "menolak menandatangani", "Melepas ternak di jalan"),
            "warning_1": ("SURAT TEGURAN PERTAMA", "Melepas ternak di jalan", "........ hari"),
            "warning_2": ("SURAT TEGURAN KEDUA",),
            "warning_3": ("SURAT TEGURAN KETIGA",),
        }.items():
            text = self.read_words(name, complaint.dispatch_ids, self.division_head)
            for word in words:
                self.assertIn(word, text)

    def test_every_paper_is_closed_to_roles_that_may_not_read_its_record(self):
        complaint = self.complaint("delivery")
        for name in ("minutes", "warning_1"):
            with self.assertRaises(AccessError):
                self.print_report(name, complaint.dispatch_ids, self.administrator)

    def test_papers_are_kept_as_attachments_where_an_official_number_is_given(self):
        dispatch = self.complaint("report").dispatch_ids
        kept = [("res_model", "=", "lalisa.dispatch"), ("res_id", "=", dispatch.id), ("name", "like", ".pdf")]
        self.read_words("duty_order", dispatch, self.division_head)
        self.assertFalse(self.env["ir.attachment"].search(kept))
        dispatch.with_user(self.division_head).duty_order_number = "300/12/SPT/2026"
        first = self.print_report("duty_order", dispatch, self.division_head)
        self.assertEqual(self.env["ir.attachment"].search(kept).mapped("name"), ["SPT 300-12-SPT-2026.pdf"])
        self.env.company.lalisa_address = "Jalan Baru"
        self.assertEqual(self.print_report("duty_order", dispatch, self.division_head), first)

    def test_a_number_may_come_from_the_office_s_sequence(self):
        self.env.company.lalisa_duty_order_numbering = "sequence"
        one, two = (self.complaint("resolve").dispatch_ids.duty_order_number for _ in range(2))
        self.assertRegex(one, r"^\d+/SPT/\d{4}$")
        self.assertEqual(int(two.split("/")[0]), int(one.split("/")[0]) + 1)
