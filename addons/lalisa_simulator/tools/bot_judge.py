"""Judges calls of the fake Bot API as strictly as Telegram documents them. Pure functions."""

import json
from typing import Any

from .fault_kinds import BOT, Fault

MAX_TEXT, MAX_CAPTION, MAX_CALLBACK, MAX_ALERT = 4096, 1024, 64, 200
MAX_PHOTO, MAX_DOCUMENT = 10 * 1024 * 1024, 50 * 1024 * 1024
PHOTOS = (b"\xff\xd8\xff", b"\x89PNG")
KEYBOARDS = {
    "inline_keyboard": {"text", "callback_data", "url"},
    "keyboard": {"text", "request_location", "request_contact"},
}
AROUND = {"chat_id": True, "reply_markup": False, "reply_parameters": False, "message_thread_id": False}
# method: {parameter: whether it is needed}
METHODS = {
    "getMe": {},
    "sendMessage": {**AROUND, "text": True},
    "sendPhoto": {**AROUND, "photo": True, "caption": False},
    "sendDocument": {**AROUND, "document": True, "caption": False},
    "editMessageText": {"chat_id": True, "message_id": True, "text": True, "reply_markup": False},
    "getWebhookInfo": {},
    "getFile": {"file_id": True},
    "answerCallbackQuery": {"callback_query_id": True, "text": False, "show_alert": False},
    "setMyCommands": {"commands": True},
    "setWebhook": {"url": True, "secret_token": False, "allowed_updates": False, "max_connections": False},
    "deleteWebhook": {"drop_pending_updates": False},
}
WORDS = {"text", "caption", "url", "secret_token", "callback_query_id", "file_id", "photo", "document"}
# What sends a message, and the parameter that brings its file.
SENDS = {"sendMessage": "", "sendPhoto": "photo", "sendDocument": "document"}
PUTS = {*SENDS, "editMessageText"}  # something into a chat


class Refused(Exception):
    """A call that Telegram would refuse."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    @classmethod
    def from_fault(cls, fault: Fault) -> "Refused":
        """Build the refusal that a chosen fault brings.

        :param fault: a `Fault` of a kind in `fault_kinds.BOT`
        """
        wait = {"retry_after": fault.seconds or 1} if fault.kind == "rate" else {}
        return cls(*BOT[fault.kind], **wait)

    def build_body(self) -> dict[str, Any]:
        """Build the error in Telegram's shape."""
        more = {"parameters": self.parameters} if self.parameters else {}
        return {"ok": False, "error_code": self.code, "description": self.description, **more}


def judge_call(method: str, form: dict[str, str]) -> dict[str, Any]:
    """Accept a call or raise.

    :param form: {name: text} as posted; what is no plain text is JSON
    :return: {name: value}
    :raises Refused: with Telegram's code
    """
    if method not in METHODS:
        raise Refused(404, "Not Found")
    known = METHODS[method]
    _require_that(not set(form) - set(known), f"unknown parameter {sorted(set(form) - set(known))}")
    missing = {name for name, needed in known.items() if needed} - set(form)
    _require_that(not missing, f"{sorted(missing)} is empty")
    values = {name: text if name in WORDS else _parse_json(name, text) for name, text in form.items()}
    if method in PUTS:
        _judge_message(values, with_text="text" in known)
    if method == "editMessageText":
        _require_that(isinstance(values["message_id"], int), "message to edit not found")
        _require_that(
            "inline_keyboard" in values.get("reply_markup", {"inline_keyboard": []}), "inline keyboard expected"
        )
    _require_that(len(values.get("text", "")) <= MAX_ALERT or method != "answerCallbackQuery", "MESSAGE_TOO_LONG")
    return values


def judge_file(method: str, content: bytes) -> None:
    """Accept the file of a call or raise.

    :param content: its bytes
    :raises Refused: with Telegram's code
    """
    _require_that(content, "file must be non-empty")
    if len(content) > (MAX_PHOTO if method == "sendPhoto" else MAX_DOCUMENT):
        raise Refused(413, "Request Entity Too Large")
    _require_that(method != "sendPhoto" or content.startswith(PHOTOS), "IMAGE_PROCESS_FAILED")


def _judge_message(values: dict[str, Any], with_text: bool) -> None:
    _require_that(isinstance(values["chat_id"], int), "chat not found")
    if with_text:
        _require_that(_count_units(values["text"]) > 0, "message text is empty")
        _require_that(_count_units(values["text"]) <= MAX_TEXT, "message is too long")
    _require_that(_count_units(values.get("caption", "")) <= MAX_CAPTION, "message caption is too long")
    if "reply_markup" in values:
        _judge_keyboard(values["reply_markup"], private=values["chat_id"] > 0)


def _judge_keyboard(markup: Any, private: bool) -> None:
    if markup == {"remove_keyboard": True}:
        return
    names = [name for name in KEYBOARDS if isinstance(markup, dict) and name in markup]
    _require_that(len(names) == 1, "object expected as reply markup")
    rows = markup[names[0]]
    _require_that(
        isinstance(rows, list) and rows and all(isinstance(row, list) and row for row in rows), "rows expected"
    )
    for button in (button for row in rows for button in row):
        _require_that(isinstance(button, dict) and button.get("text"), "a button needs a text")
        _require_that(not set(button) - KEYBOARDS[names[0]], "unknown field of a button")
        size = len(button.get("callback_data", "-").encode())
        _require_that(1 <= size <= MAX_CALLBACK, "BUTTON_DATA_INVALID")
        asks = "request_location" in button or "request_contact" in button
        _require_that(private or not asks, "phone number and location can be requested in private chats only")


def _count_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _parse_json(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise Refused(400, f"Bad Request: can't parse {name}") from None


def _require_that(condition: Any, description: str) -> None:
    if not condition:
        raise Refused(400, f"Bad Request: {description}")
