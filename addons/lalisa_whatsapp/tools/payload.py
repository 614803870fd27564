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
PARTS = ("messages", "statuses", "errors")
# Of two numbers that may be one person's, so many last digits are the same.
SAME = 8


def explode(raw, phone_number_id, waba_id):
    """Every message and status of a body, in its order; what is neither, or not ours, is an event that is only kept.

    :param raw: the body's bytes; their signature has been judged
    :param phone_number_id: ours; what names another number is only kept
    :param waba_id: ours, or empty to accept any
    :return: list of `RawEvent`
    """
    try:
        body = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return [_other(raw, raw[:2000].decode("utf-8", "replace"))]
    events = [event for entry in reading.as_list(body, "entry") for event in _entry(entry, phone_number_id, waba_id)]
    return events or [_other(raw, body)]


def _entry(entry, phone_number_id, waba_id):
    changes = reading.as_list(entry, "changes")
    return [
        event for change in changes for event in _change(change, reading.as_dict(entry), phone_number_id, waba_id)
    ] or [_kept(entry)]


def _change(change, entry, phone_number_id, waba_id):
    told = reading.as_dict(change)
    field, value = reading.text(told.get("field")), reading.as_dict(told.get("value"))
    number_id = reading.as_dict(value.get("metadata")).get("phone_number_id")
    events = []
    if waba_id and str(entry.get("id", "")) != waba_id:
        return [_kept(change, entry)]
    if field in ACCOUNT_FIELDS:
        events = [_account_event(field, value, entry.get("time"))]
    elif number_id == phone_number_id and field in READERS:
        events = READERS[field](value, entry)
    return events or [_kept(change, entry)]


def _messages(value, entry):
    contacts = [reading.as_dict(contact) for contact in reading.as_list(value, "contacts")]
    senders = [reading.as_dict(item) for item in reading.as_list(value, "messages")]
    said = [_message_event(item, contacts, senders, value) for item in reading.as_list(value, "messages")]
    statuses = [_status_event(item) for item in reading.as_list(value, "statuses")]
    errors = reading.as_list(value, "errors")
    # Beside a message they tell of that message only.
    told = [_kept(errors, entry) if said else _account_event("errors", value, entry.get("time"))] if errors else []
    odd = {name: value[name] for name in PARTS if value.get(name) and not isinstance(value[name], list)}
    return [*said, *statuses, *told, *([_kept(odd, entry)] if odd else [])]


def _echoes(value, _entry):
    return [_echo_event(item) for item in reading.as_list(value, "message_echoes")]


def _calls(value, _entry):
    return [_call_event(item) for item in reading.as_list(value, "calls")]


READERS = {"messages": _messages, "smb_message_echoes": _echoes, "calls": _calls}


def _kept(what, entry=None):
    """What is not understood, or not ours: it stays with the other events for as long as they do, and means nothing."""
    source = {"entry": entry.get("id"), "time": entry.get("time")} if entry else {}
    payload = reading.storable({"kept": what, **source})
    return RawEvent("other", "k:" + reading.digest(payload), "other", payload)


def _account_event(field, value, moment):
    payload = reading.storable({"field": field, "value": value, "time": moment})
    return RawEvent("other", "a:" + reading.digest(payload), "account", payload)


def _echo_event(echo):
    """What the office wrote in the app on its own telephone (Coexistence)."""
    person = reading.person(reading.as_dict(echo).get("to")) or reading.person(reading.as_dict(echo).get("to_user_id"))
    if not _has_id(echo) or not person:
        return _kept({"echo": echo})
    return RawEvent("message", f"m:{echo['id']}", person, reading.storable({"echo": echo}))


def _call_event(call):
    """A person's call; of its several events only the ringing says that they are there."""
    person = reading.person(reading.as_dict(call).get("from")) or reading.person(
        reading.as_dict(call).get("from_user_id")
    )
    rings = _has_id(call) and call.get("event") == "connect" and call.get("direction") == "USER_INITIATED"
    if not rings or not person:
        return _kept({"call": call})
    return RawEvent("message", f"c:{call['id']}", person, reading.storable({"call": call}))


def _has_id(item):
    found = reading.as_dict(item).get("id")
    return isinstance(found, str) and 0 < len(reading.text(found).strip()) <= MAX_ID


def _message_event(item, contacts, senders, value):
    message = reading.as_dict(item)
    contact = _contact_of(message, contacts, senders)
    payload = reading.storable({"message": item, "contact": contact})
    person = _conversation(message, contact)
    own = reading.digits(reading.as_dict(value.get("metadata")).get("display_phone_number"))
    # Our own number: an answer to it would be answered again. A group is no private chat.
    foreign = (own and person == own) or message.get("group_id")
    if not _has_id(message) or not person or foreign:
        return RawEvent("other", "q:" + reading.digest(payload), "other", payload)
    return RawEvent("message", f"m:{message['id']}", person, payload)


def _conversation(message, contact):
    """One key for one person, whichever of the ids a body carries: the telephone number where there is one."""
    given = reading.person(message.get("from")), reading.person(message.get("from_user_id"))
    if any(given) or message.get("from") or message.get("from_user_id"):
        # A number may be in the contact block alone; an id that is none is nobody's.
        return given[0] or (given[1] and reading.person(contact.get("wa_id"))) or given[1]
    return reading.person(contact.get("wa_id")) or reading.person(contact.get("user_id"))


def _contact_of(message, contacts, senders):
    """The contact block of a message, by id and never by position; a lone block may name a sender left out."""
    for contact in contacts:
        if _is_of(contact, message):
            return contact
    if len(contacts) != 1 or any(_is_of(contacts[0], other) for other in senders):
        return {}
    return contacts[0] if _may_be_of(contacts[0], message) else {}


def _is_of(contact, message):
    phones = {str(message.get("from") or ""), str(contact.get("wa_id") or "")}
    users = {str(message.get("from_user_id") or ""), str(contact.get("user_id") or "")}
    return any(len(ids) == 1 and ids != {""} for ids in (phones, users))


def _may_be_of(contact, message):
    """Whether nothing speaks against it: Brazil, Mexico, Argentina have two numbers of one person, a digit apart."""
    phones = [reading.digits(message.get("from")), reading.digits(contact.get("wa_id"))]
    users = [message.get("from_user_id"), contact.get("user_id")]
    return not (all(users) and users[0] != users[1]) and not (all(phones) and phones[0][-SAME:] != phones[1][-SAME:])


def _status_event(item):
    status = reading.as_dict(item)
    if not _has_id(status):
        return _kept({"status": item})
    provider_id, state = status["id"], status.get("status")
    payload = reading.storable({"status": status})
    return RawEvent("status", f"s:{provider_id}:{state}"[:600], f"status:{provider_id}", payload)


def _other(raw, body):
    return RawEvent("other", "o:" + hashlib.sha256(raw).hexdigest(), "other", {"kept": reading.storable(body)})


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
    if "call" in payload:
        return messages.call_of(reading.as_dict(payload["call"]))
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
