from odoo import api, models

from odoo.addons.lalisa_messaging.tools.driver_types import InboundMessage


class LalisaContact(models.Model):
    """One person, whether people or the Cloud API carry the messages: the telephone number tells."""

    _inherit = "lalisa.contact"

    @api.model
    def _find_or_create(self, channel, parsed):
        """Return the person on the channel itself, and bring along what the manual channel knows of them."""
        number = (parsed.phone or parsed.external_id or "").lstrip("+")
        others = channel.browse(channel._get_joined_ids(channel.id))
        known, there = self.browse(), self.browse()
        if others and number.isdigit():
            both = self._search_by_ids(others | channel, [number]).filtered(lambda one: one.external_id == number)
            there = both.filtered(lambda one: one.channel_id == channel)
            known = (both - there)[:1]
        if channel.by_hand:
            return known or super()._find_or_create(channel, parsed)
        if known and not there:
            known._move_to(channel)
        contact = super()._find_or_create(channel, parsed)
        if known and known != contact:
            known._merge_into(contact)
        return contact

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
