import base64
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import wire

# The smallest picture that is one: a sticker has a file like any other.
STICKER = b"UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA"


class LalisaSimulatedPhone(models.Model):
    """A made-up citizen's telephone: it may be offline, block the office, or leave messages unread."""

    _name = "lalisa.simulated.phone"
    _description = "Simulated phone"
    _order = "id desc"

    name = fields.Char(help="Empty: the person shows no name.")
    number = fields.Char(required=True, default=lambda self: f"62800555{secrets.randbelow(10**5):05d}")
    channel_id = fields.Many2one("lalisa.channel", required=True, ondelete="cascade")
    message_ids = fields.One2many("lalisa.simulated.message", "phone_id")
    online = fields.Boolean(default=True)
    blocks = fields.Boolean("Blocks the office")
    reads = fields.Boolean("Reads what arrives", default=True)

    _number_uniq = models.Constraint("UNIQUE(channel_id, number)", "This number is in use already.")

    @api.model
    def _find_phone(self, channel, number):
        return self.search([("channel_id", "=", channel.id), ("number", "=", number)], limit=1)

    @api.model
    def _find_or_create_phone(self, channel, number, name=None):
        """Find the phone with this number on a channel, or make it; two at once make one."""
        if found := self._find_phone(channel, number):
            return found
        self.env.execute_query(
            SQL(
                """INSERT INTO lalisa_simulated_phone (channel_id, number, name, online, reads, create_date)
               VALUES (%s, %s, %s, true, true, now() AT TIME ZONE 'UTC') ON CONFLICT DO NOTHING RETURNING id""",
                channel.id,
                number,
                (number if name is None else name) or None,
            )
        )
        return self._find_phone(channel, number)

    def _has_window_open(self):
        """Tell whether the citizen wrote within the last 24 hours."""
        newest = self.message_ids.filtered(lambda one: one.from_citizen and one.state != "waiting")[-1:]
        return bool(newest) and newest.create_date > fields.Datetime.now() - timedelta(hours=24)

    def _send_from_citizen(
        self, text="", button_id="", place=None, media=None, sticker=False, forwarded=False, own_card=False
    ):
        """Send something of the citizen's: it is shown on the phone, and told to the service once the phone is online.

        :param place: (latitude, longitude)
        :param media: {'name', 'mimetype', 'data': base64}
        :param own_card: shares the own number, as the office's button asks
        :return: the `lalisa.simulated.message`
        """
        self.ensure_one()
        if sticker:
            media = {"mimetype": "image/webp", "data": STICKER.decode()}
        content = base64.b64decode(media["data"], validate=True) if media else b""
        message = self.env["lalisa.simulated.message"].create(
            {
                "phone_id": self.id,
                "from_citizen": True,
                "body": text or (place and "📍 Lokasi") or (sticker and "Stiker") or (own_card and self.number) or "",
                "wamid": f"wamid.SIM{secrets.token_hex(12)}",
                "state": "waiting",
                "media_id": str(10**14 + secrets.randbelow(10**14)) if media else False,
                "media": media and media["data"],
                "mimetype": media and media["mimetype"],
            }
        )
        said = wire.Said(
            number=self.number,
            name=self.name or "",
            message_id=message._get_provider_number(),
            moment=int(fields.Datetime.now().timestamp()),
            text=text,
            button_id=button_id,
            source_id=self._find_offering(button_id)._get_provider_number() if button_id else "",
            place=tuple(place or ()),
            media_id=message.media_id or "",
            mimetype=message.mimetype or "",
            size=len(content),
            sticker=sticker,
            filename=(media or {}).get("name") or "",
            forwarded=forwarded,
            own_card=own_card,
        )
        telegram = self.channel_id.driver == "telegram"
        message.payload = wire.build_telegram_update(said) if telegram else wire.build_whatsapp_value(said)
        if self.online:
            message._send_update()
        return message

    def _find_offering(self, button_id):
        """Return the newest message of the office that shows this button."""
        offered = self.message_ids.filtered(
            lambda one: not one.from_citizen and button_id in [shown[0] for shown in one.buttons or []]
        )
        return offered.sorted("id")[-1:]

    def _read_all(self):
        """Mark as read what was delivered: the citizen looks at the chat."""
        if not self.reads or not self.online:
            return
        for message in self.message_ids.filtered(lambda one: not one.from_citizen and one.state == "delivered"):
            message._set_status("read")

    def _change_states(self, **states):
        """Set `online`, `blocks`, `reads`; going online sends and delivers what has waited, in its order."""
        was_online, blocked = self.online, self.blocks
        self.write(states)
        if self.blocks != blocked and self.channel_id.driver == "telegram":
            # WhatsApp tells nobody who blocks whom; Telegram tells the bot.
            moment = int(fields.Datetime.now().timestamp())
            content = wire.build_telegram_membership(self.number, self.name, moment, self.blocks)
            self.env["lalisa.simulator.delivery"]._queue_update(self, content)
        if self.online and not was_online:
            for message in self.message_ids:
                message._catch_up()
