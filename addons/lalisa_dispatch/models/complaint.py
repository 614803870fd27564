from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.lalisa_complaint.models.sop.stage_role import StageRole


class LalisaComplaint(models.Model):
    """A case and the teams that were sent to it: what they did opens the way from step 5 and from step 6."""

    _inherit = "lalisa.complaint"

    dispatch_ids = fields.One2many("lalisa.dispatch", "complaint_id")

    def _get_need_checks(self):
        """See `lalisa.complaint`: what the team must have done is asked of its dispatches."""
        own = {"acted": self._check_team_acted, "reported": self._check_team_reported}
        return super()._get_need_checks() | own

    def _check_team_acted(self):
        if not self._dispatch_in("acted", "reported", "accepted"):
            raise UserError(self.env._("The team has not reported its first action on the spot yet."))

    def _check_team_reported(self):
        if not self._dispatch_in("reported", "accepted"):
            raise UserError(self.env._("The team has not filed its report yet."))

    def _dispatch_in(self, *states):
        # The transition looks at the team's work itself, whatever the mover may read.
        dispatches_sudo = self.sudo().dispatch_ids
        return dispatches_sudo.filtered(lambda one: one.kind == "action" and one.state in states)

    def _after_move(self, stage_log, previous_stage):
        """Open a report to the team again that was given back, by Kabid or Kepala."""
        super()._after_move(stage_log, previous_stage)
        if self.stage_role == StageRole.RESOLVE and stage_log.result == "returned":
            # The return was the mover's right; that the report opens again is its consequence.
            filed = self.sudo().dispatch_ids.filtered(lambda one: one.state in ("reported", "accepted"))
            filed._reopen_report(stage_log.reason or stage_log.reason_public or stage_log.reason_id.name)

    def _apply_retention(self):
        """Take the words and pictures of the orders out with those of the case."""
        super()._apply_retention()
        self.dispatch_ids._apply_retention()


class LalisaStageLog(models.Model):
    _inherit = "lalisa.stage.log"

    def _people_of(self, role, group, stand_in):
        """Tell the team in the field only of what it was sent to."""
        if role != "response_team":
            return super()._people_of(role, group, stand_in)
        dispatches = self.complaint_id.dispatch_ids
        return dispatches.leader_id | dispatches.member_ids
