from odoo import api, fields, models


class LalisaComplaint(models.Model):
    """Step 4 in a minute: whom was asked, what they said, when, and perhaps a photo."""

    _inherit = "lalisa.complaint"

    check_at = fields.Datetime(
        "Time of the field check", help="Filled in by itself with the finding; may be corrected."
    )
    check_photo_ids = fields.Many2many(
        "ir.attachment", "lalisa_complaint_check_photo_rel", string="Photos of the field check"
    )

    @api.onchange("check_finding")
    def _onchange_check_finding(self):
        if self.check_finding and not self.check_at:
            self.check_at = fields.Datetime.now()

    def write(self, vals):
        """A finding that comes without its time was found now."""
        done = super().write(vals)
        if vals.get("check_finding") and "check_at" not in vals:
            self.filtered(lambda one: not one.check_at).check_at = fields.Datetime.now()
        return done
