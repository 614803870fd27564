from odoo import fields, models
from odoo.exceptions import UserError

from ..models.sop.stage_role import StageRole
from .wording import in_indonesian, long_date, long_time


class ReportResult(models.AbstractModel):
    """The result for the reporter: the public words alone, no names, small enough for a telephone."""

    _name = "report.lalisa_complaint.report_result"
    _description = "Hasil Penanganan Aduan"

    def _get_report_values(self, docids, data=None):
        complaints = in_indonesian(self.env["lalisa.complaint"].browse(docids))
        complaints.check_access("read")
        if not all(complaint._has_public_result() for complaint in complaints):
            raise UserError(self.env._("There is a result for the reporter only after the head has ordered it told."))
        return {
            "docs": complaints,
            "sheets": [self._build_sheet(complaint) for complaint in complaints],
            "title": f"Hasil Penanganan Aduan {', '.join(complaints.mapped('number'))}",
            "stylesheets": ["/lalisa_complaint/static/src/print/report.css"],
            "printed_at": long_time(fields.Datetime.now()),
            "today": long_date(fields.Datetime.now()),
        }

    def _build_sheet(self, complaint):
        # The end of a step is said; the stage logs are of a complaint that the user may read.
        stage_logs_sudo = complaint.sudo().stage_log_ids
        told = stage_logs_sudo.filtered(lambda one: one.stage_id.role == StageRole.DELIVERY)[-1:]
        rows = [
            ("Nomor aduan", complaint.number),
            ("Diterima", long_time(complaint.registered_at)),
            ("Penanganan selesai", long_time(told.entered_at or complaint.result_ordered_at)),
        ]
        return {
            "complaint": complaint,
            "rows": rows,
            "result": complaint.result_public,
            "seal": self.env["lalisa.report.seal"]._make_seal(
                f"HPA {complaint.number}", [rows, complaint.result_public]
            ),
        }
