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
    media_ref: str = ""  # what the driver fetches the file by, later
    media_mimetype: str = ""  # as the sender claims; the content decides
    media_name: str = ""
    media_error: str = ""  # why the provider itself has no file for us
    album: str = ""  # messages of one person with the same album were sent as one
    place_in_album: int = 0
    own_card: bool = False  # a card with the sender's own number, as the provider confirms
    thread_ref: str = ""  # the topic within the chat that it was written in
    links: tuple[dict, ...] = ()  # ({"words", "url"}, …): addresses that hide behind words
    from_office: bool = False  # written by the office on the provider's own app: stored as ours, answered by nobody


@dataclass(frozen=True)
class MessageChange:
    """Something that happened to a message that exists already."""

    target_id: str  # provider's id of that message
    change: str  # edited | revoked | reaction | moved
    body: str = ""  # the new text, or the emoji; empty takes a reaction back
    occurred_at: datetime | None = None
    if_unknown: InboundMessage | None = None  # what it means when the message is not here
    keeps: bool = False  # `if_unknown` is then no message of its own: its first words are waited for
    latitude: float | None = None  # of `moved`: where a live place is now
    longitude: float | None = None


@dataclass(frozen=True)
class IdentityChange:
    """The provider says with certainty that one person has other ids now."""

    old_ids: tuple[str, ...]
    phone: str = ""  # digits
    user_id: str = ""


@dataclass(frozen=True)
class ChannelNotice:
    """The provider tells something about our account; people must see it."""

    text: str
    alarm: bool = False
    pause: bool = False  # nothing can be sent any more
    template: dict | None = None  # {"name", "language", "status"}: what became of one of our templates


@dataclass(frozen=True)
class TokenState:
    """What the provider says of our token."""

    refused: bool = False
    expires_at: datetime | None = None  # naive UTC; None: it does not end, or the provider does not tell


@dataclass(frozen=True)
class InboundAction:
    """A tap on a button of ours or a command of the chat program: it asks for something and says nothing."""

    external_id: str
    name: str = ""  # as the person calls themselves
    phone: str = ""
    alternative_id: str = ""
    button_id: str = ""
    command: str = ""  # without its sign, in lower case
    argument: str = ""
    occurred_at: datetime | None = None
    source_id: str = ""  # provider's id of our message that the tapped button stands below


@dataclass(frozen=True)
class GroupEvent:
    """Something in a chat of many people. What they write there is nobody's complaint and is not kept as a message."""

    external_id: str  # the provider's id of the group
    kind: str  # message | command | joined | left: what a person did there; added | removed: we ourselves
    title: str = ""  # of the group
    person_id: str = ""  # the provider's id of the person that it is about; the one who left, not who removed them
    person_name: str = ""
    command: str = ""  # without its sign, in lower case
    argument: str = ""
    occurred_at: datetime | None = None


@dataclass(frozen=True)
class Reachability:
    """Whether messages arrive at a person, as the provider tells."""

    external_id: str
    reachable: bool


# What follows from a failure for more than its message: nothing arrives at this person until they write again; they
# want no notices; the office must look after its account or its templates.
AFTERMATHS = ("unreachable", "opted_out", "alarm")


@dataclass(frozen=True)
class DeliveryStatus:
    """What became of a message of ours."""

    provider_message_id: str
    state: str  # sent | delivered | read | failed
    occurred_at: datetime | None = None
    client_ref: str = ""
    failure_type: str = ""
    failure_reason: str = ""
    aftermath: str = ""  # of a failure, one of `AFTERMATHS`
    price_category: str = ""  # as the provider names what it asks money for
    billable: bool = False


# Longer texts go beside a file, not below it: no provider shows more there. Both are UTF-16 units.
MAX_CAPTION = 1024
MAX_TEXT = 4096  # of one message, for every provider


@dataclass(frozen=True)
class OutboundFile:
    """A file of ours that goes with a message."""

    name: str
    mimetype: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class SendRequest:
    """Everything that a sender needs, prepared with the environment and used without it."""

    message_id: int
    client_ref: str
    url: str
    token: str = field(repr=False)
    body: dict = field(default_factory=dict)
    sender: Callable | None = field(default=None, repr=False)  # SendRequest -> SendResult, in a thread, without records
    file: OutboundFile | None = None  # goes before the body, where the provider takes files apart
    # Instead of `sender`, for a provider with an event loop of its own: all due requests with the same function at
    # once, in one thread: list[SendRequest] -> list[SendResult] in the same order.
    batch: Callable | None = field(default=None, repr=False)
    # Not before this moment of `time.monotonic()`: the provider's limits hold for all processes together.
    start_at: float = 0.0


@dataclass(frozen=True)
class SendResult:
    """The provider's answer, judged. `failure` is empty, or one of `retry.FAILURES`."""

    message_id: int
    provider_message_id: str = ""
    failure: str = ""
    reason: str = ""
    retry_after: int = 0
    aftermath: str = ""  # of a failure, one of `AFTERMATHS`
    limit: str = ""  # of a temporary failure: too fast for the whole `account`, or for this `chat` alone
    moved_to: str = ""  # the chat has this id now: the message is sent there


@dataclass(frozen=True)
class MediaRequest:
    """Everything that is needed to fetch one file, prepared with the environment and used without it."""

    message_id: int
    ref: str
    url: str
    token: str = field(repr=False)
    max_bytes: int = 0
    hosts: tuple[str, ...] = ()  # nothing is fetched from, and the token is never shown to, any other
    fetcher: Callable | None = field(
        default=None, repr=False
    )  # MediaRequest -> MediaResult, in a thread, without records


@dataclass(frozen=True)
class MediaResult:
    """A file, or why there is none: `failure` is empty, `temporary`, or one of `media_content.REFUSALS`."""

    message_id: int
    content: bytes = field(default=b"", repr=False)
    failure: str = ""
    retry_after: int = 0


def build_unreadable_event(raw: bytes) -> RawEvent:
    """Return the one event of a body that nobody can read: its hash and its first bytes, for a person."""
    shown = raw[:2000].decode("ascii", "backslashreplace").replace("\x00", "\\x00")
    digest = hashlib.sha256(raw).hexdigest()
    return RawEvent("other", f"unreadable:{digest}", "other", {"unreadable": shown})
