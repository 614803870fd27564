"""What a file is, by its bytes and never by its name or what its sender claims. Pure functions."""

import mimetypes
import re

REFUSALS = ("expired", "too_large", "wrong_kind", "refused_host", "damaged")
SIGNATURES = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (8, b"WEBP", "image/webp"),
    (0, b"OggS", "audio/ogg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"%PDF-", "application/pdf"),
)
ALLOWED = {
    "image": {"image/jpeg", "image/png", "image/webp"},
    "sticker": {"image/webp", "image/png", "video/webm"},
    "audio": {"audio/ogg", "audio/amr", "audio/mpeg", "audio/aac", "audio/mp4"},
    "video": {"video/mp4", "video/webm"},
}
# A type that no browser shows or runs. Odoo guesses again where it is told `octet-stream`, and finds pages.
UNKNOWN = "application/x-unknown"
MAX_NAME = 200  # bytes; file systems take 255, and a number may be put before it
INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def detect_kind(content: bytes) -> str:
    """Return the mimetype of the known signatures, else one that no browser shows or runs."""
    for offset, signature, mimetype in SIGNATURES:
        if content[offset : offset + len(signature)] == signature:
            return mimetype
    return UNKNOWN


def judge_content(kind: str, content: bytes) -> str:
    """Return the mimetype to serve a message's file with.

    :param kind: the message's kind; documents may hold anything, other kinds only what they are
    :raises ValueError: the content is of another kind
    """
    mimetype = detect_kind(content)
    if kind == "audio" and mimetype == "video/mp4":
        mimetype = "audio/mp4"  # the same container
    if kind in ALLOWED and mimetype not in ALLOWED[kind]:
        raise ValueError("wrong_kind")
    return mimetype


def safe_name(name: str, kind: str, mimetype: str) -> str:
    """Return a file's name without folders, invisible characters and excess length; made up where none is given."""
    name = INVISIBLE.sub("", name or "").replace("\\", "/").rsplit("/", 1)[-1].strip(" .")
    if not name:
        return f"{kind}{mimetypes.guess_extension(mimetype) or ''}"
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension) > 10:
        return name.encode()[:MAX_NAME].decode("utf-8", "ignore")
    stem = stem.encode()[: MAX_NAME - len(extension.encode()) - 1].decode("utf-8", "ignore")
    return f"{stem}{dot}{extension}"
