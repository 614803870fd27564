import secrets

from odoo import fields, models


class LalisaSimulatedMessage(models.Model):
    """What a simulated phone shows."""

    _name = "lalisa.simulated.message"
    _description = "Simulated message"
    _order = "id"

    phone_id = fields.Many2one(
        "lalisa.simulated.phone", required=True, index=True, ondelete="cascade"
    )
    from_citizen = fields.Boolean()
    body = fields.Text()
    buttons = fields.Json()
    wamid = fields.Char(required=True, index=True)
    client_ref = fields.Char()
    state = fields.Char()

    def _receive(self, channel, person, text, buttons, client_ref):
        """A message of the office arrives: it is shown, and its statuses are queued.

        :return: its id at the provider
        """
        phones = self.env["lalisa.simulated.phone"]
        phone = phones.search([("channel_id", "=", channel.id), ("number", "=", person)], limit=1)
        phone = phone or phones.create({"name": person, "number": person, "channel_id": channel.id})
        message = self.create(
            {
                "phone_id": phone.id,
                "body": text,
                "buttons": [list(button) for button in buttons],
                "client_ref": client_ref,
                "wamid": f"wamid.SIM{secrets.token_hex(12)}",
                "state": "accepted",
            }
        )
        message._status("sent")
        message._status("delivered")
        return message.wamid

    def _status(self, state):
        self.state = state
        status = {
            "id": self.wamid,
            "status": state,
            "timestamp": str(int(fields.Datetime.now().timestamp())),
            "recipient_id": self.phone_id.number,
            "biz_opaque_callback_data": self.client_ref or "",
        }
        self.env["lalisa.simulator.delivery"]._queue(
            self.phone_id.channel_id, {"statuses": [status]}
        )
