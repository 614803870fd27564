from odoo import models


class LalisaMessageOutcome(models.AbstractModel):
    """Delivery of a case's messages as staff read it, and the check of who may."""

    _name = "lalisa.message.outcome"
    _description = "Outcome of messages of a case"

    def _on_state_change(self, previous):
        """Close a complaint on its message's receipt; make a task of a message that will never arrive."""
        super()._on_state_change(previous)
        # The outbox knows no complaint; the receipt speaks for the citizen who got the message.
        complaint_sudo = self.env["lalisa.complaint"].sudo().search([("closing_message_id", "=", self.id)], limit=1)
        if complaint_sudo and self.state in ("delivered", "read"):
            self._prove_closing(complaint_sudo)
        elif complaint_sudo and self.state in ("failed", "cancelled"):
            complaint_sudo._note_closing_failed(self)
        elif self.state == "failed" and self.complaint_id:
            self.complaint_id.sudo()._note_not_delivered(self)
        self.conversation_id._tell_staff(self.complaint_id)

    def _prove_closing(self, complaint):
        """Close a complaint whose closing message has arrived."""
        complaint._close_with_proof(self.state)

    def action_retry(self):
        """Send messages again for whoever works their complaint, without a right on messages.

        :raises AccessError: the user may not see one of them
        """
        if self and all(message._is_worked() for message in self):
            # Working the case is the right, as for writing the answer itself.
            return super(LalisaMessageOutcome, self.sudo()).action_retry()
        return super().action_retry()

    def _is_worked(self):
        """Tell whether the acting user works the complaint of this message."""
        complaint = self.sudo().complaint_id.with_env(self.env)
        return bool(complaint) and complaint._acting_staff() and complaint.has_access("read")

    def _may_be_seen(self):
        """Tell whether the acting user may see this message and its files: by its complaint or a right on messages."""
        self.ensure_one()
        return self._is_worked() or self.has_access("read")
