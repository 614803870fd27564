import time

from odoo import http
from odoo.http import request
from odoo.tools import consteq

from ..tools import bot_judge, switch


class FakeBotApi(http.Controller):
    """The stand-in for Telegram's Bot API that the real driver calls over HTTP."""

    @http.route("/lalisa/simulator/telegram/bot<string:token>/<string:method>", type="http", auth="public",
                methods=["POST"], csrf=False, save_session=False)
    def call(self, token, method, **form):
        """One call, as the Bot API documents it: parameters in a form, objects in it as JSON."""
        if not switch.is_on():
            raise request.not_found()
        try:
            channel_sudo = self._channel(token)
            values = bot_judge.judge(method, form)
            act = getattr(self, f"_{method}", None)
            result = act(channel_sudo, values) if act else True
        except bot_judge.Refused as refused:
            return request.make_json_response(refused.body(), status=refused.code)
        return request.make_json_response({"ok": True, "result": result})

    @staticmethod
    def _channel(token):
        # The caller is our own driver, nobody in Odoo: its token is its right.
        channel_sudo = request.env["lalisa.channel"].sudo().search(
            [("simulated", "=", True), ("telegram_bot_id", "=", token.partition(":")[0])], limit=1
        )
        wanted = channel_sudo._secret("bot_token") if channel_sudo else ""
        if not wanted or not consteq(wanted.encode(), token.encode()):
            raise bot_judge.Refused(401, "Unauthorized")
        return channel_sudo

    @staticmethod
    def _getMe(channel_sudo, _values):
        return _bot(channel_sudo)

    @staticmethod
    def _getFile(_channel_sudo, _values):
        # Simulated people send no files on Telegram; whoever posts an update by hand names one that is nowhere.
        raise bot_judge.Refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")

    @staticmethod
    def _sendMessage(channel_sudo, values):
        number = channel_sudo.env["lalisa.simulated.message"]._take_from_bot(channel_sudo, values)
        if not number:
            raise bot_judge.Refused(403, "Forbidden: bot was blocked by the user")
        chat = {"id": values["chat_id"], "type": "private", "first_name": "Warga"}
        return {
            "message_id": number, "date": int(time.time()), "chat": chat, "from": _bot(channel_sudo),
            "text": values["text"],
        }


def _bot(channel_sudo):
    return {
        "id": int(channel_sudo.telegram_bot_id), "is_bot": True, "first_name": channel_sudo.name,
        "username": channel_sudo.telegram_username,
    }
