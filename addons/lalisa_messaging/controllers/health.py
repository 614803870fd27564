from odoo import http
from odoo.http import request
from odoo.tools import consteq


class Health(http.Controller):
    @http.route("/lalisa/health", type="http", auth="public", methods=["GET"], save_session=False, readonly=True)
    def show_health(self):
        """Answer 200 when the database answers; depths and states for loopback or whoever holds the token."""
        figures = request.env["lalisa.channel"].sudo()._get_health()
        if not self._may_see_details():
            figures = {"status": figures["status"]}
        return request.make_json_response(figures)

    @staticmethod
    def _may_see_details():
        environ = request.httprequest.environ
        # Behind a proxy every visitor comes from loopback: then only the token counts.
        if environ.get("REMOTE_ADDR") == "127.0.0.1" and "HTTP_X_FORWARDED_FOR" not in environ:
            return True
        token = request.env["ir.config_parameter"].sudo().get_param("lalisa_messaging.monitoring_token")
        given = request.httprequest.headers.get("Authorization", "").removeprefix("Bearer ")
        return bool(token) and consteq(token.encode(), given.encode())
