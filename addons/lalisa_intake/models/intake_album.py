from odoo import models


class LalisaConversation(models.Model):
    """Photos that a citizen sent as one are heard as one: the caption, on whichever it stands, speaks for all."""

    _inherit = "lalisa.conversation"

    def _on_album(self, messages):
        earlier = self.message_ids.filtered(
            lambda one: one.album == messages[:1].album and one.direction == "inbound"
        ) - messages
        if earlier.complaint_id:
            return self._add_to_album(messages, earlier.complaint_id[:1])
        speaking = messages.filtered("body")[:1] or messages[:1]
        self._on_message(speaking)
        return self._add_to_album(messages - speaking, speaking.complaint_id)

    def _add_to_album(self, messages, complaint):
        """The other parts go where the first has gone, without a word about each."""
        for message in messages:
            message.complaint_id = complaint
            if complaint:
                complaint._learn(message)
        self._tell_staff(complaint)
