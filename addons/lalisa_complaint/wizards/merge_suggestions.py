from odoo import api, fields, models


class LalisaComplaintMoveWizard(models.TransientModel):
    """Merging offers the complaints that likely tell of the same event."""

    _inherit = "lalisa.complaint.move.wizard"

    similar_ids = fields.Many2many(related="complaint_id.similar_ids")

    @api.onchange("stage_id")
    def _onchange_stage_id(self):
        if self.stage_code == "duplicate" and not self.master_id:
            self.master_id = self.similar_ids[:1]
