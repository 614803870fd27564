from odoo import api, models

from odoo.addons.lalisa_messaging.tools.driver_types import InboundMessage


class LalisaContact(models.Model):
    """One person, whether people or the Cloud API carry the messages: the telephone number tells."""

    _inherit = "lalisa.contact"

    @api.model
    def _find_or_create(self, channel, parsed):
        """Return the person on the channel itself, and bring along what the manual channel knows of them."""
        if channel.by_hand:
            successor = channel._get_successor()
            known = self._find_by_number(successor, parsed) if successor else self.browse()
            return known or super()._find_or_create(channel, parsed)
        predecessors = channel.browse(channel._get_predecessor_ids(channel.id))
        manual = self._find_by_number(predecessors, parsed) if predecessors else self.browse()
        if manual and not self._find_by_number(channel, parsed):
            manual._move_to(channel)
        contact = super()._find_or_create(channel, parsed)
        if manual and manual != contact:
            manual._merge_into(contact)
        return contact

    @api.model
    def _find_by_number(self, channels, parsed):
        """Return the person with the telephone number of a parsed message on one of the channels."""
        number = (parsed.phone or parsed.external_id or "").lstrip("+")
        if not number.isdigit():
            return self.browse()
        return self.search([("channel_id", "in", channels.ids), ("external_id", "=", number)], limit=1)

    def _move_to(self, channel):
        """Move a person who has first written through the Cloud API: the conversation goes on there."""
        conversations = self.env["lalisa.conversation"].search([("contact_id", "=", self.id)])
        self.channel_id = channel
        conversations.channel_id = channel
        conversations.message_ids._settle_by_hand()

    def _merge_into(self, contact):
        """Make one history of a person whom both channels know, the manual one's messages among the others."""
        conversations = self.env["lalisa.conversation"]
        target = conversations._find_or_create(contact)
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

    def _build_parsed(self, number, name):
        """Return what a driver would tell of a person with this number."""
        return InboundMessage(
            external_id=number, provider_message_id="", kind="text", name=name or "", phone=f"+{number}"
        )
