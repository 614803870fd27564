import hmac
from collections.abc import Callable, Mapping
from functools import partial

from odoo import models

from odoo.addons.lalisa_messaging.tools.driver_types import (
    MediaRequest,
    MediaResult,
    RawEvent,
    SendRequest,
    SendResult,
    TokenState,
)

from ..tools import bot_client, media, message_parts, outgoing, update

LOOK_BACK = 10  # messages of ours


class LalisaDriverTelegram(models.AbstractModel):
    """The Telegram Bot API as a channel; the wire format lives in `tools/`."""

    _name = "lalisa.driver.telegram"
    _inherit = "lalisa.channel.driver"
    _description = "Telegram driver"
    _has_receipts = False
    _can_edit = True
    # Telegram allows about 30 a second; the network bunches what left evenly.
    _per_second = 27
    _evenly = True
    _reads_answer = True

    def _test_connection(self, channel: models.BaseModel) -> dict:
        return channel.action_test_telegram()

    def _authenticate_body(self, channel: models.BaseModel, headers: Mapping[str, str], raw: bytes) -> bool:
        wanted, given = channel._get_secret("secret_token"), headers.get("X-Telegram-Bot-Api-Secret-Token") or ""
        # As bytes: comparing text that is not ASCII raises an error.
        return bool(wanted) and hmac.compare_digest(wanted.encode(), given.encode("utf-8", "replace"))

    def _explode_body(self, channel: models.BaseModel, raw: bytes) -> list[RawEvent]:
        return update.explode_body(raw)

    def _get_webhook_answer(self, raw: bytes) -> dict | None:
        """Answer a tap in the webhook's own answer, so that the citizen's button stops turning at once."""
        tap = update.tap_answer(raw)
        return {"method": "answerCallbackQuery", **tap} if tap else None

    def _parse_events(self, channel: models.BaseModel, events: list[tuple[str, dict]]) -> list:
        bot_id, bot_name = channel.telegram_bot_id or "", channel.telegram_username or ""
        return [update.parse_event(told, bot_id, bot_name) for _kind, told in events]

    def _prepare_request(self, channel: models.BaseModel, message: models.BaseModel) -> SendRequest | SendResult:
        file = message._get_file()
        try:
            body = {"send": self._build_message_body(message, file), "edit": self._build_edit_body(message)}
        except ValueError as error:
            return SendResult(message.id, failure="permanent", reason=str(error))
        token = channel._get_secret("bot_token")
        if not token:
            return SendResult(message.id, failure="auth", reason=self.env._("The bot's token is missing."))
        return SendRequest(
            message.id,
            message.client_ref,
            channel._get_api_base_url(),
            token,
            body,
            file=file,
            batch=bot_client.send_batch,
        )

    def _build_message_body(self, message, file):
        asks = [name for name in ("location", "contact") if message[f"asks_{name}"]]
        earlier = [("conversation_id", "=", message.conversation_id.id), ("id", "<", message.id)]
        spoken_in = message.search([*earlier, ("direction", "=", "inbound")], order="id desc", limit=1)
        body = outgoing.file_body if file else outgoing.message_body
        return body(
            message.conversation_id.contact_id.external_id,
            message.body,
            buttons=message.buttons,
            asks=asks,
            removes=self._is_keyboard_open(message, earlier),
            reply_to=message.reply_to_id.provider_message_id or "",
            thread=spoken_in.thread_ref or "",
        )

    @staticmethod
    def _is_keyboard_open(message, earlier):
        """Tell whether the person still sees the keyboard by which we asked: each plain message takes it away."""
        said = message.search(
            [*earlier, ("direction", "=", "outbound"), ("edits_id", "=", False)], order="id desc", limit=LOOK_BACK
        ).filtered(lambda one: one.asks_location or one.asks_contact or not one.buttons)[:1]
        return said.asks_location or said.asks_contact

    @staticmethod
    def _build_edit_body(message):
        shown = message.edits_id.provider_message_id
        return outgoing.edit_body(shown, message.body, message.buttons) if shown else None

    def _get_chat_seconds(self, contact: models.BaseModel) -> float:
        """Return the seconds: one a second to a person, 20 a minute to a group."""
        return 3 if contact.is_group else 1

    def _prepare_media_request(
        self, channel: models.BaseModel, message: models.BaseModel, max_bytes: int
    ) -> MediaRequest | MediaResult:
        token = channel._get_secret("bot_token")
        if not message.media_ref or not token:
            return MediaResult(message.id, failure="temporary" if message.media_ref else "expired")
        return MediaRequest(
            message.id,
            message.media_ref,
            channel._get_api_base_url(),
            token,
            min(max_bytes, message_parts.MAX_FILE),
            channel._get_media_hosts(),
            media.fetch_file,
        )

    def _get_token_check(self, channel: models.BaseModel) -> Callable[[], TokenState | None] | None:
        token = channel._get_secret("bot_token")
        return partial(bot_client.token_state, channel._get_api_base_url(), token) if token else None
