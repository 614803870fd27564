"""Coordinates in what people paste: links of map services that carry them, or the bare pair."""

import re

# In two steps, each in one walk through the text: one pattern for both would begin anew at every link that it finds.
HOST = re.compile(
    r"https?://(?:maps\.google\.[a-z.]{2,20}|(?:www\.)?google\.[a-z.]{2,20}/maps|maps\.apple\.com"
    r"|(?:www\.)?openstreetmap\.org)",
    re.IGNORECASE,
)
POINT = re.compile(
    r"(?:[?&](?:q|ll|query|mlat)=|@)(-?\d{1,2}\.\d{1,20})(?:,|%2C|&mlon=)(-?\d{1,3}\.\d{1,20})", re.IGNORECASE
)
PAIR = re.compile(r"^\s*(-?\d{1,2}\.\d{3,})\s*,\s*(-?\d{1,3}\.\d{3,})\s*$")


def coordinates(text):
    """The place that a text names in figures.

    :return: (latitude, longitude), or None
    """
    found = next(filter(None, map(_in_link, (text or "").split())), None) or PAIR.match(text or "")
    if not found:
        return None
    latitude, longitude = float(found.group(1)), float(found.group(2))
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _in_link(word):
    """:return: the match of the figures behind the first link of a word, or None"""
    link = HOST.search(word)
    return link and POINT.search(word, link.end())
