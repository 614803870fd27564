import base64
import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.lalisa_dispatch.models.dispatch_evidence import FAR_METRES
from odoo.addons.lalisa_dispatch.models.place import metres_between

# What the photo shows where its caption does not say: before the first action, or after it.
MOMENT = {"ordered": "before", "departed": "before", "arrived": "before", "acted": "after"}
BEFORE, AFTER = re.compile(r"\bsebelum\b", re.I), re.compile(r"\bsesudah|setelah\b", re.I)


class LalisaDispatchPosition(models.Model):
    """Where a member of the team was, as their telephone told at a moment."""

    _name = "lalisa.dispatch.position"
    _description = "Place of the team"
    _order = "id"
    _rec_name = "user_id"
    _allow_sudo_commands = False

    dispatch_id = fields.Many2one("lalisa.dispatch", required=True, readonly=True, index=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", "Sent by", required=True, readonly=True)
    sent_at = fields.Datetime("Sent", required=True, readonly=True)
    latitude = fields.Float(digits=(9, 6), required=True, readonly=True)
    longitude = fields.Float(digits=(9, 6), required=True, readonly=True)
    metres = fields.Integer("Metres from the place", readonly=True, aggregator=None)
    far = fields.Boolean("Far from the place", readonly=True)


class LalisaDispatch(models.Model):
    _inherit = "lalisa.dispatch"

    position_ids = fields.One2many("lalisa.dispatch.position", "dispatch_id", readonly=True)

    def _take_position(self, latitude, longitude, moment):
        """Notes where the acting member of the team is.

        :raises UserError: they were not sent with this order, or its report is filed
        """
        self._check_in_team()
        self._check_not_filed({"findings": True})
        here = (self.latitude, self.longitude)
        metres = round(metres_between(here, (latitude, longitude))) if any(here) else 0
        # Nobody writes places of the team: the check above is the right.
        return self.env["lalisa.dispatch.position"].sudo().create({
            "dispatch_id": self.id, "user_id": self.env.uid, "sent_at": moment, "latitude": latitude,
            "longitude": longitude, "metres": metres, "far": metres > FAR_METRES,
        })

    def _take_photo(self, moment, name, content):
        """Puts a photo on the order as the acting member of the team, its bytes as they came.

        :param moment: `before` or `after`
        :raises UserError: they were not sent with this order, or its report is filed
        """
        self._check_in_team()
        self.write({f"photo_{moment}_ids": [Command.create({
            "name": name, "raw": content, "res_model": self._name, "res_id": self.id,
        })]})


class LalisaMessage(models.Model):
    _inherit = "lalisa.message"

    dispatch_id = fields.Many2one("lalisa.dispatch", readonly=True, help="The order that the photo is evidence of.")
    dispatch_moment = fields.Char(readonly=True)

    def _photo(self):
        """The file of a fetched photo: as it came, with what it says of itself; empty where it is no photo.

        :return: (name, bytes)
        """
        kept = self.attachment_ids[:1]
        if self.kind == "image":
            return kept.name or "foto.jpg", base64.b64decode(self.media_original or b"")
        if self.kind == "document" and (kept.mimetype or "").startswith("image/"):
            return kept.name, kept.raw
        return "", b""


class LalisaStaffLink(models.Model):
    """Photos and places from the street become evidence of the order that the account works on."""

    _inherit = "lalisa.staff.link"

    def _working_on(self):
        """The order that a photo or a place belongs to: the one last shown, or the only open one."""
        orders = self._orders()
        return orders.filtered(lambda one: one == self._as_user(self.dispatch_id)) or orders[:1]

    def _hear_place(self, message):
        order = self._working_on()
        if not order:
            return self._say(self.env._("No order of yours is open: the place was not kept."))
        try:
            position = order._take_position(message.latitude, message.longitude, message.occurred_at)
        except UserError as refusal:
            return self._say(str(refusal))
        text = self.env._("Your place is noted on %s.", order.number)
        if position.far:
            text += " " + self.env._("It lies %s metres from the place of the order.", position.metres)
        return self._say(text)

    def _hear_file(self, message):
        """A photo waits for its file, which comes by a job of its own."""
        order = self._working_on()
        if not order:
            return self._say(self.env._("No order of yours is open: the file was not kept."))
        if message.kind not in ("image", "document"):
            return self._say(self.env._("Only photos can be evidence here: please send a photo, and write the rest."))
        moment = MOMENT[order.state]
        if BEFORE.search(message.body or ""):
            moment = "before"
        elif AFTER.search(message.body or ""):
            moment = "after"
        return message.write({"dispatch_id": order.id, "dispatch_moment": moment})

    def _keep_photo(self, message):
        """The file of a photo has come, or never will; several at once are answered once."""
        link, order = self._in_words(), self._as_user(message.dispatch_id)
        name, content = message._photo() if message.media_state == "fetched" else ("", b"")
        if not content:
            return link._say(link.env._("The photo could not be taken over: please send it again."))
        try:
            with self.env.cr.savepoint():
                order._take_photo(message.dispatch_moment, name, content)
        except UserError as refusal:
            return link._say(str(refusal))
        if link._photos_to_come(message):
            return None
        return link._say(link.env._(
            "Photos on %(number)s: %(before)s before, %(after)s after.", number=order.number,
            before=len(order.photo_before_ids), after=len(order.photo_after_ids),
        ))

    @api.model
    def _photos_to_come(self, message):
        return bool(message.search_count([
            ("conversation_id", "=", message.conversation_id.id), ("dispatch_id", "=", message.dispatch_id.id),
            ("media_state", "=", "waiting"), ("id", "!=", message.id),
        ], limit=1))
