from odoo import http
from odoo.http import Response, request


class Ceiling(http.Controller):
    @http.route("/bench/ceiling", type="http", auth="none", methods=["POST"], csrf=False, save_session=False)
    def keep_body(self) -> Response:
        """Commit one inserted row and answer: no route that keeps something is faster."""
        body = request.httprequest.get_data().decode()
        request.env.cr.execute("INSERT INTO bench_ceiling (body) VALUES (%s)", [body])
        return request.make_response("")
