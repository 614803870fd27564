from odoo import api, fields, models, sql_db
from odoo.tools import SQL

from ..tools import bot_judge

# One bot's calls are judged one after another, whichever process they reach. The first half of PostgreSQL's lock.
LOCK = 7_106_207
SENDING = tuple(bot_judge.PUTS)
# (seconds, so many at most): 30 a second, one a second a chat, 20 a minute a group; short bursts pass.
ACCOUNT, PERSON, GROUP = (3.0, 90), (3.0, 3), (60.0, 20)
KEPT = 24 * 3600  # seconds


class LalisaSimulatedCall(models.Model):
    """A call of the fake Bot API: what was asked, and whether Telegram's limits allowed it."""

    _name = "lalisa.simulated.call"
    _description = "Simulated call of the Bot API"
    _log_access = False

    channel_id = fields.Many2one("lalisa.channel", required=True, ondelete="cascade")
    method = fields.Char(required=True)
    chat = fields.Char()
    called_at = fields.Float(required=True, help="Seconds since 1970 of the database's clock.")
    refused = fields.Boolean(help="There were too many before it.")
    parameters = fields.Json()

    _recent = models.Index("(channel_id, called_at)")

    @api.model
    def _admit_call(self, channel, method, values):
        """Keep a call and judge it by the limits of the Bot API, over all processes.

        :param values: the judged parameters
        :return: 0, or after how many seconds the caller may try again
        """
        with self.env.registry.cursor() as cr:
            if isinstance(cr, sql_db.Cursor):  # a test's cursor is part of the test's transaction
                cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            calls = self.with_env(self.env(cr=cr))
            cr.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LOCK, channel.id))
            [[now]] = calls.env.execute_query(SQL("SELECT extract(epoch FROM clock_timestamp())::float8"))
            wait = calls._compute_wait(channel, values, now) if method in SENDING else 0
            calls.create(
                {
                    "channel_id": channel.id,
                    "method": method,
                    "chat": str(values.get("chat_id", "")),
                    "called_at": now,
                    "refused": bool(wait),
                    "parameters": values,
                }
            )
        return wait

    def _compute_wait(self, channel, values, now):
        chat = values.get("chat_id")
        limits = [(ACCOUNT, None), (GROUP if isinstance(chat, int) and chat < 0 else PERSON, str(chat))]
        waits = [self._compute_limit_wait(channel, *limit, chat, now) for limit, chat in limits]
        return max(waits)

    def _compute_limit_wait(self, channel, seconds, most, chat, now):
        """Return the seconds until one more fits into the limit; 0 when it does now."""
        times = self.search(
            [
                ("channel_id", "=", channel.id),
                ("called_at", ">", now - seconds),
                ("refused", "=", False),
                ("method", "in", SENDING),
                *([("chat", "=", chat)] if chat else []),
            ],
            order="called_at desc",
            limit=most,
        ).mapped("called_at")
        return max(1, round(times[-1] + seconds - now)) if len(times) == most else 0

    @api.autovacuum
    def _gc_old(self):
        self.env.cr.execute(
            SQL("DELETE FROM lalisa_simulated_call WHERE called_at < extract(epoch FROM now()) - %s", KEPT)
        )
