from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class LalisaComplaintAction(models.AbstractModel):
    """Buttons of a complaint: each collects a target and writes it as a transition."""

    _name = "lalisa.complaint.action"
    _description = "Buttons of a complaint"

    advance_label = fields.Char(compute="_compute_advance_label")
    can_advance = fields.Boolean(compute="_compute_advance_label")
    has_other_ways = fields.Boolean(compute="_compute_advance_label")
    acting_names = fields.Char("Turn of", compute="_compute_acting_names")
    path = fields.Json(compute="_compute_path")

    @api.depends_context("uid", "lang")
    @api.depends("stage_id", "sop_id")
    def _compute_advance_label(self):
        for complaint in self:
            transition = complaint._forward_transition(complaint.stage_id)
            following = transition and complaint._forward_transition(transition.to_stage_id)
            if following and transition.passes_on:
                transition = following
            complaint.advance_label = transition and (transition.name or transition.to_stage_id.name)
            complaint.can_advance = bool(transition and complaint._acting_role(transition))
            complaint.has_other_ways = bool(complaint._open_targets())

    @api.depends_context("lang")
    @api.depends("stage_id", "sop_id")
    def _compute_acting_names(self):
        for complaint in self:
            step = complaint.sop_id._get_plan().steps.get(complaint.stage_id.id)
            complaint.acting_names = step.role_names if step else ""

    def _compute_path(self):
        """Compute the SOP as a row of steps for the form: number, name, limit, minutes used, state."""
        for complaint in self:
            # The procedure is no secret; the stage logs are those of a complaint that the user may read.
            complaint_sudo = complaint.sudo()
            complaint.path = [complaint_sudo._path_step(step) for step in complaint_sudo.sop_id.step_ids]

    def _path_step(self, step):
        stage_logs = self.stage_log_ids.filtered(lambda stage_log: stage_log.stage_id == step.stage_id)
        last = stage_logs[-1:]
        running = fields.Datetime.now() - last.entered_at if last and not last.left_at else timedelta()
        state = "todo"
        if last:
            state = "current" if not last.left_at else ("late" if last.breached else "done")
        return {
            "number": step.number,
            "name": step.stage_id.name,
            "output": step.official_output or "",
            "limit": step.minutes_max,
            "used": round(sum(stage_logs.mapped("minutes_used")) + running.total_seconds() / 60, 1),
            "state": state,
        }

    def _forward_transition(self, stage):
        """Return the one main way (Transition) out of a stage under this complaint's SOP; None where there is none."""
        return next((one for one in self.sop_id._transitions_from(stage) if one.forward), None)

    @api.depends("stage_log_id")
    def _compute_step_mark(self):
        for complaint in self:
            # Of the stage log only its number is told, to whoever may read the complaint.
            complaint.step_mark = str(complaint.sudo().stage_log_id.id)

    @api.onchange("category_id")
    def _onchange_category_id(self):
        """Show on a new complaint how its category is protected; what was set by hand stays."""
        if not self._origin and self.confidentiality == "open":
            self.confidentiality = self.category_id.default_confidentiality or "open"

    def action_advance(self):
        """Take the one main button's way, through two steps where they are one role's.

        :raises UserError, AccessError: as `_transition` does, or the page is out of date; nothing has moved then
        """
        self._check_step_shown()
        for complaint in self:
            transition = complaint._forward_transition(complaint.stage_id)
            complaint._advance_once()
            if transition.passes_on and complaint._forward_transition(transition.to_stage_id):
                complaint._advance_once()
        return True

    def _advance_once(self):
        transition = self._forward_transition(self.stage_id)
        if not transition:
            raise UserError(self.env._("There is no further step from '%s'.", self.stage_id.name))
        self.write({"stage_id": transition.to_stage_id.id})

    def action_open_move(self):
        """Open the form for every other way: return, referral, merging, closing."""
        self.ensure_one()
        self._check_step_shown()
        if not self._open_targets():
            raise AccessError(self.env._("None of the other ways from here belongs to your role."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Return or close"),
            "res_model": "lalisa.complaint.move.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_complaint_id": self.id, "default_step_mark": self.step_mark},
        }

    def _open_targets(self):
        """Return the stages to which the acting user may send this complaint beside the main way."""
        transitions = [one for one in self._transitions_out() if not one.forward and self._acting_role(one)]
        return self.env["lalisa.stage"].union(*(one.to_stage_id for one in transitions))
