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
from ..tools.retry import NotYet

# Which method does what an event means, by what the driver's `_parse_events` makes of it.
METHODS = {
    InboundMessage: "_take_in_message",
    MessageChange: "_change_message",
    InboundAction: "_take_in_action",
    GroupEvent: "_take_in_group_event",
    DeliveryStatus: "_apply_status",
    Reachability: "_apply_reachability",
    IdentityChange: "_apply_identity",
    ChannelNotice: "_apply_notice",
}
# A status may overtake the answer that tells us the message's own id.
STATUS_PATIENCE = timedelta(minutes=15)


class LalisaWebhookEventDrain(models.AbstractModel):
    """The inbox drain: what each kind of event means."""

    _name = "lalisa.webhook.event.drain"
    _description = "Drain of the inbox"

    def _handle_event(self):
        """Do what an event means, see `METHODS`.

        :return: whether the event meant something to us
        """
        [parsed] = self.channel_id._get_driver()._parse_events(self.channel_id, [(self.kind, self.payload)])
        return parsed is not None and getattr(self, METHODS[type(parsed)])(parsed)

    def _take_in_action(self, action):
        """Let the conversation hear a tap or a command: no message of the person, but a sign that they are there.

        :param action: `InboundAction`
        """
        conversation = self._find_conversation(action)
        self._note_heard(conversation, min(action.occurred_at or self.received_at, fields.Datetime.now()))
        conversation._on_action(action)
        return True

    def _take_in_group_event(self, event):
        """Tell the conversation of a chat of many people what happens there; no word of it is kept.

        :param event: `GroupEvent`
        """
        contact = self.env["lalisa.contact"]._find_or_create_group(self.channel_id, event)
        conversation = self.env["lalisa.conversation"]._find_or_create(contact)
        if event.kind in ("added", "removed"):
            conversation._set_reachable(event.kind == "added")
        conversation._on_group(event)
        return True

    def _apply_reachability(self, told):
        """Keep whether messages arrive at a person.

        :param told: `Reachability`
        :return: whether the person is known here
        """
        contact = self.env["lalisa.contact"].search(
            [("channel_id", "=", self.channel_id.id), ("external_id", "=", told.external_id)]
        )
        if contact and contact.unreachable == told.reachable:
            self.env["lalisa.conversation"]._find_or_create(contact)._set_reachable(told.reachable)
        return bool(contact)

    def _apply_identity(self, change):
        """Give a person new ids.

        :param change: `IdentityChange`
        :return: whether the person is known here
        """
        return self.env["lalisa.contact"]._change_ids(self.channel_id, change)

    def _apply_notice(self, notice):
        """Keep what the provider says of the account.

        :param notice: `ChannelNotice`
        """
        self.channel_id._keep_notice(notice)
        return True

    def _apply_status(self, status):
        """Apply a delivery status to the message of ours that it speaks of.

        :param status: `DeliveryStatus`
        :return: whether there is such a message
        :raises NotYet: the message may not know its own id yet
        """
        message = self._find_message_of_status(status)
        if not message:
            if fields.Datetime.now() - self.received_at < STATUS_PATIENCE:
                raise NotYet("the message of this status is not known yet")
            return False
        values = {"provider_message_id": message.provider_message_id or status.provider_message_id}
        if status.state == "failed":
            values |= {"failure_type": status.failure_type, "failure_reason": status.failure_reason}
        message._advance_state(status.state, **values)
        message._apply_aftermath(status.aftermath, status.failure_reason)
        if status.state == "delivered":
            message.conversation_id._set_reachable(True)
        if status.price_category:
            # It comes with one status and not with all, so it is kept whatever the state.
            message.write({"price_category": status.price_category, "billable": status.billable})
        if message.state == "failed" and status.failure_type == "window" and message._switch_to_template():
            # It never arrived: the same message leaves once more, as its template.
            message.write({"state": "queued", "provider_message_id": False, "attempts": 0})
            self.env["lalisa.trigger"]._trigger_outbox()
        if status.failure_type == "auth":
            # Our own account is at fault: no other message would arrive either.
            self.channel_id._keep_notice(ChannelNotice(status.failure_reason, alarm=True, pause=True))
        return True

    def _find_message_of_status(self, status):
        """Return the message of ours that a status speaks of."""
        return self.env["lalisa.message"].search(
            [
                ("channel_id", "=", self.channel_id.id),
                ("direction", "=", "outbound"),
                "|",
                ("provider_message_id", "=", status.provider_message_id),
                ("client_ref", "=", status.client_ref or "-"),
            ],
            limit=1,
        )
