from odoo import models

from .wording import long_date, long_time


class ReportDisposition(models.AbstractModel):
    """Lembar Disposisi: half a page for the hand. A draft that the office adapts."""

    _name = "report.lalisa_complaint.report_disposition"
    _inherit = ["lalisa.report.complaint"]
    _description = "Lembar Disposisi"

    def _get_words(self, complaint):
        return {
            "complaint": complaint,
            "secret": self._is_secret(complaint),
            "rows": [
                ("Aduan dari", self._get_reporter_text(complaint)),
                ("Nomor aduan", complaint.number),
                ("Tanggal aduan", long_date(complaint.first_message_at or complaint.registered_at)),
                ("Diterima tanggal", long_time(complaint.registered_at)),
                ("Perihal", complaint.summary),
            ],
        }
