"""What can go wrong at a provider: where each fault strikes, on which channels, and what is answered. Pure data.

Codes: Meta's Cloud API errors and the Bot API's `error_code`, as their documentation gives them.
"""

from dataclasses import dataclass

SEND, WEBHOOK, MEDIA, BYTES = "send", "webhook", "media", "bytes"
BOTH = ("whatsapp", "telegram")
# kind: (where it strikes, on which channels)
PLACES = {
    "server_error": (SEND, BOTH),
    "unavailable": (SEND, BOTH),
    "timeout_before": (SEND, BOTH),
    "timeout_after": (SEND, BOTH),
    "rate": (SEND, BOTH),
    "throughput": (SEND, ("whatsapp",)),
    "pair_rate": (SEND, ("whatsapp",)),
    "window": (SEND, ("whatsapp",)),
    "token": (SEND, BOTH),
    "blocked": (SEND, ("telegram",)),
    "duplicate": (WEBHOOK, BOTH),
    "reorder": (WEBHOOK, BOTH),
    "delay": (WEBHOOK, BOTH),
    "media_gone": (MEDIA, BOTH),
    "media_error": (MEDIA, BOTH),
    "media_large": (MEDIA, BOTH),
    "media_fake": (MEDIA, BOTH),
    "media_damaged": (BYTES, BOTH),
}
# kind: (HTTP status, code, words)
GRAPH = {
    "server_error": (500, 131000, "Something went wrong"),
    "rate": (429, 80007, "Rate limit issues"),
    "throughput": (429, 130429, "Rate limit hit"),
    "pair_rate": (400, 131056, "(Business Account, Consumer Account) pair rate limit hit"),
    "window": (400, 131047, "Re-engagement message"),
    "token": (401, 190, "Access token has expired"),
    "media_gone": (400, 100, "Object does not exist"),
    "media_error": (500, 131000, "Something went wrong"),
}
BOT = {
    "server_error": (500, "Internal Server Error"),
    "rate": (429, "Too Many Requests: retry later"),
    "token": (401, "Unauthorized"),
    "blocked": (403, "Forbidden: bot was blocked by the user"),
    "media_gone": (400, "Bad Request: wrong file_id or the file is temporarily unavailable"),
    "media_error": (500, "Internal Server Error"),
    "media_large": (400, "Bad Request: file is too big"),
}
# No JSON: a page of whatever stands before the provider.
UNAVAILABLE = 502
TOO_LARGE = 500 * 1024 * 1024
FAKE = b"<!DOCTYPE html><title>x</title><script>alert(1)</script>"


@dataclass(frozen=True)
class Fault:
    """One fault as it strikes."""

    kind: str
    seconds: int = 0
