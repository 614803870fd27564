from datetime import timedelta

from odoo import fields, models

from ..tools.driver_types import InboundMessage
from ..tools.retry import NotYet

# An edit may overtake the message that it is of; so long nobody is told that it is not here.
EDIT_PATIENCE = timedelta(seconds=3)
# How long an album waits for its next part; what comes later is added to it.
ALBUM_PATIENCE = timedelta(seconds=2)
ALBUM_MAX = 50


class LalisaWebhookEventChange(models.AbstractModel):
    """Changes as the provider tells of them, in whichever order they and their messages arrive."""

    _name = "lalisa.webhook.event.change"
    _description = "Events that change a message"

    def _take_in_message(self, parsed, alone=False):
        """Store a message with all that was sent with it as one, and let the conversation hear at once what is new.

        The edits that came before the messages that they are of are applied then.

        :param parsed: `InboundMessage`
        :param alone: whether no other part of its album is looked for
        :return: whether any of it is new here
        :raises NotYet: more of its album may come
        """
        messages = self._store_messages({self: parsed} if alone or not parsed.album else self._collect_album(parsed))
        if not messages:
            return False
        conversation = messages.conversation_id
        if messages[0].direction == "outbound":
            conversation._on_echo(messages)
        else:
            conversation._on_messages(messages)
        sent_ids = messages.mapped("provider_message_id")
        early = self.search([("channel_id", "=", self.channel_id.id), ("awaits", "in", sent_ids)], order="id")
        for event in early:
            event.write({"awaits": False, "state": "done", "error": False})
            [change] = event.channel_id._get_driver()._parse_events(event.channel_id, [(event.kind, event.payload)])
            event._change_message(change)
        return True

    def _collect_album(self, parsed):
        """Return all that was sent as one with a message: {event: `InboundMessage`}; the other events are done.

        :raises NotYet: more may come
        """
        followers = self.search(
            [
                ("drain", "=", self.drain),
                ("channel_id", "=", self.channel_id.id),
                ("state", "=", "new"),
                ("conversation_key", "=", self.conversation_key),
                ("id", ">", self.id),
            ],
            order="id",
            limit=ALBUM_MAX,
        )
        told = [(event.kind, event.payload) for event in followers]
        parts, album = {self: parsed}, (parsed.album, parsed.external_id)
        for event, part in zip(
            followers, self.channel_id._get_driver()._parse_events(self.channel_id, told), strict=True
        ):
            if type(part) is InboundMessage and (part.album, part.external_id) == album:
                parts[event] = part
        if max(event.received_at for event in parts) > fields.Datetime.now() - ALBUM_PATIENCE:
            raise NotYet("more of this album may come", ALBUM_PATIENCE.seconds)
        (self.browse(event.id for event in parts) - self).state = "done"
        return parts

    def _change_message(self, parsed):
        """Apply an edit, a revocation or a reaction; of an unknown message only a new text says something.

        :param parsed: `MessageChange`
        :return: whether something changed
        """
        message = self.env["lalisa.message"].search(
            [("channel_id", "=", self.channel_id.id), ("provider_message_id", "=", parsed.target_id)], limit=1
        )
        if message:
            return message._apply_change(parsed)
        if parsed.if_unknown and parsed.keeps:
            return self._wait_for_original(parsed)
        return bool(parsed.if_unknown) and self._take_in_message(parsed.if_unknown, alone=True)

    def _wait_for_original(self, parsed):
        """Keep an edit for the message that it is of; when that does not come soon, tell its author.

        Where messages and their edits come apart, an edit alone makes no message: its words could stand twice.

        :raises NotYet: the message may still come
        """
        if fields.Datetime.now() - self.received_at < EDIT_PATIENCE:
            raise NotYet("the message of this edit has not come yet", EDIT_PATIENCE.seconds, awaits=parsed.target_id)
        self.awaits = parsed.target_id
        self._find_conversation(parsed.if_unknown)._on_lost_edit()
        return False
