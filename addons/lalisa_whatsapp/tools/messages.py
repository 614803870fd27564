"""What a message of a WhatsApp webhook means: what was said, what happened to a message, who has a new number.

Pure functions over what `payload.explode` has stored; shapes: Meta's webhook reference for the Cloud API.
"""

import re
from dataclasses import replace

from odoo.addons.lalisa_messaging.tools.driver_types import (
    IdentityChange,
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


def identity_of(message):
    """A person's new number or id, as `IdentityChange`; None for what names no new one, and other system messages."""
    node = reading.as_dict(message.get("system"))
    phone, user_id = reading.digits(node.get("wa_id")), str(node.get("user_id") or "")
    if node.get("type") not in NEW_IDS or not (phone or reading.USER_ID.match(user_id)):
        return None
    known = (node.get("previous_user_id"), message.get("from_user_id"), message.get("from"))
    return IdentityChange(
        old_ids=tuple(str(one) for one in known if one and str(one) not in (phone, user_id)),
        phone=phone, user_id=user_id if reading.USER_ID.match(user_id) else "",
    )


def change_of(message, contact):
    """An edit, a revocation or a reaction, as `MessageChange`."""
    kind = message["type"]
    node = reading.as_dict(message.get(kind))
    target = node.get("message_id") if kind == "reaction" else node.get("original_message_id")
    new = {**message, "context": {}, "type": "text", "text": {}, **reading.as_dict(node.get("message"))}
    text = message_of(new, contact) if kind == "edit" else None
    return MessageChange(
        target_id=str(target or ""), change=CHANGES[kind], body=text.body if text else reading.text(node.get("emoji")),
        occurred_at=reading.moment(message.get("timestamp")), if_unknown=text,
    )


def message_of(message, contact):
    """What a person said, as `InboundMessage`.

    :param contact: the contact block that names its sender, or an empty dict
    """
    kind = message.get("type") if message.get("type") in KINDS else "other"
    node = reading.as_dict(message.get(kind))
    context = reading.as_dict(message.get("context"))
    phone = reading.digits(message.get("from") or contact.get("wa_id"))
    user_id = str(message.get("from_user_id") or contact.get("user_id") or "")
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
        reply_to=str(context.get("id") or ""),
        forwarded=bool(context.get("forwarded") or context.get("frequently_forwarded")),
        button_id=_button(kind, node),
        **_place(kind, node),
        **_media(kind, node, message),
    )


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
        return reply.get("title")
    if kind == "location":
        return node.get("name") or node.get("address")
    if kind == "contacts":
        cards = [reading.as_dict(card) for card in reading.as_list(message, "contacts")]
        return ", ".join(str(reading.as_dict(card.get("name")).get("formatted_name") or "") for card in cards)
    return node.get("body")


def _button(kind, node):
    if kind == "button":
        return str(node.get("payload") or "")[:256]
    if kind != "interactive":
        return ""
    return str(reading.as_dict(node.get("button_reply") or node.get("list_reply")).get("id") or "")[:256]


def _place(kind, node):
    if kind != "location":
        return {}
    return {
        "latitude": reading.number(node.get("latitude"), 90),
        "longitude": reading.number(node.get("longitude"), 180),
        "location_name": reading.text(node.get("name") or node.get("address"))[:255],
    }


def _media(kind, node, message):
    ref = str(node.get("id") or "")
    errors = [reading.as_dict(error) for error in reading.as_list(message, "errors")]
    if kind in MEDIA and errors:
        return {"media_error": error_codes.reason_of(errors[0].get("code"))}
    # Only digits may become part of an address.
    if kind not in MEDIA or not re.fullmatch(r"[0-9]{1,64}", ref):
        return {}
    mimetype = re.sub(r"[^\w/.+;= -]", "", str(node.get("mime_type") or ""))
    return {"media_ref": ref, "media_mimetype": mimetype[:100], "media_name": reading.text(node.get("filename"))[:1000]}
