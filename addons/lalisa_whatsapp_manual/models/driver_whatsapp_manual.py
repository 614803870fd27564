from odoo import models

from odoo.addons.lalisa_messaging.tools.driver_types import SendResult


class LalisaDriverWhatsappManual(models.AbstractModel):
    """An office with nothing but its telephone: nothing comes by itself, and people send."""

    _name = "lalisa.driver.whatsapp_manual"
    _inherit = "lalisa.channel.driver"
    _description = "WhatsApp by hand"
    _by_hand = True

    def _authenticate_body(self, channel, headers, raw):
        return False

    def _explode_body(self, channel, raw):
        return []

    def _parse_events(self, channel, events):
        return [None for _event in events]

    def _prepare_request(self, channel, message):
        return SendResult(message.id, failure="permanent", reason="Dikirim oleh petugas.")
