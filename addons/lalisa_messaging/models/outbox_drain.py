import dataclasses
import logging
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import retry
from ..tools.driver_types import ChannelNotice, IdentityChange, SendResult
from .notice_hours import WAITS_FOR_DAY
from .rate_limit import ACCOUNT

_logger = logging.getLogger(__name__)
BATCH = 16
LEASE = timedelta(minutes=2)
# Odoo looks at scheduled moments once a minute; what the pace frees sooner is waited for, looking this often.
SOON, LOOK_INTERVAL = 3, 0.1  # seconds
# So many chats told to wait at once mean that the account is.
CROWD = 2
SERIALIZATION_TRIES = 10


class LalisaMessageOutbox(models.AbstractModel):
    """The outbox drain: many conversations in parallel, one conversation in order.

    Two jobs do the same, so that two servers share the work; the rows' locks keep them apart, and the pace is one.
    """

    _name = "lalisa.message.outbox"
    _description = "Outbox"

    @api.model
    def _cron_send(self, first=True):
        """Send what is queued until nothing is due or the job's time is over.

        :param first: whether this is the job that always runs, and not the one that helps it
        """
        if self.env["lalisa.channel"]._is_training_copy():
            return
        if first:
            self._release_expired()
            self.env["lalisa.conversation"]._send_read_marks()
        while messages := self._claim_patiently():
            if first and len(messages) == BATCH:
                self.env["lalisa.trigger"]._trigger_second_outbox()
            waits = self.env["lalisa.rate.limit"]._reserve_turns(messages)
            now = time.monotonic()
            requests = [
                _set_moment(request, now + waits[request.message_id]) for request in messages._prepare_requests()
            ]
            # The lease must stand before any byte leaves.
            self.env.cr.commit()  # pylint: disable=invalid-commit
            messages._keep_results(_send_all(requests))
            if not self.env["ir.cron"]._commit_progress(len(messages)):
                self.env["lalisa.trigger"]._trigger_outbox()
                return
        if first:
            self._trigger_later()

    @api.model
    def _claim_patiently(self):
        """Lease what is due, or becomes due within a moment; the other job's rows are left to it."""
        until = time.monotonic() + SOON
        while True:
            try:
                messages = self._claim_due()
                wait = None if messages else self.env["lalisa.rate.limit"]._compute_free_in()
                self.env.flush_all()
            except psycopg2.errors.SerializationFailure:
                # The other job has just taken them: a new transaction sees what it left.
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                continue
            if messages or wait is None or time.monotonic() + wait > until:
                return messages
            self.env.cr.commit()  # pylint: disable=invalid-commit
            time.sleep(max(LOOK_INTERVAL, wait))

    @api.model
    def _claim_due(self):
        """Lease the first due message of up to `BATCH` conversations on active channels."""
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """SELECT m.id FROM lalisa_message m JOIN lalisa_channel c ON c.id = m.channel_id
                WHERE m.state = 'queued' AND c.state = 'active' AND c.by_hand IS NOT TRUE
                  AND (m.next_attempt_at IS NULL OR m.next_attempt_at <= %(now)s)
                  AND NOT %(too_early)s AND NOT %(night)s
                  AND NOT EXISTS (SELECT 1 FROM lalisa_message p
                       WHERE p.conversation_id = m.conversation_id AND p.id < m.id
                         AND p.state IN ('queued', 'sending'))
                ORDER BY m.id LIMIT %(batch)s FOR NO KEY UPDATE OF m SKIP LOCKED""",
                now=now,
                batch=BATCH,
                too_early=self.env["lalisa.rate.limit"]._build_wait_condition(),
                night=self._build_night_condition(),
            )
        )
        messages = self.browse(row[0] for row in rows)
        for message in messages:
            message.write({"state": "sending", "lease_until": now + LEASE, "attempts": message.attempts + 1})
        return messages

    def _prepare_requests(self):
        """Return one `SendRequest` for each message, or the `SendResult` of one that cannot be sent."""
        return [message.channel_id._get_driver()._prepare_request(message.channel_id, message) for message in self]

    def _keep_results(self, results):
        """Write what became of each message; a receipt that is written at the same moment loses nothing of it."""
        for tries_left in reversed(range(SERIALIZATION_TRIES)):
            try:
                self.env["lalisa.rate.limit"]._note_answers(self)
                self._apply_results(results)
                return self.env.flush_all()
            except psycopg2.errors.SerializationFailure:
                if not tries_left:
                    raise
                # What left is in our hands only: it is written again, on a view that has the receipt.
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)

    def _apply_results(self, results):
        """Write what became of each message."""
        for result in results:
            message = self.browse(result.message_id)
            if result.moved_to and message.attempts < retry.MAX_ATTEMPTS:
                message._follow_moved_chat(result)
            elif result.failure:
                message._apply_failure(result)
            else:
                message._advance_state("sent", provider_message_id=result.provider_message_id or False)
        self._slow_down(results)

    def _follow_moved_chat(self, result):
        """Send the message to the chat's new id at once: it is for the same people."""
        contact, channel = self.conversation_id.contact_id, self.channel_id
        self.env["lalisa.contact"]._change_ids(
            channel, IdentityChange(old_ids=(contact.external_id,), user_id=result.moved_to)
        )
        self.write({"state": "queued", "lease_until": False})

    def _slow_down(self, results):
        """Let the whole account wait where several chats are told to wait at once."""
        told = {self.browse(one.message_id): one.retry_after for one in results if one.retry_after}
        for channel, messages in self.browse(one.id for one in told).grouped("channel_id").items():
            if len(messages) >= CROWD:
                self.env["lalisa.rate.limit"]._hold_back(channel, {ACCOUNT: max(told[one] for one in messages)})

    def _apply_failure(self, result):
        """Decide between waiting, pausing the channel, and giving up, by the closed list of failures."""
        if self.state != "sending":
            return  # a status was faster than the answer, and knows better
        told = {"failure_type": result.failure, "failure_reason": result.reason}
        self._apply_aftermath(result.aftermath, result.reason)
        again = {**told, "state": "queued", "lease_until": False}
        if result.failure == "auth":
            # Our own key is bad: nothing is wrong with the message, and no other would pass.
            self.write({**again, "attempts": self.attempts - 1})
            self.channel_id._pause_sending(result.reason)
        elif result.failure == "temporary" and (result.limit or self.attempts < retry.MAX_ATTEMPTS):
            # Too fast is no fault of the message: it waits, however often that is said.
            wait = timedelta(seconds=self._compute_wait(result))
            self.write({**again, "next_attempt_at": fields.Datetime.now() + wait})
        elif result.failure == "window" and self._switch_to_template():
            self.write(again)
        elif result.failure == "uncertain":
            self._advance_state("uncertain", **told)
        else:
            self._advance_state("failed", **told)

    def _apply_aftermath(self, aftermath, reason):
        """Do what follows from a failure for more than this message.

        :param aftermath: empty, or one of `driver_types.AFTERMATHS`
        :param reason: a sentence for the office
        """
        conversation, channel = self.conversation_id, self.channel_id
        if aftermath == "unreachable":
            conversation._set_reachable(False)
        elif aftermath == "opted_out":
            conversation.contact_id._opt_out()
        elif aftermath == "alarm" and not channel._has_task(reason):
            channel._keep_notice(ChannelNotice(reason, alarm=True))

    def _compute_wait(self, result):
        """Return the seconds until the next attempt; an account that is too fast waits with all of its messages."""
        if result.limit == "chat":
            return max(result.retry_after, retry.compute_chat_delay(self.attempts))
        wait = retry.compute_delay(self.attempts, result.retry_after)
        if result.limit == "account":
            self.env["lalisa.rate.limit"]._hold_back(self.channel_id, {ACCOUNT: wait})
        return wait

    def _switch_to_template(self):
        """Note that the time for answers is over, as the provider says.

        :return: whether the message's template may go instead, once
        """
        if not self.template or self.conversation_id.window_shut:
            return False
        self.conversation_id.window_shut = True
        return True

    @api.model
    def _release_expired(self):
        """Mark as uncertain what was leased by a sender that died: whether it left is not known."""
        expired = self.search([("state", "=", "sending"), ("lease_until", "<", fields.Datetime.now())])
        for message in expired:
            message._advance_state(
                "uncertain",
                failure_type="uncertain",
                failure_reason=self.env._("The service stopped while this was being sent."),
            )

    @api.model
    def _trigger_later(self):
        """Start this job again when the next message becomes due."""
        waiting = self.search(
            [
                ("state", "=", "queued"),
                ("channel_id.state", "=", "active"),
                ("channel_id.by_hand", "=", False),
                ("next_attempt_at", "!=", False),
            ],
            order="next_attempt_at",
            limit=1,
        )
        if waiting:
            self.env["lalisa.trigger"]._trigger_outbox(at=waiting.next_attempt_at)
        if (wait := self.env["lalisa.rate.limit"]._compute_free_in()) is not None:
            self.env["lalisa.trigger"]._trigger_outbox(at=fields.Datetime.now() + timedelta(seconds=wait + 1))
        if (quiet_until := self._get_quiet_end()) and self.search_count(WAITS_FOR_DAY, limit=1):
            self.env["lalisa.trigger"]._trigger_outbox(at=quiet_until)


def _set_moment(request, moment):
    """Return a request that leaves at its moment; what could not be prepared stays as it is."""
    return request if isinstance(request, SendResult) else dataclasses.replace(request, start_at=moment)


def _send_all(requests):
    """Send in threads that see no record; what could not be prepared passes through as it is."""
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
    time.sleep(max(0.0, request.start_at - time.monotonic()))
    try:
        return request.sender(request)
    except Exception as error:
        # Whether it left is not known: its result must still be written, and those of its neighbours.
        _logger.exception("sending message %s broke", request.message_id)
        return SendResult(request.message_id, failure="uncertain", reason=type(error).__name__)
