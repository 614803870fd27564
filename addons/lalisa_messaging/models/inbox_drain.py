import logging
import time
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

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

_logger = logging.getLogger(__name__)
BATCH = 40
MAX_ATTEMPTS = 5
SERIALIZATION_TRIES = 10
# A status may overtake the answer that tells us the message's own id.
STATUS_PATIENCE = timedelta(minutes=15)
# How long an album waits for its next part; what comes later is added to it.
ALBUM_PATIENCE = timedelta(seconds=2)
ALBUM_MAX = 50
# Odoo looks at scheduled moments once a minute; what is due sooner is waited for, looking this often.
SOON, LOOK = 3, 0.2  # seconds


class NotYet(Exception):
    """An event that cannot be handled now and is no failure."""

    def __init__(self, reason, seconds=5):
        super().__init__(reason)
        self.seconds = seconds


class LalisaWebhookEvent(models.Model):
    """The inbox drain: one lane at a time, one conversation strictly in order, one savepoint an event."""

    _inherit = "lalisa.webhook.event"

    @api.model
    def _cron_drain(self, lane):
        """Handles the lane's events until none is left or the job's time is over."""
        while events := self._heads(lane) or self._soon(lane):
            for event in events:
                event._handle_safely()
                if not self.env["ir.cron"]._commit_progress(1):
                    self.env["lalisa.wake"]._inbox([lane])
                    return
        self._wake_for_retries(lane)

    @api.model
    def _heads(self, lane):
        """The oldest waiting event of each conversation; one that waits for its retry holds back its followers."""
        rows = self.env.execute_query(SQL(
            """SELECT e.id FROM lalisa_webhook_event e
                WHERE e.lane = %(lane)s AND e.state = 'new'
                  AND (e.next_attempt_at IS NULL OR e.next_attempt_at <= %(now)s)
                  AND NOT EXISTS (SELECT 1 FROM lalisa_webhook_event p
                       WHERE p.lane = e.lane AND p.state = 'new' AND p.channel_id = e.channel_id
                         AND p.conversation_key = e.conversation_key AND p.id < e.id)
                ORDER BY e.id LIMIT %(batch)s""",
            lane=lane, now=fields.Datetime.now(), batch=BATCH,
        ))
        return self.browse(row[0] for row in rows)

    @api.model
    def _soon(self, lane):
        """The events that become due within a moment; whatever else arrives meanwhile comes first."""
        until, now = time.monotonic() + SOON, fields.Datetime.now()
        soon = [
            ("lane", "=", lane), ("state", "=", "new"), ("next_attempt_at", ">=", now),
            ("next_attempt_at", "<=", now + timedelta(seconds=SOON)),
        ]
        while self.search_count(soon, limit=1) and time.monotonic() < until:
            # A new transaction sees what others have stored.
            self.env.cr.commit()  # pylint: disable=invalid-commit
            time.sleep(LOOK)
            if events := self._heads(lane):
                return events
        return self.browse()

    def _handle_safely(self):
        """Handles one event; a failure is kept with the event and harms no other."""
        self.ensure_one()
        for _attempt in range(SERIALIZATION_TRIES):
            try:
                return self._handle_in_savepoint()
            except psycopg2.errors.SerializationFailure:
                # Another lane wrote the same row at the same moment: nothing is wrong with the event. What was handled
                # before is committed, so a new transaction with a new view of the data loses nothing.
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
        return self._postpone("another lane wrote at the same moment", counted=False)

    def _handle_in_savepoint(self):
        try:
            with self.env.cr.savepoint():
                self.state = "done" if self._handle() else "ignored"
                self.env.flush_all()
        except NotYet as reason:
            self.env.invalidate_all(flush=False)
            self._postpone(str(reason), counted=False, seconds=reason.seconds)
        except psycopg2.errors.SerializationFailure:
            raise
        except Exception as error:  # noqa: BLE001 - one bad event must not stop the others
            self.env.invalidate_all(flush=False)
            _logger.warning("event %s could not be handled (%s)", self.id, type(error).__name__)
            self._postpone(f"{type(error).__name__}: {error}"[:500], counted=True)

    def _postpone(self, reason, counted, seconds=None):
        """:param seconds: until the next attempt; by default the longer, the more have failed"""
        attempts = self.attempts + counted
        dead = attempts >= MAX_ATTEMPTS
        self.write({
            "attempts": attempts,
            "state": "dead" if dead else "new",
            "error": reason,
            "next_attempt_at": fields.Datetime.now() + timedelta(seconds=seconds or 2 ** (attempts + 1)),
        })

    def _wake_for_retries(self, lane):
        waiting = self.search([("lane", "=", lane), ("state", "=", "new"), ("next_attempt_at", "!=", False)])
        if waiting:
            cron = self.env.ref(f"lalisa_messaging.cron_drain_inbox_{lane}").sudo()
            cron._trigger(at=min(waiting.mapped("next_attempt_at")))

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
        known = self._known(parsed)
        if known:
            return not parsed.edited_at and known._complete_history(parsed)
        conversation = self._conversation_of(parsed, speaks=not parsed.from_office)
        message = self._store_message(parsed, conversation)
        if not parsed.from_office:
            conversation._on_message(message)
        return True

    def _known(self, parsed):
        return self.env["lalisa.message"].search([
            ("channel_id", "=", self.channel_id.id), ("provider_message_id", "=", parsed.provider_message_id),
        ], limit=1)

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
        return bool(messages)

    def _waiting_parts(self, parsed):
        """The other events of an album: {event: `InboundMessage`}."""
        followers = self.search([
            ("lane", "=", self.lane), ("channel_id", "=", self.channel_id.id), ("state", "=", "new"),
            ("conversation_key", "=", self.conversation_key), ("id", ">", self.id),
        ], order="id", limit=ALBUM_MAX)
        driver, parts = self.channel_id._driver(), {}
        for event in followers:
            part = driver._parse(self.channel_id, event.kind, event.payload)
            if isinstance(part, InboundMessage) and (part.album, part.external_id) == (
                parsed.album, parsed.external_id
            ):
                parts[event] = part
        return parts

    def _store_message(self, parsed, conversation):
        """:return: the new `lalisa.message`, of which nobody has been told"""
        message = self.env["lalisa.message"].create(self._message_values(parsed, conversation))
        if parsed.from_office:
            conversation.last_message_at = message.occurred_at
            return message
        conversation.write({
            "last_inbound_at": max(filter(None, [conversation.last_inbound_at, message.occurred_at])),
            "window_shut": False,
            "last_message_at": message.occurred_at,
            "unread_count": conversation.unread_count + 1,
        })
        self.channel_id._note_inbound()
        if message.media_state == "waiting":
            self.env["lalisa.wake"]._media()
        return message

    def _hear_group(self, event):
        """What happens in a chat of many people is told to its conversation; no word of it is kept there."""
        contact = self.env["lalisa.contact"]._of_group(self.channel_id, event)
        if event.kind in ("added", "removed"):
            contact._set_reachable(event.kind == "added")
        self.env["lalisa.conversation"]._of(self.channel_id, contact)._on_group(event)
        return True

    def _change(self, parsed):
        """Applies an edit, a revocation or a reaction; of an unknown message only a new text says something."""
        message = self.env["lalisa.message"].search([
            ("channel_id", "=", self.channel_id.id), ("provider_message_id", "=", parsed.target_id),
        ], limit=1)
        if not message:
            return bool(parsed.if_unknown) and self._take_in(parsed.if_unknown)
        return message._apply_change(parsed)

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
        conversation.write({
            "last_inbound_at": max(filter(None, [conversation.last_inbound_at, moment])), "window_shut": False,
        })
        self.channel_id._note_inbound()
        conversation._on_action(action)
        return True

    def _reach(self, told):
        contact = self.env["lalisa.contact"].search([
            ("channel_id", "=", self.channel_id.id), ("external_id", "=", told.external_id),
        ])
        contact._set_reachable(told.reachable)
        return bool(contact)

    def _message_values(self, parsed, conversation):
        now = fields.Datetime.now()
        answered = self.env["lalisa.message"].search([
            ("conversation_id", "=", conversation.id), ("provider_message_id", "=", parsed.reply_to),
        ], limit=1) if parsed.reply_to else self.env["lalisa.message"]
        return {
            "conversation_id": conversation.id, "kind": parsed.kind,
            "direction": "outbound" if parsed.from_office else "inbound",
            "state": "sent" if parsed.from_office else "received",
            "body": parsed.body, "provider_message_id": parsed.provider_message_id,
            # A clock that runs ahead must not open the window for longer.
            "occurred_at": min(parsed.occurred_at or self.received_at, now),
            "reply_to_id": answered.id, "forwarded": parsed.forwarded,
            "button_id": parsed.button_id or self._pressed(parsed, conversation),
            "latitude": parsed.latitude or 0, "longitude": parsed.longitude or 0,
            "location_name": parsed.location_name,
            "media_ref": parsed.media_ref, "media_mimetype": parsed.media_mimetype, "media_name": parsed.media_name,
            "media_state": "failed" if parsed.media_error else "waiting" if parsed.media_ref else False,
            "media_error": parsed.media_error,
            "own_card": parsed.own_card,
            "album": parsed.album, "thread_ref": parsed.thread_ref, "links": list(parsed.links) or False,
            "edited_at": parsed.edited_at and min(parsed.edited_at, now),
        }

    def _pressed(self, parsed, conversation):
        """The button whose title a text is: beside a way to send a place, channels give back only the title.

        :return: its id, or an empty text
        """
        if parsed.kind != "text" or parsed.from_office:
            return ""
        asking = self.env["lalisa.message"].search([
            ("conversation_id", "=", conversation.id), ("direction", "=", "outbound"),
            "|", ("asks_location", "=", True), ("asks_contact", "=", True),
        ], order="id desc", limit=1)
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
        if status.price_category:
            # It comes with one status and not with all, so it is kept whatever the state.
            message.write({"price_category": status.price_category, "billable": status.billable})
        if message.state == "failed" and status.failure_type == "window" and message._as_template():
            # It never arrived: the same message leaves once more, as its template.
            message.write({"state": "queued", "provider_message_id": False, "attempts": 0})
            self.env["lalisa.wake"]._outbox()
        if status.failure_type == "auth":
            # Our own account is at fault: no other message would arrive either.
            self.channel_id._notice(ChannelNotice(status.failure_reason, alarm=True, pause=True))
        return True

    def _message_of(self, status):
        messages = self.env["lalisa.message"].search([
            ("channel_id", "=", self.channel_id.id), ("direction", "=", "outbound"),
            "|", ("provider_message_id", "=", status.provider_message_id),
            ("client_ref", "=", status.client_ref or "-"),
        ], limit=1)
        return messages
