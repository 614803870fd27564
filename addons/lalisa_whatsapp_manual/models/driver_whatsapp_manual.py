from odoo import models

from odoo.addons.lalisa_messaging.tools.driver_types import SendResult


class LalisaDriverWhatsappManual(models.AbstractModel):
    """An office with nothing but its telephone: nothing comes by itself, and people send."""

    _name = "lalisa.driver.whatsapp_manual"
    _inherit = "lalisa.channel.driver"
    _description = "WhatsApp by hand"
    _by_hand = True

    def _authenticate(self, channel, headers, raw):
        return False

    def _explode(self, channel, raw):
        return []

    def _parse(self, channel, kind, payload):
        return None

    def _prepare(self, channel, message):
        return SendResult(message.id, failure="permanent", reason="Dikirim oleh petugas.")
