import json
from datetime import timedelta
from functools import partial

from psycopg2.extras import Json, execute_values

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.forgetting import FORGOTTEN

INSERT = """
    INSERT INTO lalisa_webhook_event
           (channel_id, kind, dedup_key, conversation_key, drain, payload, state, attempts, received_at)
    VALUES %s
    ON CONFLICT (channel_id, dedup_key) DO NOTHING
    RETURNING drain
"""
# NaN and Infinity are read by Python and refused by PostgreSQL
dump = partial(json.dumps, allow_nan=False)
TEMPLATE = "(%s, %s, %s, %s, %s, %s, 'new', 0, now() AT TIME ZONE 'UTC')"


class LalisaWebhookEvent(models.Model):
    """One thing that a provider told us, stored before it was understood; handled once, replayable."""

    _name = "lalisa.webhook.event"
    _inherit = ["lalisa.webhook.event.queue", "lalisa.webhook.event.drain", "lalisa.webhook.event.change"]
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
    def _insert(self, cr, rows, first=""):
        """Stores rows on the given cursor; one statement, duplicates passed over.

        :param rows: (channel id, kind, dedup key, conversation key, drain, payload)
        :param first: a statement of our own that goes before, on the same journey
        :return: the drains that got something new
        """
        values = [(*row[:-1], Json(row[-1], dumps=dump)) for row in rows]
        return [row[0] for row in execute_values(cr._obj, first + INSERT, values, TEMPLATE, fetch=True)]

    def action_retry(self):
        """Gives a dead event another chance."""
        self.check_access("write")
        self.write({"state": "new", "attempts": 0, "next_attempt_at": False, "error": False})
        self.env["lalisa.trigger"]._trigger_inbox(self.mapped("drain"))

    @api.autovacuum
    def _gc_handled(self):
        """Removes handled events after the set number of days; dead ones stay until somebody looks."""
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

    def _forget(self, contact, until):
        """Takes out what a provider sent of a person up to a moment: handled events, and a dead one's words.

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
