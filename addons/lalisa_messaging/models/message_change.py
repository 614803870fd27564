from odoo import fields, models


class LalisaMessage(models.Model):
    """What happens to a message after it came: edits, revocations, reactions. What was said first is never lost."""

    _inherit = "lalisa.message"

    reaction = fields.Char(readonly=True)
    edited_at = fields.Datetime(readonly=True)
    revoked_at = fields.Datetime(readonly=True, help="The sender took it back; what it said stays with the case.")
    earlier_bodies = fields.Json(readonly=True, help="What the text was before each edit, oldest first.")

    def _apply_change(self, change):
        """Applies a `MessageChange` and tells the conversation; one that changes nothing tells nobody.

        :return: whether something changed
        """
        self.ensure_one()
        moment = min(change.occurred_at or fields.Datetime.now(), fields.Datetime.now())
        if change.change == "reaction":
            values = {"reaction": change.body or False}
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
