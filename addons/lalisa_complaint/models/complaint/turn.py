from odoo import api, fields, models
from odoo.exceptions import AccessError


class LalisaComplaintTurn(models.AbstractModel):
    """Say whose turn a complaint is, and let one person take it."""

    _name = "lalisa.complaint.turn"
    _description = "Turn that somebody takes"

    acting_group_ids = fields.Many2many("res.groups", compute="_compute_acting_group_ids")
    is_my_turn = fields.Boolean(compute="_compute_is_my_turn", search="_search_is_my_turn")
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_is_overdue")
    may_acknowledge = fields.Boolean(compute="_compute_may_acknowledge")

    @api.depends("stage_id", "sop_id")
    def _compute_acting_group_ids(self):
        for complaint in self:
            step = complaint.sop_id._get_plan().steps.get(complaint.stage_id.id)
            complaint.acting_group_ids = self.env["res.groups"].browse(step.group_ids if step else ())

    def _turn_role(self):
        """Return the role in which the acting user has the turn here and now, or None."""
        self.ensure_one()
        return self._role_among(self.acting_group_ids.ids)

    @api.depends_context("uid")
    @api.depends("stage_id", "sop_id")
    def _compute_is_my_turn(self):
        mine = self.env.user.all_group_ids
        for complaint in self:
            complaint.is_my_turn = bool(complaint.acting_group_ids & mine)

    def _search_is_my_turn(self, operator, value):
        if operator != "in":
            return NotImplemented
        steps_sudo = self.env["lalisa.sop.step"].sudo().with_context(active_test=False)
        steps = steps_sudo.search([("group_ids", "in", self.env.user.all_group_ids.ids)])
        domains = [
            fields.Domain("sop_id", "=", sop.id) & fields.Domain("stage_id", "in", sop_steps.stage_id.ids)
            for sop, sop_steps in steps.grouped("sop_id").items()
        ]
        # No step is a closed stage; saying so lets the board's own index answer.
        found = fields.Domain.OR(domains) & fields.Domain("closed_at", "=", False)
        return found if True in value else ~found

    @api.depends("deadline_at")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for complaint in self:
            complaint.is_overdue = bool(complaint.deadline_at and complaint.deadline_at < now)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = fields.Domain("deadline_at", "<", fields.Datetime.now())
        return late if True in value else ~late

    def _check_reads_as(self, group):
        """Check the role of the acting user.

        :raises AccessError: the acting user does not hold the role `group` (an XML id)
        """
        if not self.env.user.has_group(group):
            raise AccessError(self.env._("This is for another role."))

    @api.depends_context("uid")
    @api.depends("stage_log_id.event_ids", "stage_id")
    def _compute_may_acknowledge(self):
        for complaint in self:
            complaint.may_acknowledge = complaint.is_my_turn and not complaint.stage_log_id.acknowledged_at

    def action_acknowledge(self):
        """Take the turn: nobody else is called any more.

        :raises AccessError: the turn is another role's
        """
        self.check_access("read")
        for complaint in self:
            role = complaint._turn_role()
            if not role:
                raise AccessError(self.env._("This turn belongs to another role."))
            # The turn is the right; stage logs are the engine's own records.
            complaint.stage_log_id.sudo()._note_acknowledgement(role)
