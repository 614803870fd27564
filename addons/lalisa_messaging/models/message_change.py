from odoo import fields, models

MAX_POINTS = 50  # of one live place


class LalisaMessageChange(models.AbstractModel):
    """What happens to a message after it came: edits, revocations, reactions. What was said first is never lost."""

    _name = "lalisa.message.change"
    _description = "Later changes of a message"

    def _apply_change(self, change):
        """Apply a `MessageChange` and tells the conversation; one that changes nothing tells nobody.

        :return: whether something changed
        """
        self.ensure_one()
        moment = min(change.occurred_at or fields.Datetime.now(), fields.Datetime.now())
        if change.change == "reaction":
            values = {"reaction": change.body or False}
        elif change.change == "moved":
            values = self._add_point(change, moment)
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

    def _add_point(self, change, moment):
        """Note one more point of a live place; the first stays the place of the message."""
        points = self.later_points or []
        spot = [change.latitude, change.longitude]
        if None in spot or spot in ([self.latitude, self.longitude], *(one["point"] for one in points[-1:])):
            return {}
        return {"later_points": [*points[-MAX_POINTS + 1 :], {"point": spot, "at": moment.isoformat()}]}
