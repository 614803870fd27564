import hashlib
import hmac
import logging
from datetime import timedelta

import requests

from odoo import api, fields, models
from odoo.tools import config

from ..tools import fault_kinds, switch, wire

_logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 8
# What is to be overtaken goes by itself when nothing follows.
LONGEST_WAIT = timedelta(minutes=1)


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
    overtaken = fields.Boolean(help="Waits until a later one has been posted.")

    @api.model
    def _queue_update(self, phone, content):
        """Queue what the provider tells of a phone, with the fault that is to strike it.

        :param content: of WhatsApp the webhook's value, of Telegram the update's content
        """
        channel = phone.channel_id
        fault = self.env["lalisa.simulator.fault"]._take_strike(channel, fault_kinds.WEBHOOK, phone.number)
        values = {"channel_id": channel.id, "body": self._build_body(channel, content), **self._build_waiting(fault)}
        self.create([values] * (2 if fault and fault.kind == "duplicate" else 1))
        self._trigger_delivery()
        if values.get("next_attempt_at"):
            self._trigger_delivery(at=values["next_attempt_at"])

    @api.model
    def _queue_account_change(self, channel, value, field):
        """Queue what WhatsApp tells of the account itself, under the name of its webhook field."""
        body = wire.build_whatsapp_account_body(value, field, channel.whatsapp_waba_id)
        self.create({"channel_id": channel.id, "body": body})
        self._trigger_delivery()

    @api.model
    def _build_body(self, channel, content):
        if channel.driver == "telegram":
            return wire.build_telegram_body(content)
        return wire.build_whatsapp_body(
            content, channel.whatsapp_phone_number_id, channel.whatsapp_waba_id, channel.whatsapp_display_number or ""
        )

    @staticmethod
    def _build_waiting(fault):
        now = fields.Datetime.now()
        if fault and fault.kind == "reorder":
            return {"overtaken": True, "next_attempt_at": now + LONGEST_WAIT}
        if fault and fault.kind == "delay":
            return {"next_attempt_at": now + timedelta(seconds=fault.seconds)}
        return {}

    def _trigger_delivery(self, at=None):
        self.env.ref("lalisa_simulator.cron_deliver").sudo()._trigger(at=at)

    @api.model
    def _cron_deliver(self):
        """Post what is owed, in order; what is not answered with 200 is tried again."""
        due = [
            ("posted_at", "=", False),
            ("attempts", "<", MAX_ATTEMPTS),
            "|",
            ("next_attempt_at", "=", False),
            ("next_attempt_at", "<=", fields.Datetime.now()),
        ]
        while switch.is_on() and (owed := self.search(due, limit=20)):
            for delivery in owed:
                delivery._post_body()
                self.env["ir.cron"]._commit_progress(1)

    def _post_body(self):
        raw = self.body.encode()
        channel = self.channel_id
        url = f"http://127.0.0.1:{config['http_port']}/lalisa/webhook/{channel.driver}/{channel.webhook_key}"
        headers = {**self._sign_body(raw), "Content-Type": "application/json"}
        try:
            status = requests.post(url, data=raw, headers=headers, timeout=20).status_code
        except requests.RequestException as error:
            _logger.info("simulated webhook %s waits (%s)", self.id, type(error).__name__)
            status = 0
        if status == 200:
            self.posted_at = fields.Datetime.now()
            self._release_overtaken()
            return
        self.attempts += 1
        self.next_attempt_at = fields.Datetime.now() + timedelta(seconds=2**self.attempts)
        self._trigger_delivery(at=self.next_attempt_at)

    def _sign_body(self, raw):
        """Build the headers by which the provider shows that a body is its own."""
        if self.channel_id.driver == "telegram":
            return {"X-Telegram-Bot-Api-Secret-Token": self.channel_id._get_secret("secret_token")}
        secret = self.channel_id._get_secret("app_secret").encode()
        return {"X-Hub-Signature-256": f"sha256={hmac.new(secret, raw, hashlib.sha256).hexdigest()}"}

    def _release_overtaken(self):
        overtaken = self.search(
            [
                ("channel_id", "=", self.channel_id.id),
                ("overtaken", "=", True),
                ("posted_at", "=", False),
                ("id", "<", self.id),
            ]
        )
        overtaken.write({"overtaken": False, "next_attempt_at": False})
