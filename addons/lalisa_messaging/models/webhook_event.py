import json
import zlib
from datetime import timedelta
from functools import partial

import psycopg2
from psycopg2.extras import Json, execute_values

from odoo import api, fields, models, sql_db
from odoo.tools import SQL

from ..tools.driver_types import build_unreadable_event
from ..tools.forgetting import FORGOTTEN
from ..tools.text import make_storable_key
from .trigger import INBOX_DRAINS

READ_COMMITTED = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED;"
INSERT = """
    INSERT INTO lalisa_webhook_event
           (channel_id, kind, dedup_key, conversation_key, drain, payload, state, attempts, received_at)
    VALUES %s
    ON CONFLICT (channel_id, dedup_key) DO NOTHING
    RETURNING drain
"""
# NaN and Infinity are read by Python and refused by PostgreSQL
dump_json = partial(json.dumps, allow_nan=False)
TEMPLATE = "(%s, %s, %s, %s, %s, %s, 'new', 0, now() AT TIME ZONE 'UTC')"


class LalisaWebhookEvent(models.Model):
    """One thing that a provider told us, stored before it was understood; handled once, replayable."""

    _name = "lalisa.webhook.event"
    _inherit = [
        "lalisa.webhook.event.queue",
        "lalisa.webhook.event.drain",
        "lalisa.webhook.event.change",
        "lalisa.webhook.event.message",
    ]
    _description = "Webhook event"
    _order = "id desc"
    _log_access = False

    channel_id = fields.Many2one("lalisa.channel", required=True, index=True, ondelete="cascade")
    kind = fields.Selection([("message", "Message"), ("status", "Status"), ("other", "Other")], required=True)
    dedup_key = fields.Char(required=True)
    conversation_key = fields.Char(required=True)
    drain = fields.Integer(required=True)
    payload = fields.Json()
    received_at = fields.Datetime(required=True, index=True)
    state = fields.Selection(
        [("new", "New"), ("done", "Done"), ("ignored", "Ignored"), ("dead", "Dead")], required=True, default="new"
    )
    attempts = fields.Integer()
    next_attempt_at = fields.Datetime()
    error = fields.Text()

    _dedup_uniq = models.Constraint("UNIQUE(channel_id, dedup_key)", "This event is here already.")
    _waiting = models.Index("(drain, channel_id, conversation_key, id) WHERE state = 'new'")
    awaits = fields.Char(
        index="btree_not_null", help="The provider's id of the message that this edit came before, or without."
    )

    @api.model
    def _accept_webhook(self, driver, key, headers, raw):
        """Authenticate a body and store all of its events before anything else happens.

        :param driver: the name of a connector
        :param key: of a channel's webhook
        :param headers: the request's headers
        :param raw: the body as bytes
        :return: the HTTP status: 404 unknown key, 403 not the provider's, 200 stored
        """
        # The caller is the provider, nobody in Odoo: the key finds the channel, the signature is the right.
        channels_sudo = self.env["lalisa.channel"].sudo()
        try:
            channel_sudo = channels_sudo.browse(channels_sudo._get_id_of_webhook(driver, key))
        except LookupError:
            return 404
        connector = self.env[f"lalisa.driver.{driver}"]
        if not connector._authenticate_body(channel_sudo, headers, raw):
            return 403
        try:
            self._store_events(channel_sudo, connector._explode_body(channel_sudo, raw))
        except (ValueError, RecursionError, psycopg2.DataError):
            # Authentic, but more than can be read or stored: repeated, it would be no better.
            self.env.cr.rollback()
            self._store_events(channel_sudo, [build_unreadable_event(raw)])
        return 200

    @api.model
    def _store_events(self, channel, events):
        """Store events in one statement, those that are here already passed over, and wake their drains.

        In a transaction at READ COMMITTED, which begins here and ends with the caller's commit: at Odoo's isolation a
        duplicate that arrives at the same moment is a serialization failure, and the provider would wait for the
        retries.

        :param channel: the `lalisa.channel` that they came by
        :param events: list of `RawEvent`
        """
        if not events:
            return
        rows = [
            (
                channel.id,
                event.kind,
                make_storable_key(event.dedup_key),
                make_storable_key(event.conversation_key),
                # Always the same drain for a conversation, so that its order is kept.
                zlib.crc32(event.conversation_key.encode("utf-8", "surrogatepass")) % INBOX_DRAINS,
                Json(event.payload, dumps=dump_json),
            )
            for event in events
        ]
        cr, first = self.env.cr, ""
        if isinstance(cr, sql_db.Cursor):  # a test's cursor is part of the test's transaction
            cr.commit()  # pylint: disable=invalid-commit
            # On one journey to the database with what is stored.
            first = READ_COMMITTED
        stored = execute_values(cr._obj, first + INSERT, rows, TEMPLATE, fetch=True)
        self.env["lalisa.trigger"]._trigger_after_webhook([drain for (drain,) in stored])

    def action_retry(self):
        """Give a dead event another chance."""
        self.check_access("write")
        self.write({"state": "new", "attempts": 0, "next_attempt_at": False, "error": False})
        self.env["lalisa.trigger"]._trigger_inbox(self.mapped("drain"))

    @api.autovacuum
    def _gc_handled(self):
        """Remove handled events after the set number of days; dead ones stay until somebody looks."""
        days = self.env["res.company"]._lalisa_office().lalisa_keep_events_days
        old = self.search(
            [
                ("state", "in", ("done", "ignored")),
                ("received_at", "<", fields.Datetime.now() - timedelta(days=days)),
            ],
            limit=5000,
        )
        old.unlink()
        return len(old), len(old) == 5000

    def _forget_person(self, contact, until):
        """Take out what a provider sent of a person up to a moment: handled events, and a dead one's words.

        :param contact: one `lalisa.contact`, possibly empty
        :param until: naive UTC datetime; what is still to be handled stays
        """
        ids = [known for known in (contact.external_id, contact.alternative_id) if known]
        if not ids or contact._is_retained():
            return
        found = self.env.execute_query(
            SQL(
                """SELECT id FROM lalisa_webhook_event WHERE channel_id = %s AND received_at <= %s AND state <> 'new'
                  AND (conversation_key = ANY(%s) OR payload::text LIKE ANY(%s))""",
                contact.channel_id.id,
                until,
                ids,
                [f"%{known}%" for known in ids],
            )
        )
        events = self.browse(row[0] for row in found)
        for event in events.filtered(lambda one: one.state == "dead"):
            mark = FORGOTTEN % event.id
            event.write(
                {
                    "payload": {},
                    "error": False,
                    "awaits": False,
                    "state": "ignored",
                    "dedup_key": mark,
                    "conversation_key": mark,
                }
            )
        events.filtered(lambda one: one.dedup_key != FORGOTTEN % one.id).unlink()
