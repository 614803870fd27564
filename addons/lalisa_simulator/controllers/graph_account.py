import json

from odoo import http
from odoo.http import request

from ..tools import graph_judge
from .graph_answers import GraphAnswers

BASE = "/lalisa/simulator/graph/<string:version>/<string:account_id>"
MAX_BODY = 64 * 1024
PAGE = 2  # small, so that whoever asks must turn pages


class FakeGraphAccount(GraphAnswers, http.Controller):
    """What Meta's Graph API answers about the account: its templates, and who gets its webhooks."""

    @http.route(
        f"{BASE}/message_templates", type="http", auth="public", methods=["GET"], save_session=False, readonly=True
    )
    def list_templates(self, version, account_id, after="0", **_query):
        """Return a page of the templates."""
        return self._answer_channel(account_id, lambda channel: self._build_page(channel, after), by="whatsapp_waba_id")

    @http.route(
        f"{BASE}/message_templates",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=MAX_BODY,
    )
    def hand_in_template(self, version, account_id):
        """Take a template that is handed in."""
        return self._answer_channel(account_id, self._take_template, by="whatsapp_waba_id")

    @http.route(
        f"{BASE}/subscribed_apps",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        csrf=False,
        save_session=False,
        max_content_length=MAX_BODY,
    )
    def answer_apps(self, version, account_id):
        """Answer who asks for the webhooks, and who has asked."""
        return self._answer_channel(account_id, self._answer_subscription, by="whatsapp_waba_id")

    @staticmethod
    def _build_page(channel_sudo, after):
        domain = [("channel_id", "=", channel_sudo.id), ("id", ">", int(after) if after.isdigit() else 0)]
        found = channel_sudo.env["lalisa.simulated.template"].search(domain, limit=PAGE + 1)
        page = found[:PAGE]
        paging = {"cursors": {"after": str(page[-1:].id or 0)}}
        if len(found) > PAGE:
            paging["next"] = "https://graph.example.org/next"  # nobody should follow an address in an answer
        return {"data": [template._build_listing() for template in page], "paging": paging}

    @staticmethod
    def _take_template(channel_sudo):
        try:
            body = json.loads(request.httprequest.get_data())
        except ValueError:
            raise graph_judge.Refused(graph_judge.UNKNOWN_KEY, "the body is not JSON") from None
        graph_judge.judge_template(body)
        templates = channel_sudo.env["lalisa.simulated.template"]
        same = [("channel_id", "=", channel_sudo.id), ("name", "=", body["name"]), ("language", "=", body["language"])]
        if templates.search_count(same, limit=1):
            raise graph_judge.Refused(graph_judge.UNKNOWN_KEY, "there is a template with this name and language")
        return templates._hand_in_template(channel_sudo, body)

    @staticmethod
    def _answer_subscription(channel_sudo):
        if request.httprequest.method == "POST":
            if not channel_sudo.simulated_subscribed:
                # Whoever asks writes the same row and is tried again: the second time there is nothing to write.
                channel_sudo.simulated_subscribed = True
            return {"success": True}
        app = {"whatsapp_business_api_data": {"id": "1", "name": "La-Lisa", "link": ""}}
        return {"data": [app] if channel_sudo.simulated_subscribed else []}
