from odoo import http
from odoo.http import request

from ..tools import switch


class PhonePage(http.Controller):
    """A phone-like page for demo and training: whoever is logged in plays a citizen."""

    @http.route("/lalisa/simulator/phone", type="http", auth="user", methods=["GET"], readonly=True)
    def page(self):
        self._check()
        return request.render("lalisa_simulator.phone_page")

    @http.route("/lalisa/simulator/phone/state", type="jsonrpc", auth="user")
    def state(self, name, number):
        """The chat of one phone, newest last; looking at it reads what was delivered."""
        phone = self._phone(name, number)
        phone._read_all()
        return [
            {
                "mine": message.from_citizen,
                "body": message.body,
                "buttons": message.buttons or [],
                "state": message.state,
                "at": message.create_date.isoformat() + "Z",
            }
            for message in phone.message_ids
        ]

    @http.route("/lalisa/simulator/phone/say", type="jsonrpc", auth="user")
    def say(self, name, number, text="", button_id="", place=None):
        """The citizen sends a text, taps a button, or sends a place."""
        self._phone(name, number)._say(text=text[:4096], button_id=button_id[:256], place=place)
        return True

    @http.route("/lalisa/simulator/outbound", type="jsonrpc", auth="user")
    def outbound(self, channel_key, provider_message_id, to, body=""):
        """Registers a sent message with a given provider id, so that prepared status bodies find it.

        :return: the id of the `lalisa.message`
        """
        self._check()
        channel_sudo = self._channel([("webhook_key", "=", channel_key)])
        env = channel_sudo.env
        contact = env["lalisa.contact"].search(
            [("channel_id", "=", channel_sudo.id), ("external_id", "=", to)], limit=1
        )
        contact = contact or env["lalisa.contact"].create(
            {"channel_id": channel_sudo.id, "external_id": to}
        )
        return (
            env["lalisa.message"]
            .create(
                {
                    "conversation_id": env["lalisa.conversation"]._of(channel_sudo, contact).id,
                    "direction": "outbound",
                    "body": body,
                    "state": "sent",
                    "provider_message_id": provider_message_id,
                }
            )
            .id
        )

    def _phone(self, name, number):
        self._check()
        channel_sudo = self._channel([])
        phones = channel_sudo.env["lalisa.simulated.phone"]
        phone = phones.search(
            [("channel_id", "=", channel_sudo.id), ("number", "=", number)], limit=1
        )
        return phone or phones.create(
            {"name": name, "number": number, "channel_id": channel_sudo.id}
        )

    @staticmethod
    def _channel(domain):
        # Playing a citizen needs no right on channels; only simulated ones are ever touched.
        return (
            request.env["lalisa.channel"]
            .sudo()
            .search([("simulated", "=", True), *domain], limit=1)
        )

    @staticmethod
    def _check():
        if not switch.is_on() or not request.env.user._is_internal():
            raise request.not_found()
