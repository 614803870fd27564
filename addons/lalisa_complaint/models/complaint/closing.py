from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..sop.stage_role import StageRole


class LalisaComplaintClosing(models.AbstractModel):
    """Step 8: done is when the reporter HAS the closing message, or a recorded alternative took place."""

    _name = "lalisa.complaint.closing"
    _description = "Closing of a complaint"

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
    alternative_at = fields.Datetime("Told at")
    can_record_withdrawal = fields.Boolean(compute="_compute_can_record_withdrawal")

    def _order_closing(self):
        """Do nothing: a channel queues its closing message here when the Kepala has ordered the result to be told."""

    def _close_with_proof(self, proof):
        """Close the complaint on the receipt of its closing message, as the software itself.

        :param proof: 'delivered', 'read' or 'confirmed'
        """
        self.ensure_one()
        if self.stage_role == StageRole.MERGED:
            # The receipt of a merged complaint is noted on it, which is closed already: a fact of the channel's.
            self.sudo()._write_engine({"closing_proof": proof})
        if self.stage_role != StageRole.DELIVERY:
            return
        done = self._find_target(StageRole.DONE, by_system=True)
        # A receipt is a fact, not a person: only the root user takes the software's own transitions.
        self.with_user(SUPERUSER_ID).write({"stage_id": done.id})
        self.sudo()._write_engine({"closing_proof": proof})

    def _reporter_answered(self):
        """Put a complaint that waited for its reporter where the software's own way leads from there to a step.

        :return: whether it waited and there is such a way
        """
        self.ensure_one()
        own = (one.to_stage_id for one in self._transitions_out() if one.by_system)
        back = next((stage for stage in own if stage.kind == "step"), None)
        if self.stage_role != StageRole.WAITING or not back:
            return False
        self.with_user(SUPERUSER_ID).write({"stage_id": back.id})
        return True

    @api.depends_context("uid")
    @api.depends("stage_id", "sop_id")
    def _compute_can_record_withdrawal(self):
        for complaint in self:
            complaint.can_record_withdrawal = bool(complaint._receiving_role() and complaint._may_be_withdrawn())

    def _may_be_withdrawn(self):
        """Tell whether the procedure still lets the reporter withdraw."""
        return bool(self._find_target(StageRole.WITHDRAWN, by_system=True))

    def _receiving_role(self):
        """Return the role in which the user receives this complaint, or None; about members it is the head's."""
        role = "agency_head" if self.sudo().sop_id.kind == "member" else "operator"
        return self.env["lalisa.delegation"]._role_held([role])

    def _withdraw_complaint(self):
        """Cancel the complaint on the reporter's own word, as the service itself.

        :return: whether the procedure still allowed it
        """
        self.ensure_one()
        if not self._may_be_withdrawn():
            return False
        self.with_user(SUPERUSER_ID).write({"stage_id": self._find_target(StageRole.WITHDRAWN, by_system=True).id})
        return True

    def _check_may_record_withdrawal(self):
        """Return the role in which the user records that the reporter has withdrawn.

        :raises AccessError: the user does not receive this complaint
        :raises UserError: the procedure does not allow it any more, or the page was out of date
        """
        self.check_access("write")
        self._check_step_shown()
        role = self._receiving_role()
        if not role:
            raise AccessError(self.env._("A withdrawal is recorded by whoever receives complaints."))
        if not self._may_be_withdrawn():
            raise UserError(self.env._("From '%s' on it cannot be withdrawn any more.", self.stage_id.name))
        return role

    def _get_withdrawal_move(self):
        """Return the move of a withdrawal, as `_transition` takes it."""
        reason = self.env.ref("lalisa_complaint.reason_withdrawn")
        return {
            "stage_id": self._find_target(StageRole.WITHDRAWN, by_system=True).id,
            "move_reason_id": reason.id,
            "move_reason": reason.name,
            "move_reason_public": False,
            "closing_proof": False,
        }
