"""Encryption of backups in the age format: python seal.py make|seal|open KEY_FILE

`make` writes a new key, `seal` and `open` work from standard input to standard output. A key file
that holds only the public part (age1…) can seal and never open: what a server should have.
"""

import os
import sys
from pathlib import Path

import pyrage
from pyrage import x25519

SECRET = "AGE-SECRET-KEY-"  # noqa: S105 - how every such key begins


def make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    identity = x25519.Identity.generate()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(f"# public key: {identity.to_public()}\n{identity}\n")


def encrypt_input(path: Path) -> None:
    word = _read_key(path)
    secret = word.startswith(SECRET)
    recipient = x25519.Identity.from_str(word).to_public() if secret else _parse_public_key(word)
    pyrage.encrypt_io(sys.stdin.buffer, sys.stdout.buffer, [recipient])
    sys.stdout.buffer.flush()


def decrypt_input(path: Path) -> None:
    word = _read_key(path)
    if not word.startswith(SECRET):
        sys.exit("this key file holds only the public part")
    pyrage.decrypt_io(sys.stdin.buffer, sys.stdout.buffer, [x25519.Identity.from_str(word)])
    sys.stdout.buffer.flush()


def _parse_public_key(word: str) -> x25519.Recipient:
    return x25519.Recipient.from_str(word)


def _read_key(path: Path) -> str:
    lines = [line.strip() for line in path.read_text().splitlines()]
    return next(line for line in lines if line and not line.startswith("#"))


{"make": make_key, "seal": encrypt_input, "open": decrypt_input}[sys.argv[1]](Path(sys.argv[2]))
