"""Updates of the Telegram Bot API, as pure functions: bytes to events, an event to what it means.

Shapes: the Bot API's `Update` object. Whatever an update holds, nothing here raises: what cannot be understood is kept
as an `other` event, for Telegram repeats what is not answered with 200 and holds back the chat until then.
"""

import hashlib
import json
import re

from odoo.addons.lalisa_messaging.tools.driver_types import (
    GroupEvent,
    IdentityChange,
    InboundAction,
    InboundMessage,
    MessageChange,
    RawEvent,
    Reachability,
)
from odoo.addons.lalisa_messaging.tools.text import make_one_line, make_storable

from . import message_parts as parts
from .message_parts import as_dict

# Service messages tell what happened to a chat; nobody wrote them.
SERVICE = (
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "channel_chat_created",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "write_access_allowed",
    "message_auto_delete_timer_changed",
    "users_shared",
    "chat_shared",
    "connected_website",
    "successful_payment",
    "refunded_payment",
    "proximity_alert_triggered",
    "boost_added",
    "chat_background_set",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "video_chat_scheduled",
    "video_chat_started",
    "video_chat_ended",
    "video_chat_participants_invited",
    "web_app_data",
    "giveaway",
    "giveaway_created",
    "giveaway_completed",
    "giveaway_winners",
    "passport_data",
    "gift",
    "unique_gift",
    "paid_message_price_changed",
    "chat_owner_left",
    "chat_owner_changed",
)
GROUPS = ("group", "supergroup")
HIDDEN_ADMIN = 1087968824  # in whose name administrators of groups write unseen: people, though a bot by its mark
PRESENT, GONE = ("member", "administrator", "creator", "restricted"), ("left", "kicked")
COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,64}))?(?:\s+(.*))?\Z", re.DOTALL)
NOT_HERE = "Tombol ini hanya untuk penerimanya. Silakan tulis langsung kepada kami."


def explode_body(raw: bytes) -> list[RawEvent]:
    """Return the one event of a body.

    :param raw: the body's bytes; their secret has been judged
    :return: list with one `RawEvent`
    """
    digest = hashlib.sha256(raw).hexdigest()
    try:
        update = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        shown = make_storable(raw[:2000].decode("utf-8", "replace"))
        return [RawEvent("other", f"o:{digest}", "other", {"unreadable": shown})]
    if not isinstance(update, dict):
        return [RawEvent("other", f"o:{digest}", "other", {"body": _make_storable(update)})]
    return [RawEvent(_event_kind(update), _dedup_key(update, digest), _chat_key(update), _make_storable(update))]


def tap_answer(raw: bytes) -> dict | None:
    """Return the parameters of answerCallbackQuery for the tap that a body tells of; None where it tells of no tap.

    Whoever taps in a group is told that the button is not for them; all else is answered by what follows the tap.
    """
    try:
        tap = as_dict(as_dict(json.loads(raw)).get("callback_query"))
    except (ValueError, RecursionError):
        return None
    number = tap.get("id")
    if not isinstance(number, str) or not 0 < len(number) <= 128:
        return None
    answer = {"callback_query_id": number}
    return answer if _is_own_chat(tap) else {**answer, "text": NOT_HERE, "show_alert": True}


def _event_kind(update):
    return "message" if any(isinstance(update.get(name), dict) for name in READERS) else "other"


def _dedup_key(update, digest):
    """Return the key of an update; one tap may come in two, and is still one tap."""
    tap = as_dict(update.get("callback_query")).get("id")
    if isinstance(tap, str) and tap:
        return f"c:{tap}"
    number = update.get("update_id")
    return f"u:{number}" if parts.is_whole(number) and 0 <= number < 2**63 else f"o:{digest}"


def _chat_key(update):
    for name in READERS:
        if name != "callback_query" and isinstance(update.get(name), dict):
            return str(as_dict(update[name].get("chat")).get("id", "other"))[:64]
    tap = as_dict(update.get("callback_query"))
    return str(as_dict(tap.get("from")).get("id", "other"))[:64]


# -- meaning ------------------------------------------------------------------------------------


def parse_event(update: dict, bot_id: str = "", username: str = "") -> object:
    """Return what a stored update means.

    :param bot_id: our own, whose messages are nobody's
    :param username: ours, without @; a command that names another bot is not for us
    :return: `InboundMessage`, `InboundAction`, `GroupEvent`, `MessageChange`, `IdentityChange`, `Reachability`, or
        None for what is kept only
    """
    for name, read in READERS.items():
        if isinstance(update.get(name), dict):
            return read(update[name], bot_id, username)
    return None


def _parse_message(message, bot_id, username):
    if as_dict(message.get("chat")).get("type") in GROUPS:
        return _in_group(message, bot_id, username)
    person = _read_person(message, bot_id)
    if not person or any(name in message for name in SERVICE):
        return None
    words = parts.as_text(message.get("text"))
    command = COMMAND.match(words.strip())
    if command and not parts.has_media(message):
        return _parse_command(message, person, command, username)
    return _build_inbound(message, person, words or parts.as_text(message.get("caption")))


def _parse_command(message, person, command, username):
    name, addressed, argument = command.group(1).lower(), command.group(2) or "", (command.group(3) or "").strip()
    if _for_another(addressed, username):
        return None
    if name == "lapor" and argument:
        # Whoever writes the complaint behind the command has written it.
        return _build_inbound(message, person, argument)
    return InboundAction(
        external_id=person,
        name=parts.full_name(message.get("from")),
        command=name,
        argument=argument[:256],
        occurred_at=parts.read_moment(message.get("date")),
        phone="",
    )


def _for_another(addressed, username):
    return bool(addressed and username) and addressed.lower() != username.lower()


def _build_inbound(message, person, body):
    field, kind = parts.kind_of(message)
    answered = as_dict(message.get("reply_to_message")).get("message_id")
    number = parts.own_number(message, person)
    return InboundMessage(
        external_id=person,
        name=parts.full_name(message.get("from")),
        phone=number,
        own_card=bool(number),
        provider_message_id=parts.message_key(message),
        kind=kind,
        body=body or parts.describe_content(message, kind),
        occurred_at=parts.read_moment(message.get("date")),
        reply_to=f"{person}:{answered}" if parts.is_whole(answered) else "",
        forwarded=isinstance(message.get("forward_origin"), dict),
        links=parts.read_links(message),
        **parts.read_place(message),
        **parts.read_media(message, field),
        **parts.read_album_and_topic(message),
    )


def _parse_edit(message, bot_id, username):
    """Return new words, or the next point of a live place."""
    said = _parse_message(message, bot_id, username)
    if not isinstance(said, InboundMessage):
        return None
    edited_at = parts.read_moment(message.get("edit_date"))
    if said.kind == "location":
        moved = MessageChange(said.provider_message_id, "moved", occurred_at=edited_at, **parts.read_point(message))
        return moved if moved.latitude is not None else None
    return MessageChange(said.provider_message_id, "edited", said.body, edited_at, if_unknown=said, keeps=True)


def _parse_tap(tap, bot_id, _username):
    """Return a tap on a button of ours. Who tapped is `from`, whoever's the message; `data` is what a client sends."""
    person, data = parts.person_id(as_dict(tap.get("from")).get("id")), tap.get("data")
    if not person or person == bot_id or not _is_own_chat(tap) or not isinstance(data, str):
        return None
    message = as_dict(tap.get("message"))
    return InboundAction(
        external_id=person,
        name=parts.full_name(tap.get("from")),
        button_id=parts.as_text(data)[:64],
        source_id=parts.message_key(message) if message else "",
    )


def _is_own_chat(tap):
    """Tell whether who tapped did so in their own chat with us; of an inaccessible message only the chat is told."""
    person = parts.person_id(as_dict(tap.get("from")).get("id"))
    chat = as_dict(as_dict(tap.get("message")).get("chat"))
    return not chat or (chat.get("type") == "private" and parts.person_id(chat.get("id")) == person)


def _parse_reaction(told, _bot_id, _username):
    """Return the sign that a person put below a message in their own chat with us; none takes it back."""
    chat, number = as_dict(told.get("chat")), told.get("message_id")
    person, signs = parts.person_id(chat.get("id")), told.get("new_reaction")
    if chat.get("type") != "private" or not person or not parts.is_whole(number) or not isinstance(signs, list):
        return None
    shown = "".join(parts.as_text(as_dict(one).get("emoji")) for one in signs[:3])
    return MessageChange(
        parts.message_key(told), "reaction", make_one_line(shown, 20), parts.read_moment(told.get("date"))
    )


def _our_membership(change, _bot_id, _username):
    """In private chats blocked is `kicked`, unblocked is `member`; in groups we come and go."""
    chat = as_dict(change.get("chat"))
    status = as_dict(change.get("new_chat_member")).get("status")
    person, group = parts.person_id(chat.get("id")), parts.group_id(chat.get("id"))
    if chat.get("type") == "private" and person and status in ("kicked", "member"):
        return Reachability(person, status == "member")
    if chat.get("type") in GROUPS and group and status in (*PRESENT, *GONE):
        return _group_event(change, group, "removed" if status in GONE else "added", {})
    return None


def _parse_membership(change, bot_id, _username):
    """Somebody else comes into a group or leaves it."""
    chat, told = as_dict(change.get("chat")), as_dict(change.get("new_chat_member"))
    group, status = parts.group_id(chat.get("id")), told.get("status")
    member = as_dict(told.get("user"))
    if chat.get("type") not in GROUPS or not group or status not in (*PRESENT, *GONE) or _is_us(member, bot_id):
        return None
    return _group_event(change, group, "left" if status in GONE else "joined", member)


# -- groups -------------------------------------------------------------------------------------


def _in_group(message, bot_id, username):
    group, sender = parts.group_id(as_dict(message.get("chat")).get("id")), as_dict(message.get("from"))
    if not group:
        return None
    if moved := parts.group_id(message.get("migrate_to_chat_id")):
        return IdentityChange(old_ids=(group,), user_id=moved)
    left = as_dict(message.get("left_chat_member"))
    if left and not _is_us(left, bot_id):
        return _group_event(message, group, "left", left)
    came = message.get("new_chat_members")
    came = [as_dict(one) for one in came] if isinstance(came, list) else []
    came = [one for one in came if not _is_us(one, bot_id) and one.get("is_bot") is not True]
    if came:
        return _group_event(message, group, "joined", came[0])
    if any(name in message for name in SERVICE) or not parts.person_id(sender.get("id")):
        return None
    if sender.get("is_bot") is True and sender.get("id") != HIDDEN_ADMIN:
        return None
    return _said_in_group(message, group, sender, username)


def _said_in_group(message, group, sender, username):
    command = COMMAND.match(parts.as_text(message.get("text")).strip())
    if not command:
        return _group_event(message, group, "message", sender)
    if _for_another(command.group(2) or "", username):
        return None
    return _group_event(
        message,
        group,
        "command",
        sender,
        command=command.group(1).lower(),
        argument=(command.group(3) or "").strip()[:256],
    )


def _group_event(node, group, kind, person, **more):
    return GroupEvent(
        external_id=group,
        kind=kind,
        title=make_one_line(parts.as_text(as_dict(node.get("chat")).get("title")), 100),
        person_id=parts.person_id(person.get("id")),
        person_name=parts.full_name(person),
        occurred_at=parts.read_moment(node.get("date")),
        **more,
    )


def _is_us(member, bot_id):
    return parts.person_id(member.get("id")) == (bot_id or None)


# -- small things -------------------------------------------------------------------------------


def _read_person(message, bot_id):
    """Return who wrote to us in private: the chat's id, which is the person's; empty for channels and bots."""
    chat, sender = as_dict(message.get("chat")), as_dict(message.get("from"))
    person = parts.person_id(chat.get("id"))
    if chat.get("type") != "private" or sender.get("is_bot") is True or _is_us(sender, bot_id):
        return ""
    return person if parts.is_whole(message.get("message_id")) and message["message_id"] > 0 else ""


def _make_storable(value):
    """Return the same update, in characters that the database can keep."""
    if isinstance(value, str):
        return make_storable(value)
    if isinstance(value, list):
        return [_make_storable(item) for item in value]
    if isinstance(value, dict):
        return {make_storable(key): _make_storable(item) for key, item in value.items()}
    return value


# What is understood: (kind of update) and how; all else is kept.
READERS = {
    "message": _parse_message,
    "edited_message": _parse_edit,
    "callback_query": _parse_tap,
    "my_chat_member": _our_membership,
    "chat_member": _parse_membership,
    "message_reaction": _parse_reaction,
}
