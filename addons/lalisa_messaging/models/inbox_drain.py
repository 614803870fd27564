from datetime import timedelta

from odoo import fields, models

from ..tools.driver_types import (
    ChannelNotice,
    DeliveryStatus,
    GroupEvent,
    IdentityChange,
    InboundAction,
    InboundMessage,
    MessageChange,
    Reachability,
)
from .inbox_queue import NotYet

# A status may overtake the answer that tells us the message's own id.
STATUS_PATIENCE = timedelta(minutes=15)
# How long an album waits for its next part; what comes later is added to it.
ALBUM_PATIENCE = timedelta(seconds=2)
ALBUM_MAX = 50


class LalisaWebhookEventDrain(models.AbstractModel):
    """The inbox drain: what each kind of event means."""

    _name = "lalisa.webhook.event.drain"
    _description = "Drain of the inbox"

    def _handle(self):
        """:return: whether the event meant something to us"""
        parsed = self.channel_id._driver()._parse(self.channel_id, self.kind, self.payload)
        if isinstance(parsed, InboundMessage):
            return self._take_in_album(parsed) if parsed.album else self._take_in(parsed)
        if isinstance(parsed, DeliveryStatus):
            return self._settle(parsed)
        if isinstance(parsed, InboundAction):
            return self._act(parsed)
        if isinstance(parsed, MessageChange):
            return self._change(parsed)
        if isinstance(parsed, IdentityChange):
            return self.env["lalisa.contact"]._rename(self.channel_id, parsed)
        if isinstance(parsed, ChannelNotice):
            self.channel_id._notice(parsed)
            return True
        if isinstance(parsed, GroupEvent):
            return self._hear_group(parsed)
        return self._reach(parsed) if isinstance(parsed, Reachability) else False

    def _take_in(self, parsed):
        """Stores an inbound message and tells the conversation; one that is here already is not told twice."""
        if self._known(parsed):
            return False
        conversation = self._conversation_of(parsed, speaks=not parsed.from_office)
        message = self._store_message(parsed, conversation)
        if not parsed.from_office:
            conversation._on_message(message)
        self._make_up_for(message)
        return True

    def _known(self, parsed):
        return self.env["lalisa.message"].search(
            [
                ("channel_id", "=", self.channel_id.id),
                ("provider_message_id", "=", parsed.provider_message_id),
            ],
            limit=1,
        )

    def _take_in_album(self, parsed):
        """Stores all that was sent as one together, in its order, and tells the conversation once."""
        parts = {self: parsed, **self._waiting_parts(parsed)}
        quiet_since = fields.Datetime.now() - ALBUM_PATIENCE
        if max(event.received_at for event in parts) > quiet_since:
            raise NotYet("more of this album may come", ALBUM_PATIENCE.seconds)
        fresh = {event: part for event, part in parts.items() if not event._known(part)}
        conversation = self._conversation_of(parsed)
        messages = self.env["lalisa.message"]
        for event, part in sorted(fresh.items(), key=lambda pair: pair[1].place_in_album):
            messages |= event._store_message(part, conversation)
        (self.browse(event.id for event in parts) - self).state = "done"
        if messages:
            conversation._on_album(messages)
            self._make_up_for(messages)
        return bool(messages)

    def _waiting_parts(self, parsed):
        """The other events of an album: {event: `InboundMessage`}."""
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
        driver, parts = self.channel_id._driver(), {}
        for event in followers:
            part = driver._parse(self.channel_id, event.kind, event.payload)
            if isinstance(part, InboundMessage) and (part.album, part.external_id) == (
                parsed.album,
                parsed.external_id,
            ):
                parts[event] = part
        return parts

    def _store_message(self, parsed, conversation):
        """:return: the new `lalisa.message`, of which nobody has been told"""
        message = self.env["lalisa.message"].create(self._message_values(parsed, conversation))
        if parsed.from_office:
            # What the office writes in the provider's own app on its telephone: an answer like any other.
            conversation.last_message_at = message.occurred_at
            conversation._on_echo(message)
            return message
        conversation.write(
            {
                "last_inbound_at": max(filter(None, [conversation.last_inbound_at, message.occurred_at])),
                "window_shut": False,
                "last_message_at": message.occurred_at,
                "unread_count": conversation.unread_count + 1,
            }
        )
        self.channel_id._note_inbound()
        if message.media_state == "waiting":
            self.env["lalisa.trigger"]._trigger_media()
        return message

    def _hear_group(self, event):
        """What happens in a chat of many people is told to its conversation; no word of it is kept there."""
        contact = self.env["lalisa.contact"]._of_group(self.channel_id, event)
        if event.kind in ("added", "removed"):
            contact._set_reachable(event.kind == "added")
        self.env["lalisa.conversation"]._of(self.channel_id, contact)._on_group(event)
        return True

    def _conversation_of(self, parsed, speaks=True):
        """The conversation with the person of an event; a person who speaks can be reached."""
        contact = self.env["lalisa.contact"]._of(self.channel_id, parsed)
        if speaks:
            contact._set_reachable(True)
        return self.env["lalisa.conversation"]._of(self.channel_id, contact)

    def _act(self, action):
        """A tap or a command: no message of the person, but a sign that they are there."""
        conversation = self._conversation_of(action)
        moment = min(action.occurred_at or self.received_at, fields.Datetime.now())
        conversation.write(
            {
                "last_inbound_at": max(filter(None, [conversation.last_inbound_at, moment])),
                "window_shut": False,
            }
        )
        self.channel_id._note_inbound()
        conversation._on_action(action)
        return True

    def _reach(self, told):
        contact = self.env["lalisa.contact"].search(
            [
                ("channel_id", "=", self.channel_id.id),
                ("external_id", "=", told.external_id),
            ]
        )
        contact._set_reachable(told.reachable)
        return bool(contact)

    def _message_values(self, parsed, conversation):
        now = fields.Datetime.now()
        answered = (
            self.env["lalisa.message"].search(
                [
                    ("conversation_id", "=", conversation.id),
                    ("provider_message_id", "=", parsed.reply_to),
                ],
                limit=1,
            )
            if parsed.reply_to
            else self.env["lalisa.message"]
        )
        return {
            "conversation_id": conversation.id,
            "kind": parsed.kind,
            "direction": "outbound" if parsed.from_office else "inbound",
            "state": "sent" if parsed.from_office else "received",
            "body": parsed.body,
            "provider_message_id": parsed.provider_message_id,
            # A clock that runs ahead must not open the window for longer.
            "occurred_at": min(parsed.occurred_at or self.received_at, now),
            "reply_to_id": answered.id,
            "forwarded": parsed.forwarded,
            "button_id": parsed.button_id or self._pressed(parsed, conversation),
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

    def _pressed(self, parsed, conversation):
        """The button whose title a text is: beside a way to send a place, channels give back only the title.

        :return: its id, or an empty text
        """
        if parsed.kind != "text" or parsed.from_office or not conversation.last_message_at:
            return ""
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

    def _settle(self, status):
        """Applies a delivery status to the message of ours that it speaks of."""
        message = self._message_of(status)
        if not message:
            if fields.Datetime.now() - self.received_at < STATUS_PATIENCE:
                raise NotYet("the message of this status is not known yet")
            return False
        values = {"provider_message_id": message.provider_message_id or status.provider_message_id}
        if status.state == "failed":
            values |= {"failure_type": status.failure_type, "failure_reason": status.failure_reason}
        message._advance(status.state, **values)
        message._face(status.aftermath, status.failure_reason)
        if status.state == "delivered":
            message.conversation_id.contact_id._set_reachable(True)
        if status.price_category:
            # It comes with one status and not with all, so it is kept whatever the state.
            message.write({"price_category": status.price_category, "billable": status.billable})
        if message.state == "failed" and status.failure_type == "window" and message._as_template():
            # It never arrived: the same message leaves once more, as its template.
            message.write({"state": "queued", "provider_message_id": False, "attempts": 0})
            self.env["lalisa.trigger"]._trigger_outbox()
        if status.failure_type == "auth":
            # Our own account is at fault: no other message would arrive either.
            self.channel_id._notice(ChannelNotice(status.failure_reason, alarm=True, pause=True))
        return True

    def _message_of(self, status):
        messages = self.env["lalisa.message"].search(
            [
                ("channel_id", "=", self.channel_id.id),
                ("direction", "=", "outbound"),
                "|",
                ("provider_message_id", "=", status.provider_message_id),
                ("client_ref", "=", status.client_ref or "-"),
            ],
            limit=1,
        )
        return messages
