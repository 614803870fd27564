import re
import secrets
from urllib.parse import urlsplit

from telegram.error import InvalidToken, TelegramError

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import bot_client

TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{10,100}\Z")


class LalisaChannel(models.Model):
    """A bot on Telegram."""

    _inherit = "lalisa.channel"

    driver = fields.Selection(selection_add=[("telegram", "Telegram")], ondelete={"telegram": "cascade"})
    telegram_bot_id = fields.Char("Bot ID", readonly=True)
    telegram_username = fields.Char("Bot name", help="Without @; read from Telegram by the connection test.")
    telegram_api_url = fields.Char(
        "Own Bot API server", groups="lalisa_messaging.group_manager",
        help="Only for an office that runs Telegram's Bot API server itself; else empty.",
    )
    # Written, never read back: what is shown is always empty.
    telegram_bot_token = fields.Char("Bot token", compute="_compute_bot_token", inverse="_inverse_bot_token",
                                     groups="lalisa_messaging.group_manager")

    @api.constrains("telegram_api_url")
    def _check_own_server(self):
        """:raises ValidationError: an address that the server may not call, unless a system parameter allows it"""
        guard = self.env["lalisa.guarded.calls"]
        for channel in self:
            if channel.telegram_api_url and not self.env.su and not guard._is_callable(channel.telegram_api_url):
                raise ValidationError(self.env._(
                    "The server calls public https addresses only. For a server of the office's own network its address"
                    " belongs into the system parameter lalisa_base.allowed_addresses."
                ))

    def _compute_bot_token(self):
        self.telegram_bot_token = False

    def _inverse_bot_token(self):
        for channel in self.filtered("telegram_bot_token"):
            token = channel.telegram_bot_token.strip()
            if not TOKEN.match(token):
                raise ValidationError(self.env._("A bot's token looks like 123456789:AbC…: copy it from @BotFather."))
            channel._set_secret("bot_token", token)
            channel.telegram_bot_id = token.partition(":")[0]

    telegram_way = fields.Selection(
        [("none", "Not connected"), ("webhook", "Telegram sends it here (webhook)"), ("polling", "Fetched by itself")],
        string="What citizens write", compute="_compute_telegram_way",
    )

    def _compute_telegram_way(self):
        # That there is a secret is all that is looked at, not the secret.
        secrets_sudo = self.env["lalisa.channel.secret"].sudo()
        for channel in self:
            connected = channel.driver == "telegram" and secrets_sudo._row(channel, "secret_token")
            channel.telegram_way = "polling" if channel.telegram_polling else "webhook" if connected else "none"

    def _api_base_url(self):
        if self.driver != "telegram":
            return super()._api_base_url()
        return (self.telegram_api_url or "https://api.telegram.org").rstrip("/")

    def _start_link(self, payload):
        if self.driver != "telegram" or not self.telegram_username:
            return super()._start_link(payload)
        return f"https://t.me/{self.telegram_username}?start={payload}"

    def _media_hosts(self):
        """Files lie where the Bot API is, and nowhere else."""
        if self.driver != "telegram":
            return super()._media_hosts()
        base = urlsplit(self._api_base_url())
        return (f"{base.scheme}://{base.hostname}",)

    def action_test_telegram(self):
        """Asks Telegram who the bot is and how its webhook fares: the shortest proof that all fits.

        :raises UserError: what Telegram answers, in a sentence
        """
        async def look(bot):
            return await bot.get_me(), await bot.get_webhook_info()

        bot, webhook = self._telegram_call(look)
        self.write({
            "telegram_bot_id": str(bot.id), "telegram_username": bot.username, "tested_at": fields.Datetime.now(),
        })
        problem = self._telegram_problem(webhook)
        told = self.env._("Connected: @%(bot)s. Waiting at Telegram: %(count)s.",
                          bot=bot.username, count=webhook.pending_update_count)
        return self._telegram_told(f"{told} {problem}".strip(), "warning" if problem else "success")

    def _telegram_problem(self, webhook):
        """What is wrong with the webhook as Telegram sees it; an empty text when nothing is.

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
        """Gives the webhook a new secret, for when the old one may be known to others.

        What Telegram sends with the old one meanwhile is refused, and comes again with the new one.

        :raises UserError: what Telegram answers, in a sentence
        """
        self.ensure_one()
        self.check_access("write")
        self._set_secret("secret_token", "")
        return self.action_connect_telegram()

    def action_connect_telegram(self):
        """Tells Telegram where to send what citizens write, and which commands the menu shows.

        The secret stays the one it was, so that nothing under way is refused; what waits at Telegram is kept and comes.

        :raises UserError: what Telegram answers, in a sentence
        """
        self.ensure_one()
        self.check_access("write")
        secret = self._secret("secret_token") or secrets.token_urlsafe(32)
        self._set_secret("secret_token", secret)
        url = self.webhook_url

        async def connect(bot):
            await bot.set_my_commands(bot_client.COMMANDS)
            await bot.set_webhook(url, secret_token=secret, allowed_updates=bot_client.UPDATES)

        self._telegram_call(connect)
        return self._telegram_told(self.env._("Telegram sends to %s now.", url))

    def _telegram_call(self, act):
        """One call of the Bot API on a manager's click.

        :raises UserError: what Telegram answers, in a sentence
        """
        self.ensure_one()
        self.check_access("write")
        token = self._secret("bot_token")
        if not token:
            raise UserError(self.env._("Enter the bot's token first."))
        try:
            return bot_client.call(self._api_base_url(), token, act)
        except InvalidToken:
            raise UserError(self.env._("Telegram refuses the token: copy it again from @BotFather.")) from None
        except TelegramError as problem:
            # The library's sentence, without whatever may hold the token.
            reason = str(problem).replace(token, "…")
            raise UserError(self.env._("Telegram does not accept this: %s", reason)) from None

    @api.model
    def _telegram_told(self, message, kind="success"):
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {"type": kind, "message": message, "next": {"type": "ir.actions.client", "tag": "soft_reload"}},
        }
