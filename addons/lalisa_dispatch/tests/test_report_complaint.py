from odoo.tests import freeze_time, tagged

from odoo.addons.lalisa_complaint.tests.test_reports import ReportCase, read_pdf

from .common import DispatchCase


@tagged("post_install", "-at_install")
class TestPaper(ReportCase, DispatchCase):
    """Laporan Aduan of a case that a team has been on."""

    def test_the_whole_way_to_the_result_can_be_read(self):
        with freeze_time("2026-11-24 01:30:00"):
            complaint = self.complaint("delivery")
            printed = read_pdf(self.print_paper(complaint))
        for text in (
            "24 November 2026 pukul 09.30 WITA",
            "Lima ekor sapi di badan jalan.",
            "Sumber: kepala desa/lurah. Dibenarkan kepala desa.",
            "Pemeriksaan Kesesuaian",
            "Kasi/Kasubag",
            "24-11-2026 09.30",
            "batas 15 menit",
            "Tepat waktu",
            "Regu Uji",
            "Digiring",
            "Ditangani",
            "8 dari 8 tahap tepat waktu",
            "Ternak telah diamankan.",
            "Halaman 1 dari",
            f"Laporan Aduan {complaint.number}, dicetak 24 November 2026",
        ):
            self.assertIn(text, printed)
