from odoo import api, fields, models
from odoo.exceptions import ValidationError


class LalisaSopStep(models.Model):
    """What one revision of the SOP says of one stage: who acts, within how many minutes."""

    _name = "lalisa.sop.step"
    _inherit = ["lalisa.sop.part"]
    _description = "SOP step"
    _order = "sop_id, number"
    _rec_name = "official_activity"

    sop_id = fields.Many2one("lalisa.sop", required=True, index=True, ondelete="cascade")
    stage_id = fields.Many2one("lalisa.stage", required=True, ondelete="restrict")
    number = fields.Integer(required=True)
    group_ids = fields.Many2many("res.groups", string="Responsible roles", required=True)
    minutes_max = fields.Integer("Limit (minutes)", required=True)
    minutes_warn = fields.Integer("Warning mark (minutes)", help="Empty: 80 % of the limit. A mark, never a minimum.")
    calendar_id = fields.Many2one("resource.calendar", "Service hours", help="Empty: the clock runs day and night.")
    official_activity = fields.Text()
    official_completeness = fields.Text()
    official_time = fields.Char()
    official_output = fields.Text()
    official_remark = fields.Text()
    checklist_ids = fields.One2many("lalisa.sop.checklist.item", "step_id", copy=True)

    _stage_uniq = models.Constraint("UNIQUE(sop_id, stage_id)", "A revision says something of a stage only once.")

    @api.constrains("minutes_max", "minutes_warn")
    def _check_minutes(self):
        for step in self:
            if step.minutes_max <= 0 or step.minutes_warn < 0:
                raise ValidationError(self.env._("The limit of a step must be above zero."))
            if step.minutes_warn > step.minutes_max:
                raise ValidationError(self.env._("The warning mark cannot lie behind the limit of the step."))

    @api.constrains("calendar_id")
    def _check_zone(self):
        self.calendar_id._lalisa_check_zone()

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
