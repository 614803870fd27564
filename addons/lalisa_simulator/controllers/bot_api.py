import base64
import time

from odoo import http
from odoo.http import request
from odoo.tools import consteq

from ..tools import bot_judge, fault_kinds, switch
from .provider import answer_unavailable, take_fault

BASE = "/lalisa/simulator/telegram"
MAX_FILE = 20 * 1024 * 1024
MAX_BODY = 52 * 1024 * 1024  # a document of 50 MB, as the Bot API takes
# method of the Bot API: what answers it; every other one is answered with True
ACTS = {
    "getMe": "_describe_bot",
    "getWebhookInfo": "_describe_webhook",
    "getFile": "_describe_file",
    "sendMessage": "_send_message",
    "sendPhoto": "_send_photo",
    "sendDocument": "_send_document",
    "editMessageText": "_edit_message",
}


class FakeBotApi(http.Controller):
    """The stand-in for Telegram's Bot API that the real driver calls over HTTP."""

    @http.route(
        f"{BASE}/bot<string:token>/<string:method>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=MAX_BODY,
    )
    def answer_call(self, token, method, **form):
        """Answer one call, as the Bot API documents it: parameters in a form, objects in it as JSON."""
        if not switch.is_on():
            raise request.not_found()
        try:
            channel_sudo = self._find_channel(token)
            upload = self._get_upload(method)
            values = bot_judge.judge_call(
                method, {**form, **({bot_judge.SENDS[method]: upload.filename} if upload else {})}
            )
            self._take_time(channel_sudo, method, values)
            if method in bot_judge.SENDS and (answer := self._answer_fault(channel_sudo, values)):
                return answer
            act = ACTS.get(method)
            result = getattr(self, act)(channel_sudo, values) if act else True
        except bot_judge.Refused as refused:
            return request.make_json_response(refused.build_body(), status=refused.code)
        return request.make_json_response({"ok": True, "result": result})

    @http.route(
        f"{BASE}/file/bot<string:token>/<path:file_path>",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
        readonly=False,
    )
    def send_file(self, token, file_path):
        """Return the bytes of a file, at the address that getFile gave."""
        if not switch.is_on():
            raise request.not_found()
        try:
            found = self._find_file(self._find_channel(token), file_path.rpartition("/")[2])
        except bot_judge.Refused as refused:
            return request.make_json_response(refused.build_body(), status=refused.code)
        return request.make_response(found._read_arriving_bytes(), [("Content-Type", "application/octet-stream")])

    @staticmethod
    def _find_channel(token):
        # The caller is our own driver, nobody in Odoo: its token is its right.
        channel_sudo = (
            request.env["lalisa.channel"]
            .sudo()
            .search([("simulated", "=", True), ("telegram_bot_id", "=", token.partition(":")[0])], limit=1)
        )
        wanted = channel_sudo._get_secret("bot_token") if channel_sudo else ""
        if not wanted or not consteq(wanted.encode(), token.encode()):
            raise bot_judge.Refused(401, "Unauthorized")
        return channel_sudo

    @staticmethod
    def _get_upload(method):
        """Return the file that a call brings, or None."""
        return request.httprequest.files.get(bot_judge.SENDS.get(method))

    @staticmethod
    def _take_time(channel_sudo, method, values):
        """Wait as long as the setting says, and refuse more than Telegram takes."""
        env = channel_sudo.env
        wait = env["lalisa.simulated.call"]._admit_call(channel_sudo, method, values)
        time.sleep(int(env["ir.config_parameter"].get_param("lalisa_simulator.bot_latency_ms", 0)) / 1000)
        if wait:
            raise bot_judge.Refused(429, f"Too Many Requests: retry after {wait}", retry_after=wait)

    @staticmethod
    def _answer_fault(channel_sudo, values):
        """Return the answer of a chosen fault to a message; None where it is accepted all the same."""
        fault = take_fault(channel_sudo, fault_kinds.SEND, str(values["chat_id"]))
        if fault and fault.kind in fault_kinds.BOT:
            raise bot_judge.Refused.from_fault(fault)
        return answer_unavailable() if fault and fault.kind != "timeout_after" else None

    @staticmethod
    def _find_file(channel_sudo, media_id):
        found = channel_sudo.env["lalisa.simulated.message"].search(
            [("phone_id.channel_id", "=", channel_sudo.id), ("media_id", "=", media_id)], limit=1
        )
        if not found.media:
            raise bot_judge.Refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        return found

    # -- methods --------------------------------------------------------------------------------

    @staticmethod
    def _describe_bot(channel_sudo, _values):
        return {
            **_build_bot(channel_sudo),
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    @staticmethod
    def _describe_webhook(channel_sudo, _values):
        return {
            "url": channel_sudo.webhook_url,
            "has_custom_certificate": False,
            "pending_update_count": 0,
            "max_connections": 40,
        }

    def _describe_file(self, channel_sudo, values):
        found = self._find_file(channel_sudo, values["file_id"])
        if fault := found._take_file_fault():
            raise bot_judge.Refused.from_fault(fault)
        size = len(found._read_file())
        if size > MAX_FILE:
            raise bot_judge.Refused(400, "Bad Request: file is too big")
        return {
            "file_id": found.media_id,
            "file_unique_id": f"u{found.id}",
            "file_size": size,
            "file_path": f"files/{found.media_id}",
        }

    @staticmethod
    def _send_message(channel_sudo, values, upload=None):
        phones_sudo = channel_sudo.env["lalisa.simulated.phone"]
        phone_sudo = phones_sudo._find_or_create_phone(channel_sudo, str(values["chat_id"]))
        number = channel_sudo.env["lalisa.simulated.message"]._take_from_bot(phone_sudo, values, upload)
        if not number:
            raise bot_judge.Refused(403, "Forbidden: bot was blocked by the user")
        return _build_message(channel_sudo, values, number)

    def _send_photo(self, channel_sudo, values):
        sent = self._send_file("sendPhoto", channel_sudo, values)
        return {**sent, "photo": [{**_build_file(sent), "width": 90, "height": 60}]}

    def _send_document(self, channel_sudo, values):
        sent = self._send_file("sendDocument", channel_sudo, values)
        return {**sent, "document": {**_build_file(sent), "file_name": values["document"]}}

    def _send_file(self, method, channel_sudo, values):
        file = self._get_upload(method)
        content = file.read() if file else b""
        bot_judge.judge_file(method, content)
        upload = channel_sudo.env["lalisa.simulated.upload"].create(
            {
                "channel_id": channel_sudo.id,
                "content": base64.b64encode(content),
                "mimetype": file.mimetype,
            }
        )
        return self._send_message(channel_sudo, values, upload)

    @staticmethod
    def _edit_message(channel_sudo, values):
        outcome = channel_sudo.env["lalisa.simulated.message"]._change_by_bot(channel_sudo, values)
        if outcome:
            raise bot_judge.Refused(400, f"Bad Request: {outcome}")
        return {**_build_message(channel_sudo, values, values["message_id"]), "edit_date": int(time.time())}


def _build_message(channel_sudo, values, number):
    chat = {"id": values["chat_id"], "type": "private", "first_name": "Warga"}
    if values["chat_id"] < 0:
        chat = {"id": values["chat_id"], "type": "supergroup", "title": "Grup warga"}
    markup = values.get("reply_markup") or {}
    shown = {"reply_markup": markup} if "inline_keyboard" in markup else {}
    return {
        "message_id": number,
        "date": int(time.time()),
        "chat": chat,
        "from": _build_bot(channel_sudo),
        **{name: values[name] for name in ("text", "caption") if name in values},
        **shown,
    }


def _build_file(sent):
    return {"file_id": f"SIM{sent['message_id']}", "file_unique_id": f"s{sent['message_id']}"}


def _build_bot(channel_sudo):
    return {
        "id": int(channel_sudo.telegram_bot_id),
        "is_bot": True,
        "first_name": channel_sudo.name,
        "username": channel_sudo.telegram_username,
    }
