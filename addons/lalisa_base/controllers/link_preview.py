from lxml import html

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.html_editor.controllers.main import HTML_Editor


class GuardedEditor(HTML_Editor):
    """The editor's look at foreign pages: for whoever has logged in, and at public addresses only.

    Odoo's own route is open to the world, and calls whatever address a stranger names.
    """

    @http.route(auth="user")
    def link_preview_metadata(self, preview_url):
        """See `html_editor`.

        :param preview_url: an address
        :return: see `lalisa.guarded.calls._link_preview`, the description without its markup
        """
        found = request.env["lalisa.guarded.calls"]._link_preview(preview_url)
        if found and (description := (found.get("og_description") or "").strip()):
            found["og_description"] = html.fromstring(description).text_content()
        return found

    def _attachment_create(self, name="", data=False, url=False, **values):
        """See `html_editor`. :raises UserError: a file is to be looked up where the server may not call"""
        if url and not data and not request.env["lalisa.guarded.calls"]._is_callable(url, ("https", "http")):
            raise UserError(request.env._("Files are linked from public addresses only."))
        return super()._attachment_create(name=name, data=data, url=url, **values)
