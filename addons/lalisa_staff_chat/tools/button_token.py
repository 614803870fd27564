"""The id of a button: an opaque token that says nothing, found by one half and proved by the other. Pure functions."""

import hashlib
import re
import secrets

# Far below what any chat program allows for the id of a button (64 bytes).
TOKEN = re.compile(r"s:([A-Za-z0-9_-]{12}):([A-Za-z0-9_-]{22})")
PREFIX = "s:"


def create_token() -> tuple[str, str]:
    """Return the (selector, secret) of a new button."""
    return secrets.token_urlsafe(9), secrets.token_urlsafe(16)


def join_parts(selector: str, secret: str) -> str:
    """Return the id of the button."""
    return f"{PREFIX}{selector}:{secret}"


def split_parts(button_id: str | None) -> tuple[str, str]:
    """Return the (selector, secret) of a button; empty texts for what is no token of ours."""
    found = TOKEN.fullmatch(button_id or "")
    return found.groups() if found else ("", "")


def is_ours(button_id: str | None) -> bool:
    """Tell whether a button is, or pretends to be, one of staff's."""
    return (button_id or "").startswith(PREFIX)


def hash_secret(secret: str) -> str:
    """Return what is kept of a secret. It is random and long: a plain hash cannot be turned back."""
    return hashlib.sha256(secret.encode()).hexdigest()
