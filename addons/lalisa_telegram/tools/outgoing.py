"""What a bot sends, as the parameters of the Bot API: pure functions."""

from odoo.addons.lalisa_messaging.tools.driver_types import OutboundFile

MAX_TEXT, MAX_CAPTION, MAX_CALLBACK = 4096, 1024, 64
MAX_PHOTO = 10 * 1024 * 1024
ROW_UNITS, ROW_BUTTONS = 26, 3  # what fits beside each other on a narrow telephone
SHARE_PLACE, SHARE_NUMBER = "Kirim lokasi", "Kirim nomor telepon saya"


def message_body(chat_id: str, text: str, **shown: object) -> dict:
    """Return the parameters of sendMessage. No parse mode: citizens' words are sent as they are.

    :param shown: what stands around it, as `_around` takes it
    :raises ValueError: a limit of the Bot API that cutting cannot meet
    """
    return {"chat_id": int(chat_id), "text": _require_text(text), **_build_reply_values(int(chat_id), **shown)}


def file_body(chat_id: str, caption: str, **shown: object) -> dict:
    """Return the parameters of sendPhoto and sendDocument but for the file itself.

    :param caption: may be empty
    :param shown: what stands around it, as `_around` takes it
    :raises ValueError: a limit of the Bot API that cutting cannot meet
    """
    caption = {"caption": cut_text(caption, MAX_CAPTION)} if (caption or "").strip() else {}
    return {"chat_id": int(chat_id), **caption, **_build_reply_values(int(chat_id), **shown)}


def is_photo(file: OutboundFile) -> bool:
    """Tell whether Telegram shows a file as a photo; a larger one goes as the document that it is.

    :param file: `OutboundFile`
    """
    return file.mimetype.startswith("image/") and len(file.content) <= MAX_PHOTO


def _build_reply_values(chat_id, *, buttons=None, asks=(), removes=False, reply_to="", thread=""):
    """Return what stands around a message: its keyboard, what it answers, its topic.

    :param buttons: [(id, title)], shown below the text
    :param asks: what the person is offered to send: `location`, `contact`. Telegram has one keyboard a message: with
        these, the buttons stand among them, and what is pressed comes back as the title's text
    :param removes: takes away the keyboard that an earlier message brought
    :param reply_to: our id of the message that this answers
    :param thread: the topic within the chat
    """
    body = {}
    # Groups may not be asked for a place or a number.
    asks = asks if chat_id > 0 else ()
    if asks:
        body["reply_markup"] = _build_keyboard(asks, buttons or [])
    elif buttons:
        body["reply_markup"] = _build_inline(buttons)
    elif removes:
        body["reply_markup"] = {"remove_keyboard": True}
    number = reply_to.rpartition(":")[2]
    if number.isdigit():
        body["reply_parameters"] = {"message_id": int(number), "allow_sending_without_reply": True}
    if thread.isdigit():
        body["message_thread_id"] = int(thread)
    return body


def edit_body(shown: str, text: str, buttons: list | None = None) -> dict:
    """Return the parameters of editMessageText; without buttons, those of before go.

    :param shown: our id of the message that is changed
    :raises ValueError: a limit of the Bot API that cutting cannot meet
    """
    chat_id, _colon, number = shown.partition(":")
    body = {"chat_id": int(chat_id), "message_id": int(number), "text": _require_text(text)}
    return {**body, "reply_markup": _build_inline(buttons)} if buttons else body


def _require_text(text):
    if not (text or "").strip():
        raise ValueError("an empty text cannot be sent")
    return cut_text(text, MAX_TEXT)


def _build_keyboard(asks, buttons):
    rows = []
    if "location" in asks:
        rows.append([{"text": SHARE_PLACE, "request_location": True}])
    if "contact" in asks:
        rows.append([{"text": SHARE_NUMBER, "request_contact": True}])
    rows += _split_rows([(title, {"text": title}) for _id, title in buttons])
    return {"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True}


def _build_inline(buttons):
    return {"inline_keyboard": _split_rows([(title, _build_button(number, title)) for number, title in buttons])}


def _split_rows(buttons):
    """Put short buttons beside each other, long ones below.

    :param buttons: [(title, button)]
    """
    rows, used = [], 0
    for title, button in buttons:
        if not rows or len(rows[-1]) == ROW_BUTTONS or used + len(title) > ROW_UNITS:
            rows.append([])
            used = 0
        rows[-1].append(button)
        used += len(title)
    return rows


def _build_button(button_id, title):
    if not 1 <= len(button_id.encode()) <= MAX_CALLBACK:
        raise ValueError("the id of a button has 1 to 64 bytes")
    return {"text": title, "callback_data": button_id}


def cut_text(text: str, limit: int) -> str:
    """Shorten to `limit` UTF-16 units, never inside a character."""
    if len(text.encode("utf-16-le")) // 2 <= limit:
        return text
    raw = text.encode("utf-16-le")[: 2 * (limit - 1)]
    return raw.decode("utf-16-le", "ignore") + "…"
