from odoo import models

from odoo.addons.lalisa_complaint.report.wording import long_time

from .wording import OUTCOMES

DISPATCH_KINDS = {"check": "Pemeriksaan fakta lapangan", "action": "Penanganan di lapangan"}


class ReportComplaint(models.AbstractModel):
    """Laporan Aduan with what the teams did."""

    _inherit = "report.lalisa_complaint.report_complaint"

    def _list_dispatches(self, complaint):
        return [self._describe_dispatch(dispatch) for dispatch in complaint.dispatch_ids.sorted("id")]

    def _describe_dispatch(self, dispatch):
        rows = [
            ("Nomor SPT", dispatch.duty_order_number),
            ("Regu", dispatch.team_id.name),
            ("Komandan Regu", dispatch.leader_id.name),
            ("Diperintahkan", dispatch.ordered_at and long_time(dispatch.ordered_at)),
            ("Berangkat", dispatch.departed_at and long_time(dispatch.departed_at)),
            ("Tiba di lokasi", dispatch.arrived_at and long_time(dispatch.arrived_at)),
            ("Tindakan pertama", dispatch.acted_at and long_time(dispatch.acted_at)),
            ("Temuan", dispatch.findings),
            ("Tindakan", dispatch.actions_taken),
            ("Hasil", OUTCOMES.get(dispatch.outcome)),
            ("Laporan TRC", dispatch.reported_at and long_time(dispatch.reported_at)),
        ]
        return {
            "title": DISPATCH_KINDS[dispatch.kind],
            "rows": [(label, text) for label, text in rows if text],
        }
