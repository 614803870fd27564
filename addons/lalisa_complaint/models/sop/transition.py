from odoo import api, fields, models


class LalisaSopTransition(models.Model):
    """One allowed move of one revision. What is not a transition is not possible."""

    _name = "lalisa.sop.transition"
    _inherit = ["lalisa.sop.part"]
    _description = "SOP transition"
    _order = "sop_id, from_stage_id, sequence, id"

    sop_id = fields.Many2one("lalisa.sop", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char("Text", translate=True)
    from_stage_id = fields.Many2one("lalisa.stage", "From", required=True, ondelete="restrict")
    to_stage_id = fields.Many2one("lalisa.stage", "To", required=True, ondelete="restrict")
    group_ids = fields.Many2many("res.groups", string="Roles")
    by_system = fields.Boolean("By the software", help="Taken by the software itself on a fact, never by a person.")
    reason_required = fields.Boolean()
    beyond = fields.Boolean("Beyond the SOP's text", help="Added because the work needs it; may be switched off.")
    active = fields.Boolean(default=True)
    forward = fields.Boolean("Main way", help="The move of the one main button of the step's role.")
    passes_on = fields.Boolean(
        "And the next step", help="One press of the main button takes the step after it as well."
    )
    need = fields.Selection(
        [
            ("checks", "Checklist of the step ticked"),
            ("category", "Category set"),
            ("brief", "Draft report written"),
            ("finding", "Source and finding of the field check"),
            ("acted", "The team has acted on the spot"),
            ("reported", "The team's report is filed"),
            ("result", "Public result written"),
            ("agency", "Agency named"),
            ("master", "Main complaint named"),
            ("receipt", "Receipt of the closing message"),
            ("alternative", "Told in another way: who, when, how"),
            ("unconfirmed", "Sent, not confirmed for some days"),
        ],
        help="What must be there before the move.",
    )

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
