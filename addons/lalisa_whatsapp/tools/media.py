"""Fetching a file from Meta: ask for its address, then fetch it, with the token shown to no other host."""

import base64
import hashlib

import requests

from odoo.addons.lalisa_messaging.tools.driver_types import MediaRequest, MediaResult
from odoo.addons.lalisa_messaging.tools.media_download import (
    TIMEOUT,
    download_file,
    is_allowed,
)

GONE = {100, 131052}  # codes of Meta for a file that is no longer there


def fetch_file(request: MediaRequest) -> MediaResult:
    """Fetch one file; runs in a thread.

    The address in a webhook is never used: it may be anybody's. Meta's own answer is asked for one, and checked.

    :param request: `MediaRequest`
    :return: `MediaResult`
    """
    headers = {"Authorization": f"Bearer {request.token}"}
    try:
        answer = requests.get(request.url, headers=headers, timeout=TIMEOUT, allow_redirects=False)
        if not answer.ok:
            return MediaResult(request.message_id, failure=_judge_failure(answer))
        told = answer.json()
        if not isinstance(told, dict) or not is_allowed(str(told.get("url")), request.hosts):
            return MediaResult(request.message_id, failure="refused_host")
        if int(told.get("file_size") or 0) > request.max_bytes:
            return MediaResult(request.message_id, failure="too_large")
        return _download_file(request, told, headers)
    except (requests.RequestException, ValueError):
        return MediaResult(request.message_id, failure="temporary")


def _download_file(request, told, headers):
    result = download_file(request, told["url"], headers)
    wanted = told.get("sha256")
    if not result.failure and wanted and wanted not in _read_digests(result.content):
        return MediaResult(request.message_id, failure="temporary")
    return result


def _judge_failure(answer):
    try:
        code = (answer.json().get("error") or {}).get("code")
    except (ValueError, AttributeError):
        code = None
    return "expired" if code in GONE or answer.status_code == 404 else "temporary"


def _read_digests(content):
    digest = hashlib.sha256(content)
    return base64.b64encode(digest.digest()).decode(), digest.hexdigest()
