"""Bodies of WhatsApp webhooks, as pure functions: bytes to events, an event to what it means.

Shapes: Meta's webhook reference for the Cloud API. Whatever a body holds, nothing here raises:
what cannot be understood is kept as an `other` event.
"""
import hashlib
import json

from odoo.addons.lalisa_messaging.tools.driver_types import RawEvent

from . import messages, notices, reading, receipts

# What is told of the account or a template, not of a message.
ACCOUNT_FIELDS = notices.FIELDS
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
        for entry in reading.as_list(body, "entry") for change in reading.as_list(entry, "changes")
        for event in _change(change, reading.as_dict(entry), phone_number_id, waba_id)
    ]
    return events or [_other(raw, reading.storable(body))]


def _change(change, entry, phone_number_id, waba_id):
    field, value = reading.as_dict(change).get("field"), reading.as_dict(reading.as_dict(change).get("value"))
    account = str(entry.get("id", ""))
    if waba_id and account != waba_id:
        return []
    if field in ACCOUNT_FIELDS:
        return [_account_event(field, value, entry.get("time"))]
    if reading.as_dict(value.get("metadata")).get("phone_number_id") != phone_number_id:
        return []
    if field == "smb_message_echoes":
        echoes = [_echo_event(reading.as_dict(item)) for item in reading.as_list(value, "message_echoes")]
        return [event for event in echoes if event]
    if field != "messages":
        return []
    contacts = [reading.as_dict(contact) for contact in reading.as_list(value, "contacts")]
    said = [_message_event(reading.as_dict(item), contacts, phone_number_id, value)
            for item in reading.as_list(value, "messages")]
    statuses = [_status_event(reading.as_dict(item)) for item in reading.as_list(value, "statuses")]
    alone = reading.as_list(value, "errors") and not said
    errors = [_account_event("errors", value, entry.get("time"))] if alone else []
    return [event for event in (*said, *statuses, *errors) if event]


def _account_event(field, value, moment):
    payload = reading.storable({"field": field, "value": value, "time": moment})
    return RawEvent("other", "a:" + reading.digest(payload), "account", payload)


def _echo_event(echo):
    """What the office wrote in the app on its own telephone (Coexistence)."""
    person = str(echo.get("to") or echo.get("to_user_id") or "")
    provider_id = echo.get("id")
    if not isinstance(provider_id, str) or not 0 < len(provider_id) <= MAX_ID or not _is_person(person):
        return None
    return RawEvent("message", f"m:{provider_id}", person, reading.storable({"echo": echo}))


def _is_person(person):
    return person.isdigit() or bool(reading.USER_ID.match(person))


def _message_event(message, contacts, phone_number_id, value):
    contact = _contact_of(message, contacts)
    person = message.get("from_user_id") or message.get("from") or contact.get("user_id") or contact.get("wa_id")
    own = reading.digits(reading.as_dict(value.get("metadata")).get("display_phone_number"))
    payload = reading.storable({"message": message, "contact": contact})
    provider_id = message.get("id")
    person = str(person or "")
    bad = not isinstance(provider_id, str) or not 0 < len(provider_id) <= MAX_ID or not person
    bad = bad or not _is_person(person) or (own and reading.digits(person) == own)
    # A group is no private chat: nothing of a case may be answered there.
    bad = bad or bool(message.get("group_id"))
    if bad:
        return RawEvent("other", "q:" + reading.digest(payload), "other", payload)
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
    payload = reading.storable({"status": status})
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
        return receipts.parse(reading.as_dict(payload.get("status")))
    if kind == "other":
        return notices.parse(payload.get("field"), reading.as_dict(payload.get("value")))
    if kind != "message":
        return None
    if "echo" in payload:
        return messages.echo_of(reading.as_dict(payload["echo"]))
    message, contact = reading.as_dict(payload.get("message")), reading.as_dict(payload.get("contact"))
    if message.get("type") == "system":
        return messages.identity_of(message)
    if _kind(message) in messages.CHANGES:
        return messages.change_of(message, contact)
    return messages.message_of(message, contact) if _says_something(message) else None


def _kind(message):
    kind = message.get("type")
    return kind if isinstance(kind, str) else ""


def _says_something(message):
    """A text without its node is a broken item; an empty one is still a message."""
    return message.get("type") != "text" or isinstance(message.get("text"), dict)
