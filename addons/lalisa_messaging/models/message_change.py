from datetime import timedelta

from odoo import fields, models

from .inbox_queue import NotYet

# An edit may overtake the message that it is of; so long nobody is told that it is not here.
EDIT_PATIENCE = timedelta(seconds=3)
MAX_POINTS = 50  # of one live place


class LalisaMessageChange(models.AbstractModel):
    """What happens to a message after it came: edits, revocations, reactions. What was said first is never lost."""

    _name = "lalisa.message.change"
    _description = "Later changes of a message"

    def _apply_change(self, change):
        """Applies a `MessageChange` and tells the conversation; one that changes nothing tells nobody.

        :return: whether something changed
        """
        self.ensure_one()
        moment = min(change.occurred_at or fields.Datetime.now(), fields.Datetime.now())
        if change.change == "reaction":
            values = {"reaction": change.body or False}
        elif change.change == "moved":
            values = self._moved(change, moment)
        elif change.change == "revoked":
            values = {"revoked_at": self.revoked_at or moment}
        elif change.body == self.body or (self.edited_at and self.edited_at > moment):
            values = {}
        else:
            earlier = [*(self.earlier_bodies or []), {"body": self.body or "", "until": moment.isoformat()}]
            values = {"body": change.body, "edited_at": moment, "earlier_bodies": earlier}
        if all(self[name] == value for name, value in values.items()):
            return False
        self.write(values)
        self.conversation_id._on_change(self, change)
        return True

    def _moved(self, change, moment):
        """Notes one more point of a live place; the first stays the place of the message."""
        points = self.later_points or []
        spot = [change.latitude, change.longitude]
        if None in spot or spot in ([self.latitude, self.longitude], *(one["point"] for one in points[-1:])):
            return {}
        return {"later_points": [*points[-MAX_POINTS + 1 :], {"point": spot, "at": moment.isoformat()}]}


class LalisaWebhookEventChange(models.AbstractModel):
    """Changes as the provider tells of them, in whichever order they and their messages arrive."""

    _name = "lalisa.webhook.event.change"
    _description = "Events that change a message"

    def _change(self, parsed):
        """Applies an edit, a revocation or a reaction; of an unknown message only a new text says something."""
        message = self.env["lalisa.message"].search(
            [
                ("channel_id", "=", self.channel_id.id),
                ("provider_message_id", "=", parsed.target_id),
            ],
            limit=1,
        )
        if message:
            return message._apply_change(parsed)
        if parsed.if_unknown and parsed.keeps:
            return self._wait_for_original(parsed)
        return bool(parsed.if_unknown) and self._take_in(parsed.if_unknown)

    def _wait_for_original(self, parsed):
        """Where messages and their edits come apart, an edit alone makes no message: its words could stand twice.

        It is kept for the message that it is of; when that does not come soon, its author is told.
        """
        if fields.Datetime.now() - self.received_at < EDIT_PATIENCE:
            raise NotYet("the message of this edit has not come yet", EDIT_PATIENCE.seconds, awaits=parsed.target_id)
        self.awaits = parsed.target_id
        self._conversation_of(parsed.if_unknown)._on_lost_edit()
        return False

    def _make_up_for(self, messages):
        """Applies the edits that came before the messages that they are of."""
        early = self.search(
            [
                ("channel_id", "=", self.channel_id.id),
                ("awaits", "in", messages.mapped("provider_message_id")),
            ],
            order="id",
        )
        for event in early:
            event.write({"awaits": False, "state": "done", "error": False})
            event._handle()
