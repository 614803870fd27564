from odoo import api, models


class LalisaDispatch(models.Model):
    """The duty order's official number: typed by hand, or the next of the office's sequence."""

    _inherit = "lalisa.dispatch"

    @api.model_create_multi
    def create(self, vals_list):
        dispatches = super().create(vals_list)
        for dispatch in dispatches:
            # The office's setting and its sequence are no secret, and whoever orders a team out needs the number.
            company_sudo = dispatch.complaint_id.sudo().company_id
            if company_sudo.lalisa_duty_order_numbering == "sequence" and not dispatch.duty_order_number:
                sequence_sudo = self.env["ir.sequence"].sudo()
                dispatch.duty_order_number = sequence_sudo.next_by_code("lalisa.duty.order")
        return dispatches
