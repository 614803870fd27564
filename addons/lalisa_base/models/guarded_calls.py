from odoo import api, models

from odoo.addons.mail.tools.link_preview import get_link_preview_from_url

from ..tools.public_address import ForbiddenAddress, PublicSession, is_public


class LalisaGuardedCalls(models.AbstractModel):
    """The one way to call an address that comes from data."""

    _name = "lalisa.guarded.calls"
    _description = "Guard for addresses from data"

    @api.model
    def _allowed_addresses(self):
        """Return the addresses that may be called though they are not public: the system parameter, space-separated.

        For an office whose push service or Bot API server stands in its own network; only who may change system
        parameters can name one.
        """
        # Which addresses are allowed decides for every caller alike.
        text = self.env["ir.config_parameter"].sudo().get_param("lalisa_base.allowed_addresses") or ""
        return text.split()

    @api.model
    def _is_callable(self, url, schemes=("https",)):
        """Tell whether the server may call an address; see `public_address.check_public`."""
        return is_public(url, self._allowed_addresses(), schemes)

    @api.model
    def _open_session(self, schemes=("https",)):
        """Return a `PublicSession` with the addresses that this database allows by name."""
        return PublicSession(self._allowed_addresses(), schemes)

    @api.model
    def _link_preview(self, url):
        """Look a page up in the public internet, following no redirect.

        :param url: whatever somebody wrote
        :return: the values of a `mail.link.preview`, or False where there is nothing to show
        """
        try:
            return get_link_preview_from_url(url, self._open_session(("https", "http")))
        except (ForbiddenAddress, UnicodeError):
            return False
