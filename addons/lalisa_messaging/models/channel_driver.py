from collections.abc import Callable, Mapping

from odoo import models
from odoo.exceptions import UserError

from ..tools.driver_types import MediaRequest, MediaResult, RawEvent, SendRequest, SendResult, TokenState


class LalisaChannelDriver(models.AbstractModel):
    """The contract of a connector. `lalisa.driver.<driver>` inherits it, one for each provider.

    Whatever a method is given from outside may be hostile; none of them may reach the network but the `sender` of a
    prepared request, which runs in a thread and sees no record.
    """

    _name = "lalisa.channel.driver"
    _description = "Channel driver"
    # Whether people carry the messages: the outbox leaves them alone.
    _by_hand = False
    # How many messages a second the provider takes from one account.
    _per_second = 20
    # Whether they must leave one by one at that rate; else a batch may leave at once, and the next waits.
    _evenly = False
    # Whether a message of ours can be changed in place after it was sent.
    _can_edit = False
    # Whether a free message is allowed only for 24 hours after the person's last one.
    _has_window = False
    # Whether the provider tells that a message has arrived; without it the person must say so.
    _has_receipts = True
    # Whether a person can be shown that their messages were read.
    _tells_read = False
    # Whether the provider reads what its webhook says beside the status.
    _reads_answer = False

    def _test_connection(self, channel: models.BaseModel) -> dict:
        """Ask the provider whether the account can be used, on a manager's click.

        :return: the client action that tells the person what the provider said
        :raises UserError: what is wrong, in a sentence
        """
        raise UserError(self.env._("This channel has no connection of its own: people carry its messages."))

    def _authenticate_body(self, channel: models.BaseModel, headers: Mapping[str, str], raw: bytes) -> bool:
        """Tell whether the body is the provider's, in constant time; False where no secret is set.

        :param headers: the request's headers
        :param raw: the body as bytes, not parsed
        """
        raise NotImplementedError

    def _explode_body(self, channel: models.BaseModel, raw: bytes) -> list[RawEvent]:
        """Return every event of a body, in order. A body that cannot be parsed is one `other` event.

        :return: list of `RawEvent`
        """
        raise NotImplementedError

    def _get_webhook_answer(self, raw: bytes) -> dict | None:
        """Return what the webhook says beside 200 to an accepted body; only where `_reads_answer`.

        :return: JSON as a dict; None for an empty answer
        """
        raise NotImplementedError

    def _parse_events(self, channel: models.BaseModel, events: list[tuple[str, dict]]) -> list:
        """Return what events mean.

        :param events: [(kind, payload)], as `_explode_body` gave them
        :return: list in the same order, of `InboundMessage`, `InboundAction`, `GroupEvent`, `MessageChange`,
            `IdentityChange`, `ChannelNotice`, `DeliveryStatus`, `Reachability`, or None for what is kept only
        """
        raise NotImplementedError

    def _get_chat_seconds(self, contact: models.BaseModel) -> float:
        """Return the shortest time between two messages to one chat that the provider allows.

        :param contact: `lalisa.contact`, a person or a group
        :return: seconds
        """
        return 0

    def _prepare_request(self, channel: models.BaseModel, message: models.BaseModel) -> SendRequest | SendResult:
        """Return the request that sends a message, judged against the provider's limits.

        :return: `SendRequest`, or `SendResult` with the failure when it cannot be sent
        """
        raise NotImplementedError

    def _get_shown_template(self, channel: models.BaseModel, template: dict | None) -> str:
        """Return what a person reads of an approved template; nothing is sent.

        :param template: as for `lalisa.conversation._queue_message`, or None
        :return: text, empty where it cannot be sent or its words are not known here
        """
        return ""

    def _prepare_read_request(self, channel: models.BaseModel, message: models.BaseModel) -> SendRequest:
        """Return the request that shows that a message and all before it were read; only where `_tells_read`.

        :return: `SendRequest`
        """
        raise NotImplementedError

    def _prepare_media_request(
        self, channel: models.BaseModel, message: models.BaseModel, max_bytes: int
    ) -> MediaRequest | MediaResult:
        """Return the request that fetches a message's file; the file is judged by the base, by its content.

        :return: `MediaRequest`, or `MediaResult` with the failure when there is nothing to ask for
        """
        raise NotImplementedError

    def _get_token_check(self, channel: models.BaseModel) -> Callable[[], TokenState | None] | None:
        """Return how to ask the provider whether the channel's token holds.

        :return: a function without arguments and without records that gives a `TokenState`, or None where it could
            not be found out; None where the channel has no token
        """
