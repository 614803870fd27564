import secrets
from datetime import timedelta

from odoo import fields, models


class LalisaSimulatedPhone(models.Model):
    """A made-up citizen's telephone."""

    _name = "lalisa.simulated.phone"
    _description = "Simulated phone"
    _order = "id desc"

    name = fields.Char(required=True)
    number = fields.Char(
        required=True, default=lambda self: f"62800555{secrets.randbelow(10**5):05d}"
    )
    channel_id = fields.Many2one("lalisa.channel", required=True, ondelete="cascade")
    message_ids = fields.One2many("lalisa.simulated.message", "phone_id")

    _number_uniq = models.Constraint("UNIQUE(channel_id, number)", "This number is in use already.")

    def _window_open(self):
        """Whether the citizen wrote within the last 24 hours."""
        newest = self.message_ids.filtered("from_citizen")[-1:]
        return bool(newest) and newest.create_date > fields.Datetime.now() - timedelta(hours=24)

    def _say(self, text="", button_id="", place=None):
        """The citizen sends something: shown on the phone, and queued as a webhook body."""
        self.ensure_one()
        wamid = f"wamid.SIM{secrets.token_hex(12)}"
        self.env["lalisa.simulated.message"].create(
            {
                "phone_id": self.id,
                "from_citizen": True,
                "body": text or (place and "📍 Lokasi") or "",
                "wamid": wamid,
                "state": "sent",
            }
        )
        node = {"type": "text", "text": {"body": text}}
        if button_id:
            node = {
                "type": "interactive",
                "interactive": {
                    "type": "button_reply",
                    "button_reply": {"id": button_id, "title": text},
                },
            }
        elif place:
            node = {"type": "location", "location": {"latitude": place[0], "longitude": place[1]}}
        message = {
            "from": self.number,
            "id": wamid,
            "timestamp": str(int(fields.Datetime.now().timestamp())),
            **node,
        }
        contact = {"profile": {"name": self.name}, "wa_id": self.number}
        self.env["lalisa.simulator.delivery"]._queue(
            self.channel_id, {"contacts": [contact], "messages": [message]}
        )

    def _read_all(self):
        """The citizen looks at the chat: what was delivered is read now."""
        for message in self.message_ids.filtered(
            lambda one: not one.from_citizen and one.state == "delivered"
        ):
            message._status("read")
