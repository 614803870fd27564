import secrets

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import backlog, secret_box


class LalisaChannel(models.Model):
    """One account at a provider through which people write to us."""

    _name = "lalisa.channel"
    _description = "Channel"
    _inherit = ["lalisa.channel.health", "lalisa.channel.token", "mail.thread", "mail.activity.mixin"]

    name = fields.Char(required=True)
    driver = fields.Selection([], required=True, clears_cache=True)
    active = fields.Boolean(default=True, clears_cache=True)
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
        clears_cache=True,
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
        """Start sending, or starts again after a pause; what was queued meanwhile goes out."""
        self.write({"state": "active", "pause_reason": False})
        self.env["lalisa.trigger"]._trigger_outbox()

    def action_test_connection(self):
        """Ask the provider; whoever is asked writes `tested_at` when it says yes.

        :raises UserError: what is wrong, in a sentence
        """
        self.ensure_one()
        self.check_access("write")
        return self._get_driver()._test_connection(self)

    def action_pause(self):
        self._pause_sending(self.env._("Paused by %s.", self.env.user.name))

    def _pause_sending(self, reason):
        """Stop sending and keeps the queue."""
        self.write({"state": "paused", "pause_reason": reason})

    def _keep_notice(self, notice):
        """Keep what the provider says of the account in the chatter; an alarm also becomes a task for its managers.

        :param notice: `ChannelNotice`
        """
        self.message_post(body=notice.text)
        if notice.alarm and not self._has_task(notice.text):
            managers = self.env.ref("lalisa_messaging.group_manager").all_user_ids.filtered("active")
            self.activity_schedule(
                "mail.mail_activity_data_warning", summary=notice.text[:120], user_id=managers[:1].id or self.env.uid
            )
        if notice.pause:
            self._pause_sending(notice.text)

    def _has_task(self, text):
        """Tell whether an alarm with this text waits for its manager already."""
        return bool(self.activity_ids.filtered(lambda one: one.summary == text[:120]))

    def _get_driver(self):
        """Return the connector of this channel."""
        return self.env[f"lalisa.driver.{self.driver}"]

    def _get_api_base_url(self):
        """Return the address of the provider's API, without a slash at its end."""
        raise NotImplementedError

    def _build_start_link(self, payload):
        """Return the address that opens a person's chat program here, with an argument for its command /start.

        :param payload: 1 to 64 of A-Z, a-z, 0-9, _ and -
        :return: the address; empty where the provider has no such links
        """
        return ""

    def _get_media_hosts(self):
        """Return the hosts that files may be fetched from, `*.` before a domain for all below it."""
        return ()

    # -- secrets --------------------------------------------------------------------------------

    def _get_secret(self, name):
        """Return a secret of this channel, for the code that needs it; empty when none is set.

        :raises UserError: the key outside the database is not the one it was encrypted with
        """
        # The drivers act for the channel itself; no role may read a secret.
        secrets_sudo = self.env["lalisa.channel.secret"].sudo()
        try:
            return secret_box.open_secret(secrets_sudo._get_stored(self.id, name))
        except secret_box.WrongKey as error:
            raise secrets_sudo._build_key_error(error) from None

    def _set_secret(self, name, value):
        """Keep a secret of this channel; an empty value takes it away."""
        self.env["lalisa.channel.secret"].sudo()._keep_secret(self, name, value)

    # -- webhook --------------------------------------------------------------------------------

    @api.model
    @tools.ormcache("driver", "key")
    def _get_id_of_webhook(self, driver, key):
        """Return the id of the channel with a webhook's address.

        :raises LookupError: there is none; an error is not remembered, so strangers' guesses fill no cache
        """
        if found := self.search([("driver", "=", driver), ("webhook_key", "=", key)], limit=1):
            return found.id
        raise LookupError

    def _valid_field_parameter(self, field, name):
        # A field that the intake of messages remembers for as long as nobody changes it.
        return name == "clears_cache" or super()._valid_field_parameter(field, name)

    def _register_hook(self):
        super()._register_hook()
        backlog.lengthen_backlog()

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
        if any(getattr(self._fields[name], "clears_cache", False) for name in vals):
            self.env.registry.clear_cache()
        return done

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
        """Tell whether this database is a neutralised copy: nothing of ours goes out of it, whatever is switched on."""
        # Odoo's own mark of such a database, which every sender of ours obeys.
        return bool(self.env["ir.config_parameter"].sudo().get_param("database.is_neutralized"))
