from odoo import http
from odoo.http import request


class Ceiling(http.Controller):
    @http.route("/bench/ceiling", type="http", auth="none", methods=["POST"], csrf=False, save_session=False)
    def keep(self):
        """Commits one inserted row and answers: what no route that keeps something can beat."""
        body = request.httprequest.get_data().decode()
        request.env.cr.execute("INSERT INTO bench_ceiling (body) VALUES (%s)", [body])
        return request.make_response("")
