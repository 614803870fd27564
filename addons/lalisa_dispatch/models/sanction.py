from odoo import fields, models


class LalisaSanction(models.Model):
    """A rung of the sanction ladder, lowest first. The office's own list: the regulation decides, not the software."""

    _name = "lalisa.sanction"
    _description = "Sanction"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
