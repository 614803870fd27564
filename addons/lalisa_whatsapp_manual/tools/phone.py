"""Telephone numbers as people write them. Pure functions."""

import re


def read_digits(written: str) -> str:
    """Return a number as WhatsApp knows it: digits with the country, Indonesia's where none is given.

    :raises ValueError: it is no telephone number
    """
    bare = re.sub(r"[^\d+]", "", written or "")
    number = bare.lstrip("+").removeprefix("00")
    if not bare.startswith(("+", "00")):
        number = re.sub(r"^(?:0|(?=8))", "62", number)
    if not 8 <= len(number) <= 15 or not number.isdigit():
        raise ValueError(written)
    return number


def is_same(one: str, other: str) -> bool:
    """Tell whether two texts are one telephone number, however they are written."""
    try:
        return read_digits(one) == read_digits(other)
    except ValueError:
        return False
