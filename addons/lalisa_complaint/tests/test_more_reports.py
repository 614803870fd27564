from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from ..controllers.rate import Limiter
from .common import ComplaintCase
from .report_words import not_typeset
from .test_reports import read_pdf


class MoreReportsCase(ComplaintCase):
    def print_report(self, name, records, user=None):
        report = self.env["ir.actions.report"].search([("report_name", "=like", f"lalisa_%.report_{name}")])
        report = report.with_user(user or self.agency_head).with_context(force_report_rendering=True)
        return report._render_qweb_pdf(report, records.ids)[0]

    def read_words(self, name, records, user=None):
        with not_typeset():
            return self.print_report(name, records, user).decode()


@tagged("post_install", "-at_install")
class TestMoreReports(MoreReportsCase):
    def test_the_sop_is_printed_in_its_own_words(self):
        sop = self.env["lalisa.sop"].search([("kind", "=", "public")], limit=1)
        text = self.read_words("sop", sop)
        for words in (sop.number, "DASAR HUKUM", "KUALIFIKASI PELAKSANA", "MUTU BAKU", sop.step_ids[0].official_time):
            self.assertIn(words, text)

    def test_the_result_for_the_reporter_is_small_and_names_nobody(self):
        reporter = self.env["lalisa.reporter"].create({"name": "Siti Rahmah", "phone": "081234567890"})
        complaint = self.complaint("delivery", reporter_id=reporter.id)
        content = self.print_report("result", complaint, self.operator)
        self.assertLess(len(content), 200_000)
        text = read_pdf(content)
        self.assertIn("Ternak telah diamankan.", text)
        self.assertIn(complaint.number, text)
        for secret in ("Siti", "0812", self.response_team.name, "Lima ekor", "Depan pasar"):
            self.assertNotIn(secret, text)

    def test_before_the_head_s_order_there_is_no_result_to_print_nor_to_send(self):
        complaint = self.complaint("inform")
        complaint.with_user(self.agency_head).result_public = "Ternak telah diamankan."
        self.assertIsNone(complaint._result_report())
        with self.assertRaises(UserError):
            self.print_report("result", complaint)
        self.step_to(complaint, "delivery")
        name, content = complaint.with_context(force_report_rendering=True)._result_report()
        self.assertEqual(name, f"Hasil-Aduan-{complaint.number}.pdf")
        self.assertTrue(content.startswith(b"%PDF"))

    def test_the_disposition_leaves_to_the_hand_what_no_field_holds(self):
        complaint = self.complaint("report")
        text = self.read_words("disposition", complaint, self.division_head)
        for word in ("LEMBAR DISPOSISI", "Diteruskan kepada", "Sangat segera", complaint.summary):
            self.assertIn(word, text)

    def test_the_disposition_names_no_protected_reporter(self):
        reporter = self.env["lalisa.reporter"].create({"name": "Siti Rahmah", "phone": "081234567890"})
        complaint = self.complaint("check", reporter_id=reporter.id, confidentiality="secret")
        text = self.read_words("disposition", complaint, self.division_head)
        self.assertIn("Dirahasiakan", text)
        self.assertNotIn("Siti", text)

    def test_a_paper_has_its_own_name_as_title_and_in_its_seal(self):
        complaint = self.complaint("check")
        for name, title, short in (
            ("complaint", "Laporan Aduan", "LA"),
            ("disposition", "Lembar Disposisi", "LD"),
        ):
            seals = type(self.env["lalisa.report.seal"])
            with patch.object(seals, "_make_seal", autospec=True) as sealed:
                values = self.env[f"report.lalisa_complaint.report_{name}"]._get_report_values(complaint.ids)
            self.assertEqual(values["title"], f"{title} {complaint.number}")
            self.assertEqual(sealed.call_args.args[1], f"{short} {complaint.number}")

    def test_every_paper_is_closed_to_roles_that_may_not_read_its_record(self):
        complaint = self.complaint("delivery")
        for name in ("result", "disposition"):
            with self.assertRaises(AccessError):
                self.print_report(name, complaint, self.response_team)


@tagged("post_install", "-at_install")
class TestLimiter(TransactionCase):
    def test_each_address_has_its_own_count_and_time_gives_it_back(self):
        limiter = Limiter(count=2, seconds=60)
        self.assertEqual([limiter.allow_request("a", now) for now in (0, 1, 2)], [True, True, False])
        self.assertTrue(limiter.allow_request("b", 2))
        self.assertEqual([limiter.allow_request("a", now) for now in (61, 62, 63)], [True, True, False])
