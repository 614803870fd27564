import base64
import io
import re
from unittest.mock import patch

import pypdf

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, TransactionCase, tagged

from ..controllers import paper_check
from ..controllers.rate import Limiter
from ..models.period import office_day
from ..report.wording import in_indonesian
from .common import ComplaintCase
from .paper_words import not_typeset
from .test_papers import MORE_THAN_A_PAGE, read

HOSTILE = (
    "<script>alert(1)</script> file:///etc/passwd <img src='http://169.254.169.254/'/> \U0001f600 مرحبا selesai dibaca"
)


class MorePapersCase(ComplaintCase):
    def printed(self, name, records, user=None):
        report = self.env["ir.actions.report"].with_user(user or self.agency_head)
        report = report.with_context(force_report_rendering=True)
        return report._render_qweb_pdf(f"lalisa_complaint.action_paper_{name}", records.ids)[0]

    def words(self, name, records, user=None):
        with not_typeset():
            return self.printed(name, records, user).decode()


@tagged("post_install", "-at_install")
class TestMorePapers(MorePapersCase):
    def test_the_sop_is_printed_in_its_own_words(self):
        sop = self.env["lalisa.sop"].search([("kind", "=", "public")], limit=1)
        text = self.words("sop", sop)
        for words in (sop.number, "DASAR HUKUM", "KUALIFIKASI PELAKSANA", "MUTU BAKU", sop.step_ids[0].official_time):
            self.assertIn(words, text)

    def test_the_result_for_the_reporter_is_small_and_names_nobody(self):
        reporter = self.env["lalisa.reporter"].create({"name": "Siti Rahmah", "phone": "081234567890"})
        complaint = self.complaint("delivery", reporter_id=reporter.id)
        content = self.printed("result", complaint, self.operator)
        self.assertLess(len(content), 200_000)
        text = read(content)
        self.assertIn("Ternak telah diamankan.", text)
        self.assertIn(complaint.number, text)
        for secret in ("Siti", "0812", self.response_team.name, self.team.name, "Lima ekor", "Depan pasar"):
            self.assertNotIn(secret, text)

    def test_before_the_head_s_order_there_is_no_result_to_print_nor_to_send(self):
        complaint = self.complaint("inform")
        complaint.with_user(self.agency_head).result_public = "Ternak telah diamankan."
        self.assertIsNone(complaint._result_paper())
        with self.assertRaises(UserError):
            self.printed("result", complaint)
        self.step_to(complaint, "delivery")
        name, content = complaint.with_context(force_report_rendering=True)._result_paper()
        self.assertEqual(name, f"Hasil-Aduan-{complaint.number}.pdf")
        self.assertTrue(content.startswith(b"%PDF"))

    def test_the_drafts_leave_to_the_hand_what_no_field_holds(self):
        complaint = self.complaint("report")
        complaint.dispatch_ids.with_user(self.division_head).violation_text = "Melepas ternak di jalan"
        for name, words in {
            "minutes": ("BERITA ACARA", "menolak menandatangani", "Melepas ternak di jalan"),
            "warning_1": ("SURAT TEGURAN PERTAMA", "Melepas ternak di jalan", "........ hari"),
            "warning_2": ("SURAT TEGURAN KEDUA",), "warning_3": ("SURAT TEGURAN KETIGA",),
        }.items():
            text = self.words(name, complaint.dispatch_ids, self.division_head)
            for word in words:
                self.assertIn(word, text)
        text = self.words("disposition", complaint, self.division_head)
        for word in ("LEMBAR DISPOSISI", "Diteruskan kepada", "Sangat segera", complaint.summary):
            self.assertIn(word, text)

    def test_the_disposition_names_no_protected_reporter(self):
        reporter = self.env["lalisa.reporter"].create({"name": "Siti Rahmah", "phone": "081234567890"})
        complaint = self.complaint("check", reporter_id=reporter.id, confidentiality="secret")
        text = self.words("disposition", complaint, self.division_head)
        self.assertIn("Dirahasiakan", text)
        self.assertNotIn("Siti", text)

    def test_each_paper_is_printed_from_the_demo_and_read_back(self):
        demo = self.env.ref("lalisa_complaint.user_kepala")
        complaint = self.env["lalisa.complaint"].search([("stage_code", "=", "done")], order="id", limit=1)
        dispatch = complaint.dispatch_ids[:1]
        dispatch.with_user(demo).violation_text = "Melepas ternak di jalan umum"
        period = self.env["lalisa.period.paper"].with_user(demo)
        day = office_day(complaint.registered_at)
        orders = {kind: period.create({"kind": kind, "date_from": day}) for kind in ("recap", "scorecard", "register")}
        for name, record, *words in (
            ("complaint", complaint, "LAPORAN ADUAN", complaint.number, complaint.result_public),
            ("duty_order", dispatch, "SURAT PERINTAH TUGAS", dispatch.team_id.name),
            ("incident", dispatch, "LAPORAN KEJADIAN", dispatch.findings),
            ("recap", orders["recap"], "REKAPITULASI ADUAN", "Kepatuhan SOP menurut langkah"),
            ("scorecard", orders["scorecard"], "KARTU KINERJA", "Langkah SOP tepat waktu"),
            ("sop", complaint.sop_id, "STANDAR OPERASIONAL PROSEDUR", complaint.sop_id.number),
            ("result", complaint, "HASIL PENANGANAN ADUAN", complaint.result_public),
            ("disposition", complaint, "LEMBAR DISPOSISI", complaint.summary),
            ("minutes", dispatch, "BERITA ACARA", dispatch.violation_text),
            ("warning_1", dispatch, "SURAT TEGURAN PERTAMA", dispatch.violation_text),
        ):
            with self.subTest(name):
                text = read(self.printed(name, record, demo))
                for word in ("SATUAN POLISI PAMONG PRAJA", "WITA", "Halaman 1 dari", *words):
                    self.assertIn(word, text)
        orders["register"].action_make()
        text = read(base64.b64decode(orders["register"].file))
        for word in ("BUKU REGISTER ADUAN", complaint.number, "Halaman 1 dari"):
            self.assertIn(word, text)

    @tagged("post_install", "thorough")
    def test_hostile_words_are_printed_as_words_on_every_paper(self):
        long = f"{HOSTILE} {'A' * MORE_THAN_A_PAGE}"
        complaint = self.complaint("field_check", summary=HOSTILE)
        self.move(complaint, self.division_head, "verify", **self.why(long))
        for target in ("field_check", "dispatch", "resolve", "report", "inform", "delivery"):
            self.prepare(complaint, target)
            self.step_to(complaint, target)
        complaint.with_user(self.operator).write({"location_text": HOSTILE, "location_confirmed": True})
        complaint.sudo().write({"result_public": long, "brief": long})
        complaint.dispatch_ids.sudo()._write_engine(
            {"findings": long, "brief": long, "violation_text": long, "place_text": HOSTILE}
        )
        self.env.company.write({"lalisa_address": HOSTILE, "lalisa_signer_name": HOSTILE})
        # What the office itself may name or write, in the language of the papers.
        in_indonesian(complaint.category_id).sudo().name = f"{HOSTILE} {'A' * 1_000}"
        sop = complaint.sop_id.sudo().copy({"number": "SOP-UJI", "official_warning": long})
        in_indonesian(sop.step_ids[0]).official_activity = long
        period = self.env["lalisa.period.paper"].with_user(self.agency_head)
        recap, scorecard = period.create(
            [{"kind": kind, "official_number": HOSTILE} for kind in ("recap", "scorecard")]
        )
        papers = {
            "complaint": complaint, "result": complaint, "disposition": complaint,
            "recap": recap, "scorecard": scorecard, "sop": sop,
            **dict.fromkeys(("duty_order", "incident", "minutes", "warning_1", "warning_2", "warning_3"),
                            complaint.dispatch_ids),
        }
        engines = self.env["ir.actions.report"].search([("engine", "=", "weasyprint")])
        ours = {name for name in engines.get_external_id().values() if name.startswith("lalisa_complaint.")}
        self.assertEqual(ours, {f"lalisa_complaint.action_paper_{name}" for name in papers}, "every paper is tried")
        for name, record in papers.items():
            with self.subTest(name):
                content = self.printed(name, record)
                text = read(content)
                self.assertIn("<script>alert(1)</script> file:///etc/passwd", text)
                self.assertIn("<img src='http://169.254.169.254/'/>", text)
                # What no font has is left out; what comes after it is not.
                self.assertIn("selesai dibaca", text)
                for word in ("root:", "daemon:"):
                    self.assertNotIn(word, text)
                pages = pypdf.PdfReader(io.BytesIO(content)).pages
                self.assertFalse([page for page in pages if "/Annots" in page], "no link leads anywhere")
                if name not in ("disposition", "scorecard"):
                    self.assertGreaterEqual(text.count("A"), 1_000 if name == "recap" else MORE_THAN_A_PAGE)

    def test_every_paper_is_closed_to_roles_that_may_not_read_its_record(self):
        complaint = self.complaint("delivery")
        for name in ("result", "disposition"):
            with self.assertRaises(AccessError):
                self.printed(name, complaint, self.response_team)
        for name in ("minutes", "warning_1"):
            with self.assertRaises(AccessError):
                self.printed(name, complaint.dispatch_ids, self.administrator)

    def test_papers_are_kept_as_attachments_where_an_official_number_is_given(self):
        dispatch = self.complaint("report").dispatch_ids
        kept = [("res_model", "=", "lalisa.dispatch"), ("res_id", "=", dispatch.id), ("name", "like", ".pdf")]
        self.words("duty_order", dispatch, self.division_head)
        self.assertFalse(self.env["ir.attachment"].search(kept))
        dispatch.with_user(self.division_head).duty_order_number = "300/12/SPT/2026"
        first = self.printed("duty_order", dispatch, self.division_head)
        self.assertEqual(self.env["ir.attachment"].search(kept).mapped("name"), ["SPT 300-12-SPT-2026.pdf"])
        self.env.company.lalisa_address = "Jalan Baru"
        self.assertEqual(self.printed("duty_order", dispatch, self.division_head), first)

    def test_a_number_may_come_from_the_office_s_sequence(self):
        self.env.company.lalisa_duty_order_numbering = "sequence"
        one, two = (self.complaint("resolve").dispatch_ids.duty_order_number for _ in range(2))
        self.assertRegex(one, r"^\d+/SPT/\d{4}$")
        self.assertEqual(int(two.split("/")[0]), int(one.split("/")[0]) + 1)


@tagged("post_install", "-at_install")
class TestSeal(MorePapersCase):
    def test_a_seal_reads_back_and_a_changed_one_is_unknown(self):
        seals = self.env["lalisa.paper.seal"]
        seal = seals._seal("LA LL-26-0042", {"words": "isi"})
        code = seal["url"].rsplit("/", 1)[1]
        said = seals._read_seal(code)
        self.assertEqual((said["number"], said["fingerprint"]), ("LA LL-26-0042", seal["fingerprint"]))
        for wrong in (code.replace("0042", "0043"), code[:-1], code[:-1] + ("0" if code[-1] != "0" else "1"), "", "x"):
            self.assertIsNone(seals._read_seal(wrong), wrong)

    def test_a_seal_with_any_one_character_changed_is_unknown(self):
        seals = self.env["lalisa.paper.seal"]
        code = seals._seal("LA LL-26-0042", {"words": "isi"})["url"].rsplit("/", 1)[1]
        for place, character in enumerate(code):
            changed = f"{code[:place]}{'1' if character == '0' else '0'}{code[place + 1 :]}"
            self.assertIsNone(seals._read_seal(changed), changed)

    def test_other_words_have_another_fingerprint(self):
        one, two = (self.env["lalisa.paper.seal"]._seal("LA 1", {"words": words}) for words in ("isi", "Isi"))
        self.assertNotEqual(one["fingerprint"], two["fingerprint"])

    def test_the_printed_fingerprint_is_the_sealed_one(self):
        complaint = self.complaint("field_check")
        text = self.words("complaint", complaint)
        self.assertRegex(text, r"Sidik isi [0-9a-f]{4}(-[0-9a-f]{4}){3}")


@tagged("post_install", "-at_install")
class TestCheckPage(HttpCase, MorePapersCase):
    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(paper_check, "LIMITER", Limiter(count=30, seconds=60)))

    def seal(self):
        return self.env["lalisa.paper.seal"]._seal("LA LL-26-0042", {"words": "Siti Rahmah"})

    def test_it_says_number_date_and_fingerprint_and_nothing_else(self):
        seal = self.seal()
        page = self.url_open("/periksa/" + seal["url"].rsplit("/", 1)[1])
        self.assertEqual(page.status_code, 200)
        for words in ("LA LL-26-0042", seal["fingerprint"], "WITA", "diterbitkan oleh kantor kami"):
            self.assertIn(words, page.text)
        self.assertNotIn("Siti", page.text)
        self.assertIn("noindex", page.headers["X-Robots-Tag"])
        self.assertNotIn("<script", page.text)

    def test_an_unknown_code_a_forged_one_and_nonsense_get_the_same_answer(self):
        code = self.seal()["url"].rsplit("/", 1)[1]
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
        with patch.object(type(self.env["lalisa.paper.seal"]), "_seal", autospec=True) as sealed:
            sealed.side_effect = lambda _model, number, _content: {
                "url": "", "fingerprint": number, "qr": "/report/barcode/QR/x?width=120&height=120",
            }
            text = read(self.printed("complaint", complaint))
        self.assertIn(f"Sidik isi LA {complaint.number}", text)
        page = pypdf.PdfReader(io.BytesIO(self.printed("complaint", complaint))).pages[-1]
        self.assertTrue(page["/Resources"].get("/XObject") or page.get_contents().get_data().count(b"\nh\n") > 50)


@tagged("post_install", "-at_install")
class TestLimiter(TransactionCase):
    def test_each_address_has_its_own_count_and_time_gives_it_back(self):
        limiter = Limiter(count=2, seconds=60)
        self.assertEqual([limiter.allows("a", now) for now in (0, 1, 2)], [True, True, False])
        self.assertTrue(limiter.allows("b", 2))
        self.assertEqual([limiter.allows("a", now) for now in (61, 62, 63)], [True, True, False])
