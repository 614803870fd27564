from odoo import api, fields, models

from ..sop.stage_role import StageRole


class LalisaComplaintFieldCheck(models.AbstractModel):
    """Step 4 in a minute: whom was asked, what they said, when, and perhaps a photo."""

    _name = "lalisa.complaint.field.check"
    _description = "Field check of a complaint"

    check_source = fields.Selection(
        [
            ("reporter", "Telephone call to the reporter"),
            ("district", "District order officer"),
            ("village", "Village head"),
            ("patrol", "Nearest patrol"),
            ("team", "Quick reaction team"),
        ],
        "Source of the field check",
    )
    check_finding = fields.Text("Finding of the field check")
    check_at = fields.Datetime(
        "Time of the field check", help="Filled in by itself with the finding; may be corrected."
    )
    check_photo_ids = fields.Many2many(
        "ir.attachment", "lalisa_complaint_check_photo_rel", string="Photos of the field check"
    )

    before_field_check = fields.Boolean(compute="_compute_before_field_check")

    @api.depends("stage_id", "sop_id")
    def _compute_before_field_check(self):
        """Tell whether a complaint is at a step before that of the field check: there is nothing to enter yet."""
        for complaint in self:
            steps = complaint.sop_id._get_plan().steps
            checks = self.env["lalisa.stage"].browse(steps).filtered(lambda one: one.role == StageRole.FIELD_CHECK)
            now = steps.get(complaint.stage_id.id)
            ahead = [now and now.number < steps[one.id].number for one in checks]
            complaint.before_field_check = bool(ahead) and all(ahead)

    @api.onchange("check_finding")
    def _onchange_check_finding(self):
        if self.check_finding and not self.check_at:
            self.check_at = fields.Datetime.now()

    def _stamp_field_check(self, vals):
        """Note now as the time of a finding that came without one."""
        if vals.get("check_finding") and "check_at" not in vals:
            self.filtered(lambda one: not one.check_at).check_at = fields.Datetime.now()
