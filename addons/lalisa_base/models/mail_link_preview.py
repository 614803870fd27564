from odoo import models


class MailLinkPreview(models.Model):
    """A link that somebody wrote is looked up in the public internet only."""

    _inherit = "mail.link.preview"

    def _is_domain_thottled(self, url):
        """See `mail`: no preview is made of an address that the server may not call."""
        guard = self.env["lalisa.guarded.calls"]
        return not guard._is_callable(url, ("https", "http")) or super()._is_domain_thottled(url)
