import io
import re
from unittest.mock import patch

import pypdf

from odoo.tests import HttpCase, tagged

from odoo.addons.lalisa_complaint.controllers.rate import Limiter
from odoo.addons.lalisa_complaint.tests.test_more_reports import MoreReportsCase
from odoo.addons.lalisa_complaint.tests.test_reports import read_pdf

from ..controllers import report_check


@tagged("post_install", "-at_install")
class TestSeal(MoreReportsCase):
    def test_a_seal_reads_back_and_a_changed_one_is_unknown(self):
        seals = self.env["lalisa.report.seal"]
        seal = seals._make_seal("LA LL-26-0042", {"words": "isi"})
        code = seal["url"].rsplit("/", 1)[1]
        said = seals._read_seal(code)
        self.assertEqual((said["number"], said["fingerprint"]), ("LA LL-26-0042", seal["fingerprint"]))
        for wrong in (code.replace("0042", "0043"), code[:-1], code[:-1] + ("0" if code[-1] != "0" else "1"), "", "x"):
            self.assertIsNone(seals._read_seal(wrong), wrong)

    def test_a_seal_with_any_one_character_changed_is_unknown(self):
        seals = self.env["lalisa.report.seal"]
        code = seals._make_seal("LA LL-26-0042", {"words": "isi"})["url"].rsplit("/", 1)[1]
        for place, character in enumerate(code):
            changed = f"{code[:place]}{'1' if character == '0' else '0'}{code[place + 1 :]}"
            self.assertIsNone(seals._read_seal(changed), changed)

    def test_other_words_have_another_fingerprint(self):
        one, two = (self.env["lalisa.report.seal"]._make_seal("LA 1", {"words": words}) for words in ("isi", "Isi"))
        self.assertNotEqual(one["fingerprint"], two["fingerprint"])

    def test_the_printed_fingerprint_is_the_sealed_one(self):
        complaint = self.complaint("field_check")
        text = self.read_words("complaint", complaint)
        self.assertRegex(text, r"Sidik isi [0-9a-f]{4}(-[0-9a-f]{4}){3}")


@tagged("post_install", "-at_install")
class TestCheckPage(HttpCase, MoreReportsCase):
    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(report_check, "LIMITER", Limiter(count=30, seconds=60)))

    def make_seal(self):
        return self.env["lalisa.report.seal"]._make_seal("LA LL-26-0042", {"words": "Siti Rahmah"})

    def test_it_says_number_date_and_fingerprint_and_nothing_else(self):
        seal = self.make_seal()
        page = self.url_open("/periksa/" + seal["url"].rsplit("/", 1)[1])
        self.assertEqual(page.status_code, 200)
        for words in ("LA LL-26-0042", seal["fingerprint"], "WITA", "diterbitkan oleh kantor kami"):
            self.assertIn(words, page.text)
        self.assertNotIn("Siti", page.text)
        self.assertIn("noindex", page.headers["X-Robots-Tag"])
        self.assertNotIn("<script", page.text)

    def test_an_unknown_code_a_forged_one_and_nonsense_get_the_same_answer(self):
        code = self.make_seal()["url"].rsplit("/", 1)[1]
        forged = f"{code[:-4]}{'0000' if not code.endswith('0000') else '1111'}"
        pages = [self.url_open(f"/periksa/{wrong}") for wrong in (forged, "x", code.replace("LA", "SPT", 1))]
        self.assertEqual({page.status_code for page in pages}, {404})
        self.assertEqual(len({re.sub(r"\s+", " ", page.text) for page in pages}), 1)
        self.assertNotIn("LL-26", pages[0].text)

    def test_it_may_be_asked_so_often_and_no_more(self):
        answers = [self.url_open("/periksa/x").status_code for _ in range(32)]
        self.assertEqual(answers[:30], [404] * 30)
        self.assertEqual(answers[30:], [429, 429])

    def test_the_qr_on_paper_leads_to_it(self):
        complaint = self.complaint("field_check")
        with patch.object(type(self.env["lalisa.report.seal"]), "_make_seal", autospec=True) as sealed:
            sealed.side_effect = lambda _model, number, _content: {
                "url": "",
                "fingerprint": number,
                "qr": "/report/barcode/QR/x?width=120&height=120",
            }
            text = read_pdf(self.print_report("complaint", complaint))
        self.assertIn(f"Sidik isi LA {complaint.number}", text)
        page = pypdf.PdfReader(io.BytesIO(self.print_report("complaint", complaint))).pages[-1]
        self.assertTrue(page["/Resources"].get("/XObject") or page.get_contents().get_data().count(b"\nh\n") > 50)
