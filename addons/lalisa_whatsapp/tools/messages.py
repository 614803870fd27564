"""What a message of a WhatsApp webhook means: what was said, what happened to a message, who has a new number.

Pure functions over what `payload.explode_body` has stored; shapes: Meta's webhook reference for the Cloud API.
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
# Where a kind carries its words; of others they are put together by `_read_body`.
WORDS = {"text": "body", **dict.fromkeys(MEDIA, "caption"), "button": "text", "order": "text"}
NEW_IDS = ("user_changed_number", "user_changed_user_id")


def build_echo(echo: dict) -> InboundMessage:
    """Return what the office wrote in the app on its own telephone, as `InboundMessage` from the office."""
    person = {"from": echo.get("to"), "from_user_id": echo.get("to_user_id")}
    kept = {name: value for name, value in echo.items() if name != "from"}
    return replace(build_message({**kept, **person}, {}), from_office=True)


def build_call(call: dict) -> InboundAction:
    """Return a person's call, as `InboundAction`: nothing is written, and the time for free answers begins anew."""
    phone = reading.as_person_id(call.get("from"))
    user_id = _drop_number(reading.as_person_id(call.get("from_user_id")))
    phone = phone if phone != user_id else ""
    return InboundAction(
        external_id=phone or user_id,
        alternative_id=user_id if phone else "",
        phone=f"+{phone}" if phone else "",
        command="call",
        occurred_at=reading.as_moment(call.get("timestamp")),
    )


def _drop_number(found: str) -> str:
    """Return an id where it is a business-scoped one, and no telephone number."""
    return "" if found.isdigit() else found


def build_identity_change(message: dict) -> IdentityChange | None:
    """Return a person's new number or id; None for what names no new one, and other system messages."""
    node = reading.as_dict(message.get("system"))
    phone = reading.as_digits(reading.as_person_id(node.get("wa_id")))
    user_id = _drop_number(reading.as_person_id(node.get("user_id")))
    if node.get("type") not in NEW_IDS or not (phone or user_id):
        return None
    known = map(reading.as_person_id, (node.get("previous_user_id"), message.get("from_user_id"), message.get("from")))
    return IdentityChange(
        old_ids=tuple(one for one in known if one and one not in (phone, user_id)),
        phone=phone,
        user_id=user_id,
    )


def build_change(message: dict, contact: dict) -> MessageChange:
    """Return an edit, a revocation or a reaction, as `MessageChange`."""
    kind = message["type"]
    node = reading.as_dict(message.get(kind))
    target = node.get("message_id") if kind == "reaction" else node.get("original_message_id")
    text = (
        build_message(_replace_content(message, reading.as_dict(node.get("message"))), contact)
        if kind == "edit"
        else None
    )
    return MessageChange(
        target_id=reading.as_text(target),
        change=CHANGES[kind],
        body=text.body if text else reading.as_text(node.get("emoji")),
        occurred_at=reading.as_moment(message.get("timestamp")),
        if_unknown=text,
    )


def _replace_content(message: dict, inner: dict) -> dict:
    """Return the message with what it was changed to; who wrote it, and when, is never taken from within."""
    kind = inner.get("type") if inner.get("type") in KINDS else "text"
    return {**message, "context": {}, "type": kind, kind: inner.get(kind)}


def build_message(message: dict, contact: dict) -> InboundMessage:
    """Return what a person said.

    :param contact: the contact block that names its sender, or an empty dict
    """
    kind = message.get("type") if message.get("type") in KINDS else "other"
    node = reading.as_dict(message.get(kind))
    context = reading.as_dict(message.get("context"))
    phones = reading.as_person_id(message.get("from")), reading.as_person_id(contact.get("wa_id"))
    user_ids = reading.as_person_id(message.get("from_user_id")), reading.as_person_id(contact.get("user_id"))
    phone = next((one for one in phones if one.isdigit()), "")
    user_id = next((one for one in user_ids if one and not one.isdigit()), "")
    shared = _read_shared_number(message) if message.get("contacts") else ""
    return InboundMessage(
        external_id=phone or user_id,
        alternative_id=user_id if phone else "",
        phone=f"+{phone or shared}" if phone or shared else "",
        own_card=bool(shared),
        provider_message_id=message["id"],
        kind={"interactive": "button"}.get(kind, kind),
        body=reading.as_text(node.get(WORDS[kind]) if kind in WORDS else _read_body(kind, node, message)),
        occurred_at=reading.as_moment(message.get("timestamp")),
        name=reading.as_one_line(reading.as_dict(contact.get("profile")).get("name")),
        reply_to=reading.as_text(context.get("id")),
        forwarded=bool(context.get("forwarded") or context.get("frequently_forwarded")),
        button_id=_read_button(kind, node) if kind in ("button", "interactive") else "",
        **(_read_place(node) if kind == "location" else {}),
        **(_read_media(node, message) if kind in MEDIA else {}),
    )


def _read_shared_number(message: dict) -> str:
    """Return the sender's own number, given on our request; any other card is somebody else's."""
    for card in reading.as_list(message, "contacts"):
        card = reading.as_dict(card)
        if "contact_request" in (card.get("origin"), message.get("origin")):
            phone = reading.as_dict(next(iter(reading.as_list(card, "phones")), None))
            return reading.as_digits(phone.get("wa_id") or phone.get("phone"))
    return ""


def _read_body(kind: str, node: dict, message: dict) -> object:
    """Return the words of a message whose kind has them in no one place."""
    if kind == "interactive":
        reply = reading.as_dict(node.get("button_reply") or node.get("list_reply"))
        return reply.get("title") or reading.as_dict(node.get("nfm_reply")).get("body")
    if kind == "location":
        return node.get("name") or node.get("address")
    if kind == "contacts":
        return ", ".join(filter(None, map(_format_card, reading.as_list(message, "contacts"))))
    return node.get("body")


def _format_card(card: object) -> str:
    """Return somebody's card in one line: the name and the numbers on it."""
    card = reading.as_dict(card)
    phones = [reading.as_dict(phone) for phone in reading.as_list(card, "phones")]
    numbers = [reading.as_one_line(phone.get("phone") or phone.get("wa_id")) for phone in phones]
    return " ".join(
        filter(None, [reading.as_one_line(reading.as_dict(card.get("name")).get("formatted_name")), *numbers])
    )


def _read_button(kind: str, node: dict) -> str:
    if kind == "button":
        return reading.as_text(node.get("payload"))[:256]
    return reading.as_text(reading.as_dict(node.get("button_reply") or node.get("list_reply")).get("id"))[:256]


def _read_place(node: dict) -> dict:
    place = reading.as_number(node.get("latitude"), 90), reading.as_number(node.get("longitude"), 180)
    # Half a place would be another one.
    latitude, longitude = (None, None) if None in place else place
    return {
        "latitude": latitude,
        "longitude": longitude,
        "location_name": reading.as_text(node.get("name") or node.get("address"))[:255],
    }


def _read_media(node: dict, message: dict) -> dict:
    ref = str(node.get("id") or "")
    errors = [error for error in reading.as_list(message, "errors") if isinstance(error, dict) and error]
    if errors:
        return {"media_error": error_codes.get_reason(errors[0].get("code"))}
    # Only digits may become part of an address.
    if not re.fullmatch(r"[0-9]{1,64}", ref):
        return {}
    mimetype = re.sub(r"[^\w/.+;= -]", "", str(node.get("mime_type") or ""))
    return {
        "media_ref": ref,
        "media_mimetype": mimetype[:100],
        "media_name": reading.as_text(node.get("filename"))[:1000],
    }
