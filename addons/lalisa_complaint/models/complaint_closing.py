from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError

from .settings import number_of


class LalisaComplaintClosing(models.AbstractModel):
    """Step 8: done is when the reporter HAS the closing message, or a recorded alternative took place."""

    _name = "lalisa.complaint.closing"
    _description = "Closing of a complaint"

    def _order_closing(self):
        """Called when the Kepala has ordered the result to be told; a channel queues its message here."""

    def _close_with_proof(self, proof):
        """The receipt of the closing message closes the complaint (by the software itself).

        :param proof: 'delivered', 'read' or 'confirmed'
        """
        self.ensure_one()
        if self.stage_code == "duplicate":
            # The receipt of a merged complaint is noted on it, which is closed already: a fact of the channel's.
            self.sudo()._write_engine({"closing_proof": proof})
        if self.stage_code != "delivery":
            return
        done = self.env.ref("lalisa_complaint.stage_done")
        # A receipt is a fact, not a person: only the root user takes the software's own transitions.
        self.with_user(SUPERUSER_ID).write({"stage_id": done.id})
        self.sudo()._write_engine({"closing_proof": proof})

    def _reporter_answered(self):
        """The reporter answered while the complaint waited for them: back to step 2."""
        self.ensure_one()
        if self.stage_code == "waiting_reporter":
            check = self.env.ref("lalisa_complaint.stage_check")
            self.with_user(SUPERUSER_ID).write({"stage_id": check.id})

    @api.depends_context("uid")
    @api.depends("stage_id", "sop_id")
    def _compute_can_record_withdrawal(self):
        for complaint in self:
            complaint.can_record_withdrawal = bool(complaint._receiving_role() and complaint._may_be_withdrawn())

    def _may_be_withdrawn(self):
        """Tell whether the procedure still lets the reporter withdraw."""
        cancelled = self.env.ref("lalisa_complaint.stage_cancelled")
        return any(one.to_stage_id == cancelled for one in self._transitions_out())

    def _receiving_role(self):
        """Return the role in which the user receives this complaint, or None; about members it is the head's."""
        role = "agency_head" if self.sudo().sop_id.kind == "member" else "operator"
        return self.env["lalisa.delegation"]._role_held([role])

    def _withdraw(self):
        """Cancel the complaint on the reporter's own word, as the service itself.

        :return: whether the procedure still allowed it
        """
        self.ensure_one()
        if not self._may_be_withdrawn():
            return False
        cancelled = self.env.ref("lalisa_complaint.stage_cancelled")
        self.with_user(SUPERUSER_ID).write({"stage_id": cancelled.id})
        return True

    def action_record_withdrawal(self):
        """Record that the reporter has withdrawn by telephone, at the office or on the office's own phone.

        The history names the user who recorded it, and the listed reason says how it came.

        :raises AccessError: the user does not receive this complaint
        :raises UserError: the procedure does not allow it any more, or the page was out of date
        """
        self.ensure_one()
        self.check_access("write")
        self._check_step_shown()
        role = self._receiving_role()
        if not role:
            raise AccessError(self.env._("A withdrawal is recorded by whoever receives complaints."))
        if not self._may_be_withdrawn():
            raise UserError(self.env._("From '%s' on it cannot be withdrawn any more.", self.stage_id.name))
        reason = self.env.ref("lalisa_complaint.reason_withdrawn")
        move = {
            "stage_id": self.env.ref("lalisa_complaint.stage_cancelled").id,
            "move_reason_id": reason.id,
            "move_reason": reason.name,
            "move_reason_public": False,
            "closing_proof": False,
        }
        self._transition(move, recorded_as=role)

    def _need_receipt(self, _transition):
        """The software itself asks for nothing more; it moves on the receipt."""

    def _need_alternative(self, _transition):
        if not (self.alternative_how and self.alternative_who and self.alternative_at):
            raise UserError(self.env._("Enter how, to whom and when the result was told."))

    def _need_unconfirmed(self, _transition):
        days = number_of(self.env, "unconfirmed_days")
        since = self.stage_log_id.entered_at
        if fields.Datetime.now() < since + timedelta(days=days):
            raise UserError(
                self.env._(
                    "Without a confirmation it can be closed only after %s days; telephone the reporter meanwhile.",
                    days,
                )
            )
