"""Requests to Meta's Cloud API: bodies by pure functions, one function that sends. No records, no environment."""

import re
from dataclasses import replace

import requests

from odoo.addons.lalisa_messaging.tools import http_post
from odoo.addons.lalisa_messaging.tools.driver_types import OutboundFile, SendRequest, SendResult

from . import error_codes

MAX_TEXT, MAX_INTERACTIVE, MAX_TITLE, MAX_BUTTON_ID, MAX_PARAMETER = 4096, 1024, 20, 256, 1024
MAX_BUTTONS, MAX_ROWS, MAX_ROW_TITLE, MAX_ROW_ID, MAX_LIST_TEXT = 3, 10, 24, 200, 4096
MAX_CAPTION, MAX_IMAGE_BYTES = 1024, 5 * 1024 * 1024
LIST_LABEL = "Pilih"
CONNECT_SECONDS, ANSWER_SECONDS = 5, 30


def build_address(external_id: str) -> dict:
    """Whom a message goes to: a telephone number in `to`, a business-scoped user id in `recipient`."""
    return {"to": external_id} if external_id.isdigit() else {"recipient": external_id}


def text_body(text: str, buttons: list | None = None) -> dict:
    """Return the message node of a text, with up to three buttons, or with a list of up to ten rows.

    :param buttons: [(id, title)]; more than three become a list
    :raises ValueError: a limit of the Cloud API that cutting cannot meet
    """
    if not text:
        raise ValueError("an empty text cannot be sent")
    if not buttons:
        return {"type": "text", "text": {"preview_url": False, "body": cut_text(text, MAX_TEXT)}}
    if len(buttons) > MAX_BUTTONS:
        return list_body(text, buttons)
    titles = [cut_text(title, MAX_TITLE) for _id, title in buttons]
    if len(set(titles)) != len(titles):
        raise ValueError("each button needs a title of its own")
    replies = [
        {"type": "reply", "reply": {"id": button_id[:MAX_BUTTON_ID], "title": title}}
        for (button_id, _title), title in zip(buttons, titles, strict=True)
    ]
    return {
        "type": "interactive",
        "interactive": {
            "type": "button",
            "body": {"text": cut_text(text, MAX_INTERACTIVE)},
            "action": {"buttons": replies},
        },
    }


def list_body(text: str, rows: list) -> dict:
    """Return the message node of a text with a list to choose from.

    :param rows: [(id, title)], at most ten
    :raises ValueError: a limit of the Cloud API that cutting cannot meet
    """
    shown = [{"id": row_id, "title": cut_text(title, MAX_ROW_TITLE)} for row_id, title in rows]
    if len(rows) > MAX_ROWS or any(len(row_id) > MAX_ROW_ID for row_id, _title in rows):
        raise ValueError("at most ten rows, each with a short id")
    if len({row["id"] for row in shown}) != len(shown) or not all(row["title"] for row in shown):
        raise ValueError("each row needs an id of its own and a title")
    return {
        "type": "interactive",
        "interactive": {
            "type": "list",
            "body": {"text": cut_text(text, MAX_LIST_TEXT)},
            "action": {"button": LIST_LABEL, "sections": [{"rows": shown}]},
        },
    }


def location_request_body(text: str) -> dict:
    """Return the message node that shows a "send location" button below a text; Meta allows no other button beside it.

    :raises ValueError: nothing to say
    """
    if not text:
        raise ValueError("an empty text cannot be sent")
    return {
        "type": "interactive",
        "interactive": {
            "type": "location_request_message",
            "body": {"text": cut_text(text, MAX_INTERACTIVE)},
            "action": {"name": "send_location"},
        },
    }


def contact_request_body(text: str) -> dict:
    """Return the message node that shows a "share my number" button below a text.

    :raises ValueError: nothing to say
    """
    if not text:
        raise ValueError("an empty text cannot be sent")
    return {
        "type": "interactive",
        "interactive": {
            "type": "request_contact_info",
            "body": {"text": cut_text(text, MAX_INTERACTIVE)},
            "action": {"name": "request_contact_info"},
        },
    }


def file_body(file: OutboundFile, caption: str) -> dict:
    """Return the message node of a photo or a document; the uploaded file's id is put in by `send_request`.

    A photo that is too large for a photo goes as a document, as it is.

    :param file: `OutboundFile`
    """
    caption = {"caption": cut_text(caption, MAX_CAPTION)} if caption else {}
    if file.mimetype.startswith("image/") and len(file.content) <= MAX_IMAGE_BYTES:
        return {"type": "image", "image": caption}
    return {"type": "document", "document": {"filename": file.name, **caption}}


def template_body(template: dict) -> dict:
    """Return the message node of an approved template.

    :param template: {'name', 'language', 'params': [text]}
    """
    parameters = [
        {"type": "text", "text": cut_text(join_lines(text), MAX_PARAMETER) or "-"} for text in template["params"]
    ]
    components = [{"type": "body", "parameters": parameters}] if parameters else []
    return {
        "type": "template",
        "template": {
            "name": template["name"],
            "language": {"code": template["language"]},
            "components": components,
        },
    }


def read_body(provider_message_id: str) -> dict:
    """Return the whole request body that marks a message as read and shows that we are writing."""
    return {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": provider_message_id,
        "typing_indicator": {"type": "text"},
    }


def build_envelope(external_id: str, node: dict, client_ref: str, reply_to: str = "") -> dict:
    """Return a whole request body; `client_ref` comes back in every status and settles a lost answer."""
    context = {"context": {"message_id": reply_to}} if reply_to else {}
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **build_address(external_id),
        **context,
        **node,
        "biz_opaque_callback_data": client_ref,
    }


def cut_text(text: str, limit: int) -> str:
    """Shorten to `limit` UTF-16 units, the narrowest reading of Meta's limits, never inside a character."""
    if len(text.encode("utf-16-le")) // 2 <= limit:
        return text
    units, kept = 0, []
    for character in text:
        units += 2 if ord(character) > 0xFFFF else 1
        if units > limit - 1:
            break
        kept.append(character)
    return "".join(kept) + "…"


def join_lines(text: str) -> str:
    """Return a text as a template's parameter: with neither line breaks nor runs of blanks."""
    return re.sub(r"\s+", " ", text or "").strip()


def send_request(request: SendRequest) -> SendResult:
    """Send one message, its file first; runs in a thread.

    A request that could not leave may be tried again; after the bytes have left, a lost answer is `uncertain`.

    :param request: `SendRequest`
    :return: `SendResult`
    """
    body = request.body
    if request.file:
        uploaded = _upload_file(request)
        if isinstance(uploaded, SendResult):
            # The message itself has not left: whatever happened to the file, it may be tried again.
            return replace(uploaded, failure="temporary") if uploaded.failure == "uncertain" else uploaded
        kind = body["type"]
        body = {**body, kind: {"id": uploaded, **body[kind]}}
    answer = _post_body(request, request.url, json=body)
    return answer if isinstance(answer, SendResult) else judge_answer(request.message_id, answer)


def _upload_file(request):
    """Upload a file; return its id at Meta, or the `SendResult` of its failure."""
    file = request.file
    url = request.url.removesuffix("/messages") + "/media"
    answer = _post_body(
        request,
        url,
        data={"messaging_product": "whatsapp", "type": file.mimetype},
        files={"file": (file.name, file.content, file.mimetype)},
    )
    if isinstance(answer, SendResult):
        return answer
    media_id = _read_json(answer).get("id") if answer.ok else None
    return str(media_id) if media_id else judge_answer(request.message_id, answer)


def _post_body(request, url, **content):
    """Post a request; return the answer, or the `SendResult` of a request without one."""
    try:
        return http_post.post_request(
            url,
            headers={"Authorization": f"Bearer {request.token}"},
            timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
            **content,
        )
    except http_post.Unanswered as silence:
        reason = "Sambungan ke WhatsApp terputus." if silence.left else "WhatsApp tidak dapat dihubungi."
        return SendResult(request.message_id, failure=http_post.failure_of_silence(silence.left), reason=reason)


def judge_answer(message_id: int, answer: requests.Response) -> SendResult:
    """Sort an answer of the API into our closed list.

    Only Meta's own error object says that a message was not taken: it decides by its code. Without one, whoever
    answered may have passed the message on.

    :param answer: `requests.Response`
    :return: `SendResult`
    """
    body = _read_json(answer)
    if answer.ok and (provider_id := _is_accepted(body.get("messages"))):
        return SendResult(message_id, provider_message_id=provider_id)
    error = body.get("error") if isinstance(body.get("error"), dict) else None
    code = (error or {}).get("code")
    if error is None or answer.ok:
        failure = http_post.failure_of_status(answer.status_code)
    else:
        failure = error_codes.failure_of_answer(code, answer.status_code)
    limit = error_codes.LIMITS.get(code) or ("account" if code is None and answer.status_code == 429 else "")
    return SendResult(
        message_id,
        failure=failure,
        reason=error_codes.get_reason(code),
        retry_after=_read_seconds(answer),
        limit=limit,
        aftermath=error_codes.get_aftermath(code),
    )


def _read_json(answer):
    """Return the answer's object; empty for a page, a list or nothing, which a proxy in between may send."""
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _is_accepted(messages):
    first = messages[0] if isinstance(messages, list) and messages else {}
    return str(first.get("id") or "") if isinstance(first, dict) else ""


def _read_seconds(answer):
    given = answer.headers.get("Retry-After", "")
    return min(int(given), 900) if given.isdigit() else 0
