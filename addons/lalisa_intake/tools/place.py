"""Coordinates in what people paste: links of map services that carry them, or the bare pair."""

import re

LINK = re.compile(
    r"https?://(?:maps\.google\.[a-z.]+|(?:www\.)?google\.[a-z.]+/maps|maps\.apple\.com|(?:www\.)?openstreetmap\.org)"
    r"\S*?(?:[?&](?:q|ll|query|mlat)=|@)(-?\d{1,2}\.\d+)(?:,|%2C|&mlon=)(-?\d{1,3}\.\d+)",
    re.IGNORECASE,
)
PAIR = re.compile(r"^\s*(-?\d{1,2}\.\d{3,})\s*,\s*(-?\d{1,3}\.\d{3,})\s*$")


def coordinates(text):
    """The place that a text names in figures.

    :return: (latitude, longitude), or None
    """
    found = LINK.search(text or "") or PAIR.match(text or "")
    if not found:
        return None
    latitude, longitude = float(found.group(1)), float(found.group(2))
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None
