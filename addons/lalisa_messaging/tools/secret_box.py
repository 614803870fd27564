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


NOT_STORED = {"env:": lambda rest: os.environ.get(rest, ""), "file:": lambda rest: _read(rest)}


def close(value):
    """The form in which a secret may be stored: `env:NAME` and `file:/path` as they are, all else encrypted.

    :raises UnreadableKey: there is no key to encrypt it with
    """
    if value.startswith(tuple(NOT_STORED)):
        return value
    _read_key.cache_clear()  # what is written must be readable with the file of now
    return _fernet().encrypt(value.encode()).decode()


def open_(stored):
    """The secret itself; empty when nothing is stored.

    :raises WrongKey: the key is not the one it was encrypted with, or cannot be read (UnreadableKey)
    """
    if not stored:
        return ""
    for prefix, reader in NOT_STORED.items():
        if stored.startswith(prefix):
            return reader(stored.removeprefix(prefix))
    try:
        return _decrypted(stored)
    except InvalidToken:
        _read_key.cache_clear()  # the file may have been put back, or replaced, since it was read
    try:
        return _decrypted(stored)
    except InvalidToken:
        raise WrongKey from None


def _decrypted(stored):
    return _fernet().decrypt(stored.encode()).decode()


def state(secrets):
    """Say whether the key's file, as it is now, opens what is stored.

    :param secrets: what `close` gave, of all channels
    :return: ok, unreadable or wrong
    """
    encrypted = [one for one in secrets if one and not one.startswith(tuple(NOT_STORED))]
    path = key_file()
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


def _may_be_made(path):
    there = next(folder for folder in path.parents if folder.exists())
    return os.access(there, os.W_OK | os.X_OK)


def key_file():
    """Give the Path of the key, which lies outside of the database."""
    return Path(os.environ.get("LALISA_SECRET_KEY_FILE") or Path(config["data_dir"]) / "lalisa_secret.key")


def _fernet():
    """Give the box of the key, which is made at its first use, readable by Odoo's own user only.

    :raises UnreadableKey: there is none
    """
    try:
        return Fernet(_read_key(key_file()))
    except (OSError, ValueError) as error:
        _read_key.cache_clear()
        raise UnreadableKey from error


@cache
def _read_key(path):
    """Read once: each webhook is checked with a secret, and to open a file is dear among busy threads."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        own = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(Fernet.generate_key())
        try:
            # The first process wins; the others use its key.
            os.link(own, path)
        except FileExistsError:
            pass
        finally:
            own.unlink()
    return path.read_bytes()


def _read(path):
    try:
        return Path(path).read_text().strip()
    except OSError:
        return ""
