import hashlib
import hmac
import json
import logging
from datetime import timedelta

import requests

from odoo import api, fields, models
from odoo.tools import config

from ..tools import switch

_logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 8


class LalisaSimulatorDelivery(models.Model):
    """A webhook body that the stand-in owes us. A scheduled job posts it after commit: inside a request, two
    workers would wait for each other."""

    _name = "lalisa.simulator.delivery"
    _description = "Simulated webhook"
    _order = "id"

    channel_id = fields.Many2one("lalisa.channel", required=True, ondelete="cascade")
    body = fields.Text(required=True)
    posted_at = fields.Datetime()
    attempts = fields.Integer()
    next_attempt_at = fields.Datetime()

    @api.model
    def _queue(self, channel, value, field="messages"):
        """Wraps a value in Meta's envelope, in Meta's way of writing, and queues it."""
        if field == "messages":
            metadata = {
                "display_phone_number": channel.whatsapp_display_number or "",
                "phone_number_id": channel.whatsapp_phone_number_id,
            }
            value = {"messaging_product": "whatsapp", "metadata": metadata, **value}
        envelope = {
            "object": "whatsapp_business_account",
            "entry": [
                {
                    "id": channel.whatsapp_waba_id,
                    "changes": [{"field": field, "value": value}],
                },
            ],
        }
        text = json.dumps(envelope, ensure_ascii=True).replace("/", "\\/")
        self.create({"channel_id": channel.id, "body": text})
        self.env.ref("lalisa_simulator.cron_deliver").sudo()._trigger()

    @api.model
    def _cron_deliver(self):
        """Posts what is owed, in order; what is not answered with 200 is tried again."""
        due = [
            ("posted_at", "=", False),
            ("attempts", "<", MAX_ATTEMPTS),
            "|",
            ("next_attempt_at", "=", False),
            ("next_attempt_at", "<=", fields.Datetime.now()),
        ]
        while switch.is_on() and (owed := self.search(due, limit=20)):
            for delivery in owed:
                delivery._post()
                self.env["ir.cron"]._commit_progress(1)

    def _post(self):
        raw = self.body.encode()
        signature = hmac.new(
            self.channel_id._secret("app_secret").encode(), raw, hashlib.sha256
        ).hexdigest()
        url = f"http://127.0.0.1:{config['http_port']}/lalisa/webhook/whatsapp/{self.channel_id.webhook_key}"
        headers = {"X-Hub-Signature-256": f"sha256={signature}", "Content-Type": "application/json"}
        try:
            status = requests.post(url, data=raw, headers=headers, timeout=20).status_code
        except requests.RequestException as error:
            _logger.info("simulated webhook %s waits (%s)", self.id, type(error).__name__)
            status = 0
        if status == 200:
            self.posted_at = fields.Datetime.now()
            return
        self.attempts += 1
        self.next_attempt_at = fields.Datetime.now() + timedelta(seconds=2**self.attempts)
        self.env.ref("lalisa_simulator.cron_deliver").sudo()._trigger(at=self.next_attempt_at)
