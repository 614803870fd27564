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


def parse_coordinates(text: str | None) -> tuple[float, float] | None:
    """Return the (latitude, longitude) of the place that a text names in figures, or None."""
    words = (text or "").split()
    # The figures behind the first link of a word.
    linked = (POINT.search(word, link.end()) for word in words if (link := HOST.search(word)))
    found = next(filter(None, linked), None) or PAIR.match(text or "")
    if not found:
        return None
    latitude, longitude = float(found.group(1)), float(found.group(2))
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None
