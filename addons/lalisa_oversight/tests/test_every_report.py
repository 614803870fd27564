import base64
import io

import pypdf

from odoo.tests import tagged

from odoo.addons.lalisa_base.tools.office_language import in_indonesian
from odoo.addons.lalisa_base.tools.period import office_day
from odoo.addons.lalisa_complaint.tests.test_more_reports import MoreReportsCase
from odoo.addons.lalisa_complaint.tests.test_reports import MORE_THAN_A_PAGE, read_pdf
from odoo.addons.lalisa_dispatch.tests.common import DispatchCase

HOSTILE = (
    "<script>alert(1)</script> file:///etc/passwd <img src='http://169.254.169.254/'/> \U0001f600 مرحبا selesai dibaca"
)


@tagged("post_install", "-at_install")
class TestEveryPaper(MoreReportsCase, DispatchCase):
    """The papers of all addons, from the demo and with hostile words."""

    def test_each_paper_is_printed_from_the_demo_and_read_back(self):
        demo = self.env.ref("lalisa_complaint.user_kepala")
        complaint = self.env["lalisa.complaint"].search([("stage_code", "=", "done")], order="id", limit=1)
        dispatch = complaint.dispatch_ids[:1]
        dispatch.with_user(demo).violation_text = "Melepas ternak di jalan umum"
        period = self.env["lalisa.period.report"].with_user(demo)
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
                text = read_pdf(self.print_report(name, record, demo))
                for word in ("SATUAN POLISI PAMONG PRAJA", "WITA", "Halaman 1 dari", *words):
                    self.assertIn(word, text)
        orders["register"].action_make()
        text = read_pdf(base64.b64decode(orders["register"].file))
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
        period = self.env["lalisa.period.report"].with_user(self.agency_head)
        recap, scorecard = period.create(
            [{"kind": kind, "official_number": HOSTILE} for kind in ("recap", "scorecard")]
        )
        reports = {
            "lalisa_complaint": dict.fromkeys(("complaint", "result", "disposition"), complaint) | {"sop": sop},
            "lalisa_dispatch": dict.fromkeys(
                ("duty_order", "incident", "minutes", "warning_1", "warning_2", "warning_3"), complaint.dispatch_ids
            ),
            "lalisa_oversight": {"recap": recap, "scorecard": scorecard},
        }
        engines = self.env["ir.actions.report"].search([("engine", "=", "weasyprint")])
        ours = {name for name in engines.get_external_id().values() if name.partition(".")[0] in reports}
        tried = {f"{addon}.action_report_{name}" for addon, records in reports.items() for name in records}
        self.assertEqual(ours, tried, "every paper is tried")
        for name, record in (one for records in reports.values() for one in records.items()):
            with self.subTest(name):
                content = self.print_report(name, record)
                text = read_pdf(content)
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
