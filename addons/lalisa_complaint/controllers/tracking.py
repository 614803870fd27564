from odoo import SUPERUSER_ID, http
from odoo.http import request

from ..models.complaint.addition import MAX_PHOTO_BYTES, MAX_PHOTOS, AdditionRefused
from ..report.wording import in_indonesian
from .rate import Limiter
from .tracking_page import tracking_page

PAGE = "/aduan/<string:number>/<string:token>"
# More than the proxy lets through, so that whatever arrives is answered on the page.
MAX_FORM = 64 * 1024 * 1024
# Many telephones share one address of their network: this is for a script, not for a village.
LIMITER = Limiter(count=120, seconds=60)
# A paper is drawn anew for each who asks.
REPORT_LIMITER = Limiter(count=12, seconds=60)
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
OPTIONS = {"type": "http", "auth": "public", "sitemap": False, "save_session": False}


class TrackingController(http.Controller):
    """The reporter's page. Whoever has the link sees it and may add to it, and sees nothing else of the office.

    No cookie and no session says who somebody is: the address itself is the right. So a foreign page that does not
    know it can make nobody's browser send the form (no CSRF token is needed, and none could be kept).
    """

    @http.route(PAGE, methods=["GET"], readonly=True, **OPTIONS)
    def show_page(self, number, token, **query):
        """Return the page: 200, or the same 404 for a wrong number and a wrong token."""
        complaint_sudo = self._find_complaint(number, token)
        return self._show_status(complaint_sudo, token, kept="terkirim" in query)

    @http.route(PAGE, methods=["POST"], csrf=False, readonly=False, max_content_length=MAX_FORM, **OPTIONS)
    def add_words(self, number, token, form_key="", text="", **_other):
        """Keep what the reporter adds, then show the page anew, so that a reload sends nothing twice.

        What is refused is said on the page, with the words still in the form.
        """
        complaint_sudo = self._find_complaint(number, token)
        if not complaint_sudo:
            return self._show_status(complaint_sudo, token)
        try:
            complaint_sudo._take_addition(form_key[:64], text, self._read_photos())
        except AdditionRefused as refusal:
            return self._show_status(complaint_sudo, token, refusal=str(refusal), text=text)
        address = self._build_address(complaint_sudo, token)
        return self._finish_response(request.redirect(f"{address}?terkirim=1", code=303))

    # A paper that is printed leaves its fingerprint, so this writes.
    @http.route(f"{PAGE}/hasil.pdf", methods=["GET"], readonly=False, **OPTIONS)
    def result_report(self, number, token):
        """Return the paper of the result, for whoever has the link; else the same 404 as the page's."""
        complaint_sudo = self._find_complaint(number, token, REPORT_LIMITER)
        found = complaint_sudo._result_report() if complaint_sudo else None
        if not found:
            return self._show_status(complaint_sudo.browse(), token)
        name, content = found
        headers = {
            "Content-Type": "application/pdf",
            "Content-Disposition": f'attachment; filename="{name}"',
        }
        return self._finish_response(request.make_response(content, headers=headers))

    @staticmethod
    def _read_photos():
        """Return the files of the form; of each no more than shows that it is too large, and one file too many."""
        files = request.httprequest.files.getlist("photo")
        chosen = [file for file in files if file.filename]
        for file in chosen:
            # Read before, where the database asked for a second try.
            file.seek(0)
        return [file.read(MAX_PHOTO_BYTES + 1) for file in chosen[: MAX_PHOTOS + 1]]

    def _find_complaint(self, number, token, limiter=LIMITER):
        """Return the complaint of an address, as the service itself; empty where the address is none.

        Superuser, because the visitor is nobody: what is shown is what `tracking_page` names.
        """
        if not limiter.allow_request(request.httprequest.remote_addr):
            # Number and token are not looked at: the answer tells nothing of them.
            http.abort(self._render_page(429, {"busy": True}))
        found_sudo = request.env["lalisa.tracking"]._find_complaint(number, token)
        return in_indonesian(found_sudo.with_user(SUPERUSER_ID).sudo())

    @staticmethod
    def _build_address(complaint, token):
        return f"/aduan/{complaint.number}/{token}"

    def _show_status(self, complaint, token, **shown):
        address = self._build_address(complaint, token)
        page = tracking_page(complaint, address, **shown) if complaint else None
        status = 404 if not page else 422 if shown.get("refusal") else 200
        return self._render_page(status, {"page": page})

    def _render_page(self, status, values):
        html = request.env["ir.qweb"]._render("lalisa_complaint.tracking_page", values)
        return self._finish_response(request.make_response(f"<!DOCTYPE html>{html}", status=status))

    @staticmethod
    def _finish_response(response):
        response.headers.update(HEADERS)
        return response
