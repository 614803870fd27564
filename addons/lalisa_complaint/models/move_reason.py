from odoo import fields, models


class LalisaMoveReason(models.Model):
    """A reason for a return or a way out, chosen from a list beside the free text."""

    _name = "lalisa.move.reason"
    _description = "Reason of a move"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char()
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    to_stage_ids = fields.Many2many(
        "lalisa.stage", string="For moves to", help="Empty: for every move that asks for a reason."
    )
