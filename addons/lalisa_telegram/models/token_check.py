from functools import partial

from odoo import models

from ..tools import bot_client


class LalisaDriverTelegram(models.AbstractModel):
    _inherit = "lalisa.driver.telegram"

    def _token_check(self, channel):
        token = channel._secret("bot_token")
        return partial(bot_client.token_state, channel._api_base_url(), token) if token else None
