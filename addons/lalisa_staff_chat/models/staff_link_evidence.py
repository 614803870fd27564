import re

from odoo import api, models
from odoo.exceptions import UserError

SHOWN = 8
# What the photo shows where its caption does not say: before the first action, or after it.
MOMENT = {"ordered": "before", "departed": "before", "arrived": "before", "acted": "after"}
BEFORE, AFTER = re.compile(r"\bsebelum\b", re.I), re.compile(r"\bsesudah|setelah\b", re.I)


class LalisaStaffLinkEvidence(models.AbstractModel):
    """Photos and places from the street become evidence of the order that the account works on."""

    _name = "lalisa.staff.link.evidence"
    _description = "Evidence from a chat account"

    def _get_working_on(self):
        """Return the order that a photo or a place belongs to: the one last shown, or the only open one."""
        orders = self._get_orders()
        return orders.filtered(lambda one: one == self._as_user(self.dispatch_id)) or orders[:1]

    def _get_orders(self):
        """Return the open orders that the user was sent with."""
        dispatches = self._as_user(self.env["lalisa.dispatch"])
        if not dispatches.has_access("read"):
            return dispatches
        mine = ["|", ("leader_id", "=", self.user_id.id), ("member_ids", "in", self.user_id.id)]
        open_ones = dispatches.search([("state", "not in", ("reported", "accepted")), *mine], limit=SHOWN)
        return open_ones.filtered(lambda one: one._is_in_team())

    def _hear_place(self, message):
        """Keep a place on the order that the account works on."""
        order = self._get_working_on()
        if not order:
            return self._send_to_account(self.env._("No order of yours is open: the place was not kept."))
        try:
            position = order._keep_position(message.latitude, message.longitude, message.occurred_at)
        except UserError as refusal:
            return self._send_to_account(str(refusal))
        text = self.env._("Your place is noted on %s.", order.number)
        if position.far:
            text += " " + self.env._("It lies %s metres from the place of the order.", position.metres)
        return self._send_to_account(text)

    def _hear_file(self, message):
        """Keep a photo for its file, which comes by a job of its own."""
        order = self._get_working_on()
        if not order:
            return self._send_to_account(self.env._("No order of yours is open: the file was not kept."))
        if message.kind not in ("image", "document"):
            return self._send_to_account(
                self.env._("Only photos can be evidence here: please send a photo, and write the rest.")
            )
        moment = MOMENT[order.state]
        if BEFORE.search(message.body or ""):
            moment = "before"
        elif AFTER.search(message.body or ""):
            moment = "after"
        return message.write({"dispatch_id": order.id, "dispatch_moment": moment})

    def _keep_photo(self, message):
        """Put a photo whose file has come on its order, or say that it never will; several are answered once."""
        link, order = self._in_words(), self._as_user(message.dispatch_id)
        name, content = message._get_photo() if message.media_state == "fetched" else ("", b"")
        if not content:
            return link._send_to_account(link.env._("The photo could not be taken over: please send it again."))
        try:
            with self.env.cr.savepoint():
                order._keep_evidence_photo(message.dispatch_moment, name, content)
        except UserError as refusal:
            return link._send_to_account(str(refusal))
        if link._are_photos_to_come(message):
            return None
        return link._send_to_account(
            link.env._(
                "Photos on %(number)s: %(before)s before, %(after)s after.",
                number=order.number,
                before=len(order.photo_before_ids),
                after=len(order.photo_after_ids),
            )
        )

    @api.model
    def _are_photos_to_come(self, message):
        return bool(
            message.search_count(
                [
                    ("conversation_id", "=", message.conversation_id.id),
                    ("dispatch_id", "=", message.dispatch_id.id),
                    ("media_state", "=", "waiting"),
                    ("id", "!=", message.id),
                ],
                limit=1,
            )
        )
