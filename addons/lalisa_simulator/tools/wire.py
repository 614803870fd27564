"""What a simulated citizen does, as WhatsApp and Telegram tell of it. Pure functions: facts in, JSON out."""

import json
import secrets
from dataclasses import dataclass
from typing import Any

# Kinds of files as WhatsApp's webhooks name them, by what the file is.
WHATSAPP_KINDS = {"image": "image", "audio": "audio", "video": "video"}


@dataclass(frozen=True)
class Said:
    """One thing that a citizen sends."""

    number: str
    name: str
    message_id: str  # at the provider
    moment: int  # seconds
    text: str = ""
    button_id: str = ""
    source_id: str = ""  # of the message that the button stands below
    place: tuple = ()
    media_id: str = ""
    mimetype: str = ""
    filename: str = ""
    size: int = 0
    sticker: bool = False
    forwarded: bool = False
    own_card: bool = False  # shares the own number, on the office's request

    @property
    def file_family(self) -> str:
        """Return image, audio, video, or whatever else the file is."""
        return self.mimetype.split("/")[0]


# -- WhatsApp -------------------------------------------------------------------------------------


def build_whatsapp_value(said: Said) -> dict[str, Any]:
    """Build the `value` of a webhook that tells of a message."""
    message = {
        "from": said.number,
        "id": said.message_id,
        "timestamp": str(said.moment),
        **_build_whatsapp_node(said),
        **({"context": {"forwarded": True}} if said.forwarded else {}),
    }
    contact = {"profile": {"name": said.name} if said.name else {}, "wa_id": said.number}
    return {"contacts": [contact], "messages": [message]}


def _build_whatsapp_node(said: Said) -> dict[str, Any]:
    if said.button_id:
        reply = {"type": "button_reply", "button_reply": {"id": said.button_id, "title": said.text}}
        return {"type": "interactive", "interactive": reply}
    if said.own_card:
        phones = [{"phone": f"+{said.number}", "wa_id": said.number}]
        card = {"name": {"formatted_name": said.name}, "phones": phones, "origin": "contact_request"}
        return {"type": "contacts", "contacts": [card]}
    if said.place:
        return {"type": "location", "location": {"latitude": said.place[0], "longitude": said.place[1]}}
    if not said.media_id:
        return {"type": "text", "text": {"body": said.text}}
    kind = "sticker" if said.sticker else WHATSAPP_KINDS.get(said.file_family, "document")
    node = {"id": said.media_id, "mime_type": said.mimetype}
    if said.text and kind not in ("audio", "sticker"):
        node["caption"] = said.text
    if kind == "audio":
        node["voice"] = True
    if kind == "document":
        node["filename"] = said.filename or "berkas"
    return {"type": kind, kind: node}


def build_whatsapp_body(value: dict[str, Any], number_id: str, waba_id: str, display_number: str) -> str:
    """Build a whole webhook body, in Meta's way of writing."""
    metadata = {"display_phone_number": display_number, "phone_number_id": number_id}
    return build_whatsapp_account_body(
        {"messaging_product": "whatsapp", "metadata": metadata, **value}, "messages", waba_id
    )


def build_whatsapp_account_body(value: dict[str, Any], field: str, waba_id: str) -> str:
    """Build a whole webhook body about a field of the account."""
    entry = {"id": waba_id, "changes": [{"field": field, "value": value}]}
    body = {"object": "whatsapp_business_account", "entry": [entry]}
    return json.dumps(body, ensure_ascii=True).replace("/", "\\/")


# -- Telegram -------------------------------------------------------------------------------------


def build_telegram_update(said: Said) -> dict[str, Any]:
    """Build the content of an update that tells of a message or a tap."""
    message = _build_telegram_frame(said)
    if said.button_id:
        below = {**message, "message_id": int(said.source_id or said.message_id)}
        return {
            "callback_query": {
                "id": str(secrets.randbits(60)),
                "from": message["from"],
                "chat_instance": "1",
                "data": said.button_id,
                "message": below,
            }
        }
    if said.forwarded:
        message["forward_origin"] = {"type": "hidden_user", "sender_user_name": "Orang lain", "date": said.moment}
    return {"message": {**message, **_build_telegram_content(said)}}


def build_telegram_membership(number: str, name: str, moment: int, blocks: bool) -> dict[str, Any]:
    """Build the content of an update that tells that a person has blocked the bot, or no longer does."""
    bot = {"id": 1, "is_bot": True, "first_name": "La-Lisa"}
    states = ("member", "kicked") if blocks else ("kicked", "member")
    return {
        "my_chat_member": {
            "chat": _build_telegram_chat(number, name),
            "from": _build_telegram_person(number, name),
            "date": moment,
            "old_chat_member": {"user": bot, "status": states[0]},
            "new_chat_member": {"user": bot, "status": states[1]},
        }
    }


def build_telegram_body(content: dict[str, Any]) -> str:
    """Build a whole update; its number only has to be another one each time."""
    return json.dumps({"update_id": secrets.randbits(50), **content})


def _build_telegram_frame(said: Said) -> dict[str, Any]:
    return {
        "message_id": int(said.message_id),
        "date": said.moment,
        "from": _build_telegram_person(said.number, said.name),
        "chat": _build_telegram_chat(said.number, said.name),
    }


def _build_telegram_person(number: str, name: str) -> dict[str, Any]:
    return {"id": int(number), "is_bot": False, "first_name": name or ""}


def _build_telegram_chat(number: str, name: str) -> dict[str, Any]:
    return {"id": int(number), "type": "private", "first_name": name or ""}


def _build_telegram_content(said: Said) -> dict[str, Any]:
    if said.own_card:
        card = {"phone_number": said.number, "first_name": said.name, "user_id": int(said.number)}
        return {"contact": card}
    if said.place:
        return {"location": {"latitude": said.place[0], "longitude": said.place[1]}}
    if not said.media_id:
        return {"text": said.text}
    node = {"file_id": said.media_id, "file_unique_id": said.media_id[-12:], "file_size": said.size}
    caption = {"caption": said.text} if said.text else {}
    if said.sticker:
        return {
            "sticker": {**node, "type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        }
    if said.file_family == "image":
        return {"photo": [{**node, "width": 480, "height": 320}], **caption}
    node = {**node, "mime_type": said.mimetype}
    if said.file_family == "audio":
        kind = "voice" if said.mimetype.startswith("audio/ogg") else "audio"
        return {kind: {**node, "duration": 2}, **caption}
    if said.file_family == "video":
        return {"video": {**node, "width": 480, "height": 320, "duration": 2}, **caption}
    return {"document": {**node, "file_name": said.filename or "berkas"}, **caption}
