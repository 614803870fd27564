"""The secrets of a container installation: files of one folder, made once and never overwritten."""

import base64
import os
import pwd
import secrets
from pathlib import Path

from .output import Problem, print_line

FOLDER, BACKUPS = Path("/secrets"), Path("/backups")
OWNER = "odoo"


def make_secrets() -> int:
    """Make each secret that /secrets has not, readable by the image's Odoo and by root alone.

    Run as root, with the folders of the machine at /secrets and /backups.

    :return: the exit code
    :raises Problem: no folder is mounted at /secrets
    """
    if not FOLDER.is_dir():
        raise Problem(f"{FOLDER} is not there: mount the folder of the secrets, see docs/installation.md.")
    owner = pwd.getpwnam(OWNER)
    FOLDER.chmod(0o700)
    for name, value in MADE.items():
        path = FOLDER / name
        if path.exists():
            print_line(f"  {name} is there already: kept as it is")
        else:
            _write_secret(path, value())
            print_line(f"  {name} made")
        os.chown(path, owner.pw_uid, -1)
        path.chmod(0o400)
    if BACKUPS.is_dir():
        os.chown(BACKUPS, owner.pw_uid, -1)
        BACKUPS.chmod(0o700)
    return 0


def _write_secret(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(text + "\n")


def _make_backup_key() -> str:
    from pyrage import x25519  # the image's own: whoever only reads this module needs none

    identity = x25519.Identity.generate()
    return f"# public key: {identity.to_public()}\n{identity}"


def _make_channel_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


MADE = {
    "db_password": lambda: secrets.token_urlsafe(36),
    "channel_key": _make_channel_key,
    "admin_password": lambda: secrets.token_urlsafe(15),
    "backup_key": _make_backup_key,
}


def check_secrets() -> None:
    """See that this container can read the secrets it was given.

    :raises Problem: it cannot, or the key of the channels is none
    """
    for variable in ("PASSWORD_FILE", "LALISA_SECRET_KEY_FILE", "LALISA_ADMIN_PASSWORD_FILE", "LALISA_BACKUP_KEY"):
        if place := os.environ.get(variable):
            text = _read_secret(Path(place))
            if variable == "LALISA_SECRET_KEY_FILE" and not is_key(text):
                raise Problem(f"{place} is no key of the channels: put the right file back; a new one opens nothing.")


def _read_secret(path: Path) -> str:
    try:
        text = path.read_text().strip()
    except OSError as error:
        raise Problem(
            f"The secret {path} cannot be read by uid {os.getuid()} ({error.strerror}): make the file its own "
            "with lalisa make-secrets, see docs/installation.md."
        ) from error
    if not text:
        raise Problem(f"The secret {path} is empty: put its content back, or remove it and run lalisa make-secrets.")
    return text


def is_key(text: str) -> bool:
    """Say whether it is a Fernet key: 32 bytes in the alphabet of URLs."""
    try:
        return len(base64.urlsafe_b64decode(text)) == 32
    except ValueError:
        return False
