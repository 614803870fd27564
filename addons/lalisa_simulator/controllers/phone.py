import binascii

from odoo import fields, http
from odoo.http import request

from ..tools import drill
from .player import Player

MAX_MEDIA = 6 * 1024 * 1024  # as base64
SHOWN = ("image/", "audio/", "video/")


class PhonePage(Player):
    """A phone-like page for demo and training: whoever is logged in plays a citizen."""

    @http.route("/lalisa/simulator/phone", type="http", auth="user", methods=["GET"], readonly=True)
    def show_page(self):
        self._check_player()
        return request.render("lalisa_simulator.phone_page")

    @http.route("/lalisa/simulator/phone/state", type="jsonrpc", auth="user")
    def read_state(self, name, number, driver="whatsapp"):
        """Return one phone and its chat, newest last, and what goes wrong; looking at it reads what was delivered."""
        phone = self._find_phone(name, number, driver)
        phone._read_all()
        return {
            "online": phone.online,
            "blocks": phone.blocks,
            "reads": phone.reads,
            "messages": [self._build_row(message) for message in phone.message_ids],
            "faults": self._build_fault_rows(phone.channel_id),
        }

    @http.route("/lalisa/simulator/phone/say", type="jsonrpc", auth="user")
    def send_words(
        self,
        name,
        number,
        driver="whatsapp",
        text="",
        button_id="",
        place=None,
        media=None,
        sticker=False,
        forwarded=False,
        own_card=False,
    ):
        """Send a citizen's text, tap, place, file, sticker or own number.

        :param media: {'mimetype', 'data': base64}; what is too large or no base64 is refused
        """
        if media and len(media.get("data") or "") > MAX_MEDIA:
            return {"error": "Berkas terlalu besar untuk simulasi (paling besar 4 MB)."}
        try:
            self._find_phone(name, number, driver)._send_from_citizen(
                text=text[:4096],
                button_id=button_id[:256],
                place=place,
                media=media,
                sticker=bool(sticker),
                forwarded=bool(forwarded),
                own_card=bool(own_card),
            )
        except (binascii.Error, KeyError):
            return {"error": "Berkas tidak dapat dibaca."}
        return True

    @http.route("/lalisa/simulator/phone/set", type="jsonrpc", auth="user")
    def change_states(self, name, number, driver="whatsapp", online=True, blocks=False, reads=True):
        """Go offline or online, block the office or not, read what arrives or not."""
        self._find_phone(name, number, driver)._change_states(
            online=bool(online), blocks=bool(blocks), reads=bool(reads)
        )
        return True

    @http.route(
        "/lalisa/simulator/phone/media/<int:message_id>", type="http", auth="user", methods=["GET"], readonly=True
    )
    def show_media(self, message_id):
        """Return the file of a simulated message, as the citizen sees it."""
        self._check_player()
        messages_sudo = request.env["lalisa.simulated.message"].sudo()  # made up, shown to any player
        message_sudo = messages_sudo.browse(message_id).exists()
        if not message_sudo.media or not (message_sudo.mimetype or "").startswith(SHOWN):
            raise request.not_found()
        stream = request.env["ir.binary"]._get_stream_from(message_sudo, "media", mimetype=message_sudo.mimetype)
        response = stream.get_response(as_attachment=False)
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    @http.route("/lalisa/simulator/drill", type="jsonrpc", auth="user")
    def read_drill(self):
        """Return the scripted morning, for the page to play."""
        self._check_player()
        return drill.build_script()

    @http.route("/lalisa/simulator/outbound", type="jsonrpc", auth="user")
    def register_outbound(self, channel_key, provider_message_id, to, body=""):
        """Register a sent message with a given provider id, so that prepared status bodies find it.

        :return: the id of the `lalisa.message`
        """
        channel_sudo = self._find_channel("whatsapp").search(
            [("simulated", "=", True), ("webhook_key", "=", channel_key)], limit=1
        )
        if not channel_sudo:
            raise request.not_found()
        env = channel_sudo.env
        contact = env["lalisa.contact"].search(
            [("channel_id", "=", channel_sudo.id), ("external_id", "=", to)], limit=1
        )
        contact = contact or env["lalisa.contact"].create({"channel_id": channel_sudo.id, "external_id": to})
        return (
            env["lalisa.message"]
            .create(
                {
                    "conversation_id": env["lalisa.conversation"]._find_or_create(contact).id,
                    "direction": "outbound",
                    "body": body,
                    "state": "sent",
                    "provider_message_id": provider_message_id,
                }
            )
            .id
        )

    @staticmethod
    def _build_fault_rows(channel_sudo):
        faults = channel_sudo.env["lalisa.simulator.fault"].with_context(lang=request.env.lang)
        labels = dict(faults._list_offered(channel_sudo.driver))
        return [
            {
                "id": one.id,
                "label": labels[one.kind],
                "times": 0 if one.endless else one.remaining,
                "seconds": one.seconds,
                "number": one.number or "",
                "after": one.after,
                "every": one.every,
                "from_at": fields.Datetime.to_string(one.from_at) or "",
                "until_at": fields.Datetime.to_string(one.until_at) or "",
            }
            for one in faults.search([("channel_id", "=", channel_sudo.id)])
        ]

    @staticmethod
    def _build_row(message):
        return {
            "mine": message.from_citizen,
            "body": message.body or "",
            "buttons": message.buttons or [],
            "state": message.state,
            "at": message.create_date.isoformat() + "Z",
            "media": (message.mimetype or "").split("/")[0] if message.media else "",
            "url": f"/lalisa/simulator/phone/media/{message.id}",
        }
