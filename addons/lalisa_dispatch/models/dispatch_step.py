from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.lalisa_complaint.models.sop.stage_role import StageRole

PREVIOUS = {
    "departed": "ordered",
    "arrived": "departed",
    "acted": "arrived",
    "reported": "acted",
    "accepted": "reported",
}


STEPS = {
    "departed": "action_depart",
    "arrived": "action_arrive",
    "acted": "action_act",
    "reported": "action_report",
    "accepted": "action_accept",
}


class LalisaDispatchStep(models.AbstractModel):
    """The team's steps. Each writes its time once and moves the complaint by the same transition as everybody."""

    _name = "lalisa.dispatch.step"
    _description = "Steps of a dispatch"

    def _drag_to(self, state):
        """Take the step that a dragged card stands for.

        :raises UserError, AccessError: as the button does; what has another order or another role is refused
        """
        for dispatch in self:
            dispatch._check_follows(state)
            getattr(dispatch, STEPS[state])()
        return True

    @api.depends("state", "complaint_id.stage_log_id")
    def _compute_step_mark(self):
        for dispatch in self:
            # Of the case only a number is told, to whoever may read the order; a report given back has another.
            dispatch.step_mark = f"{dispatch.complaint_id.sudo().stage_log_id.id}-{dispatch.state}"

    def action_depart(self):
        """Note that the team has left."""
        self._team_step("departed")

    def action_arrive(self):
        """Note that the team is on the spot."""
        self._team_step("arrived")

    def action_act(self):
        """Note the first action on the spot, which ends step 5."""
        self._team_step("acted")
        self._carry_on(StageRole.DISPATCH, StageRole.RESOLVE)

    def action_report(self):
        """File the report.

        :raises UserError: findings, actions, outcome or the leader's declaration are missing
        """
        for dispatch in self:
            if not (dispatch.findings and dispatch.actions_taken and dispatch.outcome):
                raise UserError(self.env._("Enter the findings, the actions and the outcome before reporting."))
            if not dispatch.declaration:
                raise UserError(self.env._("The leader's declaration is missing."))
        self._team_step("reported")

    def action_accept(self):
        """Accept the report as the division head, which ends step 6."""
        self._check_step_shown()
        self._take_step("accepted", self._heading_role())
        self._carry_on(StageRole.RESOLVE, StageRole.REPORT)

    def action_return_report(self, reason_id=False, reason=""):
        """Give the report back to the team as the division head; step 6 begins a new stage log."""
        self._check_step_shown()
        self._heading_role()
        for dispatch in self:
            if dispatch.state != "reported":
                raise UserError(self.env._("There is no filed report to give back."))
            dispatch.complaint_id.write(
                {
                    "stage_id": dispatch.complaint_id.sudo()._find_target(StageRole.RESOLVE, forward=False).id,
                    "move_reason_id": reason_id,
                    "move_reason": reason,
                }
            )

    def action_open_return(self):
        """Open the form that asks for the reason."""
        self.ensure_one()
        self._check_step_shown()
        # The mark of the order is not that of its complaint.
        return self.complaint_id.with_context(lalisa_step_mark=False).action_open_move()

    def _reopen_report(self, reason):
        """Let the team write again; what was filed before stays in the chatter of the dispatch."""
        self.sudo()._write_engine({"state": "acted", "return_reason": reason, "declaration": False})

    def _check_follows(self, state):
        """Check that a state follows the present one.

        :raises UserError: `state` is not the next one; the sentence says which is, and whose it is
        """
        following = next((next_ for next_, before in PREVIOUS.items() if before == self.state), None)
        if state == following:
            return
        names = dict(self._fields["state"]._description_selection(self.env))
        if not following:
            raise UserError(self.env._("The report is accepted: this dispatch is finished."))
        whose = "division_head" if following == "accepted" else "response_team"
        raise UserError(
            self.env._(
                "After '%(here)s' comes '%(following)s', by: %(role)s.",
                here=names[self.state],
                following=names[following],
                # A role's name is no secret; not everybody may read groups.
                role=self.env.ref(f"lalisa_complaint.group_{whose}").sudo().name,
            )
        )

    def _team_step(self, state):
        self._check_step_shown()
        self._check_on_team()
        self._take_step(state, "response_team")

    def _check_on_team(self):
        """Check that the user is on the team.

        :raises AccessError: the acting user is not of the team that was sent
        """
        is_team = self.env["lalisa.delegation"]._role_held(["response_team"])
        for dispatch in self:
            if not is_team or self.env.user not in dispatch.leader_id | dispatch.member_ids:
                raise AccessError(self.env._("Only the team that was sent reports its steps."))

    def _take_step(self, state, role):
        for dispatch in self:
            if dispatch.state != PREVIOUS[state]:
                raise UserError(self.env._("The steps of a dispatch follow one another: reload the page."))
            # The acting person's right was checked; the time is the service's own word.
            dispatch.sudo()._write_engine(dispatch._step_values(state, role))
        self._tell_boards()

    def _heading_role(self):
        """Return the role in which the acting user judges a report.

        :raises AccessError: they have none
        """
        role = self.env["lalisa.delegation"]._role_held(["division_head", "agency_head"])
        if not role:
            raise AccessError(self.env._("Only the division head accepts a report or gives it back."))
        return role

    def _carry_on(self, ended, reached):
        """Move the complaint; the team may not write complaints, but the transition asks their own groups.

        :param ended: the `StageRole` of the step that the team's step ends
        :param reached: that of the step after it; a complaint that is there already stays
        """
        for dispatch in self.filtered(lambda one: one.kind == "action"):
            complaint_sudo = dispatch.complaint_id.sudo()
            if complaint_sudo.stage_role == reached:
                continue
            target = complaint_sudo._find_target(reached)
            if not target and complaint_sudo.stage_role == ended:
                # The office has put a step of its own between the two.
                forward = complaint_sudo._forward_transition(complaint_sudo.stage_id)
                target = forward and forward.to_stage_id
            # From elsewhere the transition says why it does not go.
            target = target or self.env["lalisa.stage"].search([("role", "=", reached)], limit=1)
            complaint_sudo.write({"stage_id": target.id})

    def _step_values(self, state, role):
        """Return the stamp of a step: when, and who accepted; a deputy's step of the team is in the chatter.

        :param role: the role in which the acting user takes it
        """
        capacity = self.env["lalisa.delegation"]._capacity_of(self.env.user, role)
        principal = self.env["res.users"].browse(capacity["on_behalf_id"] or ())
        text = self._deputy_text(capacity["capacity"], principal)
        if text:
            self._track_set_log_message(text)
        values = {"state": state, f"{state}_at": fields.Datetime.now()}
        return {**values, "accepted_by_id": self.env.uid, "accepted_as": text} if state == "accepted" else values

    # -- whose turn -----------------------------------------------------------------------------

    @api.depends("state", "complaint_id.warn_at", "complaint_id.deadline_at")
    def _compute_clock(self):
        """Compute the clock, stored and so with the service's own right; an accepted report has none."""
        for dispatch in self:
            running = dispatch.complaint_id if dispatch.state != "accepted" else self.env["lalisa.complaint"]
            dispatch.warn_at = running.warn_at
            dispatch.deadline_at = running.deadline_at

    def _group_to_act(self):
        """Return the role whose turn it is, as an XML id, or None when all is done."""
        if self.state == "accepted":
            return None
        role = "division_head" if self.state == "reported" else "response_team"
        return f"lalisa_complaint.group_{role}"

    @api.depends("state")
    def _compute_acting_name(self):
        for dispatch in self:
            group = dispatch._group_to_act()
            # A role's name is no secret; not everybody may read groups.
            dispatch.acting_name = self.env.ref(group).sudo().name if group else False

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_is_mine_to_do(self):
        for dispatch in self:
            group = dispatch._group_to_act()
            dispatch.is_mine_to_do = bool(group) and self.env.user.has_group(group)

    def _search_is_mine_to_do(self, operator, value):
        if operator != "in":
            return NotImplemented
        states = []
        if self.env.user.has_group("lalisa_complaint.group_response_team"):
            states += ["ordered", "departed", "arrived", "acted"]
        if self.env.user.has_group("lalisa_complaint.group_division_head"):
            states += ["reported"]
        found = fields.Domain("state", "in", states)
        return found if True in value else ~found
