from odoo.http import request
from odoo.tools import consteq

from ..tools import graph_judge, switch


class GraphAnswers:
    """How every route of the fake Graph API answers: only while it is switched on, only to the channel's own token."""

    def _answer_channel(self, object_id, act, by="whatsapp_phone_number_id"):
        if not switch.is_on():
            raise request.not_found()
        try:
            answer = act(self._find_channel(object_id, by))
            if isinstance(answer, bytes):
                return request.make_response(answer, headers=[("Content-Type", "application/octet-stream")])
            return request.make_json_response(answer) if isinstance(answer, dict) else answer
        except graph_judge.Refused as refused:
            return request.make_json_response(refused.build_body(), headers=refused.headers, status=refused.status)

    @staticmethod
    def _find_channel(object_id, by):
        # The caller is our own driver, nobody in Odoo: its token is its right.
        channel_sudo = (
            request.env["lalisa.channel"]
            .sudo()
            .search(
                [("simulated", "=", True), (by, "=", object_id)],
                limit=1,
            )
        )
        given = request.httprequest.headers.get("Authorization", "").removeprefix("Bearer ")
        wanted = channel_sudo._get_secret("access_token") if channel_sudo else ""
        if not wanted or not consteq(wanted.encode(), given.encode()):
            raise graph_judge.Refused(graph_judge.TOKEN, "Invalid OAuth access token", status=401)
        return channel_sudo
