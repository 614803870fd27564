"""Reading values out of JSON that may hold anything: of the right kind, of a sane size, and storable."""

import hashlib
import json
import re
from datetime import UTC, datetime

MAX_TEXT = 20_000
CUT_MARK = " […]"
# PostgreSQL stores neither NUL nor half of a surrogate pair.
NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")
USER_ID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}\Z")


def as_dict(value):
    return value if isinstance(value, dict) else {}


def as_list(value, name):
    found = as_dict(value).get(name)
    return found if isinstance(found, list) else []


def digits(value):
    return re.sub(r"\D", "", str(value or ""))[:20] if not isinstance(value, dict | list) else ""


def number(value, limit):
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if abs(found) <= limit else None


def moment(value):
    try:
        found = datetime.fromtimestamp(int(value), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return found.replace(tzinfo=None) if found.year >= 2009 else None


def text(value):
    found = value if isinstance(value, str) else "" if value is None or isinstance(value, dict | list) else str(value)
    found = NOT_STORABLE.sub("", found)
    return found if len(found) <= MAX_TEXT else found[:MAX_TEXT] + CUT_MARK


def one_line(value):
    """The profile's name on one line, without marks that hide or turn text."""
    found = re.sub(r"[\x00-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", " ", text(value))
    return " ".join(found.split())[:100]


def storable(value):
    """The same body, in characters that the database can keep."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {text(key): storable(item) for key, item in value.items()}
    return value


def digest(payload):
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
