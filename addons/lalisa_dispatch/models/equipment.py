from odoo import api, fields, models
from odoo.exceptions import ValidationError


class LalisaEquipment(models.Model):
    """What a team takes along: the SOP's four (step 5), and what an office adds."""

    _name = "lalisa.equipment"
    _description = "Equipment"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)


class LalisaCategory(models.Model):
    _inherit = "lalisa.category"

    equipment_ids = fields.Many2many(
        "lalisa.equipment",
        string="Usual equipment",
        help="What an order of this category proposes as ready. Empty: everything.",
    )


class LalisaDispatchEquipment(models.Model):
    """One item of the checklist of an order: taken along, or not needed with a reason."""

    _name = "lalisa.dispatch.equipment"
    _description = "Dispatch equipment"
    _order = "id"

    dispatch_id = fields.Many2one("lalisa.dispatch", required=True, index=True, ondelete="cascade")
    name = fields.Char(required=True)
    state = fields.Selection([("ready", "Ready"), ("not_needed", "Not needed")], required=True, default="ready")
    reason = fields.Char()

    @api.constrains("state", "reason")
    def _check_reason(self):
        for item in self:
            if item.state == "not_needed" and not (item.reason or "").strip():
                raise ValidationError(self.env._("Say why '%s' is not needed.", item.name))

    @api.model
    def _lay_out(self, dispatches):
        """Propose the checklist of the category; nothing on it ever keeps a team from leaving.

        :param dispatches: `lalisa.dispatch` without a checklist
        """
        items = self.env["lalisa.equipment"].search([])
        unusual = {"state": "not_needed", "reason": self.env._("Not usual for this category.")}
        lines = []
        for dispatch in dispatches:
            usual = dispatch.category_id.equipment_ids
            lines += [
                {"dispatch_id": dispatch.id, "name": item.name, **({} if not usual or item in usual else unusual)}
                for item in items
            ]
        # The list is the order's own; whoever may order need not be able to write its lines one by one.
        self.sudo().create(lines)
