"""Bodies of WhatsApp webhooks, as pure functions: bytes to events, an event to what it means.

Shapes: Meta's webhook reference for the Cloud API. Whatever a body holds, nothing here raises:
what cannot be understood is kept as an `other` event.
"""
import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, datetime

from odoo.addons.lalisa_messaging.tools.driver_types import (
    DeliveryStatus,
    IdentityChange,
    InboundMessage,
    MessageChange,
    RawEvent,
)

from . import error_codes, notices

MAX_TEXT = 20_000
CUT_MARK = " […]"
MEDIA = ("image", "video", "audio", "document", "sticker")
KINDS = (*MEDIA, "text", "location", "contacts", "button", "reaction", "interactive", "order", "system", "unsupported")
# Something happened to a message or a number; nothing new that a person wrote.
CHANGES = {"edit": "edited", "revoke": "revoked", "reaction": "reaction"}
NEW_IDS = ("user_changed_number", "user_changed_user_id")
# What is told of the account or a template, not of a message.
ACCOUNT_FIELDS = notices.FIELDS
STATES = {"sent": "sent", "delivered": "delivered", "read": "read", "played": "read", "failed": "failed"}
USER_ID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}\Z")
# PostgreSQL stores neither NUL nor half of a surrogate pair.
NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")
MAX_ID = 512


def explode(raw, phone_number_id, waba_id):
    """Every message and status of a body, in its order.

    :param raw: the body's bytes; their signature has been judged
    :param phone_number_id: ours; what names another number is kept as `other`
    :param waba_id: ours, or empty to accept any
    :return: list of `RawEvent`
    """
    try:
        body = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return [_other(raw, {"unreadable": raw[:2000].decode("utf-8", "replace")})]
    events = [
        event
        for entry in _list(body, "entry") for change in _list(entry, "changes")
        for event in _change(change, _dict(entry), phone_number_id, waba_id)
    ]
    return events or [_other(raw, _storable(body))]


def _change(change, entry, phone_number_id, waba_id):
    field, value = _dict(change).get("field"), _dict(_dict(change).get("value"))
    account = str(entry.get("id", ""))
    if waba_id and account != waba_id:
        return []
    if field in ACCOUNT_FIELDS:
        return [_account_event(field, value, entry.get("time"))]
    if _dict(value.get("metadata")).get("phone_number_id") != phone_number_id:
        return []
    if field == "smb_message_echoes":
        return [event for item in _list(value, "message_echoes") if (event := _echo_event(_dict(item)))]
    if field != "messages":
        return []
    contacts = [_dict(contact) for contact in _list(value, "contacts")]
    messages = [_message_event(_dict(item), contacts, phone_number_id, value) for item in _list(value, "messages")]
    statuses = [_status_event(_dict(item)) for item in _list(value, "statuses")]
    errors = [_account_event("errors", value, entry.get("time"))] if _list(value, "errors") and not messages else []
    return [event for event in (*messages, *statuses, *errors) if event]


def _account_event(field, value, moment):
    payload = _storable({"field": field, "value": value, "time": moment})
    return RawEvent("other", "a:" + _digest(payload), "account", payload)


def _echo_event(echo):
    """What the office wrote in the app on its own telephone (Coexistence)."""
    person = str(echo.get("to") or echo.get("to_user_id") or "")
    provider_id = echo.get("id")
    if not isinstance(provider_id, str) or not 0 < len(provider_id) <= MAX_ID or not _is_person(person):
        return None
    return RawEvent("message", f"m:{provider_id}", person, _storable({"echo": echo}))


def _is_person(person):
    return person.isdigit() or bool(USER_ID.match(person))


def _message_event(message, contacts, phone_number_id, value):
    contact = _contact_of(message, contacts)
    person = message.get("from_user_id") or message.get("from") or contact.get("user_id") or contact.get("wa_id")
    own = _digits(_dict(value.get("metadata")).get("display_phone_number"))
    payload = _storable({"message": message, "contact": contact})
    provider_id = message.get("id")
    person = str(person or "")
    bad = not isinstance(provider_id, str) or not 0 < len(provider_id) <= MAX_ID or not person
    bad = bad or not _is_person(person) or (own and _digits(person) == own)
    # A group is no private chat: nothing of a case may be answered there.
    bad = bad or bool(message.get("group_id"))
    if bad:
        return RawEvent("other", "q:" + _digest(payload), "other", payload)
    return RawEvent("message", f"m:{provider_id}", _conversation(message, contact), payload)


def _conversation(message, contact):
    """One key for one person, whichever of the ids a body carries: the telephone number where there is one."""
    return str(message.get("from") or contact.get("wa_id") or message.get("from_user_id") or contact.get("user_id"))


def _contact_of(message, contacts):
    """The contact block of a message, by id and never by position; a lone block may name a sender left out."""
    ids = {str(known) for known in (message.get("from"), message.get("from_user_id")) if known}
    for contact in contacts:
        if ids & {str(contact.get("wa_id")), str(contact.get("user_id"))}:
            return contact
    # Brazil, Mexico, Argentina: the two numbers of one person may differ by a digit.
    return contacts[0] if len(contacts) == 1 else {}


def _status_event(status):
    provider_id, state = status.get("id"), status.get("status")
    if not isinstance(provider_id, str) or not 0 < len(provider_id) <= MAX_ID:
        return None
    payload = _storable({"status": status})
    return RawEvent("status", f"s:{provider_id}:{state}"[:600], f"status:{provider_id}", payload)


def _other(raw, payload):
    kept = payload if isinstance(payload, dict) else {"body": payload}
    return RawEvent("other", "o:" + hashlib.sha256(raw).hexdigest(), "other", kept)


# -- meaning ------------------------------------------------------------------------------------


def parse(kind, payload):
    """What a stored event means.

    :return: one of the types of `driver_types`, or None for what is kept only
    """
    if kind == "status":
        return _status(_dict(payload.get("status")))
    if kind == "other":
        return notices.parse(payload.get("field"), _dict(payload.get("value")))
    if kind != "message":
        return None
    if "echo" in payload:
        return _echo(_dict(payload["echo"]))
    message, contact = _dict(payload.get("message")), _dict(payload.get("contact"))
    if message.get("type") == "system":
        return _identity(message, _dict(message.get("system")))
    if _kind(message) in CHANGES:
        return _message_change(message, contact)
    return _message(message, contact) if _says_something(message) else None


def _kind(message):
    kind = message.get("type")
    return kind if isinstance(kind, str) else ""


def _says_something(message):
    """A text without its node is a broken item; an empty one is still a message."""
    return message.get("type") != "text" or isinstance(message.get("text"), dict)


def _echo(echo):
    person = {"from": echo.get("to"), "from_user_id": echo.get("to_user_id")}
    kept = {name: value for name, value in echo.items() if name != "from"}
    return replace(_message({**kept, **person}, {}), from_office=True)


def _identity(message, node):
    """A person's new number or id; what names no new one, or another kind of system message, is kept only."""
    phone, user_id = _digits(node.get("wa_id")), str(node.get("user_id") or "")
    if node.get("type") not in NEW_IDS or not (phone or USER_ID.match(user_id)):
        return None
    known = (node.get("previous_user_id"), message.get("from_user_id"), message.get("from"))
    return IdentityChange(
        old_ids=tuple(str(one) for one in known if one and str(one) not in (phone, user_id)),
        phone=phone, user_id=user_id if USER_ID.match(user_id) else "",
    )


def _message_change(message, contact):
    kind = message["type"]
    node = _dict(message.get(kind))
    target = node.get("message_id") if kind == "reaction" else node.get("original_message_id")
    new = {**message, "context": {}, "type": "text", "text": {}, **_dict(node.get("message"))}
    text = _message(new, contact) if kind == "edit" else None
    return MessageChange(
        target_id=str(target or ""), change=CHANGES[kind], body=text.body if text else _text(node.get("emoji")),
        occurred_at=_moment(message.get("timestamp")), if_unknown=text,
    )


def _message(message, contact):
    kind = message.get("type") if message.get("type") in KINDS else "other"
    node = _dict(message.get(kind))
    context = _dict(message.get("context"))
    phone = _digits(message.get("from") or contact.get("wa_id"))
    user_id = str(message.get("from_user_id") or contact.get("user_id") or "")
    return InboundMessage(
        external_id=phone or user_id,
        alternative_id=user_id if phone else "",
        phone=f"+{number}" if (number := phone or _shared_number(message)) else "",
        own_card=bool(_shared_number(message)),
        provider_message_id=message["id"],
        kind={"interactive": "button"}.get(kind, kind),
        body=_text(_body(kind, node, message)),
        occurred_at=_moment(message.get("timestamp")),
        name=_name(_dict(contact.get("profile")).get("name")),
        reply_to=str(context.get("id") or ""),
        forwarded=bool(context.get("forwarded") or context.get("frequently_forwarded")),
        button_id=_button(kind, node),
        **_place(kind, node),
        **_media(kind, node, message),
    )


def _shared_number(message):
    """The sender's own number, given on our request; any other card is somebody else's."""
    for card in _list(message, "contacts"):
        card = _dict(card)
        if "contact_request" in (card.get("origin"), message.get("origin")):
            phone = _dict(next(iter(_list(card, "phones")), None))
            return _digits(phone.get("wa_id") or phone.get("phone"))
    return ""


def _body(kind, node, message):
    if kind == "text":
        return node.get("body")
    if kind in MEDIA:
        return node.get("caption")
    if kind == "button":
        return node.get("text")
    if kind == "interactive":
        reply = _dict(node.get("button_reply") or node.get("list_reply"))
        return reply.get("title")
    if kind == "location":
        return node.get("name") or node.get("address")
    if kind == "contacts":
        cards = [_dict(card) for card in _list(message, "contacts")]
        return ", ".join(str(_dict(card.get("name")).get("formatted_name") or "") for card in cards)
    return node.get("body")


def _button(kind, node):
    if kind == "button":
        return str(node.get("payload") or "")[:256]
    if kind != "interactive":
        return ""
    return str(_dict(node.get("button_reply") or node.get("list_reply")).get("id") or "")[:256]


def _place(kind, node):
    if kind != "location":
        return {}
    return {"latitude": _number(node.get("latitude"), 90), "longitude": _number(node.get("longitude"), 180),
            "location_name": _text(node.get("name") or node.get("address"))[:255]}


def _media(kind, node, message):
    ref = str(node.get("id") or "")
    errors = [_dict(error) for error in _list(message, "errors")]
    if kind in MEDIA and errors:
        return {"media_error": error_codes.reason_of(errors[0].get("code"))}
    # Only digits may become part of an address.
    if kind not in MEDIA or not re.fullmatch(r"[0-9]{1,64}", ref):
        return {}
    mimetype = re.sub(r"[^\w/.+;= -]", "", str(node.get("mime_type") or ""))
    return {"media_ref": ref, "media_mimetype": mimetype[:100], "media_name": _text(node.get("filename"))[:1000]}


def _status(status):
    state = STATES.get(status.get("status"))
    if not state:
        return None
    errors = [_dict(error) for error in _list(status, "errors")]
    code = errors[0].get("code") if errors else None
    pricing = _dict(status.get("pricing"))
    return DeliveryStatus(
        provider_message_id=status["id"],
        state=state,
        occurred_at=_moment(status.get("timestamp")),
        client_ref=str(status.get("biz_opaque_callback_data") or ""),
        failure_type=error_codes.failure_of(code) if errors else "",
        failure_reason=error_codes.reason_of(code) if errors else "",
        price_category=_text(pricing.get("category"))[:40],
        billable=pricing.get("billable") is True,
    )


# -- small things -------------------------------------------------------------------------------


def _dict(value):
    return value if isinstance(value, dict) else {}


def _list(value, name):
    found = _dict(value).get(name)
    return found if isinstance(found, list) else []


def _digits(value):
    return re.sub(r"\D", "", str(value or ""))[:20] if not isinstance(value, dict | list) else ""


def _number(value, limit):
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if abs(number) <= limit else None


def _moment(value):
    try:
        moment = datetime.fromtimestamp(int(value), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return moment.replace(tzinfo=None) if moment.year >= 2009 else None


def _text(value):
    text = value if isinstance(value, str) else "" if value is None or isinstance(value, dict | list) else str(value)
    text = NOT_STORABLE.sub("", text)
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + CUT_MARK


def _name(value):
    """The profile's name on one line, without marks that hide or turn text."""
    text = re.sub(r"[\x00-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", " ", _text(value))
    return " ".join(text.split())[:100]


def _storable(value):
    """The same body, in characters that the database can keep."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {_text(key): _storable(item) for key, item in value.items()}
    return value


def _digest(payload):
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
