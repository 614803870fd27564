"""Asking Meta whether an access token still holds, and until when. No records, no environment."""

from datetime import UTC, datetime

import requests

from odoo.addons.lalisa_messaging.tools.driver_types import TokenState

from . import error_codes

TIMEOUT = 15


def ask_token_state(base_url: str, version: str, token: str) -> TokenState | None:
    """Return what `debug_token` says of a token that inspects itself.

    :return: `TokenState`, or None where the answer says nothing of the token
    :raises requests.RequestException: no answer; its text may hold the token
    """
    answer = requests.get(
        f"{base_url}/{version}/debug_token",
        params={"input_token": token},
        headers={"Authorization": f"Bearer {token}"},
        timeout=TIMEOUT,
        allow_redirects=False,
    )
    return read_token_state(answer.status_code, answer.json())


def read_token_state(status: int, body: object) -> TokenState | None:
    """Return the meaning of an answer."""
    if not isinstance(body, dict):
        return None
    if status >= 400:
        error = body.get("error")
        code = error.get("code") if isinstance(error, dict) else None
        return TokenState(refused=True) if code == error_codes.BAD_TOKEN else None
    data = body.get("data")
    if not isinstance(data, dict) or not isinstance(data.get("is_valid"), bool):
        return None
    # 0 or nothing: a system user's token that does not end.
    ends = data.get("expires_at")
    moment = datetime.fromtimestamp(ends, UTC).replace(tzinfo=None) if isinstance(ends, int) and ends > 0 else None
    return TokenState(refused=not data["is_valid"], expires_at=moment)
