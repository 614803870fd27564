from odoo import api, models

from odoo.addons.lalisa_messaging.tools.driver_types import InboundMessage


class LalisaContact(models.Model):
    """One person, whether people or the Cloud API carry the messages: the telephone number tells."""

    _inherit = "lalisa.contact"

    @api.model
    def _of(self, channel, parsed):
        """Finds the person on the channel itself, and brings along what the manual channel knows of them."""
        if channel.by_hand:
            successor = channel._successor()
            known = self._with_number(successor, parsed) if successor else self.browse()
            return known or super()._of(channel, parsed)
        manual = self._with_number(channel._predecessors(), parsed)
        here = self._with_number(channel, parsed) if manual else self.browse()
        if manual and not here:
            manual._move_to(channel)
        contact = super()._of(channel, parsed)
        if manual and manual != contact:
            manual._merge_into(contact)
        return contact

    def _with_number(self, channels, parsed):
        number = (parsed.phone or parsed.external_id or "").lstrip("+")
        if not channels or not number.isdigit():
            return self.browse()
        return self.search([("channel_id", "in", channels.ids), ("external_id", "=", number)], limit=1)

    def _move_to(self, channel):
        """The person has first written through the Cloud API: the conversation goes on there."""
        conversations = self.env["lalisa.conversation"].search([("contact_id", "=", self.id)])
        self.channel_id = channel
        conversations.channel_id = channel
        conversations.message_ids._settle_by_hand()

    def _merge_into(self, contact):
        """Both channels know the person: one history, the manual one's messages among the others."""
        conversations = self.env["lalisa.conversation"]
        target = conversations._of(contact.channel_id, contact)
        source = conversations.search([("contact_id", "=", self.id), ("id", "!=", target.id)])
        source.message_ids._settle_by_hand()
        for complaint in source.complaint_ids:
            complaint._write_engine({"conversation_id": target.id})
        source.message_ids.conversation_id = target
        contact.reporter_id = contact.reporter_id or self.reporter_id
        contact.privacy_notice_at = contact.privacy_notice_at or self.privacy_notice_at
        target.inbox_at = target.inbox_at or source.inbox_at
        source.unlink()
        self.unlink()

    def _parsed(self, number, name):
        """What a driver would tell of a person with this number."""
        return InboundMessage(
            external_id=number, provider_message_id="", kind="text", name=name or "", phone=f"+{number}"
        )
