from odoo import models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _weasyprint_report(self):
        """See `report_weasyprint`: our papers are on the office's paper, A4 or F4; other reports as ever."""
        paperformat = super()._weasyprint_report()
        if self.env["res.company"]._lalisa_office().lalisa_paper_size != "f4":
            return paperformat
        for shape in ("", "_landscape"):
            a4 = self.env.ref(f"lalisa_complaint.paperformat_a4{shape}", raise_if_not_found=False)
            if a4 and paperformat == a4:
                return self.env.ref(f"lalisa_complaint.paperformat_f4{shape}")
        return paperformat
