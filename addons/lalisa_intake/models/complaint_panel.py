from odoo import models
from odoo.exceptions import AccessError, UserError


class LalisaComplaintPanel(models.AbstractModel):
    """The conversation beside the case, for those who work it."""

    _name = "lalisa.complaint.panel"
    _description = "Conversation panel of a complaint"

    def _compute_unread_count(self):
        # Whoever may read the complaint may know that its reporter wrote; not what.
        counts = dict(
            self.env["lalisa.message"]
            .sudo()
            ._read_group([("complaint_id", "in", self.ids), *self._get_unseen_domain()], ["complaint_id"], ["__count"])
        )
        for complaint in self:
            complaint.unread_count = counts.get(complaint.sudo(), 0)

    def _search_unread_count(self, operator, value):
        if operator != ">" or value != 0:
            return NotImplemented
        messages_sudo = self.env["lalisa.message"].sudo()
        unread = messages_sudo.search([("complaint_id", "!=", False), *self._get_unseen_domain()])
        return [("id", "in", unread.complaint_id.ids)]

    @staticmethod
    def _get_unseen_domain():
        return [("direction", "=", "inbound"), ("seen_at", "=", False)]

    def _check_staff(self):
        """Refuse who may not read the complaint, or is none who works complaints.

        :raises AccessError: that
        """
        self.check_access("read")
        if not self._acting_staff():
            raise AccessError(self.env._("The conversation is for those who work the complaint."))

    def _check_operator(self):
        self.check_access("read")
        if not self._does_intake():
            raise AccessError(self.env._("This is for the operator."))

    def conversation_panel(self):
        """Return what was said with the reporter about this complaint, for those who may work it.

        The reporter's name is not part of it, and neither are their other complaints.

        :return: see `lalisa.conversation._build_panel`
        :raises AccessError: the user does not work complaints, or may not read this one
        """
        self.ensure_one()
        self._check_staff()
        # Reading the complaint is the right; messages have no rule of their own for these roles.
        conversation_sudo = self.sudo().conversation_id
        messages_sudo = conversation_sudo.message_ids.filtered(
            lambda one: one.complaint_id in (self.sudo(), one.complaint_id.browse())
        )
        others = self.search([("conversation_id", "=", conversation_sudo.id), ("id", "!=", self.id)])
        return {
            **conversation_sudo._build_panel(messages_sudo, self.sudo()),
            "complaint_id": self.id,
            "others": [{"id": one.id, "number": one.number} for one in others],
            "is_operator": self._does_intake(),
            "may_answer": True,
        }

    def mark_conversation_seen(self):
        """Note that the operator has looked at what the reporter wrote.

        :raises AccessError: the user is no operator; others look without taking it from the operator's list
        """
        self._check_operator()
        # Seeing is noted on the messages, which no role may write.
        conversation_sudo = self.sudo().conversation_id
        conversation_sudo._mark_seen(
            conversation_sudo.message_ids.filtered(lambda one: one.complaint_id in self.sudo())
        )

    def take_over_conversation(self):
        """From automatic answers to a person, and back, from beside the case.

        :raises AccessError: the user does not work complaints, or may not read this one
        """
        self.ensure_one()
        self._check_staff()
        conversation_sudo = self.sudo().conversation_id  # working the case is the right
        conversation_sudo._set_mode("bot" if conversation_sudo.mode == "human" else "human")
        conversation_sudo._tell_staff(self)

    def use_place(self, message_id=None):
        """Take a place that the reporter sent as the one where it happened, as the operator says.

        :param message_id: a `lalisa.message` of this complaint with a place
        :raises AccessError: the user is no operator
        :raises UserError: the message is none of this complaint, or has no place
        """
        self.ensure_one()
        self._check_operator()
        message_sudo = self.env["lalisa.message"].sudo().browse(message_id or 0).exists()
        if message_sudo.complaint_id != self.sudo() or not message_sudo.latitude:
            raise UserError(self.env._("This message holds no place of this complaint."))
        self.write(
            {
                "latitude": message_sudo.latitude,
                "longitude": message_sudo.longitude,
                "location_text": self.location_text or message_sudo.location_name,
                "location_confirmed": True,
            }
        )

    def action_reply(self):
        """Open "Balas Pelapor"."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reply to the reporter"),
            "res_model": "lalisa.reply.composer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_complaint_id": self.id},
        }
