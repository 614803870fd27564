from odoo.tests import tagged

from .common import ComplaintCase

# The document's table, word for word: activity, completeness, time, output, minutes.
DOCUMENT = {
    1: (
        "Menerima Whatsapp Aduan dari pelapor",
        "1. Verifikasi Laporan 2. Menerima Data Pelapor",
        "5 menit",
        "Pengaduan Diterima",
        5,
    ),
    2: (
        "Memeriksa kesesuaian aduan : 1. Jika sesuai, dilanjutkan dengan laporan ke Kasi/Kasubag "
        "2. Jika tidak sesuai, dikembalikan ke pelapor",
        "Laporan Aduan diteruskan",
        "5 menit",
        "Pengaduan ditindaklanjuti",
        5,
    ),
    3: (
        "Memproses Aduan dengan verifikasi",
        "Laporan Aduan telah terverifikasi",
        "15 menit",
        "Mengirimkan konsep laporan aduan",
        15,
    ),
    4: (
        "Memeriksa kejadian dan fakta dilapangan : 1. Jika sesuai, dilanjutkan kepada Kabid "
        "2. Jika tidak sesuai, dikembalikan kepada Kasubag/Kasi",
        "Laporan Aduan ditindaklanjuti",
        "10 menit",
        "Laporan diterima Kabid",
        10,
    ),
    5: (
        "Menindaklanjuti aduan dengan mengirim TRC (Tim Reaksi Cepat) Satpol PP",
        "Mobil+Sepeda Motor+Pentungan+Tameng",
        "3-5 Jam",
        "Laporan aduan sudah ditindaklanjuti",
        300,
    ),
    6: (
        "TRC Satpol PP menyelesaikan aduan dan melaporkan kepada Kabid bahwa aduan sudah ditindaklanjuti",
        "Laporan aduan",
        "1 Jam",
        "Laporan aduan sudah ditindaklanjuti",
        60,
    ),
    7: (
        "Kepala Dinas Menerima laporan dari Kabid laporan sudah diselesaikan",
        "Laporan aduan",
        "10 menit",
        "Hasil tindak lanjut aduan",
        10,
    ),
    8: (
        "Kepala Dinas memerintahkan laporan ke pelapor bahwa laporan aduan sudah diselesaikan",
        "Laporan aduan",
        "5 menit",
        "Laporan diterima Pelapor",
        5,
    ),
}


@tagged("post_install", "-at_install")
class TestSopData(ComplaintCase):
    def test_the_eight_steps_stand_in_the_documents_own_words(self):
        steps = self.env.ref("lalisa_complaint.sop_public").step_ids
        found = {
            step.number: (
                step.official_activity,
                step.official_completeness,
                step.official_time,
                step.official_output,
                step.minutes_max,
            )
            for step in steps
        }
        self.assertEqual(found, DOCUMENT)

    def test_the_limits_add_up_to_the_documents_410_minutes(self):
        steps = self.env.ref("lalisa_complaint.sop_public").step_ids
        self.assertEqual(sum(steps.mapped("minutes_max")), 410)
        self.assertEqual(sum(step.minutes_warn or step.minutes_max for step in steps), 290)

    def test_every_step_of_complaints_about_members_is_the_heads(self):
        steps = self.env.ref("lalisa_complaint.sop_member").step_ids
        self.assertEqual(steps.group_ids, self.env.ref("lalisa_complaint.group_agency_head"))

    def test_there_are_eight_districts(self):
        self.assertEqual(self.env["lalisa.district"].search_count([]), 8)

    def test_every_reason_fits_a_move_that_asks_for_one(self):
        asking = self.env["lalisa.sop.transition"].search([("reason_required", "=", True)]).to_stage_id
        # No transition leads to a cancellation: the office's server takes it, with a reason, on the citizen's word.
        asking += self.env.ref("lalisa_complaint.stage_cancelled")
        for reason in self.env["lalisa.move.reason"].search([("to_stage_ids", "!=", False)]):
            self.assertLessEqual(reason.to_stage_ids, asking, reason.name)
