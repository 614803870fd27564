import os

from odoo import fields, models
from odoo.tools import config


class LalisaChannel(models.Model):
    _inherit = "lalisa.channel"

    simulated = fields.Boolean(readonly=True, help="Talks to the simulator on this machine, never to the provider.")

    simulated_subscribed = fields.Boolean(readonly=True, help="Somebody asked the simulator for the webhooks.")

    def _get_api_base_url(self):
        if self.simulated:
            api = {"whatsapp": "graph", "telegram": "telegram"}[self.driver]
            own = f"http://127.0.0.1:{config['http_port']}/lalisa/simulator/{api}"
            return os.environ.get("LALISA_SIMULATOR_API") or own
        return super()._get_api_base_url()

    def _get_media_hosts(self):
        return ("http://127.0.0.1",) if self.simulated else super()._get_media_hosts()

    def _load_demo_secrets(self):
        """Give the demo channel its public, made-up secrets."""
        for name in ("app_secret", "verify_token", "access_token"):
            self._set_secret(name, f"demo-{name.replace('_', '-')}")

    def _load_demo_bot(self):
        """Give the demo bot its public, made-up secrets; the identity is the token's."""
        self._set_secret("secret_token", "demo-telegram-secret")
        self.telegram_bot_token = "7000000001:demo-telegram-bot-token"  # noqa: S105 - of the simulator, public
