from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .recap import Recap


class LalisaPeriodReport(models.Model):
    """The papers that hold figures: Rekapitulasi, and Kartu Kinerja on one page."""

    _inherit = "lalisa.period.report"

    kind = fields.Selection(
        selection_add=[("recap", "Recap"), ("scorecard", "Scorecard")],
        ondelete={"recap": "cascade", "scorecard": "cascade"},
        default="recap",
    )

    @api.constrains("kind", "format")
    def _check_format(self):
        if any(report.kind == "scorecard" and report.format != "pdf" for report in self):
            raise ValidationError(self.env._("The scorecard is a page to print: choose PDF."))

    @api.model
    def _get_titles(self):
        return super()._get_titles() | {"recap": "Rekapitulasi", "scorecard": "Kartu Kinerja"}

    def _build_tables(self):
        return Recap(self.env, self._get_period()).build_sheets() if self.kind == "recap" else super()._build_tables()

    def _print_pdf(self, progress):
        if self.kind == "register":
            return super()._print_pdf(progress)
        report = f"lalisa_oversight.action_report_{self.kind}"
        return self.env["ir.actions.report"]._render_qweb_pdf(report, self.ids)[0]
