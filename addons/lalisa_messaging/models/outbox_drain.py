import logging
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import retry
from ..tools.driver_types import SendResult

_logger = logging.getLogger(__name__)
BATCH = 16
LEASE = timedelta(minutes=2)


class LalisaMessage(models.Model):
    """The outbox drain: many conversations in parallel, one conversation in order."""

    _inherit = "lalisa.message"

    @api.model
    def _cron_send(self):
        """Sends what is queued until nothing is due or the job's time is over."""
        self._release_expired()
        while messages := self._claim():
            requests = messages._prepared()
            # The lease must stand before any byte leaves.
            self.env.cr.commit()  # pylint: disable=invalid-commit
            started = time.monotonic()
            messages._apply(_send_all(requests))
            messages._keep_pace(time.monotonic() - started)
            if not self.env["ir.cron"]._commit_progress(len(messages)):
                self.env["lalisa.wake"]._outbox()
                return
        self._wake_for_retries()

    @api.model
    def _claim(self):
        """Leases the first due message of up to `BATCH` conversations on active channels."""
        now = fields.Datetime.now()
        rows = self.env.execute_query(SQL(
            """SELECT m.id FROM lalisa_message m JOIN lalisa_channel c ON c.id = m.channel_id
                WHERE m.state = 'queued' AND c.state = 'active' AND c.by_hand IS NOT TRUE
                  AND (m.next_attempt_at IS NULL OR m.next_attempt_at <= %(now)s)
                  AND NOT EXISTS (SELECT 1 FROM lalisa_message p
                       WHERE p.conversation_id = m.conversation_id AND p.id < m.id
                         AND p.state IN ('queued', 'sending'))
                ORDER BY m.id LIMIT %(batch)s FOR NO KEY UPDATE OF m SKIP LOCKED""",
            now=now, batch=BATCH,
        ))
        messages = self.browse(row[0] for row in rows)
        for message in messages:
            message.write({"state": "sending", "lease_until": now + LEASE, "attempts": message.attempts + 1})
        return messages

    def _prepared(self):
        """One `SendRequest` for each message, or the `SendResult` of one that cannot be sent."""
        return [message.channel_id._driver()._prepare(message.channel_id, message) for message in self]

    def _keep_pace(self, used):
        """Waits until the provider's rate allows the next batch. One job sends, so the rate holds for all processes.

        :param used: seconds that sending the batch has taken
        """
        counts = Counter(message.channel_id for message in self)
        needed = max((count / channel._driver()._per_second for channel, count in counts.items()), default=0)
        # Results first: others must see them while this waits.
        self.env.cr.commit()  # pylint: disable=invalid-commit
        time.sleep(max(0, needed - used))

    def _apply(self, results):
        """Writes what became of each message."""
        for result in results:
            message = self.browse(result.message_id)
            if result.failure:
                message._fail(result)
            else:
                message._advance("sent", provider_message_id=result.provider_message_id or False)

    def _fail(self, result):
        """Decides between waiting, pausing the channel, and giving up, by the closed list of failures."""
        if self.state != "sending":
            return  # a status was faster than the answer, and knows better
        told = {"failure_type": result.failure, "failure_reason": result.reason}
        if result.unreachable:
            self.conversation_id.contact_id.unreachable = True
        again = {**told, "state": "queued", "lease_until": False}
        if result.failure == "auth":
            # Our own key is bad: nothing is wrong with the message, and no other would pass.
            self.write({**again, "attempts": self.attempts - 1})
            self.channel_id._pause(result.reason)
        elif result.failure == "temporary" and self.attempts < retry.MAX_ATTEMPTS:
            wait = timedelta(seconds=retry.delay(self.attempts, result.retry_after))
            self.write({**again, "next_attempt_at": fields.Datetime.now() + wait})
        elif result.failure == "uncertain":
            self._advance("uncertain", **told)
        else:
            self._advance("failed", **told)

    @api.model
    def _release_expired(self):
        """A lease that ran out: the sender died after the lease was written, so what left is not known."""
        expired = self.search([("state", "=", "sending"), ("lease_until", "<", fields.Datetime.now())])
        for message in expired:
            message._advance("uncertain", failure_type="uncertain",
                             failure_reason=self.env._("The service stopped while this was being sent."))

    @api.model
    def _wake_for_retries(self):
        waiting = self.search([
            ("state", "=", "queued"), ("channel_id.state", "=", "active"), ("channel_id.by_hand", "=", False),
            ("next_attempt_at", "!=", False),
        ], order="next_attempt_at", limit=1)
        if waiting:
            self.env["lalisa.wake"]._outbox(at=waiting.next_attempt_at)


def _send_all(requests):
    """Sends in threads that see no record; what could not be prepared passes through as it is."""
    alone, together = [], defaultdict(list)
    for request in requests:
        if getattr(request, "batch", None):
            together[request.batch].append(request)
        else:
            alone.append(request)
    with ThreadPoolExecutor(max_workers=BATCH) as pool:
        batches = [pool.submit(_send_batch, batch, members) for batch, members in together.items()]
        results = list(pool.map(_send_one, alone))
        return results + [result for future in batches for result in future.result()]


def _send_batch(batch, requests):
    try:
        return batch(requests)
    except Exception as error:
        _logger.exception("sending %s messages together broke", len(requests))
        return [SendResult(one.message_id, failure="uncertain", reason=type(error).__name__) for one in requests]


def _send_one(request):
    if isinstance(request, SendResult):
        return request
    try:
        return request.sender(request)
    except Exception as error:
        # Whether it left is not known: its result must still be written, and those of its neighbours.
        _logger.exception("sending message %s broke", request.message_id)
        return SendResult(request.message_id, failure="uncertain", reason=type(error).__name__)
