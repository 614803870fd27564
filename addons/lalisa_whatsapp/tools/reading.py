"""Reading values out of JSON that may hold anything: of the right kind, of a sane size, and storable."""

import hashlib
import json
import math
import re
from datetime import UTC, datetime

MAX_TEXT = 20_000
MAX_DIGITS, MAX_DEPTH = 20, 50
# How long a number may be, with all that stands between its digits.
MAX_NUMBER = 100
CUT_MARK = " […]"
# PostgreSQL stores neither NUL nor half of a surrogate pair.
NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")
NUMBER = re.compile(r"\+?[0-9][0-9 ().-]{2,30}\Z")
USER_ID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}\Z")


def as_dict(value: object) -> dict:
    return value if isinstance(value, dict) else {}


def as_list(value: object, name: str) -> list:
    found = as_dict(value).get(name)
    return found if isinstance(found, list) else []


def as_digits(value: object) -> str:
    return (
        re.sub("[^0-9]", "", str(value or "")[:MAX_NUMBER])[:MAX_DIGITS] if not isinstance(value, dict | list) else ""
    )


def as_person_id(value: object) -> str:
    """Return the id of a person in the form in which it is compared: a number's digits, or a business-scoped user id.

    :return: empty where it is neither
    """
    found = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if NUMBER.match(found):
        found = re.sub("[^0-9]", "", found)
        return found if len(found) <= MAX_DIGITS else ""
    return found if USER_ID.match(found) else ""


def as_number(value: object, limit: float) -> float | None:
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if abs(found) <= limit else None


def as_moment(value: object) -> datetime | None:
    try:
        found = datetime.fromtimestamp(int(value), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return found.replace(tzinfo=None) if found.year >= 2009 else None


def as_text(value: object) -> str:
    found = value if isinstance(value, str) else "" if value is None or isinstance(value, dict | list) else str(value)
    found = NOT_STORABLE.sub("", found)
    return found if len(found) <= MAX_TEXT else found[:MAX_TEXT] + CUT_MARK


def as_one_line(value: object) -> str:
    """Return the profile's name on one line, without marks that hide or turn text."""
    found = re.sub(r"[\x00-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", " ", as_text(value))
    return " ".join(found.split())[:100]


def make_storable(value: object, depth: int = MAX_DEPTH) -> object:
    """Return the same body, in characters, numbers and a depth that the database can keep."""
    if isinstance(value, str):
        return as_text(value)
    if isinstance(value, list | dict) and not depth:
        return CUT_MARK
    if isinstance(value, list):
        return [make_storable(item, depth - 1) for item in value]
    if isinstance(value, dict):
        return {as_text(key): make_storable(item, depth - 1) for key, item in value.items()}
    # Infinity and NaN are read as JSON and are none.
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def hash_payload(payload: object) -> str:
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
