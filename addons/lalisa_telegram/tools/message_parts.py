"""What a message of the Telegram Bot API holds, as pure functions: each gives a plain value whatever it is given."""

import re
from datetime import UTC, datetime

from odoo.addons.lalisa_messaging.tools.text import make_one_line, make_storable

# (field of the message, our kind). An animation names its file as a document too: the order counts.
MEDIA = (
    ("photo", "image"),
    ("voice", "audio"),
    ("audio", "audio"),
    ("video", "video"),
    ("video_note", "video"),
    ("animation", "video"),
    ("sticker", "sticker"),
    ("document", "document"),
)
MIMETYPES = {"photo": "image/jpeg", "voice": "audio/ogg", "video_note": "video/mp4"}
MAX_FILE = 20 * 1024 * 1024  # what getFile gives to bots
TOO_LARGE = "Berkas lebih dari 20 MB tidak diberikan Telegram: mintalah yang lebih kecil."
MAX_ID = 2**52  # of a chat (Bot API)
MAX_ENTITIES = 100
FORWARDED = ("forward_origin", "forward_date", "forward_from")  # the last two until Bot API 7.0
FILE_ID = re.compile(r"[A-Za-z0-9_-]{1,256}\Z")
ALBUM = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
HIDING = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def message_key(message: dict) -> str:
    """Message ids count per chat; with the chat's they are unique."""
    return f"{as_dict(message.get('chat')).get('id')}:{message.get('message_id')}"


def kind_of(message: dict) -> tuple[str, str]:
    """Return the field that holds the content, and our kind."""
    for field, kind in MEDIA:
        if message.get(field):
            return field, kind
    if isinstance(message.get("location"), dict):
        return "location", "location"
    if isinstance(message.get("contact"), dict):
        return "contact", "contacts"
    return "", "text" if isinstance(message.get("text"), str) else "unsupported"


def has_media(message: dict) -> bool:
    return any(message.get(field) for field, _kind in MEDIA)


def describe_content(message: dict, kind: str) -> str:
    """Words for a message without words of its own."""
    if kind == "location":
        return as_text(as_dict(message.get("venue")).get("title"))
    if kind == "contacts":
        card = as_dict(message.get("contact"))
        return make_one_line(f"{as_text(card.get('first_name'))} {as_text(card.get('last_name'))}")
    return ""


def own_number(message: dict, person: str) -> str:
    """Return the number of a card that the sender's own button gave; any other card is somebody else's, or may be."""
    card = as_dict(message.get("contact"))
    if person_id(card.get("user_id")) != person or any(name in message for name in FORWARDED):
        return ""
    digits = re.sub(r"\D", "", as_text(card.get("phone_number")))[:20]
    return f"+{digits}" if digits else ""


def read_place(message: dict) -> dict:
    """Return the fields of an `InboundMessage` that tell where something is."""
    if not isinstance(message.get("location"), dict):
        return {}
    venue = as_dict(message.get("venue"))
    return {**read_point(message), "location_name": as_text(venue.get("title") or venue.get("address"))[:255]}


def read_point(message: object) -> dict:
    """Return {"latitude", "longitude"}; nothing beyond the globe."""
    node = as_dict(message.get("location"))
    latitude, longitude = _read_degrees(node.get("latitude"), 90), _read_degrees(node.get("longitude"), 180)
    if latitude is None or longitude is None:
        return {}
    return {"latitude": latitude, "longitude": longitude}


def read_media(message: dict, field: str) -> dict:
    """Return the largest size that getFile gives; where all are too large, that is told."""
    if field in ("", "location", "contact"):
        return {}
    node = message.get(field)
    offered = [size for size in map(as_dict, node if isinstance(node, list) else [node]) if _has_id(size)]
    sizes = [size for size in offered if _is_within(size)]
    if not sizes:
        return {"media_error": TOO_LARGE} if offered else {}
    best = max(sizes, key=lambda size: _compute_area(size) if field == "photo" else 0)
    mimetype = re.sub(r"[^\w/.+;= -]", "", as_text(best.get("mime_type"))) or MIMETYPES.get(field, "")
    return {
        "media_ref": best["file_id"],
        "media_mimetype": mimetype[:100],
        "media_name": make_one_line(as_text(best.get("file_name")), 200),
    }


def read_album_and_topic(message: dict) -> dict:
    """Return the album and the topic that a message is part of."""
    album, thread, number = message.get("media_group_id"), message.get("message_thread_id"), message.get("message_id")
    in_album = isinstance(album, str) and bool(ALBUM.match(album)) and has_media(message)
    in_thread = message.get("is_topic_message") is True and is_whole(thread) and 0 < thread < 2**31
    return {
        "album": album if in_album else "",
        "place_in_album": number if in_album and is_whole(number) else 0,
        "thread_ref": str(thread) if in_thread else "",
    }


def read_links(message: dict) -> tuple[dict, ...]:
    """Addresses that stand behind words: ({"words", "url"}, …). Offsets of entities count UTF-16 units."""
    field, entities = ("text", "entities") if isinstance(message.get("text"), str) else ("caption", "caption_entities")
    words, found = message.get(field), message.get(entities)
    if not isinstance(words, str) or not isinstance(found, list):
        return ()
    hidden = [one for one in map(as_dict, found[:MAX_ENTITIES]) if one.get("type") == "text_link"]
    units = words.encode("utf-16-le", "surrogatepass") if hidden else b""
    return tuple(
        {"words": make_one_line(_cut_units(units, one), 100), "url": make_one_line(as_text(one.get("url")), 500)}
        for one in hidden
    )


def _cut_units(units, entity):
    offset, length = entity.get("offset"), entity.get("length")
    if not is_whole(offset) or not is_whole(length) or offset < 0 or length < 0:
        return ""
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def _has_id(size):
    return isinstance(size.get("file_id"), str) and bool(FILE_ID.match(size["file_id"]))


def _is_within(size):
    claimed = size.get("file_size")
    return not is_whole(claimed) or claimed <= MAX_FILE


def _compute_area(size):
    width, height = size.get("width"), size.get("height")
    return width * height if is_whole(width) and is_whole(height) else 0


def _read_degrees(value, limit):
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= limit else None


# -- small things -------------------------------------------------------------------------------


def as_dict(value: object) -> dict:
    return value if isinstance(value, dict) else {}


def as_text(value: object) -> str:
    """Return a text that the database can keep."""
    return make_storable(value)


def is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def person_id(value: object) -> str:
    """Return a person's or private chat's id as text; these are positive."""
    return str(value) if is_whole(value) and 0 < value <= MAX_ID else ""


def group_id(value: object) -> str:
    """Return a group's id as text; these are negative."""
    return str(value) if is_whole(value) and -MAX_ID <= value < 0 else ""


def read_moment(value: object) -> datetime | None:
    """Return a time of the Bot API in UTC, or None."""
    try:
        found = datetime.fromtimestamp(value, UTC) if is_whole(value) else None
    except (OverflowError, OSError, ValueError):
        return None
    return found.replace(tzinfo=None) if found and 2013 <= found.year < 2100 else None


def full_name(sender: object) -> str:
    """Return a person's name on one line, without marks that hide or turn text."""
    sender = as_dict(sender)
    return make_one_line(
        HIDING.sub(" ", f"{as_text(sender.get('first_name'))} {as_text(sender.get('last_name'))}"), 100
    )
