from odoo import api, fields, models

from odoo.addons.lalisa_complaint.models.complaint_visit import TOMBSTONE

SHOWN = 3


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


class LalisaDispatch(models.Model):
    _inherit = "lalisa.dispatch"

    offender_ids = fields.One2many("lalisa.dispatch.offender", "dispatch_id", "Offenders")
    offender_text = fields.Text("Met before", compute="_compute_offender_text")

    @api.depends("offender_ids.name")
    def _compute_offender_text(self):
        """For whom the order or the report names: how often, and what was given the last times."""
        for dispatch in self:
            lines = [dispatch._offender_line(one) for one in dispatch.offender_ids]
            dispatch.offender_text = "\n".join(filter(None, lines))

    def _offender_line(self, offender):
        # As with places: what other teams met, this one must know; cases about members never appear.
        earlier_sudo = self.env["lalisa.dispatch.offender"].sudo().search(
            fields.Domain("name_key", "=", offender.name_key)
            & fields.Domain("dispatch_id", "!=", self._origin.id)
            & fields.Domain("dispatch_id.complaint_id.sop_id.kind", "!=", "member"),
            order="id desc",
        )
        if not offender.name_key or not earlier_sudo:
            return ""
        orders_sudo = earlier_sudo.dispatch_id
        lines = "; ".join(order._earlier_line() for order in orders_sudo[:SHOWN])
        return self.env._(
            "%(name)s - %(count)s time(s) before: %(lines)s",
            name=offender.name,
            count=len(orders_sudo),
            lines=lines,
        )

    def _retain(self):
        super()._retain()
        self.offender_ids.write({"name": TOMBSTONE})
