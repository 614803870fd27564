"""Bodies of WhatsApp webhooks, as pure functions: bytes to events, an event to what it means.

Shapes: Meta's webhook reference for the Cloud API. Whatever a body holds, nothing here raises:
what cannot be understood is kept as an `other` event.
"""

import hashlib
import json
import re

from odoo.addons.lalisa_messaging.tools.driver_types import RawEvent

from . import messages, notices, reading, receipts

# What is told of the account or a template, not of a message.
ACCOUNT_FIELDS = notices.FIELDS
MAX_ID = 512
PARTS = ("messages", "statuses", "errors")
# Of two numbers that may be one person's, so many last digits are the same.
SAME = 8
# The ids in a contact block, and where a message says the same of its sender.
SENDER_IDS = {"wa_id": "from", "user_id": "from_user_id"}


def explode_body(raw: bytes, phone_number_id: str, waba_id: str) -> list[RawEvent]:
    """Return every message and status of a body, in its order; what is neither, or not ours, is only kept.

    :param raw: the body's bytes; their signature has been judged
    :param phone_number_id: ours; what names another number is only kept
    :param waba_id: ours, or empty to accept any
    """
    try:
        body = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return [_keep_body(raw, raw[:2000].decode("utf-8", "replace"))]
    events = []
    for entry in reading.as_list(body, "entry"):
        found = [
            event
            for change in reading.as_list(entry, "changes")
            for event in _explode_change(reading.as_dict(change), reading.as_dict(entry), phone_number_id, waba_id)
        ]
        events += found or [_keep_part(entry)]
    return events or [_keep_body(raw, body)]


def _explode_change(change: dict, entry: dict, phone_number_id: str, waba_id: str) -> list[RawEvent]:
    field, value = reading.as_text(change.get("field")), reading.as_dict(change.get("value"))
    number_id = reading.as_dict(value.get("metadata")).get("phone_number_id")
    events = []
    if waba_id and str(entry.get("id", "")) != waba_id:
        return [_keep_part(change, entry)]
    if field in ACCOUNT_FIELDS:
        events = [_build_account_event(field, value, entry.get("time"))]
    elif number_id == phone_number_id and field in READERS:
        events = READERS[field](value, entry)
    return events or [_keep_part(change, entry)]


def _explode_messages(value: dict, entry: dict) -> list[RawEvent]:
    contacts = [reading.as_dict(contact) for contact in reading.as_list(value, "contacts")]
    senders = [reading.as_dict(item) for item in reading.as_list(value, "messages")]
    # The contact block that has an id, the first of several; and the ids that have written.
    named = {
        (name, str(one[name])): place
        for place, one in reversed(list(enumerate(contacts)))
        for name in SENDER_IDS
        if one.get(name)
    }
    written = {(name, str(one[own])) for one in senders for name, own in SENDER_IDS.items() if one.get(own)}
    own = re.sub("[^0-9]", "", str(reading.as_dict(value.get("metadata")).get("display_phone_number") or ""))
    said = [
        _build_message_event(item, _find_contact(sender, contacts, named, written), own)
        for item, sender in zip(reading.as_list(value, "messages"), senders, strict=True)
    ]
    statuses = [_build_status_event(item) for item in reading.as_list(value, "statuses")]
    errors = reading.as_list(value, "errors")
    # Beside a message they tell of that message only.
    told = (
        [_keep_part(errors, entry) if said else _build_account_event("errors", value, entry.get("time"))]
        if errors
        else []
    )
    odd = {name: value[name] for name in PARTS if value.get(name) and not isinstance(value[name], list)}
    return [*said, *statuses, *told, *([_keep_part(odd, entry)] if odd else [])]


def _explode_echoes(value: dict, _entry: dict) -> list[RawEvent]:
    return [_build_echo_event(item) for item in reading.as_list(value, "message_echoes")]


def _explode_calls(value: dict, _entry: dict) -> list[RawEvent]:
    return [_build_call_event(item) for item in reading.as_list(value, "calls")]


READERS = {"messages": _explode_messages, "smb_message_echoes": _explode_echoes, "calls": _explode_calls}


def _keep_part(what: object, entry: dict | None = None) -> RawEvent:
    """Return the event of what is not understood, or not ours: it is kept as long as others, and means nothing."""
    source = {"entry": entry.get("id"), "time": entry.get("time")} if entry else {}
    payload = reading.make_storable({"kept": what, **source})
    return RawEvent("other", "k:" + reading.hash_payload(payload), "other", payload)


def _build_account_event(field: str, value: dict, moment: object) -> RawEvent:
    payload = reading.make_storable({"field": field, "value": value, "time": moment})
    return RawEvent("other", "a:" + reading.hash_payload(payload), "account", payload)


def _build_echo_event(echo: object) -> RawEvent:
    """Return the event of what the office wrote in the app on its own telephone (Coexistence)."""
    person = reading.as_person_id(reading.as_dict(echo).get("to")) or reading.as_person_id(
        reading.as_dict(echo).get("to_user_id")
    )
    if not _has_id(echo) or not person:
        return _keep_part({"echo": echo})
    return RawEvent("message", f"m:{echo['id']}", person, reading.make_storable({"echo": echo}))


def _build_call_event(call: object) -> RawEvent:
    """Return the event of a person's call; of its several events only the ringing says that they are there."""
    person = reading.as_person_id(reading.as_dict(call).get("from")) or reading.as_person_id(
        reading.as_dict(call).get("from_user_id")
    )
    rings = _has_id(call) and call.get("event") == "connect" and call.get("direction") == "USER_INITIATED"
    if not rings or not person:
        return _keep_part({"call": call})
    return RawEvent("message", f"c:{call['id']}", person, reading.make_storable({"call": call}))


def _has_id(item: object) -> bool:
    found = reading.as_dict(item).get("id")
    return isinstance(found, str) and 0 < len(reading.as_text(found).strip()) <= MAX_ID


def _build_message_event(item: object, contact: dict, own: str) -> RawEvent:
    message = reading.as_dict(item)
    payload = reading.make_storable({"message": item, "contact": contact})
    person = _get_conversation_key(message, contact)
    # Our own number: an answer to it would be answered again. A group is no private chat.
    foreign = (own and person == own) or message.get("group_id")
    if not _has_id(message) or not person or foreign:
        return RawEvent("other", "q:" + reading.hash_payload(payload), "other", payload)
    return RawEvent("message", f"m:{message['id']}", person, payload)


def _get_conversation_key(message: dict, contact: dict) -> str:
    """Return one key for one person, whichever of the ids a body carries: the telephone number where there is one."""
    given = reading.as_person_id(message.get("from")), reading.as_person_id(message.get("from_user_id"))
    if any(given) or message.get("from") or message.get("from_user_id"):
        # A number may be in the contact block alone; an id that is none is nobody's.
        return given[0] or (given[1] and reading.as_person_id(contact.get("wa_id"))) or given[1]
    return reading.as_person_id(contact.get("wa_id")) or reading.as_person_id(contact.get("user_id"))


def _find_contact(message: dict, contacts: list[dict], named: dict, written: set) -> dict:
    """Return the contact block of a message, by id and never by position; a lone block may name a sender left out.

    :param named: {(key of `SENDER_IDS`, id): place of its block in `contacts`}
    :param written: the same pairs of all who have written in this body
    """
    ids = [(name, str(message[own])) for name, own in SENDER_IDS.items() if message.get(own)]
    if places := [named[one] for one in ids if one in named]:
        return contacts[min(places)]
    if len(contacts) != 1 or not written.isdisjoint(named):
        return {}
    return contacts[0] if _may_be_contact_of(contacts[0], message) else {}


def _may_be_contact_of(contact: dict, message: dict) -> bool:
    """Tell whether nothing speaks against it: Brazil, Mexico, Argentina have two numbers of one person."""
    phones = [reading.as_digits(message.get("from")), reading.as_digits(contact.get("wa_id"))]
    users = [message.get("from_user_id"), contact.get("user_id")]
    return not (all(users) and users[0] != users[1]) and not (all(phones) and phones[0][-SAME:] != phones[1][-SAME:])


def _build_status_event(item: object) -> RawEvent:
    status = reading.as_dict(item)
    if not _has_id(status):
        return _keep_part({"status": item})
    provider_id, state = status["id"], status.get("status")
    payload = reading.make_storable({"status": status})
    return RawEvent("status", f"s:{provider_id}:{state}"[:600], f"status:{provider_id}", payload)


def _keep_body(raw: bytes, body: object) -> RawEvent:
    return RawEvent("other", "o:" + hashlib.sha256(raw).hexdigest(), "other", {"kept": reading.make_storable(body)})


# -- meaning ------------------------------------------------------------------------------------


def parse_event(kind: str, payload: dict) -> object:
    """Return what a stored event means.

    :return: one of the types of `driver_types`, or None for what is kept only
    """
    if kind == "status":
        return receipts.parse_status(reading.as_dict(payload.get("status")))
    if kind == "other":
        return notices.parse_notice(payload.get("field"), reading.as_dict(payload.get("value")))
    if kind != "message":
        return None
    if "echo" in payload:
        return messages.build_echo(reading.as_dict(payload["echo"]))
    if "call" in payload:
        return messages.build_call(reading.as_dict(payload["call"]))
    message, contact = reading.as_dict(payload.get("message")), reading.as_dict(payload.get("contact"))
    said = message.get("type") if isinstance(message.get("type"), str) else ""
    if said == "system":
        return messages.build_identity_change(message)
    if said in messages.CHANGES:
        return messages.build_change(message, contact)
    # A text without its node is a broken item; an empty one is still a message.
    broken = said == "text" and not isinstance(message.get("text"), dict)
    return None if broken else messages.build_message(message, contact)
