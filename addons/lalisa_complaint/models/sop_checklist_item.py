from odoo import fields, models


class LalisaSopChecklistItem(models.Model):
    """One item that must be ticked before a complaint may leave the step (KELENGKAPAN)."""

    _name = "lalisa.sop.checklist.item"
    _description = "SOP checklist item"
    _order = "step_id, sequence, id"

    step_id = fields.Many2one("lalisa.sop.step", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    hint = fields.Char()
