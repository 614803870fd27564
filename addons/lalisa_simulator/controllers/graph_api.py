import base64
import hashlib
import json

from odoo import http
from odoo.http import request
from odoo.tools import consteq

from ..tools import fault_kinds, graph_judge, switch
from .graph_answers import GraphAnswers
from .provider import answer_unavailable, take_fault

MAX_BODY = 64 * 1024
MAX_FILE = 101 * 1024 * 1024  # what Meta takes of a document
BASE = "/lalisa/simulator/graph/<string:version>/<string:phone_number_id>"


class FakeGraphApi(GraphAnswers, http.Controller):
    """The stand-in for Meta's Graph API that the real driver calls over HTTP."""

    @http.route(
        f"{BASE}/messages",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=MAX_BODY,
    )
    def send_message(self, version, phone_number_id):
        """Send a message, as the Cloud API documents it."""
        return self._answer_channel(phone_number_id, self._send_message)

    @http.route(
        f"{BASE}/media",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=MAX_FILE,
    )
    def upload_file(self, version, phone_number_id, **form):
        """Put a file at the provider, for a message to show."""
        return self._answer_channel(phone_number_id, self._keep_upload)

    @http.route(BASE, type="http", auth="public", methods=["GET"], save_session=False, readonly=False)
    def describe_number(self, version, phone_number_id, **_query):
        """Return the number's own data (the connection test); with a file's id in its place, where the file lies."""
        # Of two parameters with one name Odoo gives only the path's.
        asked = request.httprequest.args.get("phone_number_id")
        if asked:
            return self._answer_channel(asked, lambda channel: self._read_media(channel, phone_number_id))
        return self._answer_channel(
            phone_number_id,
            lambda channel: {
                "id": phone_number_id,
                "verified_name": channel.name,
                "display_phone_number": channel.whatsapp_display_number,
                "quality_rating": "GREEN",
            },
        )

    @http.route(
        "/lalisa/simulator/graph/<string:version>/debug_token",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
        readonly=True,
    )
    def debug_token(self, version, input_token=""):
        """Return what a token is: one of a system user, which does not end."""
        bearer = request.httprequest.headers.get("Authorization", "").removeprefix("Bearer ")
        channels_sudo = (
            request.env["lalisa.channel"].sudo().search([("simulated", "=", True), ("driver", "=", "whatsapp")])
        )
        known = [channel._get_secret("access_token").encode() for channel in channels_sudo]
        if not switch.is_on() or not any(consteq(one, bearer.encode()) for one in known if one):
            refused = graph_judge.Refused(graph_judge.TOKEN, "Invalid OAuth access token", status=401)
            return request.make_json_response(refused.build_body(), status=refused.status)
        valid = any(consteq(one, input_token.encode()) for one in known if one)
        return request.make_json_response({"data": {"is_valid": valid, "expires_at": 0, "type": "SYSTEM_USER"}})

    @http.route(
        "/lalisa/simulator/graph/file/<string:phone_number_id>/<string:media_id>",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
        readonly=False,
    )
    def send_file(self, phone_number_id, media_id):
        """Return the bytes of a file, for whoever shows the access token."""
        return self._answer_channel(phone_number_id, lambda channel: self._read_media(channel, media_id, content=True))

    @staticmethod
    def _read_media(channel_sudo, media_id, content=False):
        found = channel_sudo.env["lalisa.simulated.message"].search(
            [("phone_id.channel_id", "=", channel_sudo.id), ("media_id", "=", media_id)], limit=1
        )
        if not found.media:
            raise graph_judge.Refused(graph_judge.UNKNOWN_KEY, "Object does not exist")
        if content:
            return found._read_arriving_bytes()
        fault = found._take_file_fault()
        if fault and fault.kind in fault_kinds.GRAPH:
            raise graph_judge.Refused.from_fault(fault)
        raw = found._read_file()
        size = fault_kinds.TOO_LARGE if fault else len(raw)
        number_id = channel_sudo.whatsapp_phone_number_id
        return {
            "messaging_product": "whatsapp",
            "id": media_id,
            "mime_type": found.mimetype,
            "file_size": str(size),
            "url": f"{channel_sudo._get_api_base_url()}/file/{number_id}/{media_id}",
            "sha256": base64.b64encode(hashlib.sha256(raw).digest()).decode(),
        }

    def _send_message(self, channel_sudo):
        try:
            body = json.loads(request.httprequest.get_data())
        except ValueError:
            raise graph_judge.Refused(graph_judge.UNKNOWN_KEY, "the body is not JSON") from None
        if "status" in body:
            return self._mark_read(channel_sudo, body)
        person = str(body.get("to") or body.get("recipient") or "").lstrip("+")
        fault = take_fault(channel_sudo, fault_kinds.SEND, person)
        if fault and fault.kind in fault_kinds.GRAPH:
            raise graph_judge.Refused.from_fault(fault)
        if fault and fault.kind != "timeout_after":
            return answer_unavailable()
        phone = channel_sudo.env["lalisa.simulated.phone"].search(
            [("channel_id", "=", channel_sudo.id), ("number", "=", person)], limit=1
        )
        # People who wrote through a posted body have no phone here yet; their conversation knows the window.
        window = phone._has_window_open() or bool(
            channel_sudo.env["lalisa.conversation"]
            .search(
                [("channel_id", "=", channel_sudo.id), ("contact_id.external_id", "=", person)],
                limit=1,
            )
            .window_open
        )
        if body.get("type") == "template":
            self._refuse_unknown_template(channel_sudo, body.get("template"))
        person, text, buttons = graph_judge.judge_message(body, window)
        phones_sudo = channel_sudo.env["lalisa.simulated.phone"]
        wamid = channel_sudo.env["lalisa.simulated.message"]._receive_message(
            phones_sudo._find_or_create_phone(channel_sudo, person),
            text,
            buttons,
            body.get("biz_opaque_callback_data", ""),
            self._find_upload(channel_sudo, body[body["type"]]),
        )
        return {
            "messaging_product": "whatsapp",
            "contacts": [{"input": person, "wa_id": person}],
            "messages": [{"id": wamid}],
        }

    @staticmethod
    def _find_upload(channel_sudo, node):
        """Return the upload that a message's node names, or None."""
        if "id" not in node:
            return None
        found = channel_sudo.env["lalisa.simulated.upload"]._find_upload(channel_sudo, node["id"])
        if not found:
            raise graph_judge.Refused(131009, "the media id is unknown")
        return found

    @staticmethod
    def _mark_read(channel_sudo, body):
        """Mark as read this message of the citizen's and all before it: the office has read them."""
        messages = channel_sudo.env["lalisa.simulated.message"]
        last = messages.search([("wamid", "=", graph_judge.judge_read(body))], limit=1)
        before = [("phone_id", "=", last.phone_id.id), ("from_citizen", "=", True), ("id", "<=", last.id)]
        messages.search([*before, ("state", "!=", "read")]).state = "read"
        return {"success": True}

    @staticmethod
    def _keep_upload(channel_sudo):
        form, part = request.httprequest.form, request.httprequest.files.get("file")
        file = part and (part.mimetype, part.read())
        graph_judge.judge_upload(form.get("messaging_product"), form.get("type"), file)
        upload = channel_sudo.env["lalisa.simulated.upload"].create(
            {
                "channel_id": channel_sudo.id,
                "content": base64.b64encode(file[1]),
                "mimetype": file[0],
            }
        )
        return {"id": upload._get_media_id()}

    @staticmethod
    def _refuse_unknown_template(channel_sudo, node):
        """Refuse a template that was not approved, or without as many values as it takes."""
        node = node if isinstance(node, dict) else {}
        language = node.get("language") if isinstance(node.get("language"), dict) else {}
        known = channel_sudo.env["lalisa.simulated.template"].search(
            [
                ("channel_id", "=", channel_sudo.id),
                ("name", "=", node.get("name")),
                ("language", "=", language.get("code")),
            ],
            limit=1,
        )
        graph_judge.judge_template_use(node, known._build_listing() if known else None)
