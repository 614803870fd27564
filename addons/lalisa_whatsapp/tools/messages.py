"""What a message of a WhatsApp webhook means: what was said, what happened to a message, who has a new number.

Pure functions over what `payload.explode` has stored; shapes: Meta's webhook reference for the Cloud API.
"""

import re
from dataclasses import replace

from odoo.addons.lalisa_messaging.tools.driver_types import (
    IdentityChange,
    InboundAction,
    InboundMessage,
    MessageChange,
)

from . import error_codes, reading

MEDIA = ("image", "video", "audio", "document", "sticker")
KINDS = (*MEDIA, "text", "location", "contacts", "button", "reaction", "interactive", "order", "system", "unsupported")
# Something happened to a message or a number; nothing new that a person wrote.
CHANGES = {"edit": "edited", "revoke": "revoked", "reaction": "reaction"}
NEW_IDS = ("user_changed_number", "user_changed_user_id")


def echo_of(echo):
    """What the office wrote in the app on its own telephone, as `InboundMessage` from the office."""
    person = {"from": echo.get("to"), "from_user_id": echo.get("to_user_id")}
    kept = {name: value for name, value in echo.items() if name != "from"}
    return replace(message_of({**kept, **person}, {}), from_office=True)


def call_of(call):
    """A person's call, as `InboundAction`: nothing is written, and the time for free answers begins anew."""
    phone, user_id = reading.person(call.get("from")), _user_id(call.get("from_user_id"))
    phone = phone if phone != user_id else ""
    return InboundAction(
        external_id=phone or user_id,
        alternative_id=user_id if phone else "",
        phone=f"+{phone}" if phone else "",
        command="call",
        occurred_at=reading.moment(call.get("timestamp")),
    )


def identity_of(message):
    """A person's new number or id, as `IdentityChange`; None for what names no new one, and other system messages."""
    node = reading.as_dict(message.get("system"))
    phone, user_id = reading.digits(reading.person(node.get("wa_id"))), _user_id(node.get("user_id"))
    if node.get("type") not in NEW_IDS or not (phone or user_id):
        return None
    known = map(reading.person, (node.get("previous_user_id"), message.get("from_user_id"), message.get("from")))
    return IdentityChange(
        old_ids=tuple(one for one in known if one and one not in (phone, user_id)),
        phone=phone,
        user_id=user_id,
    )


def change_of(message, contact):
    """An edit, a revocation or a reaction, as `MessageChange`."""
    kind = message["type"]
    node = reading.as_dict(message.get(kind))
    target = node.get("message_id") if kind == "reaction" else node.get("original_message_id")
    text = message_of(_edited(message, reading.as_dict(node.get("message"))), contact) if kind == "edit" else None
    return MessageChange(
        target_id=reading.text(target),
        change=CHANGES[kind],
        body=text.body if text else reading.text(node.get("emoji")),
        occurred_at=reading.moment(message.get("timestamp")),
        if_unknown=text,
    )


def _edited(message, inner):
    """The message with what it was changed to; who wrote it, and when, is never taken from within."""
    kind = inner.get("type") if inner.get("type") in KINDS else "text"
    return {**message, "context": {}, "type": kind, kind: inner.get(kind)}


def message_of(message, contact):
    """What a person said, as `InboundMessage`.

    :param contact: the contact block that names its sender, or an empty dict
    """
    kind = message.get("type") if message.get("type") in KINDS else "other"
    node = reading.as_dict(message.get(kind))
    context = reading.as_dict(message.get("context"))
    phone = _phone(message.get("from")) or _phone(contact.get("wa_id"))
    user_id = _user_id(message.get("from_user_id")) or _user_id(contact.get("user_id"))
    return InboundMessage(
        external_id=phone or user_id,
        alternative_id=user_id if phone else "",
        phone=f"+{number}" if (number := phone or _shared_number(message)) else "",
        own_card=bool(_shared_number(message)),
        provider_message_id=message["id"],
        kind={"interactive": "button"}.get(kind, kind),
        body=reading.text(_body(kind, node, message)),
        occurred_at=reading.moment(message.get("timestamp")),
        name=reading.one_line(reading.as_dict(contact.get("profile")).get("name")),
        reply_to=reading.text(context.get("id")),
        forwarded=bool(context.get("forwarded") or context.get("frequently_forwarded")),
        button_id=_button(kind, node),
        **_place(kind, node),
        **_media(kind, node, message),
    )


def _phone(value):
    found = reading.person(value)
    return found if found.isdigit() else ""


def _user_id(value):
    found = reading.person(value)
    return "" if found.isdigit() else found


def _shared_number(message):
    """The sender's own number, given on our request; any other card is somebody else's."""
    for card in reading.as_list(message, "contacts"):
        card = reading.as_dict(card)
        if "contact_request" in (card.get("origin"), message.get("origin")):
            phone = reading.as_dict(next(iter(reading.as_list(card, "phones")), None))
            return reading.digits(phone.get("wa_id") or phone.get("phone"))
    return ""


def _body(kind, node, message):
    if kind == "text":
        return node.get("body")
    if kind in MEDIA:
        return node.get("caption")
    if kind == "button":
        return node.get("text")
    if kind == "interactive":
        reply = reading.as_dict(node.get("button_reply") or node.get("list_reply"))
        return reply.get("title") or reading.as_dict(node.get("nfm_reply")).get("body")
    if kind == "order":
        return node.get("text")
    if kind == "location":
        return node.get("name") or node.get("address")
    if kind == "contacts":
        return ", ".join(filter(None, map(_card, reading.as_list(message, "contacts"))))
    return node.get("body")


def _card(card):
    """Somebody's card in one line: the name and the numbers on it."""
    card = reading.as_dict(card)
    phones = [reading.as_dict(phone) for phone in reading.as_list(card, "phones")]
    numbers = [reading.one_line(phone.get("phone") or phone.get("wa_id")) for phone in phones]
    return " ".join(filter(None, [reading.one_line(reading.as_dict(card.get("name")).get("formatted_name")), *numbers]))


def _button(kind, node):
    if kind == "button":
        return reading.text(node.get("payload"))[:256]
    if kind != "interactive":
        return ""
    return reading.text(reading.as_dict(node.get("button_reply") or node.get("list_reply")).get("id"))[:256]


def _place(kind, node):
    if kind != "location":
        return {}
    place = reading.number(node.get("latitude"), 90), reading.number(node.get("longitude"), 180)
    # Half a place would be another one.
    latitude, longitude = (None, None) if None in place else place
    return {
        "latitude": latitude,
        "longitude": longitude,
        "location_name": reading.text(node.get("name") or node.get("address"))[:255],
    }


def _media(kind, node, message):
    ref = str(node.get("id") or "")
    errors = [error for error in reading.as_list(message, "errors") if isinstance(error, dict) and error]
    if kind in MEDIA and errors:
        return {"media_error": error_codes.reason_of(errors[0].get("code"))}
    # Only digits may become part of an address.
    if kind not in MEDIA or not re.fullmatch(r"[0-9]{1,64}", ref):
        return {}
    mimetype = re.sub(r"[^\w/.+;= -]", "", str(node.get("mime_type") or ""))
    return {"media_ref": ref, "media_mimetype": mimetype[:100], "media_name": reading.text(node.get("filename"))[:1000]}
