from datetime import timedelta

from odoo import fields, models

INBOUND_PRECISION = timedelta(minutes=1)


class LalisaWebhookEventMessage(models.AbstractModel):
    """Inbound messages: store what people write in their conversations."""

    _name = "lalisa.webhook.event.message"
    _description = "Events that are messages"

    def _store_messages(self, parts):
        """Store what one person, or the office on its own telephone, sent at once and is not here yet.

        :param parts: {event: `InboundMessage`}
        :return: the new `lalisa.message`s, of which nobody has been told, in the order in which they were written
        """
        messages = self.env["lalisa.message"]
        sent_ids = [part.provider_message_id for part in parts.values()]
        known = messages.search([("channel_id", "=", self.channel_id.id), ("provider_message_id", "in", sent_ids)])
        known_ids = set(known.mapped("provider_message_id"))
        fresh = {event: part for event, part in parts.items() if part.provider_message_id not in known_ids}
        if not fresh:
            return messages
        first = next(iter(fresh.values()))
        conversation = self._find_conversation(first, speaks=not first.from_office)
        ordered = sorted(fresh.items(), key=lambda pair: pair[1].place_in_album)
        messages = messages.create([event._build_message_values(part, conversation) for event, part in ordered])
        if first.from_office:
            # What the office writes in the provider's own app on its telephone: an answer like any other.
            conversation.last_message_at = messages[-1].occurred_at
            return messages
        self._note_heard(
            conversation,
            max(messages.mapped("occurred_at")),
            last_message_at=messages[-1].occurred_at,
            unread_count=conversation.unread_count + len(messages),
        )
        if "waiting" in messages.mapped("media_state"):
            self.env["lalisa.trigger"]._trigger_media()
        return messages

    def _find_conversation(self, parsed, speaks=True):
        """Return the conversation with the person of an event, made when it is new.

        :param parsed: what names a person as `InboundMessage` does
        :param speaks: whether the person does something here, and so can be reached
        """
        contact = self.env["lalisa.contact"]._find_or_create(self.channel_id, parsed)
        conversation = self.env["lalisa.conversation"]._find_or_create(contact)
        if speaks and contact.unreachable:
            conversation._set_reachable(True)
        return conversation

    def _note_heard(self, conversation, moment, **values):
        """Note that a person did something: the time for free answers begins anew.

        :param moment: naive UTC datetime
        :param values: what else changes of the conversation
        """
        conversation.write(
            {
                "last_inbound_at": max(filter(None, [conversation.last_inbound_at, moment])),
                "window_shut": False,
                **values,
            }
        )
        channel, now = self.channel_id, fields.Datetime.now()
        # To the minute: two drains that wrote the row would wait for each other.
        if not channel.last_inbound_at or now - channel.last_inbound_at >= INBOUND_PRECISION:
            # The inbox acts for the channel itself.
            channel.sudo().last_inbound_at = now

    def _build_message_values(self, parsed, conversation):
        """Return the values of the `lalisa.message` that an event is.

        :param parsed: `InboundMessage`
        """
        messages = self.env["lalisa.message"]
        answered, button_id = messages, parsed.button_id
        if parsed.reply_to:
            answered = messages.search(
                [("conversation_id", "=", conversation.id), ("provider_message_id", "=", parsed.reply_to)], limit=1
            )
        if not button_id and parsed.kind == "text" and conversation.last_message_at and not parsed.from_office:
            button_id = self._find_pressed_button(parsed, conversation)
        return {
            "conversation_id": conversation.id,
            "kind": parsed.kind,
            "direction": "outbound" if parsed.from_office else "inbound",
            "state": "sent" if parsed.from_office else "received",
            "body": parsed.body,
            "provider_message_id": parsed.provider_message_id,
            # A clock that runs ahead must not open the window for longer.
            "occurred_at": min(parsed.occurred_at or self.received_at, fields.Datetime.now()),
            "reply_to_id": answered.id,
            "forwarded": parsed.forwarded,
            "button_id": button_id,
            "latitude": parsed.latitude or 0,
            "longitude": parsed.longitude or 0,
            "location_name": parsed.location_name,
            "media_ref": parsed.media_ref,
            "media_mimetype": parsed.media_mimetype,
            "media_name": parsed.media_name,
            "media_state": "failed" if parsed.media_error else "waiting" if parsed.media_ref else False,
            "media_error": parsed.media_error,
            "own_card": parsed.own_card,
            "album": parsed.album,
            "thread_ref": parsed.thread_ref,
            "links": list(parsed.links) or False,
        }

    def _find_pressed_button(self, parsed, conversation):
        """Return the id of the button whose title a text is, or an empty text.

        Beside a way to send a place, channels give back only the title.
        """
        asking = self.env["lalisa.message"].search(
            [
                ("conversation_id", "=", conversation.id),
                ("direction", "=", "outbound"),
                "|",
                ("asks_location", "=", True),
                ("asks_contact", "=", True),
            ],
            order="id desc",
            limit=1,
        )
        return next((number for number, title in asking.buttons or [] if title == parsed.body), "")
