import hmac

from odoo import models

from odoo.addons.lalisa_messaging.tools.driver_types import (
    MediaRequest,
    MediaResult,
    SendRequest,
    SendResult,
)

from ..tools import bot_client, media, update


class LalisaDriverTelegram(models.AbstractModel):
    """The Telegram Bot API as a channel; the wire format lives in `tools/`."""

    _name = "lalisa.driver.telegram"
    _inherit = "lalisa.channel.driver"
    _description = "Telegram driver"
    _has_receipts = False

    def _authenticate(self, channel, headers, raw):
        wanted, given = channel._secret("secret_token"), headers.get("X-Telegram-Bot-Api-Secret-Token") or ""
        # As bytes: comparing text that is not ASCII raises an error.
        return bool(wanted) and hmac.compare_digest(wanted.encode(), given.encode("utf-8", "replace"))

    def _explode(self, channel, raw):
        return update.explode(raw)

    def _answer(self, raw):
        """A tap is answered in the webhook's own answer, so that the citizen's button stops turning at once."""
        tap = update.callback_id(raw)
        return {"method": "answerCallbackQuery", "callback_query_id": tap} if tap else None

    def _parse(self, channel, kind, payload):
        return update.parse(payload, channel.telegram_bot_id or "", channel.telegram_username or "")

    def _prepare(self, channel, message):
        contact, answered = message.conversation_id.contact_id, message.reply_to_id.provider_message_id or ""
        try:
            body = bot_client.message_body(
                contact.external_id, message.body, message.buttons, message.asks_location, answered
            )
        except ValueError as error:
            return SendResult(message.id, failure="permanent", reason=str(error))
        token = channel._secret("bot_token")
        if not token:
            return SendResult(message.id, failure="auth", reason=self.env._("The bot's token is missing."))
        return SendRequest(message.id, message.client_ref, channel._api_base_url(), token, body, bot_client.send)

    def _fetch_media(self, channel, message, max_bytes):
        token = channel._secret("bot_token")
        if not message.media_ref or not token:
            return MediaResult(message.id, failure="temporary" if message.media_ref else "expired")
        return MediaRequest(
            message.id, message.media_ref, channel._api_base_url(), token, min(max_bytes, update.MAX_FILE),
            channel._media_hosts(), media.fetch,
        )
