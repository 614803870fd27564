"""Fetching the bytes of a file from an allowed host, no more of them than agreed. Needs the network, no record."""

import time
from urllib.parse import urlsplit

from odoo.addons.lalisa_base.tools.public_address import PublicSession

from .driver_types import MediaRequest, MediaResult

TIMEOUT = (5, 15)  # connecting; between two pieces
WHOLE_SECONDS = 120
PIECE = 64 * 1024


def download_file(request: MediaRequest, url: str, headers: dict | None = None) -> MediaResult:
    """Return the file at `url`; nothing is asked of a host that is not allowed, and a redirect is followed nowhere.

    :param request: `MediaRequest` with the allowed hosts and the largest size
    :return: `MediaResult`
    :raises requests.RequestException: the connection broke
    """
    if not is_allowed(url, request.hosts):
        return MediaResult(request.message_id, failure="refused_host")
    with _get_session(url, request.hosts).get(url, headers=headers, timeout=TIMEOUT, stream=True) as answer:
        if answer.status_code != 200:
            # Addresses live for minutes: the next attempt asks for a new one.
            return MediaResult(request.message_id, failure="temporary")
        pieces, size, until = [], 0, time.monotonic() + WHOLE_SECONDS
        for piece in answer.iter_content(PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > request.max_bytes:
                return MediaResult(request.message_id, failure="too_large")
            if time.monotonic() > until:
                return MediaResult(request.message_id, failure="temporary")
    return MediaResult(request.message_id, content=b"".join(pieces))


def _get_session(url, hosts):
    """Return the guarded session for a file; a host named with its scheme may be one of the office's own network."""
    parts = urlsplit(url)
    named = f"{parts.scheme}://{(parts.hostname or '').lower()}" in hosts
    return PublicSession(allowed=[url] if named else ())


def is_allowed(url: str, hosts: tuple[str, ...]) -> bool:
    """Tell whether a file may be fetched from `url`: https and a listed host, exactly or below `*.`.

    An entry that begins with `http://` allows plain HTTP to that very host: for the simulator on this machine.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return False
    if parts.username or parts.password or not host:
        return False
    for entry in hosts:
        scheme, _, name = entry.rpartition("://")
        matches = host.endswith(name[1:]) if name.startswith("*.") else host == name
        if matches and parts.scheme == (scheme or "https"):
            return True
    return False
