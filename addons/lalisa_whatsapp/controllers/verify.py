from odoo import http
from odoo.http import request
from odoo.tools import consteq


class Verify(http.Controller):
    @http.route(
        "/lalisa/webhook/whatsapp/<string:key>",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
        readonly=True,
    )
    def verify(self, key, **query):
        """Answer Meta's check of the address: the challenge back to whoever knows the verify token."""
        # Meta is nobody in Odoo; the token is its right.
        channel_sudo = (
            request.env["lalisa.channel"]
            .sudo()
            .search([("driver", "=", "whatsapp"), ("webhook_key", "=", key)], limit=1)
        )
        wanted = channel_sudo._get_secret("verify_token") if channel_sudo else ""
        known = bool(wanted) and consteq(wanted.encode(), query.get("hub.verify_token", "").encode())
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff")]
        if not channel_sudo:
            return request.make_response("", status=404, headers=headers)
        if query.get("hub.mode") != "subscribe" or not known:
            return request.make_response("", status=403, headers=headers)
        return request.make_response(query.get("hub.challenge", ""), headers=headers)
