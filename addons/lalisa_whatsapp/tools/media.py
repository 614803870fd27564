"""Fetching a file from Meta: ask for its address, then fetch it, with the token shown to no other host."""
import base64
import hashlib
import time
from urllib.parse import urlsplit

import requests

from odoo.addons.lalisa_messaging.tools.driver_types import MediaResult

TIMEOUT = (5, 15)  # connecting; between two pieces
WHOLE_SECONDS = 120
PIECE = 64 * 1024
GONE = {100, 131052}  # codes of Meta for a file that is no longer there


def fetch(request):
    """Fetches one file; runs in a thread.

    The address in a webhook is never used: it may be anybody's. Meta's own answer is asked for one, and checked.

    :param request: `MediaRequest`
    :return: `MediaResult`
    """
    headers = {"Authorization": f"Bearer {request.token}"}
    try:
        answer = requests.get(request.url, headers=headers, timeout=TIMEOUT, allow_redirects=False)
        if not answer.ok:
            return MediaResult(request.message_id, failure=_failure(answer))
        told = answer.json()
        if not isinstance(told, dict) or not is_allowed(str(told.get("url")), request.hosts):
            return MediaResult(request.message_id, failure="refused_host")
        if int(told.get("file_size") or 0) > request.max_bytes:
            return MediaResult(request.message_id, failure="too_large")
        return _download(request, told, headers)
    except (requests.RequestException, ValueError):
        return MediaResult(request.message_id, failure="temporary")


def _download(request, told, headers):
    with requests.get(told["url"], headers=headers, timeout=TIMEOUT, allow_redirects=False, stream=True) as answer:
        if answer.status_code != 200:
            # The address lives five minutes: the next attempt asks for a new one. A redirect is followed nowhere.
            return MediaResult(request.message_id, failure="temporary")
        pieces, size, until = [], 0, time.monotonic() + WHOLE_SECONDS
        for piece in answer.iter_content(PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > request.max_bytes:
                return MediaResult(request.message_id, failure="too_large")
            if time.monotonic() > until:
                return MediaResult(request.message_id, failure="temporary")
    content = b"".join(pieces)
    wanted = told.get("sha256")
    if wanted and wanted not in _digests(content):
        return MediaResult(request.message_id, failure="temporary")
    return MediaResult(request.message_id, content=content)


def is_allowed(url, hosts):
    """Whether a file may be fetched from `url`: https and a listed host, exactly or below `*.`.

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


def _failure(answer):
    try:
        code = (answer.json().get("error") or {}).get("code")
    except (ValueError, AttributeError):
        code = None
    return "expired" if code in GONE or answer.status_code == 404 else "temporary"


def _digests(content):
    digest = hashlib.sha256(content)
    return base64.b64encode(digest.digest()).decode(), digest.hexdigest()
