from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class LalisaSopRevision(models.AbstractModel):
    """A new revision is drawn up beside the one in force, then takes its place for new complaints."""

    _name = "lalisa.sop.revision"
    _description = "Revisions of a procedure"

    def _compute_complaint_count(self):
        # How many cases run under a revision is no secret; of complaints about members too.
        counts = dict(
            self.env["lalisa.complaint"].sudo()._read_group([("sop_id", "in", self.ids)], ["sop_id"], ["__count"])
        )
        for sop in self:
            sop.complaint_count = counts.get(sop.sudo(), 0)

    def _check_administrator(self):
        if not self.env.user.has_group("lalisa_complaint.group_administrator"):
            raise AccessError(self.env._("The procedure's revisions are the administrator's work."))

    def action_new_revision(self):
        """Return a draft with all steps, moves and words of this one, to be changed before it is put in force.

        :return: the action that shows the draft
        :raises AccessError: the user is not the La-Lisa administrator
        """
        self._check_administrator()
        self.ensure_one()
        draft = self.with_context(active_test=False).copy(
            {
                "active": False,
                "state": "draft",
                "revision": self.revision + 1,
                "revised_on": fields.Date.context_today(self),
                "effective_on": False,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "lalisa.sop",
            "views": [(False, "form")],
            "res_id": draft.id,
        }

    def action_put_in_force(self):
        """Put the draft in force: new complaints begin under it, running ones finish under theirs.

        :raises AccessError: the user is not the La-Lisa administrator
        :raises UserError: it is no draft, or a stage of the board has neither step nor way out
        """
        self._check_administrator()
        self.ensure_one()
        if self.state != "draft":
            raise UserError(self.env._("Only a draft is put in force."))
        self._check_complete()
        before = self.search([("kind", "=", self.kind), ("id", "!=", self.id)])
        before.write({"active": False, "state": "replaced"})
        today = fields.Date.context_today(self)
        self.write({"active": True, "state": "in_force", "effective_on": self.effective_on or today})

    def _check_complete(self):
        """Refuse a draft with a step that has nobody to act or no way on."""
        for step in self.step_ids:
            transitions = self.transition_ids.filtered(lambda a, s=step: a.from_stage_id == s.stage_id and a.forward)
            if not step.group_ids or not transitions:
                raise UserError(self.env._("Step %s has no role, or no main way on.", step.number))
        if not self.step_ids:
            raise UserError(self.env._("A procedure without steps leads nowhere."))
