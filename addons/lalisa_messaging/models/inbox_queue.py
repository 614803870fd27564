import logging
import time
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.retry import NotYet

_logger = logging.getLogger(__name__)
BATCH = 40
# So many messages, and so long, before a commit: kept short, because others wait for what it holds.
GROUP, GROUP_SECONDS = 8, 0.2
MAX_ATTEMPTS = 5
SERIALIZATION_TRIES = 10
# Odoo looks at scheduled moments once a minute; what is due sooner is waited for, looking this often.
SOON, LOOK_INTERVAL = 3, 0.2  # seconds


class LalisaWebhookEventQueue(models.AbstractModel):
    """The inbox drain's job: one conversation strictly in order, one savepoint an event."""

    _name = "lalisa.webhook.event.queue"
    _description = "Drains of the inbox"

    @api.model
    def _cron_drain(self, drain):
        """Handle the drain's events until none is left or the job's time is over.

        :param drain: its number
        """
        while events := self._find_due(drain):
            while events:
                handled = events._handle_together()
                if not self.env["ir.cron"]._commit_progress(len(handled)):
                    self.env["lalisa.trigger"]._trigger_inbox([drain])
                    return
                events -= handled
        waiting = self.search([("drain", "=", drain), ("state", "=", "new"), ("next_attempt_at", "!=", False)])
        if waiting:
            cron_sudo = self.env.ref(f"lalisa_messaging.cron_drain_inbox_{drain}").sudo()
            cron_sudo._trigger(at=min(waiting.mapped("next_attempt_at")))

    @api.model
    def _find_due(self, drain):
        """Return the oldest waiting event of each conversation; one that waits for its retry holds back its followers.

        An event that waits for one of its followers holds back none. Where none is due, those that become due within a
        moment are waited for; whatever else arrives meanwhile comes first.
        """
        until, now = time.monotonic() + SOON, fields.Datetime.now()
        soon = [
            ("drain", "=", drain),
            ("state", "=", "new"),
            ("next_attempt_at", ">=", now),
            ("next_attempt_at", "<=", now + timedelta(seconds=SOON)),
        ]
        while True:
            rows = self.env.execute_query(
                SQL(
                    """SELECT e.id FROM lalisa_webhook_event e
                    WHERE e.drain = %(drain)s AND e.state = 'new'
                      AND (e.next_attempt_at IS NULL OR e.next_attempt_at <= %(now)s)
                      AND NOT EXISTS (SELECT 1 FROM lalisa_webhook_event p
                           WHERE p.drain = e.drain AND p.state = 'new' AND p.awaits IS NULL
                             AND p.channel_id = e.channel_id AND p.conversation_key = e.conversation_key
                             AND p.id < e.id)
                    ORDER BY e.id LIMIT %(batch)s""",
                    drain=drain,
                    now=fields.Datetime.now(),
                    batch=BATCH,
                )
            )
            if rows or time.monotonic() >= until or not self.search_count(soon, limit=1):
                return self.browse(row[0] for row in rows)
            # A new transaction sees what others have stored.
            self.env.cr.commit()  # pylint: disable=invalid-commit
            time.sleep(LOOK_INTERVAL)

    def _handle_together(self):
        """Handle the first events in one transaction, because most of what a commit costs does not grow with it.

        Messages first: people wait for an answer to them.

        :return: the events handled, not committed
        """
        messages = self.filtered(lambda event: event.kind == "message")
        group, until = messages[:GROUP] or self, time.monotonic() + GROUP_SECONDS
        handled = self.browse()
        try:
            if messages:
                # Transactions with messages follow one another where they would only fail each other: this one begins
                # anew, so that its view of the data comes after its turn.
                self.env.cr.commit()  # pylint: disable=invalid-commit
                self.env["lalisa.conversation"]._lock_for_messages()
            for event in group:
                event._handle_in_savepoint()
                handled |= event
                if time.monotonic() > until:
                    break
            self.env.flush_all()
        except psycopg2.errors.SerializationFailure:
            # Somebody else wrote one of the rows: alone, each event is as short as it can be.
            self.env.cr.rollback()
            self.env.invalidate_all(flush=False)
            handled = group[0]
            handled._handle_safely()
        return handled

    def _handle_safely(self):
        """Handle one event; a failure is kept with the event and harms no other."""
        self.ensure_one()
        for _attempt in range(SERIALIZATION_TRIES):
            try:
                return self._handle_in_savepoint()
            except psycopg2.errors.SerializationFailure:
                # Another drain wrote the same row at the same moment: nothing is wrong with the event. What was handled
                # before is committed, so a new transaction with a new view of the data loses nothing.
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
        return self._postpone_event("another drain wrote at the same moment", counted=False)

    def _handle_in_savepoint(self):
        """Handle one event and keep what became of it.

        :raises SerializationFailure: another transaction wrote the same row
        """
        try:
            with self.env.cr.savepoint():
                self.state = "done" if self._handle_event() else "ignored"
                self.env.flush_all()
        except NotYet as reason:
            self.env.invalidate_all(flush=False)
            self._postpone_event(str(reason), counted=False, seconds=reason.seconds)
            self.awaits = reason.awaits
        except psycopg2.errors.SerializationFailure:
            raise
        except Exception as error:  # noqa: BLE001 - one bad event must not stop the others
            self.env.invalidate_all(flush=False)
            _logger.warning("event %s could not be handled (%s)", self.id, type(error).__name__)
            self._postpone_event(f"{type(error).__name__}: {error}"[:500], counted=True)

    def _postpone_event(self, reason, counted, seconds=None):
        """Leave an event for later.

        :param reason: a sentence for the office
        :param counted: whether it failed; after `MAX_ATTEMPTS` nobody tries again
        :param seconds: until the next attempt; by default the longer, the more have failed
        """
        attempts = self.attempts + counted
        dead = attempts >= MAX_ATTEMPTS
        self.write(
            {
                "attempts": attempts,
                "state": "dead" if dead else "new",
                "error": reason,
                "next_attempt_at": fields.Datetime.now() + timedelta(seconds=seconds or 2 ** (attempts + 1)),
            }
        )
