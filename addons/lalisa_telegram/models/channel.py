import json
import logging
import re
import secrets
from urllib.parse import urlsplit

import psycopg2
from telegram.error import InvalidToken, RetryAfter, TelegramError

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.lalisa_messaging.tools.driver_types import build_unreadable_event

from ..tools import bot_client, update

_logger = logging.getLogger(__name__)
# The first half of PostgreSQL's two-part advisory lock; the second is the channel.
LOCK = 7_106_105
WAIT = 25  # seconds that Telegram may hold an empty answer back
TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{10,100}\Z")


class LalisaChannel(models.Model):
    """A bot on Telegram."""

    _inherit = "lalisa.channel"

    driver = fields.Selection(selection_add=[("telegram", "Telegram")], ondelete={"telegram": "cascade"})
    telegram_bot_id = fields.Char("Bot ID", readonly=True)
    telegram_username = fields.Char("Bot name", help="Without @; read from Telegram by the connection test.")
    telegram_api_url = fields.Char(
        "Own Bot API server",
        groups="lalisa_messaging.group_manager",
        help="Only for an office that runs Telegram's Bot API server itself; else empty.",
    )
    # Written, never read back: what is shown is always empty.
    telegram_bot_token = fields.Char(
        "Bot token", compute="_compute_bot_token", inverse="_inverse_bot_token", groups="lalisa_messaging.group_manager"
    )
    telegram_way = fields.Selection(
        [("none", "Not connected"), ("webhook", "Telegram sends it here (webhook)"), ("polling", "Fetched by itself")],
        string="What citizens write",
        compute="_compute_telegram_way",
    )
    telegram_polling = fields.Boolean(
        "Fetches by itself",
        readonly=True,
        help="The command telegram_poll fetches what citizens write; no public address is needed.",
    )

    @api.constrains("telegram_api_url")
    def _check_own_server(self):
        """Refuse an address that the server may not call, unless a system parameter allows it.

        :raises ValidationError: that
        """
        guard = self.env["lalisa.guarded.calls"]
        for channel in self:
            if channel.telegram_api_url and not self.env.su and not guard._is_callable(channel.telegram_api_url):
                raise ValidationError(
                    self.env._(
                        "The server calls public https addresses only. For a server of the office's own network its"
                        " address belongs into the system parameter lalisa_base.allowed_addresses."
                    )
                )

    def _compute_bot_token(self):
        self.telegram_bot_token = False

    def _inverse_bot_token(self):
        for channel in self.filtered("telegram_bot_token"):
            token = channel.telegram_bot_token.strip()
            if not TOKEN.match(token):
                raise ValidationError(self.env._("A bot's token looks like 123456789:AbC…: copy it from @BotFather."))
            channel._set_secret("bot_token", token)
            channel.telegram_bot_id = token.partition(":")[0]

    def _compute_telegram_way(self):
        # That there is a secret is all that is looked at, not the secret.
        secrets_sudo = self.env["lalisa.channel.secret"].sudo()
        for channel in self:
            connected = channel.driver == "telegram" and secrets_sudo._get_stored(channel.id, "secret_token")
            channel.telegram_way = "polling" if channel.telegram_polling else "webhook" if connected else "none"

    def _get_api_base_url(self):
        if self.driver != "telegram":
            return super()._get_api_base_url()
        return (self.telegram_api_url or "https://api.telegram.org").rstrip("/")

    def _build_start_link(self, payload):
        if self.driver != "telegram" or not self.telegram_username:
            return super()._build_start_link(payload)
        return f"https://t.me/{self.telegram_username}?start={payload}"

    def _get_media_hosts(self):
        """Files lie where the Bot API is, and nowhere else."""
        if self.driver != "telegram":
            return super()._get_media_hosts()
        base = urlsplit(self._get_api_base_url())
        return (f"{base.scheme}://{base.hostname}",)

    def action_test_telegram(self):
        """Ask Telegram who the bot is and how its webhook fares: the shortest proof that all fits.

        :raises UserError: what Telegram answers, in a sentence
        """

        async def ask_bot(bot):
            return await bot.get_me(), await bot.get_webhook_info()

        bot, webhook = self._call_telegram(ask_bot)
        self.write(
            {
                "telegram_bot_id": str(bot.id),
                "telegram_username": bot.username,
                "tested_at": fields.Datetime.now(),
            }
        )
        problem = self._telegram_problem(webhook)
        told = self.env._(
            "Connected: @%(bot)s. Waiting at Telegram: %(count)s.", bot=bot.username, count=webhook.pending_update_count
        )
        return self._telegram_told(f"{told} {problem}".strip(), "warning" if problem else "success")

    def _telegram_problem(self, webhook):
        """Return what is wrong with the webhook as Telegram sees it; an empty text when nothing is.

        :param webhook: `telegram.WebhookInfo`
        """
        if webhook.url and webhook.url != self.webhook_url:
            return self.env._("Its webhook points elsewhere: connect it again.")
        if self.telegram_way == "webhook" and not webhook.url:
            return self.env._("Its webhook is not set any more: connect it again.")
        if webhook.url and webhook.last_error_message:
            return self.env._("Its webhook failed last: %s", webhook.last_error_message)
        return ""

    def action_renew_telegram(self):
        """Give the webhook a new secret, for when the old one may be known to others.

        What Telegram sends with the old one meanwhile is refused, and comes again with the new one.

        :raises UserError: what Telegram answers, in a sentence
        """
        self.ensure_one()
        self.check_access("write")
        self._set_secret("secret_token", "")
        return self.action_connect_telegram()

    def action_connect_telegram(self):
        """Tell Telegram where to send what citizens write, and which commands the menu shows.

        The secret stays the one it was, so that nothing under way is refused; what waits at Telegram is kept and comes.

        :raises UserError: what Telegram answers, in a sentence
        """
        self.ensure_one()
        self.check_access("write")
        secret = self._get_secret("secret_token") or secrets.token_urlsafe(32)
        self._set_secret("secret_token", secret)
        url = self.webhook_url

        async def connect_bot(bot):
            await bot.set_my_commands(bot_client.COMMANDS)
            await bot.set_webhook(url, secret_token=secret, allowed_updates=bot_client.UPDATES)

        self._call_telegram(connect_bot)
        self.telegram_polling = False
        return self._telegram_told(self.env._("Telegram sends to %s now.", url))

    def action_poll_telegram(self):
        """Let the command `telegram_poll` fetch from now on; what waits at Telegram is kept and comes.

        :raises UserError: what Telegram answers, in a sentence
        """

        async def begin_fetching(bot):
            await bot.set_my_commands(bot_client.COMMANDS)
            await bot.delete_webhook(drop_pending_updates=False)

        self._call_telegram(begin_fetching)
        self.telegram_polling = True
        return self._telegram_told(self.env._("The command telegram_poll fetches now."))

    def _call_telegram(self, act):
        """Call the Bot API once, on a manager's click.

        :raises UserError: what Telegram answers, in a sentence
        """
        self.ensure_one()
        self.check_access("write")
        token = self._get_secret("bot_token")
        if not token:
            raise UserError(self.env._("Enter the bot's token first."))
        try:
            return bot_client.call_method(self._get_api_base_url(), token, act)
        except InvalidToken:
            raise UserError(self.env._("Telegram refuses the token: copy it again from @BotFather.")) from None
        except TelegramError as problem:
            # The library's sentence, without whatever may hold the token.
            reason = str(problem).replace(token, "…")
            raise UserError(self.env._("Telegram does not accept this: %s", reason)) from None

    @api.model
    def _telegram_told(self, message, kind="success"):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": kind, "message": message, "next": {"type": "ir.actions.client", "tag": "soft_reload"}},
        }

    # -- polling: for a server without a public address; behind the inbox nothing is different --------------

    @api.model
    def _telegram_poll_round(self, offsets):
        """Fetch once for each bot that polls and that nobody else is fetching for.

        :param offsets: {channel id: the next update id}, kept by the caller between rounds
        :return: whether any bot was fetched for without a failure
        """
        if self._is_training_copy():
            return False  # what it fetched, the office would never see
        channels = self.search([("driver", "=", "telegram"), ("telegram_polling", "=", True)])
        wait = WAIT if len(channels) == 1 else 2
        return any([channel._telegram_poll(offsets, wait) for channel in channels])

    def _telegram_poll(self, offsets, wait):
        """Fetch once; what it brings is committed before the next fetch tells Telegram so.

        The lock lives as long as this transaction: a poller that dies, however it dies, leaves the bot to the next.

        :return: whether it was this process's turn and Telegram answered
        """
        [[mine]] = self.env.execute_query(SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK, self.id))
        token = self._get_secret("bot_token")
        if not mine or not token:
            return False
        try:
            found = bot_client.get_updates(self._get_api_base_url(), token, offsets.get(self.id), wait)
        except RetryAfter:
            return False
        except TelegramError as problem:
            # Its sentence may hold an address, and with it the token.
            _logger.warning("bot of channel %s cannot be fetched for (%s)", self.id, type(problem).__name__)
            return False
        bodies = [json.dumps(one).encode() for one in found]
        for body in bodies:
            self._telegram_store(body)
        numbers = [one["update_id"] for one in found if isinstance(one.get("update_id"), int)]
        if numbers:
            offsets[self.id] = max(numbers) + 1
        taps = [tap for tap in map(update.tap_answer, bodies) if tap]
        bot_client.answer_taps(self._get_api_base_url(), token, taps)
        return True

    def _telegram_store(self, body):
        """Store one update; what cannot be read or stored is kept as such, or it would come back for ever."""
        # On a cursor of its own: this one's transaction holds the lock.
        with self.env.registry.cursor() as cr:
            events = self.env(cr=cr)["lalisa.webhook.event"]
            try:
                events._store_events(self.with_env(events.env), update.explode_body(body))
            except (ValueError, RecursionError, psycopg2.DataError):
                cr.rollback()
                events._store_events(self.with_env(events.env), [build_unreadable_event(body)])
