from lxml import html

from odoo import api, models, tools

# As many previews as Odoo makes of one message.
LINKS = 5


class MailLinkPreview(models.Model):
    """A link that somebody wrote is looked up in the public internet only."""

    _inherit = "mail.link.preview"

    @api.model
    def _create_from_message_and_notify(self, message, request_url=None):
        """See `mail`: what has a preview already is not looked up again, so ours is made first."""
        written = "" if tools.is_html_empty(message.body) else message.body
        links = html.fromstring(written).xpath("//a[not(@data-oe-model)]/@href") if written else []
        for url in list(dict.fromkeys(links))[:LINKS]:
            self._search_or_create_from_url(url)
        return super()._create_from_message_and_notify(message, request_url)

    @api.model
    def _search_or_create_from_url(self, url):
        """See `mail`."""
        found = self.search([("source_url", "=", url)])
        if found or super()._is_domain_thottled(url):
            return found
        values = self.env["lalisa.guarded.calls"]._link_preview(url)
        return self.create(values) if values else found

    def _is_domain_thottled(self, url):
        """See `mail`, which asks before it looks an address up by itself, past the guard: it never does."""
        return True
