import base64
import secrets
from datetime import timedelta

from odoo import fields, models

# Kinds of files as WhatsApp's webhooks name them, by what the file is.
MEDIA_KINDS = {"image": "image", "audio": "audio", "video": "video"}


class LalisaSimulatedPhone(models.Model):
    """A made-up citizen's telephone: it may be offline, block the office, or leave messages unread."""

    _name = "lalisa.simulated.phone"
    _description = "Simulated phone"
    _order = "id desc"

    name = fields.Char(help="Empty: the person shows no name.")
    number = fields.Char(
        required=True, default=lambda self: f"62800555{secrets.randbelow(10**5):05d}"
    )
    channel_id = fields.Many2one("lalisa.channel", required=True, ondelete="cascade")
    message_ids = fields.One2many("lalisa.simulated.message", "phone_id")
    online = fields.Boolean(default=True)
    blocks = fields.Boolean("Blocks the office")
    reads = fields.Boolean("Reads what arrives", default=True)

    _number_uniq = models.Constraint("UNIQUE(channel_id, number)", "This number is in use already.")

    def _window_open(self):
        """Whether the citizen wrote within the last 24 hours."""
        newest = self.message_ids.filtered(
            lambda one: one.from_citizen and one.state != "waiting"
        )[-1:]
        return bool(newest) and newest.create_date > fields.Datetime.now() - timedelta(hours=24)

    def _say(self, text="", button_id="", place=None, media=None, sticker=False, forwarded=False):
        """The citizen sends something: shown on the phone, and told to the service once the phone is online.

        :param place: (latitude, longitude)
        :param media: {'name', 'mimetype', 'data': base64}
        :return: the `lalisa.simulated.message`
        """
        self.ensure_one()
        values = {
            "phone_id": self.id,
            "from_citizen": True,
            "body": text or (place and "📍 Lokasi") or (sticker and "Stiker") or "",
            "wamid": f"wamid.SIM{secrets.token_hex(12)}",
            "state": "waiting",
            "media_id": str(10**14 + secrets.randbelow(10**14)) if media or sticker else False,
            "media": media and base64.b64decode(media["data"], validate=True) and media["data"],
            "mimetype": media["mimetype"] if media else sticker and "image/webp",
        }
        message = self.env["lalisa.simulated.message"].create(values)
        message.payload = {
            "from": self.number,
            "id": message.wamid,
            "timestamp": str(int(fields.Datetime.now().timestamp())),
            **message._node(text, button_id, place, sticker),
            **({"context": {"forwarded": True}} if forwarded else {}),
        }
        if self.online:
            message._leave()
        return message

    def _read_all(self):
        """The citizen looks at the chat: what was delivered is read now."""
        if not self.reads or not self.online:
            return
        for message in self.message_ids.filtered(
            lambda one: not one.from_citizen and one.state == "delivered"
        ):
            message._status("read")

    def _set(self, **states):
        """Sets `online`, `blocks`, `reads`; going online sends and delivers what has waited, in its order."""
        was_online = self.online
        self.write(states)
        if self.online and not was_online:
            for message in self.message_ids:
                message._catch_up()
