"""Secrets at rest: encrypted with a key that lies outside the database, or not stored at all."""

import os
from functools import cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from odoo.tools import config


class WrongKey(Exception):
    """What is stored was encrypted with another key."""


class UnreadableKey(WrongKey):
    """The key's file is not there and cannot be made, may not be read, or holds no key."""


NOT_STORED = {"env:": lambda rest: os.environ.get(rest, ""), "file:": lambda rest: _read_file(rest)}


def encrypt_secret(value: str) -> str:
    """Return the form in which a secret may be stored: `env:NAME` and `file:/path` as they are, all else encrypted.

    :raises UnreadableKey: there is no key to encrypt it with
    """
    if value.startswith(tuple(NOT_STORED)):
        return value
    _get_box.cache_clear()  # what is written must be readable with the file of now
    return _get_box().encrypt(value.encode()).decode()


def open_secret(stored: str) -> str:
    """Return the secret itself; empty when nothing is stored.

    :raises WrongKey: the key is not the one it was encrypted with, or cannot be read (UnreadableKey)
    """
    if not stored:
        return ""
    for prefix, reader in NOT_STORED.items():
        if stored.startswith(prefix):
            return reader(stored.removeprefix(prefix))
    try:
        return _get_box().decrypt(stored.encode()).decode()
    except InvalidToken:
        _get_box.cache_clear()  # the file may have been put back, or replaced, since it was read
    try:
        return _get_box().decrypt(stored.encode()).decode()
    except InvalidToken:
        raise WrongKey from None


def get_key_state(secrets: list[str]) -> str:
    """Tell whether the key's file, as it is now, opens what is stored.

    :param secrets: what `encrypt_secret` gave, of all channels
    :return: ok, unreadable or wrong
    """
    encrypted = [one for one in secrets if one and not one.startswith(tuple(NOT_STORED))]
    path = get_key_file()
    if not encrypted and not path.exists() and _may_be_made(path):
        return "ok"  # it is made when the first secret is kept
    try:
        box = Fernet(path.read_bytes())
        for one in encrypted:
            box.decrypt(one.encode())
    except (OSError, ValueError):
        return "unreadable"
    except InvalidToken:
        return "wrong"
    return "ok"


def _may_be_made(path: Path) -> bool:
    there = next(folder for folder in path.parents if folder.exists())
    return os.access(there, os.W_OK | os.X_OK)


def get_key_file() -> Path:
    """Return the path of the key, which lies outside of the database."""
    return Path(os.environ.get("LALISA_SECRET_KEY_FILE") or Path(config["data_dir"]) / "lalisa_secret.key")


@cache
def _get_box() -> Fernet:
    """Return the box of the key, which is made at its first use, readable by Odoo's own user only.

    Read once: each webhook is checked with a secret, and to open a file is dear among busy threads.

    :raises UnreadableKey: there is none
    """
    path = get_key_file()
    try:
        if not path.exists():
            _make_key(path)
        return Fernet(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UnreadableKey from error


def _make_key(path: Path) -> None:
    """Make the key; the first process wins, and the others use its key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    own = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(Fernet.generate_key())
    try:
        os.link(own, path)
    except FileExistsError:
        pass
    finally:
        own.unlink()


def _read_file(path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError:
        return ""
