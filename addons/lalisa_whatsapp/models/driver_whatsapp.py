from collections.abc import Callable, Mapping
from functools import partial

from odoo import api, models, tools

from odoo.addons.lalisa_messaging.tools.driver_types import (
    MediaRequest,
    MediaResult,
    RawEvent,
    SendRequest,
    SendResult,
    TokenState,
)

from ..tools import cloud_api, management, media, payload, signature, token_check


class LalisaDriverWhatsapp(models.AbstractModel):
    """The WhatsApp Cloud API as a channel; the wire format lives in `tools/`."""

    _name = "lalisa.driver.whatsapp"
    _inherit = "lalisa.channel.driver"
    _description = "WhatsApp driver"
    _per_second = 80
    _tells_read = True
    _has_window = True

    def _test_connection(self, channel: models.BaseModel) -> dict:
        return channel.action_test_whatsapp()

    def _authenticate_body(self, channel: models.BaseModel, headers: Mapping[str, str], raw: bytes) -> bool:
        return signature.is_valid(channel._get_secret("app_secret"), raw, headers.get("X-Hub-Signature-256"))

    def _explode_body(self, channel: models.BaseModel, raw: bytes) -> list[RawEvent]:
        return payload.explode_body(raw, *self._get_numbers(channel.id))

    @api.model
    @tools.ormcache("channel_id")
    def _get_numbers(self, channel_id):
        """Return which number and which account a channel is: (phone number id, WABA id)."""
        # The driver acts for the channel; its numbers are the manager's to see.
        channel_sudo = self.env["lalisa.channel"].sudo().browse(channel_id)
        return channel_sudo.whatsapp_phone_number_id, channel_sudo.whatsapp_waba_id

    def _parse_events(self, channel: models.BaseModel, events: list[tuple[str, dict]]) -> list:
        return [payload.parse_event(kind, told) for kind, told in events]

    def _prepare_request(self, channel: models.BaseModel, message: models.BaseModel) -> SendRequest | SendResult:
        conversation, window_open = message.conversation_id, message.conversation_id._is_window_open()
        file = message._get_file() if window_open else None
        try:
            node = self._build_node(message, file, window_open)
        except ValueError as error:
            return SendResult(message.id, failure="permanent", reason=str(error))
        if node and node["type"] == "template":
            wrong = self.env["lalisa.whatsapp.template"]._why_not(channel, message.template)
            if wrong:
                return SendResult(message.id, failure="permanent", reason=wrong)
        if node is None:
            reason = self.env._(
                "The 24-hour time for answers is over and there is no template: telephone the reporter."
            )
            return SendResult(message.id, failure="window", reason=reason)
        body = cloud_api.build_envelope(
            conversation.contact_id.external_id, node, message.client_ref, message.reply_to_id.provider_message_id or ""
        )
        return self._build_request(channel, message, body, file)

    def _get_shown_template(self, channel: models.BaseModel, template: dict | None) -> str:
        templates = self.env["lalisa.whatsapp.template"]
        if not template or templates._why_not(channel, template):
            return ""
        found = templates.search(
            [
                ("channel_id", "=", channel.id),
                ("name", "=", template["name"]),
                ("language", "=", template["language"]),
            ],
            limit=1,
        )
        return management.fill_template(found.body, template["params"]) or template["name"]

    def _prepare_read_request(self, channel: models.BaseModel, message: models.BaseModel) -> SendRequest:
        return self._build_request(channel, message, cloud_api.read_body(message.provider_message_id))

    @staticmethod
    def _build_request(channel, message, body, file=None):
        """Return the `SendRequest` of a body."""
        url = f"{channel._get_api_base_url()}/{channel.whatsapp_version}/{channel.whatsapp_phone_number_id}/messages"
        return SendRequest(
            message.id,
            message.client_ref,
            url,
            channel._get_secret("access_token"),
            body,
            cloud_api.send_request,
            file=file,
        )

    def _build_node(self, message, file, window_open):
        """Return what was meant inside the window, the template outside it, None where neither is possible."""
        if file:
            return cloud_api.file_body(file, message.body)
        if window_open and message.asks_contact:
            return cloud_api.contact_request_body(message.body)
        if window_open and message.asks_location and not message.buttons:
            return cloud_api.location_request_body(message.body)
        if window_open:
            return cloud_api.text_body(message.body, message.buttons)
        return cloud_api.template_body(message.template) if message.template else None

    def _prepare_media_request(
        self, channel: models.BaseModel, message: models.BaseModel, max_bytes: int
    ) -> MediaRequest | MediaResult:
        # Kept from a webhook: only digits may become part of an address.
        if not (message.media_ref or "").isdigit():
            return MediaResult(message.id, failure="expired")
        url = f"{channel._get_api_base_url()}/{channel.whatsapp_version}/{message.media_ref}"
        return MediaRequest(
            message.id,
            message.media_ref,
            f"{url}?phone_number_id={channel.whatsapp_phone_number_id}",
            channel._get_secret("access_token"),
            max_bytes,
            channel._get_media_hosts(),
            media.fetch_file,
        )

    def _get_token_check(self, channel: models.BaseModel) -> Callable[[], TokenState | None] | None:
        token = channel._get_secret("access_token")
        return (
            partial(token_check.ask_token_state, channel._get_api_base_url(), channel.whatsapp_version, token)
            if token
            else None
        )
