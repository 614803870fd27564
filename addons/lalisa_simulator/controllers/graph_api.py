import json

from odoo import http
from odoo.http import request
from odoo.tools import consteq

from ..tools import graph_judge, switch

BASE = "/lalisa/simulator/graph/<string:version>/<string:phone_number_id>"


class FakeGraphApi(http.Controller):
    """The stand-in for Meta's Graph API that the real driver calls over HTTP."""

    @http.route(
        f"{BASE}/messages",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def messages(self, version, phone_number_id):
        """Sending a message, as the Cloud API documents it."""
        return self._answer(phone_number_id, self._send)

    @http.route(
        BASE, type="http", auth="public", methods=["GET"], save_session=False, readonly=True
    )
    def number(self, version, phone_number_id, **_query):
        """The number's own data (the connection test)."""
        return self._answer(
            phone_number_id,
            lambda channel: {
                "id": phone_number_id,
                "verified_name": channel.name,
                "display_phone_number": channel.whatsapp_display_number,
                "quality_rating": "GREEN",
            },
        )

    def _answer(self, phone_number_id, act):
        if not switch.is_on():
            raise request.not_found()
        try:
            return request.make_json_response(act(self._channel(phone_number_id)))
        except graph_judge.Refused as refused:
            return request.make_json_response(refused.body(), status=refused.status)

    @staticmethod
    def _channel(phone_number_id):
        # The caller is our own driver, nobody in Odoo: its token is its right.
        channel_sudo = (
            request.env["lalisa.channel"]
            .sudo()
            .search(
                [("simulated", "=", True), ("whatsapp_phone_number_id", "=", phone_number_id)],
                limit=1,
            )
        )
        given = request.httprequest.headers.get("Authorization", "").removeprefix("Bearer ")
        wanted = channel_sudo._secret("access_token") if channel_sudo else ""
        if not wanted or not consteq(wanted.encode(), given.encode()):
            raise graph_judge.Refused(graph_judge.TOKEN, "Invalid OAuth access token", status=401)
        return channel_sudo

    @staticmethod
    def _send(channel_sudo):
        try:
            body = json.loads(request.httprequest.get_data())
        except ValueError:
            raise graph_judge.Refused(graph_judge.UNKNOWN_KEY, "the body is not JSON") from None
        person = str(body.get("to") or body.get("recipient") or "").lstrip("+")
        phone = channel_sudo.env["lalisa.simulated.phone"].search(
            [("channel_id", "=", channel_sudo.id), ("number", "=", person)], limit=1
        )
        # People who wrote through a posted body have no phone here yet; their conversation knows the window.
        window = phone._window_open() or bool(
            channel_sudo.env["lalisa.conversation"]
            .search(
                [("channel_id", "=", channel_sudo.id), ("contact_id.external_id", "=", person)],
                limit=1,
            )
            .window_open
        )
        person, text, buttons = graph_judge.judge(body, window)
        wamid = channel_sudo.env["lalisa.simulated.message"]._receive(
            channel_sudo, person, text, buttons, body.get("biz_opaque_callback_data", "")
        )
        return {
            "messaging_product": "whatsapp",
            "contacts": [{"input": person, "wa_id": person}],
            "messages": [{"id": wamid}],
        }
