"""Text of strangers, made storable."""

import hashlib

LIMIT = 65536
CUT_MARK = "… [dipotong]"


def storable(value, limit=LIMIT):
    """A text PostgreSQL takes: no NUL, no lone surrogate, cut with a mark."""
    if not isinstance(value, str):
        value = str(value) if isinstance(value, int | float) else ""
    value = value[: limit + 1].replace("\x00", "")
    value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value if len(value) <= limit else value[: limit - len(CUT_MARK)] + CUT_MARK


def one_line(value, limit=255):
    """A name for a label: one line, nothing invisible in it."""
    text = storable(value, 4 * limit)
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:limit]


def key_of(value, limit=400):
    """A key that an index takes, whatever a stranger put into it; short plain ones stay as is."""
    if len(value) <= limit and value.isascii() and value.isprintable():
        return value
    return "sha256:" + hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
