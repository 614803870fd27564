from odoo import api, fields, models

from ..models.sop.stage_role import StageRole


class LalisaComplaintMoveWizard(models.TransientModel):
    """Collects what a return or a way out needs, and writes it as a transition of the user."""

    _name = "lalisa.complaint.move.wizard"
    _inherit = "lalisa.wizard"
    _description = "Return or close a complaint"

    complaint_id = fields.Many2one("lalisa.complaint", required=True, readonly=True)
    step_mark = fields.Char(help="Of the complaint, when this form was opened.")
    allowed_stage_ids = fields.Many2many("lalisa.stage", compute="_compute_allowed_stage_ids")
    stage_id = fields.Many2one("lalisa.stage", "Where to", domain="[('id', 'in', allowed_stage_ids)]", required=True)
    stage_code = fields.Char(related="stage_id.code")  # for views that an office has made
    stage_role = fields.Selection(related="stage_id.role")
    reason_id = fields.Many2one(
        "lalisa.move.reason",
        "Reason",
        domain="['|', ('to_stage_ids', '=', False), ('to_stage_ids', 'in', stage_id)]",
    )
    reason = fields.Text("Internal reason", help="For the office alone: no reporter ever reads it.")
    reason_public = fields.Text(
        "For the reporter (optional)",
        help="What the reporter reads beside the reason of the list. Empty: the listed reason alone.",
    )
    reporter_hears = fields.Boolean(compute="_compute_preview")
    preview = fields.Text("The reporter gets", compute="_compute_preview")
    preview_remark = fields.Char("How it reaches them", compute="_compute_preview")
    agency_id = fields.Many2one("lalisa.agency", "Referred to")
    master_id = fields.Many2one("lalisa.complaint", "Main complaint")
    proof = fields.Selection([("alternative", "Told in another way"), ("unconfirmed", "Sent, not confirmed")])
    alternative_how = fields.Selection(
        [
            ("phone", "Telephone"),
            ("visit", "Visit"),
            ("letter", "Letter"),
            ("office", "At the office"),
        ],
        "Told by",
    )
    alternative_who = fields.Char("Told to")
    alternative_at = fields.Datetime("Told at", default=fields.Datetime.now)
    similar_ids = fields.Many2many(related="complaint_id.similar_ids")

    @api.depends("complaint_id")
    def _compute_allowed_stage_ids(self):
        for wizard in self:
            wizard.allowed_stage_ids = wizard.complaint_id._open_targets()

    @api.depends("stage_id", "reason_id", "reason_public", "agency_id")
    def _compute_preview(self):
        """Show what leaves the office; a return inside the office is told to nobody outside."""
        for wizard in self:
            wizard.reporter_hears = wizard.stage_id.kind in ("waiting", "closed")
            told = (wizard.stage_id, wizard.reason_id, wizard.reason_public, wizard.agency_id)
            notice = wizard.complaint_id._preview_notice(*told) if wizard.reporter_hears else (False, False)
            wizard.preview, wizard.preview_remark = notice

    def action_confirm(self):
        """Move the complaint; all that is missing or not allowed is said by the transition."""
        self.ensure_one()
        self.complaint_id.with_context(lalisa_step_mark=self.step_mark)._check_step_shown()
        self.complaint_id.write(self._get_values())
        return {"type": "ir.actions.act_window_close"}

    def _get_values(self):
        values = {
            "stage_id": self.stage_id.id,
            "move_reason_id": self.reason_id.id,
            "move_reason": self.reason,
            "move_reason_public": self.reporter_hears and self.reason_public,
        }
        if self.stage_role == StageRole.REFERRED:
            values["agency_id"] = self.agency_id.id
        elif self.stage_role == StageRole.MERGED:
            values["master_id"] = self.master_id.id
        elif self.stage_role == StageRole.DONE:
            values["closing_proof"] = self.proof
            if self.proof == "alternative":
                values |= {name: self[name] for name in ("alternative_how", "alternative_who", "alternative_at")}
        return values

    @api.onchange("stage_id")
    def _onchange_stage_id(self):
        if self.stage_role == StageRole.MERGED and not self.master_id:
            self.master_id = self.similar_ids[:1]
