from odoo import http
from odoo.http import request

from .tracking_page import tracking_page

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
}


class TrackingController(http.Controller):
    @http.route(
        "/aduan/<string:number>/<string:token>", type="http", auth="public", methods=["GET"],
        sitemap=False, save_session=False, readonly=True,
    )
    def tracking(self, number, token):
        """The reporter's page; whoever has the link sees it, and nothing else of the office."""
        # Superuser, because the visitor is nobody: the page takes only what tracking_page names.
        complaint_sudo = request.env["lalisa.tracking"]._find(number, token)
        page = tracking_page(complaint_sudo) if complaint_sudo else None
        html = request.env["ir.qweb"]._render("lalisa_complaint.tracking_page", {"page": page})
        response = request.make_response(f"<!DOCTYPE html>{html}", status=200 if page else 404)
        response.headers.update(HEADERS)
        return response
