import secrets
from datetime import timedelta

import psycopg2

from odoo import api, fields, models, sql_db, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import backlog
from ..tools.driver_types import unreadable
from ..tools.text import key_of
from .trigger import drain_for

INBOUND_PRECISION = timedelta(minutes=1)
READ_COMMITTED = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED;"


class LalisaChannel(models.Model):
    """One account at a provider through which people write to us."""

    _name = "lalisa.channel"
    _description = "Channel"
    _inherit = ["lalisa.channel.health", "lalisa.channel.token", "mail.thread", "mail.activity.mixin"]

    name = fields.Char(required=True)
    driver = fields.Selection([], required=True)
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [("draft", "Draft"), ("active", "Active"), ("paused", "Paused")],
        required=True,
        default="draft",
        tracking=True,
    )
    pause_reason = fields.Char(readonly=True)
    webhook_key = fields.Char(
        required=True,
        copy=False,
        default=lambda self: secrets.token_urlsafe(16),
        groups="lalisa_messaging.group_manager",
    )
    webhook_url = fields.Char(compute="_compute_webhook_url", groups="lalisa_messaging.group_manager")
    by_hand = fields.Boolean(compute="_compute_by_hand", store=True, help="People carry the messages of this channel.")
    last_inbound_at = fields.Datetime(readonly=True)
    tested_at = fields.Datetime("Last tested", readonly=True, copy=False)

    _key_uniq = models.Constraint("UNIQUE(webhook_key)", "This webhook key is taken.")
    waiting_in = fields.Integer("Waiting to be handled", compute="_compute_own_health")
    waiting_out = fields.Integer("Waiting to be sent", compute="_compute_own_health")
    failed_out = fields.Integer("Failed in 24 hours", compute="_compute_own_health")
    dead_in = fields.Integer("Could not be handled", compute="_compute_own_health")
    token_refused = fields.Boolean(readonly=True, groups="lalisa_messaging.group_manager")
    token_expires_at = fields.Datetime("Token ends at", readonly=True, groups="lalisa_messaging.group_manager")

    @api.depends("driver")
    def _compute_by_hand(self):
        for channel in self:
            connector = self.env.get(f"lalisa.driver.{channel.driver}")
            channel.by_hand = connector is not None and connector._by_hand

    def _compute_webhook_url(self):
        for channel in self:
            channel.webhook_url = f"{channel.get_base_url()}/lalisa/webhook/{channel.driver}/{channel.webhook_key}"

    def action_activate(self):
        """Starts sending, or starts again after a pause; what was queued meanwhile goes out."""
        self.write({"state": "active", "pause_reason": False})
        self.env["lalisa.trigger"]._trigger_outbox()

    def action_test_connection(self):
        """Asks the provider; whoever is asked writes `tested_at` when it says yes.

        :raises UserError: what is wrong, in a sentence
        """
        self.ensure_one()
        self.check_access("write")
        return self._driver()._test_connection(self)

    def action_pause(self):
        self._pause(self.env._("Paused by %s.", self.env.user.name))

    def _pause(self, reason):
        """Stops sending and keeps the queue."""
        self.write({"state": "paused", "pause_reason": reason})

    def _notice(self, notice):
        """Keeps what the provider says of the account in the chatter; an alarm also becomes a task for its managers.

        :param notice: `ChannelNotice`
        """
        self.message_post(body=notice.text)
        if notice.alarm and not self._is_told(notice.text):
            managers = self.env.ref("lalisa_messaging.group_manager").all_user_ids.filtered("active")
            self.activity_schedule(
                "mail.mail_activity_data_warning", summary=notice.text[:120], user_id=managers[:1].id or self.env.uid
            )
        if notice.pause:
            self._pause(notice.text)

    def _is_told(self, text):
        """Whether an alarm with this text waits for its manager already."""
        return bool(self.activity_ids.filtered(lambda one: one.summary == text[:120]))

    def _driver(self):
        """The connector of this channel."""
        return self.env[f"lalisa.driver.{self.driver}"]

    def _api_base_url(self):
        """The address of the provider's API, without a slash at its end."""
        raise NotImplementedError

    def _start_link(self, payload):
        """The address that opens a person's chat program here, with `payload` as the argument of its command /start.

        :param payload: 1 to 64 of A-Z, a-z, 0-9, _ and -
        :return: the address; empty where the provider has no such links
        """
        return ""

    def _media_hosts(self):
        """The hosts that files may be fetched from, `*.` before a domain for all below it; none without a driver."""
        return ()

    # -- secrets --------------------------------------------------------------------------------

    def _secret(self, name):
        """A secret of this channel, for the code that needs it; empty when none is set."""
        # The drivers act for the channel itself; no role may read a secret.
        return self.env["lalisa.channel.secret"].sudo()._value(self, name)

    def _set_secret(self, name, value):
        self.env["lalisa.channel.secret"].sudo()._keep(self, name, value)

    # -- webhook --------------------------------------------------------------------------------

    @api.model
    def _accept_webhook(self, driver, key, headers, raw):
        """Authenticates a body and stores all of its events before anything else happens.

        :return: the HTTP status: 404 unknown key, 403 not the provider's, 200 stored
        """
        # The caller is the provider, nobody in Odoo: the key finds the channel, the signature is the right.
        try:
            channel_sudo = self.sudo().browse(self.sudo()._id_behind(driver, key))
        except LookupError:
            return 404
        connector = self.env[f"lalisa.driver.{driver}"]
        if not connector._authenticate(channel_sudo, headers, raw):
            return 403
        try:
            channel_sudo._store_events(connector._explode(channel_sudo, raw))
        except (ValueError, RecursionError, psycopg2.DataError):
            # Authentic, but more than can be read or stored: repeated, it would be no better.
            self.env.cr.rollback()
            channel_sudo._store_events([unreadable(raw)])
        return 200

    @api.model
    @tools.ormcache("driver", "key")
    def _id_behind(self, driver, key):
        """The id of the channel with a webhook's address.

        :raises LookupError: there is none; an error is not remembered, so strangers' guesses fill no cache
        """
        if found := self.search([("driver", "=", driver), ("webhook_key", "=", key)], limit=1):
            return found.id
        raise LookupError

    @api.model
    def _known_by_heart(self):
        """The fields that the intake of messages remembers for as long as nobody changes them."""
        return {"driver", "webhook_key", "active"}

    def _register_hook(self):
        super()._register_hook()
        backlog.lengthen()

    @api.model_create_multi
    def create(self, vals_list):
        """See `create` of Odoo. :raises UserError: the user works in a company that La-Lisa does not belong to"""
        office = self.env["res.company"]._lalisa_office()
        if not self.env.su and self.env.company.id != office.id:
            raise UserError(self.env._("Channels belong to the company %s: change to it first.", office.name))
        channels = super().create(vals_list)
        self.env.registry.clear_cache()
        return channels

    def write(self, vals):
        done = super().write(vals)
        if not self._known_by_heart().isdisjoint(vals):
            self.env.registry.clear_cache()
        return done

    def _note_inbound(self):
        """Remembers that something came in, to the minute: two drains that wrote the row would wait for each other."""
        now = fields.Datetime.now()
        if not self.last_inbound_at or now - self.last_inbound_at >= INBOUND_PRECISION:
            # The inbox acts for the channel itself.
            self.sudo().last_inbound_at = now

    def _store_events(self, events):
        """Stores events, those that are here already passed over, and wakes their drains.

        In a transaction at READ COMMITTED, which begins here and ends with the caller's commit: at Odoo's isolation a
        duplicate that arrives at the same moment is a serialization failure, and the provider would wait for the
        retries.
        """
        if not events:
            return
        rows = [
            (
                self.id,
                event.kind,
                key_of(event.dedup_key),
                key_of(event.conversation_key),
                drain_for(event.conversation_key),
                event.payload,
            )
            for event in events
        ]
        cr, first = self.env.cr, ""
        if isinstance(cr, sql_db.Cursor):  # a test's cursor is part of the test's transaction
            cr.commit()  # pylint: disable=invalid-commit
            # On one journey to the database with what is stored.
            first = READ_COMMITTED
        drains = self.env["lalisa.webhook.event"]._insert(cr, rows, first)
        self.env["lalisa.trigger"]._trigger_after_webhook(drains)

    def unlink(self):
        done = super().unlink()
        self.env.registry.clear_cache()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        rows = self.env.execute_query(
            SQL("SELECT 1 FROM lalisa_conversation WHERE channel_id = ANY(%s) LIMIT 1", self.ids)
        )
        if rows:
            raise UserError(self.env._("A channel with conversations cannot be deleted: archive it."))

    @api.model
    def _is_training_copy(self):
        """Whether this database is a neutralised copy: nothing of ours goes out of it, whatever its users switch on."""
        # Odoo's own mark of such a database, which every sender of ours obeys.
        return bool(self.env["ir.config_parameter"].sudo().get_param("database.is_neutralized"))
