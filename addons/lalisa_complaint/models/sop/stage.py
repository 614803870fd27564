from odoo import fields, models


class LalisaStage(models.Model):
    """A column of the board. Codes are stable and shared by all revisions of the SOP."""

    _name = "lalisa.stage"
    _description = "Stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [("step", "SOP step"), ("waiting", "Waiting"), ("closed", "Closed")],
        required=True,
        default="step",
        readonly=True,
    )
    fold = fields.Boolean("Folded on the board")

    _code_uniq = models.Constraint("UNIQUE(code)", "A stage with this code exists already.")
