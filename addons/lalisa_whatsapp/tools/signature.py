"""Meta's signature of a webhook body: HMAC-SHA256 of the raw bytes with the app's secret (X-Hub-Signature-256)."""

import hashlib
import hmac


def is_valid(secret: str, raw: bytes, header: str | None) -> bool:
    """Tell whether `header` signs `raw`, compared in constant time.

    :param secret: the app secret as text; empty means that nothing can be valid
    :param raw: the body's bytes, before any parsing
    :param header: the header's value or None
    """
    if not secret or not header or not header.startswith("sha256="):
        return False
    wanted = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    # As bytes: comparing text that is not ASCII raises an error.
    return hmac.compare_digest(wanted.encode(), header.removeprefix("sha256=").encode("utf-8", "replace"))
