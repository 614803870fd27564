"""Where the messages of an exported chat begin: which lines are WhatsApp's own headers. Pure functions.

A citizen may paste dates, a chronology or another chat into a message. So a line is a header only where it is written
in the export's own form, does not run back in time, and comes from somebody who takes part.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from . import phone

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
FIRST = frozenset("[0123456789")  # what a stamp may begin with
MARKS = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
# The hours that these words mean in Indonesian, where "siang" begins before noon.
SIANG = tuple(("siang", hour) for hour in (12, 1, 2, 3, 4))
MALAM = tuple(("malam", hour) for hour in range(6, 12))
# Two telephones' clocks differ; a chronology tells of what is longer ago.
CLOCKS_DIFFER = timedelta(minutes=10)
MAX_SENDER = 100
FOUNDED = 2009  # the year of WhatsApp
LONG_YEAR, SHORT_YEAR = "yyyy", "yy"


class Undated(Exception):
    """No order of day and month gives the first line a time that can be."""


@dataclass(frozen=True)
class Header:
    """A line that looks like the beginning of a message."""

    place: int  # which line of the text
    date: tuple  # its three numbers as written
    clock: timedelta | None  # None: no time of day
    shape: str  # how it is written, without its figures
    sender: str  # empty in lines of the system
    body: str


def stamp_messages(text: str) -> tuple[list[str], list["Header"]]:
    """Return the lines of a text, and those of them that look like headers of one and the same form.

    :return: (list of lines, list of `Header`)
    """
    lines = MARKS.sub("", text or "").replace("\r\n", "\n").split("\n")
    found = [header for place, line in enumerate(lines) if (header := _find_header(place, line))]
    return lines, [header for header in found if header.shape == found[0].shape]


def split_messages(text: str, latest: datetime, known: Sequence[str] = ()) -> list[tuple] | None:
    """Cut a chat into its messages.

    :param latest: no message can be later than this (naive, the telephone's clock)
    :param known: names or telephone numbers of whoever is known to take part
    :return: list of (moment, sender, body), the sender empty in lines of the system; None where no line is a header
    :raises Undated: the dates fit no order of day and month
    """
    lines, headers = stamp_messages(text)
    if not headers:
        return None
    begun = _choose_order(headers, latest, known)
    ends = [header.place for header, _at in begun[1:]] + [len(lines)]
    return [
        (moment, header.sender, "\n".join([header.body, *lines[header.place + 1 : end]]))
        for (header, moment), end in zip(begun, ends, strict=True)
    ]


def _find_header(place, line):
    if line[:1] not in FIRST:
        return None
    stamp = next(filter(None, (pattern.match(line) for pattern in STAMPS)), None)
    if not stamp:
        return None
    sender, colon, body = stamp.group("rest").partition(": ")
    named = bool(colon and sender.strip() and len(sender) <= MAX_SENDER)
    half = stamp.span("half")
    return Header(
        place,
        _read_numbers(stamp.group("date")),
        _read_clock(stamp.group("time"), stamp.group("half") or ""),
        _build_shape(line[: stamp.start("rest")], half, len(max(re.split(r"[./-]", stamp.group("date")), key=len))),
        sender.strip() if named else "",
        body if named else stamp.group("rest"),
    )


@lru_cache
def _read_numbers(date):
    return tuple(int(part) for part in re.split(r"[./-]", date))


@lru_cache
def _build_shape(head, half, year_figures):
    """Return the form of a stamp without its figures; of the year, whether it is written in full."""
    if half[0] >= 0:
        head = f"{head[: half[0]]}h{head[half[1] :]}"
    return " ".join([*re.sub(r"\d+", "0", head).split(), LONG_YEAR if year_figures > 2 else SHORT_YEAR])


# -- which of them begin a message --------------------------------------------------------------


def _choose_order(headers, latest, known):
    """Return [(header, moment)] under the one order of day and month that fits best; the country's comes first."""
    first = next((header.sender for header in headers if header.sender), "")
    senders = {header.sender for header in headers if header.sender}
    anchors = {sender for sender in senders if sender == first or _is_one_of(sender, known)}
    ways = []
    for order in ("dmy", "mdy", "ymd"):
        moments = [_read_moment(header, order, latest) for header in headers]
        if moments[0]:
            ways.append(_select_headers(headers, moments, anchors))
    if not ways:
        raise Undated
    shape = headers[0].shape
    american = "/" in shape and ":" in shape and "," in shape
    ranks = [(sum(header.sender in anchors for header, _at in way), american and len(way)) for way in ways]
    best = [way for way, rank in zip(ways, ranks, strict=True) if rank == max(ranks)]
    # Only American telephones write 12 hours, slashes and the year's last two figures.
    return best[-1] if american and "h" in shape and shape.endswith(SHORT_YEAR) else best[0]


def _is_one_of(sender, known):
    return sender in known or any(phone.is_same(sender, one) for one in known if one)


def _select_headers(headers, moments, anchors):
    """Return the headers that begin a message; whoever is found to take part is then trusted like the first."""
    found = _select_forward(headers, moments, anchors)
    taking_part = anchors | {header.sender for header, _at in found if header.sender}
    return _select_forward(headers, moments, taking_part)


def _select_forward(headers, moments, trusted):
    following = _list_following(headers, moments, trusted)
    kept, last = [], None
    for header, moment, later in zip(headers, moments, following, strict=True):
        slack = CLOCKS_DIFFER if header.sender in trusted else timedelta()
        if moment is None or (last and moment < last - slack):
            continue
        if last and later and last <= later < moment - CLOCKS_DIFFER:
            continue  # whoever writes next would have written before
        kept.append((header, moment))
        last = max(last or moment, moment)
    return kept


def _list_following(headers, moments, trusted):
    """For each header the moment of the next one by somebody trusted, or None."""
    found, later = [], None
    for header, moment in zip(reversed(headers), reversed(moments), strict=True):
        found.append(later)
        if moment and header.sender in trusted:
            later = moment
    return found[::-1]


# -- times --------------------------------------------------------------------------------------


def _read_moment(header, order, latest):
    """Return when a header says it was written, or None where it cannot have been."""
    day = _read_day(header.date, order)
    moment = day and header.clock is not None and day + header.clock
    return moment if moment and moment <= latest + timedelta(days=1) else None


@lru_cache
def _read_day(date, order):
    parts = dict(zip(order, date, strict=True))
    if (date[0] > 999) != (order == "ymd"):
        return None
    year = parts["y"] + 2000 if parts["y"] < 100 else parts["y"]
    try:
        return datetime(year, parts["m"], parts["d"]) if year >= FOUNDED else None
    except ValueError:
        return None


@lru_cache
def _read_clock(time, half):
    """Return the timedelta since midnight; None where it is no time of day."""
    hour, minute, *second = map(int, re.split(r"[:.]", time))
    half = re.sub(r"[.\s]", "", half).lower()
    if half and hour < 13:
        afternoon = half in ("pm", "sore") or (half, hour) in {*SIANG, *MALAM}
        hour = hour % 12 + (12 if afternoon else 0)
    if hour > 23 or minute > 59:
        return None
    return timedelta(hours=hour, minutes=minute, seconds=second[0] if second else 0)
