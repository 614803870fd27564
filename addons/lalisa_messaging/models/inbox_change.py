from datetime import timedelta

from odoo import fields, models

from ..tools.retry import NotYet

# An edit may overtake the message that it is of; so long nobody is told that it is not here.
EDIT_PATIENCE = timedelta(seconds=3)


class LalisaWebhookEventChange(models.AbstractModel):
    """Changes as the provider tells of them, in whichever order they and their messages arrive."""

    _name = "lalisa.webhook.event.change"
    _description = "Events that change a message"

    def _hear_messages(self, parts):
        """Store messages, and let their conversation hear at once those that were not here yet.

        :param parts: see `_store_messages`
        :return: whether any of them is new
        """
        messages = self._store_messages(parts)
        if not messages:
            return False
        conversation = messages.conversation_id
        if messages[0].direction == "outbound":
            conversation._on_echo(messages)
        else:
            conversation._on_messages(messages)
        self._apply_early_changes(messages)
        return True

    def _apply_early_changes(self, messages):
        """Apply the edits that came before the messages that they are of."""
        early = self.search(
            [("channel_id", "=", self.channel_id.id), ("awaits", "in", messages.mapped("provider_message_id"))],
            order="id",
        )
        for event in early:
            event.write({"awaits": False, "state": "done", "error": False})
            [change] = event.channel_id._get_driver()._parse_events(event.channel_id, [(event.kind, event.payload)])
            event._change_message(change)

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
        return bool(parsed.if_unknown) and self._hear_messages({self: parsed.if_unknown})

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
