from urllib.parse import quote

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

OPEN_STATES = ("queued", "sending", "sent")


class LalisaMessage(models.Model):
    """A message that a person sends from the office's phone, and what that person saw come of it."""

    _inherit = "lalisa.message"

    by_hand = fields.Boolean(related="channel_id.by_hand", store=True)
    ticked_by_id = fields.Many2one("res.users", "Ticks seen by", readonly=True)
    ticked_at = fields.Datetime("Ticks seen at", readonly=True)

    def _is_own_word(self):
        return super()._is_own_word() and self.purpose != "carried"

    def action_open_whatsapp(self):
        """Open WhatsApp with the text, for a person to send.

        :return: the action that opens wa.me
        :raises AccessError: the user is no operator
        :raises UserError: it is not ours to send by hand, or the number is not known
        """
        self.ensure_one()
        message_sudo = self._by_hand_sudo()
        number = message_sudo.conversation_id.contact_id.external_id
        if not number.isdigit():
            raise UserError(self.env._("The telephone number is not known."))
        message_sudo._advance_state("sending", sent_by_id=self.env.uid)
        url = f"https://wa.me/{number}?text={quote(message_sudo.body or '')}"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def action_sent_by_hand(self):
        """Note that a person has sent it.

        :raises AccessError: the user is no operator
        """
        for message in self:
            message._by_hand_sudo()._advance_state("sent", sent_by_id=self.env.uid)

    def action_ticks_seen(self):
        """Note that a person has seen the two ticks: what they saw, who and when, is what the office has as proof.

        :raises AccessError: the user is no operator
        """
        for message in self:
            ticked = {"ticked_by_id": self.env.uid, "ticked_at": fields.Datetime.now()}
            message._by_hand_sudo()._advance_state("delivered", **ticked)

    def _by_hand_sudo(self):
        """Return this message as superuser, after the checks.

        :raises AccessError, UserError: as the actions say
        """
        complaint = self.sudo().complaint_id.with_env(self.env)
        if not complaint._does_intake():
            raise AccessError(self.env._("Messages are sent by hand by the operator."))
        (complaint or self).check_access("read")
        # The operator's word is the right; states are the service's own. The user stays the one who acts.
        message_sudo = self.sudo()
        if not message_sudo.by_hand or message_sudo.direction != "outbound":
            raise UserError(self.env._("This message is not sent by hand."))
        return message_sudo

    def _prove_closing(self, complaint):
        """Record what a person saw as another way of telling, with who and when: it is no receipt."""
        if not self.by_hand:
            return super()._prove_closing(complaint)
        return complaint._close_by_hand(self)

    def _settle_by_hand(self):
        """Nobody will tick them any more: what was opened and not ticked is not known to have left."""
        for message in self.filtered(lambda one: one.state == "sending" and not one.lease_until):
            message._advance_state("uncertain")
