import base64
import hashlib
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
    def number(self, version, phone_number_id, **query):
        """The number's own data (the connection test); with a file's id in its place, where the file lies."""
        if "phone_number_id" in query:
            return self._answer(query["phone_number_id"], lambda channel: self._media(channel, phone_number_id))
        return self._answer(
            phone_number_id,
            lambda channel: {
                "id": phone_number_id,
                "verified_name": channel.name,
                "display_phone_number": channel.whatsapp_display_number,
                "quality_rating": "GREEN",
            },
        )

    @http.route("/lalisa/simulator/graph/file/<string:phone_number_id>/<string:media_id>", type="http", auth="public",
                methods=["GET"], save_session=False, readonly=True)
    def file(self, phone_number_id, media_id):
        """The bytes of a file, for whoever shows the access token."""
        return self._answer(phone_number_id, lambda channel: self._media(channel, media_id, content=True))

    @staticmethod
    def _media(channel_sudo, media_id, content=False):
        found = channel_sudo.env["lalisa.simulated.message"].search(
            [("phone_id.channel_id", "=", channel_sudo.id), ("media_id", "=", media_id)], limit=1
        )
        if not found.media:
            raise graph_judge.Refused(graph_judge.UNKNOWN_KEY, "Object does not exist")
        raw = base64.b64decode(found.media)
        if content:
            return raw
        number_id = channel_sudo.whatsapp_phone_number_id
        return {
            "messaging_product": "whatsapp", "id": media_id, "mime_type": found.mimetype, "file_size": str(len(raw)),
            "url": f"{channel_sudo._api_base_url()}/file/{number_id}/{media_id}",
            "sha256": base64.b64encode(hashlib.sha256(raw).digest()).decode(),
        }

    def _answer(self, phone_number_id, act):
        if not switch.is_on():
            raise request.not_found()
        try:
            answer = act(self._channel(phone_number_id))
            if isinstance(answer, bytes):
                return request.make_response(answer, headers=[("Content-Type", "application/octet-stream")])
            return request.make_json_response(answer)
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
