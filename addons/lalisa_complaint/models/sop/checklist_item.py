from odoo import api, fields, models


class LalisaSopChecklistItem(models.Model):
    """One item that must be ticked before a complaint may leave the step (KELENGKAPAN)."""

    _name = "lalisa.sop.checklist.item"
    _inherit = ["lalisa.sop.part"]
    _description = "SOP checklist item"
    _order = "step_id, sequence, id"

    step_id = fields.Many2one("lalisa.sop.step", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    hint = fields.Char()

    @api.model_create_multi
    def create(self, vals_list):
        """Add to what the procedure says; the revisions in memory are read anew."""
        created = super().create(vals_list)
        self._forget_plans()
        return created

    def write(self, vals):
        """Change what the procedure says; the revisions in memory are read anew."""
        done = super().write(vals)
        self._forget_plans()
        return done
