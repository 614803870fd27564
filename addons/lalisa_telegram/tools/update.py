"""Updates of the Telegram Bot API, as pure functions: bytes to events, an event to what it means.

Shapes: the Bot API's `Update` object. Whatever an update holds, nothing here raises: what cannot be understood is kept
as an `other` event, for Telegram repeats what is not answered with 200 and holds back the chat until then.
"""
import hashlib
import json
import re
from datetime import UTC, datetime

from odoo.addons.lalisa_messaging.tools.driver_types import (
    InboundAction,
    InboundMessage,
    MessageChange,
    RawEvent,
    Reachability,
)
from odoo.addons.lalisa_messaging.tools.text import one_line, storable

# Service messages tell what happened to a chat; nobody wrote them.
SERVICE = (
    "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo",
    "group_chat_created", "supergroup_chat_created", "channel_chat_created", "migrate_to_chat_id",
    "migrate_from_chat_id", "pinned_message", "write_access_allowed", "message_auto_delete_timer_changed",
    "users_shared", "chat_shared", "connected_website", "successful_payment", "refunded_payment",
    "proximity_alert_triggered",
    "boost_added", "chat_background_set", "forum_topic_created", "forum_topic_edited", "forum_topic_closed",
    "forum_topic_reopened", "video_chat_scheduled", "video_chat_started", "video_chat_ended",
    "video_chat_participants_invited", "web_app_data", "giveaway_created", "giveaway_completed",
)
# (field of the message, our kind). An animation names its file as a document too: the order counts.
MEDIA = (
    ("photo", "image"), ("voice", "audio"), ("audio", "audio"), ("video", "video"), ("video_note", "video"),
    ("animation", "video"), ("sticker", "sticker"), ("document", "document"),
)
MIMETYPES = {"photo": "image/jpeg", "voice": "audio/ogg", "video_note": "video/mp4"}
MAX_FILE = 20 * 1024 * 1024  # what getFile gives to bots
TOO_LARGE = "Berkas lebih dari 20 MB tidak diberikan Telegram: mintalah yang lebih kecil."
MAX_ID = 2**52  # of a chat (Bot API)
COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,64}))?(?:\s+(.*))?\Z", re.DOTALL)
FILE_ID = re.compile(r"[A-Za-z0-9_-]{1,256}\Z")
HIDING = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def explode(raw):
    """The one event of a body.

    :param raw: the body's bytes; their secret has been judged
    :return: list with one `RawEvent`
    """
    digest = hashlib.sha256(raw).hexdigest()
    try:
        update = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        shown = storable(raw[:2000].decode("utf-8", "replace"))
        return [RawEvent("other", f"o:{digest}", "other", {"unreadable": shown})]
    if not isinstance(update, dict):
        return [RawEvent("other", f"o:{digest}", "other", {"body": _storable(update)})]
    return [RawEvent(_event_kind(update), _dedup_key(update, digest), _chat_key(update), _storable(update))]


def callback_id(raw):
    """The id of the tap that a body tells of; empty where it tells of something else."""
    try:
        update = json.loads(raw)
    except (ValueError, RecursionError):
        return ""
    given = _dict(_dict(update).get("callback_query")).get("id")
    return given if isinstance(given, str) and 0 < len(given) <= 128 else ""


def _event_kind(update):
    known = ("message", "edited_message", "callback_query", "my_chat_member")
    return "message" if any(isinstance(update.get(name), dict) for name in known) else "other"


def _dedup_key(update, digest):
    """One tap may come in two updates, and is still one tap."""
    tap = _dict(update.get("callback_query")).get("id")
    if isinstance(tap, str) and tap:
        return f"c:{tap}"
    number = update.get("update_id")
    return f"u:{number}" if _whole(number) and 0 <= number < 2**63 else f"o:{digest}"


def _chat_key(update):
    for name in ("message", "edited_message", "my_chat_member"):
        if isinstance(update.get(name), dict):
            return str(_dict(update[name].get("chat")).get("id", "other"))[:64]
    tap = _dict(update.get("callback_query"))
    return str(_dict(tap.get("from")).get("id", "other"))[:64]


# -- meaning ------------------------------------------------------------------------------------


def parse(update, bot_id="", username=""):
    """What a stored update means.

    :param bot_id: our own, whose messages are nobody's
    :param username: ours, without @; a command that names another bot is not for us
    :return: `InboundMessage`, `InboundAction`, `MessageChange`, `Reachability`, or None for what is kept only
    """
    for name, read in (("message", _message), ("edited_message", _edit), ("callback_query", _tap),
                       ("my_chat_member", _membership)):
        if isinstance(update.get(name), dict):
            return read(update[name], bot_id, username)
    return None


def _message(message, bot_id, username):
    person = _person(message, bot_id)
    if not person or any(name in message for name in SERVICE):
        return None
    words = _text(message.get("text"))
    command = COMMAND.match(words.strip())
    if command and not _has_media(message):
        return _command(message, person, command, username)
    return _inbound(message, person, words or _text(message.get("caption")))


def _command(message, person, command, username):
    name, addressed, argument = command.group(1).lower(), command.group(2) or "", (command.group(3) or "").strip()
    if addressed and username and addressed.lower() != username.lower():
        return None
    if name == "lapor" and argument:
        # Whoever writes the complaint behind the command has written it.
        return _inbound(message, person, argument)
    return InboundAction(
        external_id=person, name=_name(message), command=name, argument=argument[:256],
        occurred_at=_moment(message.get("date")), phone="",
    )


def _inbound(message, person, body):
    field, kind = _kind(message)
    answered = _dict(message.get("reply_to_message")).get("message_id")
    return InboundMessage(
        external_id=person, name=_name(message), phone=_own_number(message, person),
        provider_message_id=_message_key(message), kind=kind, body=body or _described(message, kind),
        occurred_at=_moment(message.get("date")), reply_to=f"{person}:{answered}" if _whole(answered) else "",
        forwarded=isinstance(message.get("forward_origin"), dict), **_place(message), **_media(message, field),
    )


def _edit(message, bot_id, username):
    """New words for a message that is here. Kept only: a live place that moves, words for one we never got."""
    said = _message(message, bot_id, username)
    if not isinstance(said, InboundMessage) or said.kind == "location":
        return None
    return MessageChange(said.provider_message_id, "edited", said.body, _moment(message.get("edit_date")))


def _tap(tap, bot_id, _username):
    """A tap on a button of ours. Who tapped is `from`, whoever's the message is; `data` is what a client sends."""
    person = _id(_dict(tap.get("from")).get("id"))
    data, chat = tap.get("data"), _dict(_dict(tap.get("message")).get("chat"))
    private = not chat or (chat.get("type") == "private" and _id(chat.get("id")) == person)
    if not person or person == bot_id or not private or not isinstance(data, str):
        return None
    return InboundAction(external_id=person, name=_name(tap), button_id=_text(data)[:64])


def _membership(change, _bot_id, _username):
    """Only of private chats: blocked is `kicked`, unblocked is `member`."""
    chat = _dict(change.get("chat"))
    status = _dict(change.get("new_chat_member")).get("status")
    person = _id(chat.get("id"))
    if chat.get("type") != "private" or not person or status not in ("kicked", "member"):
        return None
    return Reachability(person, status == "member")


# -- parts of a message -------------------------------------------------------------------------


def _person(message, bot_id):
    """Who wrote to us in private: the chat's id, which is the person's; empty for groups, channels and bots."""
    chat, sender = _dict(message.get("chat")), _dict(message.get("from"))
    person = _id(chat.get("id"))
    if chat.get("type") != "private" or sender.get("is_bot") is True or _id(sender.get("id")) == (bot_id or None):
        return ""
    return person if _whole(message.get("message_id")) and message["message_id"] > 0 else ""


def _message_key(message):
    """Message ids count per chat; with the chat's they are unique."""
    return f"{_dict(message.get('chat')).get('id')}:{message.get('message_id')}"


def _kind(message):
    """(the field that holds the content, our kind)"""
    for field, kind in MEDIA:
        if message.get(field):
            return field, kind
    if isinstance(message.get("location"), dict):
        return "location", "location"
    if isinstance(message.get("contact"), dict):
        return "contact", "contacts"
    return "", "text" if isinstance(message.get("text"), str) else "unsupported"


def _has_media(message):
    return any(message.get(field) for field, _kind_ in MEDIA)


def _described(message, kind):
    if kind == "location":
        return _text(_dict(message.get("venue")).get("title"))
    if kind == "contacts":
        card = _dict(message.get("contact"))
        return one_line(f"{_text(card.get('first_name'))} {_text(card.get('last_name'))}")
    return ""


def _own_number(message, person):
    """The number of a card that the sender's own button gave; any other card is somebody else's, or may be."""
    card = _dict(message.get("contact"))
    if _id(card.get("user_id")) != person or isinstance(message.get("forward_origin"), dict):
        return ""
    digits = re.sub(r"\D", "", _text(card.get("phone_number")))[:20]
    return f"+{digits}" if digits else ""


def _place(message):
    if not isinstance(message.get("location"), dict):
        return {}
    venue = _dict(message.get("venue"))
    return {**_point(message), "location_name": _text(venue.get("title") or venue.get("address"))[:255]}


def _point(message):
    node = _dict(message.get("location"))
    latitude, longitude = _number(node.get("latitude"), 90), _number(node.get("longitude"), 180)
    if latitude is None or longitude is None:
        return {}
    return {"latitude": latitude, "longitude": longitude}


def _media(message, field):
    """The largest size that getFile gives; where all are too large, that is told."""
    if field in ("", "location", "contact"):
        return {}
    node = message.get(field)
    offered = [size for size in map(_dict, node if isinstance(node, list) else [node]) if _has_id(size)]
    sizes = [size for size in offered if _fits(size)]
    if not sizes:
        return {"media_error": TOO_LARGE} if offered else {}
    best = max(sizes, key=lambda size: _area(size) if field == "photo" else 0)
    mimetype = re.sub(r"[^\w/.+;= -]", "", _text(best.get("mime_type"))) or MIMETYPES.get(field, "")
    return {"media_ref": best["file_id"], "media_mimetype": mimetype[:100],
            "media_name": one_line(_text(best.get("file_name")), 200)}


def _has_id(size):
    return isinstance(size.get("file_id"), str) and bool(FILE_ID.match(size["file_id"]))


def _fits(size):
    claimed = size.get("file_size")
    return not _whole(claimed) or claimed <= MAX_FILE


def _area(size):
    width, height = size.get("width"), size.get("height")
    return width * height if _whole(width) and _whole(height) else 0


# -- small things -------------------------------------------------------------------------------


def _dict(value):
    return value if isinstance(value, dict) else {}


def _whole(value):
    return isinstance(value, int) and not isinstance(value, bool)


def _id(value):
    """A chat's or person's id as text; of people it is positive."""
    return str(value) if _whole(value) and 0 < value <= MAX_ID else ""


def _number(value, limit):
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= limit else None


def _moment(value):
    try:
        moment = datetime.fromtimestamp(value, UTC) if _whole(value) else None
    except (OverflowError, OSError, ValueError):
        return None
    return moment.replace(tzinfo=None) if moment and 2013 <= moment.year < 2100 else None


def _text(value):
    return storable(value)


def _name(node):
    """The sender's name on one line, without marks that hide or turn text."""
    sender = _dict(node.get("from"))
    return one_line(HIDING.sub(" ", f"{_text(sender.get('first_name'))} {_text(sender.get('last_name'))}"), 100)


def _storable(value):
    """The same update, in characters that the database can keep."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(key): _storable(item) for key, item in value.items()}
    return value
