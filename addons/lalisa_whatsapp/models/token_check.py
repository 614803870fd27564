from functools import partial

from odoo import models

from ..tools import token_check


class LalisaDriverWhatsapp(models.AbstractModel):
    _inherit = "lalisa.driver.whatsapp"

    def _token_check(self, channel):
        token = channel._secret("access_token")
        return partial(token_check.ask, channel._api_base_url(), channel.whatsapp_version, token) if token else None
