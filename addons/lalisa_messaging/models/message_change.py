from odoo import fields, models

MAX_POINTS = 50  # of one live place


class LalisaMessage(models.Model):
    """What happens to a message after it came: edits, revocations, reactions. What was said first is never lost."""

    _inherit = "lalisa.message"

    reaction = fields.Char(readonly=True)
    edited_at = fields.Datetime(readonly=True)
    revoked_at = fields.Datetime(readonly=True, help="The sender took it back; what it said stays with the case.")
    earlier_bodies = fields.Json(readonly=True, help="What the text was before each edit, oldest first.")
    later_points = fields.Json(readonly=True, help="Where a live place went after its first point, oldest first.")

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
        return {"later_points": [*points[-MAX_POINTS + 1:], {"point": spot, "at": moment.isoformat()}]}

    def _complete_history(self, original):
        """The first words of a message arrive after its edit: they become its oldest version.

        :param original: `InboundMessage`
        :return: whether something changed
        """
        self.ensure_one()
        versions = [self.body or "", *(one["body"] for one in self.earlier_bodies or [])]
        if not self.edited_at or original.body in versions:
            return False
        first = {"body": original.body, "until": self.edited_at.isoformat()}
        self.write({"earlier_bodies": [first, *(self.earlier_bodies or [])]})
        return True
