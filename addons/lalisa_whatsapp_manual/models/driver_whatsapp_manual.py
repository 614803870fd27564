from collections.abc import Mapping

from odoo import models

from odoo.addons.lalisa_messaging.tools.driver_types import RawEvent, SendRequest, SendResult


class LalisaDriverWhatsappManual(models.AbstractModel):
    """An office with nothing but its telephone: nothing comes by itself, and people send."""

    _name = "lalisa.driver.whatsapp_manual"
    _inherit = "lalisa.channel.driver"
    _description = "WhatsApp by hand"
    _by_hand = True

    def _authenticate_body(self, channel: models.BaseModel, headers: Mapping[str, str], raw: bytes) -> bool:
        return False

    def _explode_body(self, channel: models.BaseModel, raw: bytes) -> list[RawEvent]:
        return []

    def _parse_events(self, channel: models.BaseModel, events: list[tuple[str, dict]]) -> list:
        return [None for _event in events]

    def _prepare_request(self, channel: models.BaseModel, message: models.BaseModel) -> SendRequest | SendResult:
        return SendResult(message.id, failure="permanent", reason="Dikirim oleh petugas.")
