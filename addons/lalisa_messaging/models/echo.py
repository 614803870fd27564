from odoo import models


class LalisaWebhookEvent(models.Model):
    """What the office writes in the provider's own app on its telephone comes back to us: an answer like any other."""

    _inherit = "lalisa.webhook.event"

    def _store_message(self, parsed, conversation):
        message = super()._store_message(parsed, conversation)
        if parsed.from_office:
            conversation._on_echo(message)
        return message
