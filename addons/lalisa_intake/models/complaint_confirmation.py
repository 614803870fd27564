from odoo import models

RECEIVED = "Sudah saya terima"


class LalisaComplaint(models.Model):
    """Step 8 on channels that tell nothing of a message's arrival: the reporter says so, by a tap or an answer."""

    _inherit = "lalisa.complaint"

    def _closing_buttons(self):
        """The button below the closing message, where only the reporter can tell that it has arrived.

        :return: [(id, title)]
        """
        connector = self.conversation_id.channel_id._driver() if self.conversation_id else None
        silent = connector is not None and not connector._has_receipts and not connector._by_hand
        return [(f"received:{self.number}", RECEIVED)] if silent else []

    def _confirmed_by_reporter(self):
        """The reporter has said that the result arrived; before it was sent, nobody can have it."""
        self.ensure_one()
        # The outbox knows no complaint; the reporter speaks for the message that they got.
        closing_sudo = self.sudo().closing_message_id
        if self._closing_buttons() and closing_sudo.state in ("sent", "uncertain"):
            self._close_with_proof("confirmed")
