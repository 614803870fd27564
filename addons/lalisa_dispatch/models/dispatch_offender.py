from odoo import api, fields, models


class LalisaDispatchOffender(models.Model):
    """Somebody, or a business, that a dispatch found at fault. Known again by name at the next one."""

    _name = "lalisa.dispatch.offender"
    _description = "Offender"
    _order = "id"

    dispatch_id = fields.Many2one("lalisa.dispatch", required=True, index=True, ondelete="cascade")
    name = fields.Char("Person or business", required=True)
    name_key = fields.Char(compute="_compute_name_key", store=True, index=True)

    @api.depends("name")
    def _compute_name_key(self):
        for offender in self:
            offender.name_key = " ".join((offender.name or "").lower().split())
