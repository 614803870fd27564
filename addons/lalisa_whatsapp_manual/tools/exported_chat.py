"""Chats as WhatsApp exports and copies them. Pure functions: bytes and text in, lines out.

Android ("24/11/26 09.30 - Siti: ..."), iPhone ("[24/11/26 09.30.15] Siti: ..."), and what WhatsApp Web copies
("[09.30, 24/11/2026] Siti: ..."); 12 and 24 hours; Indonesian and English. What cannot be read is refused whole.
"""

import io
import re
import zipfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from . import chat_headers

# A file beside a message, in whatever language; the words tell it where the file itself was left out.
ATTACHED = (
    re.compile(r"^(?P<name>[^\n<>()]{1,200}(?:\(\d{1,4}\))?\.\w{2,5}) \((?P<words>[^()\n]{1,40})\)(?=\s|$)"),
    re.compile(r"<(?P<words>[^<>:\n]{1,40}): (?P<name>[^<>\n]{1,200})>"),
)
IS_ATTACHED = frozenset(
    (
        "file attached",
        "attached",
        "terlampir",
        "dilampirkan",
        "lampiran",
        *(
            f"{file} {word}"
            for file in ("file", "berkas")
            for word in ("lampir", "terlampir", "lampiran", "terlampiran")
        ),
    )
)
OMITTED = re.compile(
    r"^(?:<(?:Media|File|Berkas) (?:omitted|tidak disertakan|dihilangkan|diabaikan)>|"
    r"(?:image|photo|video|video note|audio|sticker|document|GIF|contact card|gambar|foto|catatan video|stiker|dokumen|"
    r"kartu kontak) (?:omitted|tidak disertakan|dihilangkan|diabaikan))$",
    re.IGNORECASE,
)
# iPhones write the name of the other side before what nobody has said.
BY_NOBODY = re.compile(
    r"^(?:Messages and calls are end-to-end encrypted|Pesan dan panggilan (?:di|ter)enkripsi|"
    r"Your security code with|Kode keamanan Anda dengan)",
    re.IGNORECASE,
)
EDITED = re.compile(r"<(?:This message was edited|Pesan ini diedit)>$")
PLACE = re.compile(r"^(?:location|lokasi)[ \t]{0,9}:?[ \t]{0,9}(?=https?://)", re.IGNORECASE)
TITLE = re.compile(
    r"(?:WhatsApp Chat (?:with|-)|(?:Chat|Obrolan|Percakapan) WhatsApp (?:dengan|-)) (.+?)(?: \(\d+\))?(?:\.\w{3})?$"
)
NOT_EXPORTED = "(berkas tidak disertakan dalam ekspor)"
MAX_ZIP, MAX_FILE, MAX_FILES, MAX_FILENAME = 64 * 1024 * 1024, 25 * 1024 * 1024, 5000, 255


class Unreadable(Exception):
    """What was given is no exported chat; says why with a word: zip, large, text, dates."""


@dataclass(frozen=True)
class Line:
    """One message of a chat."""

    moment: datetime  # as on the telephone's clock
    sender: str
    body: str
    media: str = ""  # the name of its file in the export
    is_place: bool = False


@dataclass(frozen=True)
class Export:
    """A whole chat: who it is with, as far as the file's name tells, its lines, and the files that they name."""

    title: str
    lines: list
    files: dict


def read_export(raw: bytes, filename: str, latest: datetime, known: Sequence[str] = ()) -> Export:
    """Read an exported chat, a zip or the text alone.

    :param raw: the file's bytes
    :param filename: its name, which may tell with whom the chat was
    :param latest: no message can be later than this (naive, the telephone's clock)
    :param known: names or telephone numbers of whoever is known to take part
    :return: `Export`
    :raises Unreadable: for everything else
    """
    if len(raw) > MAX_ZIP:
        raise Unreadable("large")
    if not zipfile.is_zipfile(io.BytesIO(raw)):
        title = title_of(filename)
        return Export(title, parse_chat(_decode_text(raw), latest, (title, *known)), {})
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _from_zip(archive, filename, latest, known)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        raise Unreadable("zip") from error


def _from_zip(archive, filename, latest, known):
    members = {info.filename.rsplit("/", 1)[-1]: info for info in archive.infolist() if not info.is_dir()}
    texts = [name for name in members if name.lower().endswith(".txt")]
    chat = "_chat.txt" if "_chat.txt" in texts else next((name for name in texts if TITLE.search(name)), "")
    chat = chat or (texts[0] if len(texts) == 1 else "")
    if not chat or len(members) > MAX_FILES:
        raise Unreadable("text" if not chat else "large")
    title = title_of(chat) or title_of(filename)
    lines = parse_chat(_decode_text(_read_bounded(archive, members[chat])), latest, (title, *known), members)
    wanted = {line.media for line in lines if line.media in members}
    files, total = {}, 0
    for name in sorted(wanted):
        files[name] = _read_bounded(archive, members[name])
        total += len(files[name])
        if total > 4 * MAX_ZIP:
            raise Unreadable("large")
    return Export(title, lines, files)


def _read_bounded(archive, info):
    """Return a member's bytes; what unpacks to more than it says, or than we take, is refused."""
    with archive.open(info) as member:
        content = member.read(MAX_FILE + 1)
    if len(content) > MAX_FILE:
        raise Unreadable("large")
    return content


def _decode_text(raw):
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("text") from error


def title_of(filename: str) -> str:
    """With whom a chat was, by its file's name; empty where it does not tell."""
    found = TITLE.search(chat_headers.MARKS.sub("", (filename or "")[:MAX_FILENAME]))
    return found.group(1).strip() if found else ""


def parse_chat(text: str, latest: datetime, known: Sequence[str] = (), files: Collection[str] = ()) -> list[Line]:
    """Return the messages of a chat's text, oldest first as written.

    :param latest: no message can be later than this
    :param known: names or telephone numbers of whoever is known to take part
    :param files: names of the files that come with the text
    :return: list of `Line`; lines of the system (nobody's) are left out
    :raises Unreadable: not one line has a time, or the dates fit no order of day and month
    """
    try:
        found = chat_headers.split_messages(text, latest, known)
    except chat_headers.Undated:
        raise Unreadable("dates") from None
    if found is None:
        raise Unreadable("text")
    return [
        _parse_line(Line(moment, sender, EDITED.sub("", body.strip()).strip()), files)
        for moment, sender, body in found
        if sender and not BY_NOBODY.match(body)
    ]


def is_stamped(text: str) -> bool:
    """Tell whether a pasted text carries times and senders: its first line does."""
    lines, headers = chat_headers.stamp_messages((text or "").strip())
    return bool(headers) and headers[0].place == 0 and bool(headers[0].sender)


def _parse_line(line, files):
    for pattern in ATTACHED:
        named = pattern.search(line.body)
        if named and (named.group("name").strip() in files or named.group("words") in IS_ATTACHED):
            words = f"{line.body[: named.start()].strip()}\n{line.body[named.end() :].strip()}".strip()
            return replace(line, media=named.group("name").strip(), body=words)
    if OMITTED.match(line.body):
        return replace(line, body=NOT_EXPORTED)
    if PLACE.match(line.body):
        return replace(line, body=PLACE.sub("", line.body), is_place=True)
    return line
