from odoo import api, fields, models


class LalisaComplaintFieldCheck(models.AbstractModel):
    """Step 4 in a minute: whom was asked, what they said, when, and perhaps a photo."""

    _name = "lalisa.complaint.field.check"
    _description = "Field check of a complaint"

    @api.onchange("check_finding")
    def _onchange_check_finding(self):
        if self.check_finding and not self.check_at:
            self.check_at = fields.Datetime.now()

    def _stamp_field_check(self, vals):
        """Note now as the time of a finding that came without one."""
        if vals.get("check_finding") and "check_at" not in vals:
            self.filtered(lambda one: not one.check_at).check_at = fields.Datetime.now()
