from odoo import fields, models

from .wording import long_time


class ReportSop(models.AbstractModel):
    """The SOP itself, cell by cell in its own words, for the wall of the office."""

    _name = "report.lalisa_complaint.report_sop"
    _description = "SOP"

    def _get_report_values(self, docids, data=None):
        sops = self.env["lalisa.sop"].browse(docids)
        sops.check_access("read")
        return {
            "docs": sops,
            "company": self.env["res.company"]._lalisa_office(),
            "title": ", ".join(sops.mapped("name")),
            "stylesheets": ["/lalisa_complaint/static/src/print/report.css"],
            "printed_at": long_time(fields.Datetime.now()),
        }
