import json
import logging

import psycopg2
from telegram.error import RetryAfter, TelegramError

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.lalisa_messaging.tools.driver_types import unreadable

from ..tools import bot_client, update

_logger = logging.getLogger(__name__)
# The first half of PostgreSQL's two-part advisory lock; the second is the channel.
LOCK = 7_106_105
WAIT = 25  # seconds that Telegram may hold an empty answer back


class LalisaChannel(models.Model):
    """Long polling: for a server without a public address. Behind the inbox nothing is different."""

    _inherit = "lalisa.channel"

    telegram_polling = fields.Boolean(
        "Fetches by itself", readonly=True,
        help="The command telegram_poll fetches what citizens write; no public address is needed.",
    )

    def action_poll_telegram(self):
        """Lets the command `telegram_poll` fetch from now on; what waits at Telegram is kept and comes.

        :raises UserError: what Telegram answers, in a sentence
        """
        async def fetch(bot):
            await bot.set_my_commands(bot_client.COMMANDS)
            await bot.delete_webhook(drop_pending_updates=False)

        self._telegram_call(fetch)
        self.telegram_polling = True
        return self._telegram_told(self.env._("The command telegram_poll fetches now."))

    def action_connect_telegram(self):
        told = super().action_connect_telegram()
        self.telegram_polling = False
        return told

    @api.model
    def _telegram_poll_round(self, offsets):
        """Fetches once for each bot that polls and that nobody else is fetching for.

        :param offsets: {channel id: the next update id}, kept by the caller between rounds
        :return: whether any bot was fetched for without a failure
        """
        if self._is_training_copy():
            return False  # what it fetched, the office would never see
        channels = self.search([("driver", "=", "telegram"), ("telegram_polling", "=", True)])
        wait = WAIT if len(channels) == 1 else 2
        return any([channel._telegram_poll(offsets, wait) for channel in channels])

    def _telegram_poll(self, offsets, wait):
        """One fetch; what it brings is committed before the next fetch tells Telegram so.

        The lock lives as long as this transaction: a poller that dies, however it dies, leaves the bot to the next.

        :return: whether it was this process's turn and Telegram answered
        """
        [[mine]] = self.env.execute_query(SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK, self.id))
        token = self._secret("bot_token")
        if not mine or not token:
            return False
        try:
            found = bot_client.updates(self._api_base_url(), token, offsets.get(self.id), wait)
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
        bot_client.answer_taps(self._api_base_url(), token, taps)
        return True

    def _telegram_store(self, body):
        """Stores one update; what cannot be read or stored is kept as such, or it would come back for ever."""
        # On a cursor of its own: this one's transaction holds the lock.
        with self.env.registry.cursor() as cr:
            channel = self.with_env(self.env(cr=cr))
            try:
                channel._store_events(update.explode(body))
            except (ValueError, RecursionError, psycopg2.DataError):
                cr.rollback()
                channel._store_events([unreadable(body)])
