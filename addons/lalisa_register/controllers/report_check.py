from odoo import http
from odoo.http import request

from odoo.addons.lalisa_complaint.controllers.rate import Limiter
from odoo.addons.lalisa_complaint.controllers.tracking import HEADERS
from odoo.addons.lalisa_complaint.report.wording import long_time

# Somebody who compares papers scans a few a minute; whoever guesses codes tries thousands.
LIMITER = Limiter(count=30, seconds=60)


class ReportCheckController(http.Controller):
    @http.route(
        "/periksa/<string:code>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
        save_session=False,
        readonly=True,
    )
    def report_check(self, code):
        """Say whether number, date and fingerprint behind the QR of a paper are ours; nothing of a case or a person."""
        if not LIMITER.allow_request(request.httprequest.remote_addr):
            return self._show_page("lalisa_register.report_check_busy", {}, 429)
        seal = request.env["lalisa.report.seal"]._read_seal(code)
        printed_at = long_time(seal["printed_at"]) if seal else ""
        values = {"seal": seal, "printed_at": printed_at, "company": request.env["res.company"]._lalisa_office()}
        return self._show_page("lalisa_register.report_check_page", values, 200 if seal else 404)

    @staticmethod
    def _show_page(template, values, status):
        html = request.env["ir.qweb"]._render(template, values)
        response = request.make_response(f"<!DOCTYPE html>{html}", status=status)
        response.headers.update(HEADERS)
        return response
