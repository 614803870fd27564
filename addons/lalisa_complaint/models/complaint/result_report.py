from odoo import models


class LalisaComplaintResultReport(models.AbstractModel):
    """Print the result of a complaint for its reporter."""

    _name = "lalisa.complaint.result.report"
    _description = "Paper of a result"

    def _result_report(self):
        """Return the paper of the result for its reporter, who asks on their page or in a chat.

        :return: (file name, PDF bytes), or None while there is no result to tell
        """
        self.ensure_one()
        if not self._has_public_result():
            return None
        report = "lalisa_complaint.action_report_result"
        # The reporter is no user; their token or their conversation was their right, and the paper is made for them.
        reports_sudo = self.env["ir.actions.report"].sudo()
        content = reports_sudo._render_qweb_pdf(report, self.ids)[0]
        return f"Hasil-Aduan-{self.number}.pdf", content
