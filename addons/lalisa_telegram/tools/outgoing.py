"""What a bot sends, as the parameters of the Bot API: pure functions."""

MAX_TEXT, MAX_CAPTION, MAX_CALLBACK = 4096, 1024, 64
MAX_PHOTO = 10 * 1024 * 1024
ROW_UNITS, ROW_BUTTONS = 26, 3  # what fits beside each other on a narrow telephone
SHARE_PLACE, SHARE_NUMBER = "Kirim lokasi", "Kirim nomor telepon saya"


def message_body(chat_id, text, **shown):
    """The parameters of sendMessage. No parse mode: citizens' words are sent as they are.

    :param shown: what stands around it, as `_around` takes it
    :raises ValueError: a limit of the Bot API that cutting cannot meet
    """
    return {"chat_id": int(chat_id), "text": _needed(text), **_around(int(chat_id), **shown)}


def file_body(chat_id, caption, **shown):
    """The parameters of sendPhoto and sendDocument but for the file itself.

    :param caption: may be empty
    :param shown: what stands around it, as `_around` takes it
    :raises ValueError: a limit of the Bot API that cutting cannot meet
    """
    caption = {"caption": cut(caption, MAX_CAPTION)} if (caption or "").strip() else {}
    return {"chat_id": int(chat_id), **caption, **_around(int(chat_id), **shown)}


def is_photo(file):
    """Whether Telegram shows a file as a photo; a larger one goes as the document that it is.

    :param file: `OutboundFile`
    """
    return file.mimetype.startswith("image/") and len(file.content) <= MAX_PHOTO


def _around(chat_id, *, buttons=None, asks=(), removes=False, reply_to="", thread=""):
    """What stands around a message: its keyboard, what it answers, its topic.

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
        body["reply_markup"] = _asking(asks, buttons or [])
    elif buttons:
        body["reply_markup"] = _inline(buttons)
    elif removes:
        body["reply_markup"] = {"remove_keyboard": True}
    number = reply_to.rpartition(":")[2]
    if number.isdigit():
        body["reply_parameters"] = {"message_id": int(number), "allow_sending_without_reply": True}
    if thread.isdigit():
        body["message_thread_id"] = int(thread)
    return body


def edit_body(shown, text, buttons=None):
    """The parameters of editMessageText; without buttons, those of before go.

    :param shown: our id of the message that is changed
    :raises ValueError: a limit of the Bot API that cutting cannot meet
    """
    chat_id, _colon, number = shown.partition(":")
    body = {"chat_id": int(chat_id), "message_id": int(number), "text": _needed(text)}
    return {**body, "reply_markup": _inline(buttons)} if buttons else body


def _needed(text):
    if not (text or "").strip():
        raise ValueError("an empty text cannot be sent")
    return cut(text, MAX_TEXT)


def _asking(asks, buttons):
    rows = []
    if "location" in asks:
        rows.append([{"text": SHARE_PLACE, "request_location": True}])
    if "contact" in asks:
        rows.append([{"text": SHARE_NUMBER, "request_contact": True}])
    rows += _rows([(title, {"text": title}) for _id, title in buttons])
    return {"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True}


def _inline(buttons):
    return {"inline_keyboard": _rows([(title, _button(number, title)) for number, title in buttons])}


def _rows(buttons):
    """Short buttons beside each other, long ones below. :param buttons: [(title, button)]"""
    rows, used = [], 0
    for title, button in buttons:
        if not rows or len(rows[-1]) == ROW_BUTTONS or used + len(title) > ROW_UNITS:
            rows.append([])
            used = 0
        rows[-1].append(button)
        used += len(title)
    return rows


def _button(button_id, title):
    if not 1 <= len(button_id.encode()) <= MAX_CALLBACK:
        raise ValueError("the id of a button has 1 to 64 bytes")
    return {"text": title, "callback_data": button_id}


def cut(text, limit):
    """Shortens to `limit` UTF-16 units, never inside a character."""
    if len(text.encode("utf-16-le")) // 2 <= limit:
        return text
    raw = text.encode("utf-16-le")[: 2 * (limit - 1)]
    return raw.decode("utf-16-le", "ignore") + "…"
