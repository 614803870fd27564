"""Text of strangers, made storable."""

import hashlib

LIMIT = 65536
CUT_MARK = "… [dipotong]"


def make_storable(value: object, limit: int = LIMIT) -> str:
    """Return a text that PostgreSQL takes: no NUL, no lone surrogate, cut with a mark."""
    if not isinstance(value, str):
        value = str(value) if isinstance(value, int | float) else ""
    value = value[: limit + 1].replace("\x00", "")
    value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value if len(value) <= limit else value[: limit - len(CUT_MARK)] + CUT_MARK


def make_one_line(value: object, limit: int = 255) -> str:
    """Return a name for a label: one line, nothing invisible in it."""
    text = make_storable(value, 4 * limit)
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:limit]


def make_storable_key(value: str, limit: int = 400) -> str:
    """Return a key that an index takes, whatever a stranger put into it; short plain ones stay as is."""
    if len(value) <= limit and value.isascii() and value.isprintable():
        return value
    return "sha256:" + hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
