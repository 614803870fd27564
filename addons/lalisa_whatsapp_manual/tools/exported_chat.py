"""Chats as WhatsApp exports and copies them. Pure functions: bytes and text in, lines out.

Android ("24/11/26 09.30 - Siti: ..."), iPhone ("[24/11/26 09.30.15] Siti: ..."), and what WhatsApp Web copies
("[09.30, 24/11/2026] Siti: ..."); 12 and 24 hours; Indonesian and English. What cannot be read is refused whole.
"""

import io
import re
import zipfile
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

DATE = r"(?P<date>\d{1,4}[./-]\d{1,2}[./-]\d{1,4})"
TIME = (
    r"(?:(?:pukul|pkl\.?|jam|at)\s+)?(?P<time>\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)"
    r"(?:\s*(?P<half>[AaPp]\.?\s?[Mm]\.?|pagi|siang|sore|malam))?"
)
STAMPS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^\[{DATE},?\s+{TIME}\]\s+(?P<rest>.*)$",
        rf"^\[{TIME},\s*{DATE}\]\s+(?P<rest>.*)$",
        rf"^{DATE},?\s+{TIME}\s+[-–]\s+(?P<rest>.*)$",
    )
)
MARKS = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
ATTACHED = (
    re.compile(r"^(?P<name>[^\n<>]+?\.\w{2,5}) \((?:file attached|(?:file|berkas) (?:ter)?lampir(?:an)?)\)\s*"),
    re.compile(r"\s*<(?:attached|terlampir|dilampirkan|lampiran): (?P<name>[^>\n]+)>\s*"),
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
    r"Your security code with|Kode keamanan Anda dengan)", re.IGNORECASE,
)
EDITED = re.compile(r"\s*<(?:This message was edited|Pesan ini diedit)>\s*$")
PLACE = re.compile(r"^(?:location|lokasi)\s*:?\s*(?=https?://)", re.IGNORECASE)
TITLE = re.compile(
    r"(?:WhatsApp Chat (?:with|-)|(?:Chat|Obrolan|Percakapan) WhatsApp (?:dengan|-)) (.+?)(?: \(\d+\))?(?:\.\w{3})?$"
)
NOT_EXPORTED = "(berkas tidak disertakan dalam ekspor)"
# The hours that these words mean in Indonesian, where "siang" begins before noon.
SIANG = tuple(("siang", hour) for hour in (12, 1, 2, 3, 4))
MALAM = tuple(("malam", hour) for hour in range(6, 12))
MAX_ZIP, MAX_FILE, MAX_FILES = 64 * 1024 * 1024, 25 * 1024 * 1024, 5000


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


def read(raw, filename, latest):
    """Reads an exported chat, a zip or the text alone.

    :param raw: the file's bytes
    :param filename: its name, which may tell with whom the chat was
    :param latest: no message can be later than this (naive, the telephone's clock)
    :return: `Export`
    :raises Unreadable: for everything else
    """
    if len(raw) > MAX_ZIP:
        raise Unreadable("large")
    if not zipfile.is_zipfile(io.BytesIO(raw)):
        return Export(title_of(filename), parse(_decoded(raw), latest), {})
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _from_zip(archive, filename, latest)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        raise Unreadable("zip") from error


def _from_zip(archive, filename, latest):
    members = {info.filename.rsplit("/", 1)[-1]: info for info in archive.infolist() if not info.is_dir()}
    texts = [name for name in members if name.lower().endswith(".txt")]
    chat = "_chat.txt" if "_chat.txt" in texts else next((name for name in texts if TITLE.search(name)), "")
    chat = chat or (texts[0] if len(texts) == 1 else "")
    if not chat or len(members) > MAX_FILES:
        raise Unreadable("text" if not chat else "large")
    lines = parse(_decoded(_bounded(archive, members[chat])), latest)
    wanted = {line.media for line in lines if line.media in members}
    files, total = {}, 0
    for name in sorted(wanted):
        files[name] = _bounded(archive, members[name])
        total += len(files[name])
        if total > 4 * MAX_ZIP:
            raise Unreadable("large")
    return Export(title_of(chat) or title_of(filename), lines, files)


def _bounded(archive, info):
    """A member's bytes; what unpacks to more than it says, or than we take, is refused."""
    with archive.open(info) as member:
        content = member.read(MAX_FILE + 1)
    if len(content) > MAX_FILE:
        raise Unreadable("large")
    return content


def _decoded(raw):
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("text") from error


def title_of(filename):
    """With whom a chat was, by its file's name; empty where it does not tell."""
    found = TITLE.search(MARKS.sub("", filename or ""))
    return found.group(1).strip() if found else ""


def parse(text, latest):
    """The messages of a chat's text, oldest first as written.

    :param latest: no message can be later than this
    :return: list of `Line`; lines of the system (nobody's) are left out
    :raises Unreadable: not one line has a time, or the dates fit no order of day and month
    """
    found = _stamped(text)
    if not found:
        raise Unreadable("text")
    moments = _moments([stamp for stamp, _rest in found], latest)
    lines = []
    for moment, (_stamp, rest) in zip(moments, found, strict=True):
        sender, colon, body = rest.partition(": ")
        if colon and sender and "\n" not in sender and not BY_NOBODY.match(body):
            lines.append(_understood(Line(moment, sender.strip(), EDITED.sub("", body).strip())))
    return lines


def is_stamped(text):
    """Whether a pasted text carries times and senders."""
    return bool(_stamped(text))


def _stamped(text):
    """[(the match of a line's stamp, its text with the lines that follow)]"""
    found = []
    for line in MARKS.sub("", text or "").splitlines():
        stamp = next(filter(None, (pattern.match(line) for pattern in STAMPS)), None)
        if stamp:
            found.append((stamp, stamp.group("rest")))
        elif found:
            found[-1] = (found[-1][0], f"{found[-1][1]}\n{line}")
    return found


def _understood(line):
    for pattern in ATTACHED:
        if named := pattern.search(line.body):
            words = f"{line.body[:named.start()]}\n{line.body[named.end():]}".strip()
            return replace(line, media=named.group("name").strip(), body=words)
    if OMITTED.match(line.body):
        return replace(line, body=NOT_EXPORTED)
    if PLACE.match(line.body):
        return replace(line, body=PLACE.sub("", line.body), is_place=True)
    return line


# -- dates --------------------------------------------------------------------------------------


def _moments(stamps, latest):
    """The times of all stamps under the one order of day and month that fits them all."""
    fitting = [moments for order in ("dmy", "mdy", "ymd") if (moments := _under(order, stamps, latest))]
    if not fitting:
        raise Unreadable("dates")
    # A chat runs forward: where both orders are possible, the one that never runs back is right.
    forward = [moments for moments in fitting if moments == sorted(moments)]
    american = any(stamp.group("half") and "/" in stamp.group("date") for stamp in stamps)
    chosen = forward or fitting
    # Only American telephones write 12 hours, slashes and the year's last two figures.
    short = all(len(re.split(r"[./-]", stamp.group("date"))[2]) == 2 for stamp in stamps)
    return chosen[-1] if american and short else chosen[0]


def _under(order, stamps, latest):
    moments = []
    for stamp in stamps:
        written = [int(part) for part in re.split(r"[./-]", stamp.group("date"))]
        parts = dict(zip(order, written, strict=True))
        if (written[0] > 999) != (order == "ymd"):
            return None
        try:
            moment = datetime(_year(parts["y"]), parts["m"], parts["d"]) + _clock(stamp)
        except ValueError:
            return None
        if moment > latest + timedelta(days=1) or moment.year < 2009:
            return None
        moments.append(moment)
    return moments


def _year(written):
    return written + 2000 if written < 100 else written


def _clock(stamp):
    hour, minute, *second = map(int, re.split(r"[:.]", stamp.group("time")))
    half = re.sub(r"[.\s]", "", stamp.group("half") or "").lower()
    if half and hour < 13:
        afternoon = half in ("pm", "sore") or (half, hour) in {*SIANG, *MALAM}
        hour = hour % 12 + (12 if afternoon else 0)
    if hour > 23 or minute > 59:
        raise ValueError(stamp.group("time"))
    return timedelta(hours=hour, minutes=minute, seconds=second[0] if second else 0)
