"""What passes between a driver and the durable base: plain data, no records, no wire format."""
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class RawEvent:
    """One thing that a webhook body told of, as it is kept before it is understood."""

    kind: str  # message | status | other
    dedup_key: str
    conversation_key: str  # events with the same key are handled in their order
    payload: dict


@dataclass(frozen=True)
class InboundMessage:
    """A message of a person to us."""

    external_id: str  # the provider's id of the person
    provider_message_id: str
    kind: str
    body: str = ""
    occurred_at: datetime | None = None
    name: str = ""
    phone: str = ""
    alternative_id: str = ""  # a second id of the same person
    reply_to: str = ""  # provider's id of the message that this one answers
    forwarded: bool = False
    button_id: str = ""
    latitude: float | None = None
    longitude: float | None = None
    location_name: str = ""
    media_ref: str = ""
    media_mimetype: str = ""


@dataclass(frozen=True)
class DeliveryStatus:
    """What became of a message of ours."""

    provider_message_id: str
    state: str  # sent | delivered | read | failed
    occurred_at: datetime | None = None
    client_ref: str = ""
    failure_type: str = ""
    failure_reason: str = ""


@dataclass(frozen=True)
class SendRequest:
    """Everything that a sender needs, prepared with the environment and used without it."""

    message_id: int
    client_ref: str
    url: str
    token: str = field(repr=False)
    body: dict = field(default_factory=dict)
    sender: Callable = field(default=None, repr=False)  # SendRequest -> SendResult, in a thread, without records


@dataclass(frozen=True)
class SendResult:
    """The provider's answer, judged. `failure` is empty, or one of `retry.FAILURES`."""

    message_id: int
    provider_message_id: str = ""
    failure: str = ""
    reason: str = ""
    retry_after: int = 0


def unreadable(raw):
    """The one event of a body that nobody can read: its hash and its first bytes, for a person."""
    shown = raw[:2000].decode("ascii", "backslashreplace").replace("\x00", "\\x00")
    digest = hashlib.sha256(raw).hexdigest()
    return RawEvent("other", f"unreadable:{digest}", "other", {"unreadable": shown})
