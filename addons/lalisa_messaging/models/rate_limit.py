from odoo import api, fields, models, sql_db
from odoo.tools import SQL

# How far ahead moments are given away: what would leave later is left to whoever comes then.
HORIZON = 2.0  # seconds
NOW = SQL("extract(epoch FROM clock_timestamp())::float8")
ACCOUNT = 0  # stands for all chats of a channel


class LalisaRateLimit(models.Model):
    """When the next message may leave, for an account and for each chat: the provider's limits hold for all processes.

    Moments are seconds since 1970 of the database's clock, the one clock that all senders share.
    """

    _name = "lalisa.rate.limit"
    _description = "Rate limit of sending"
    _log_access = False

    channel_id = fields.Many2one("lalisa.channel", required=True, index=True, ondelete="cascade")
    chat = fields.Integer(required=True, help="The conversation's ID; 0 for the whole account.")
    next_at = fields.Float(required=True)

    _once = models.Constraint("UNIQUE(channel_id, chat)", "This rate limit is there already.")

    @api.model
    def _build_wait_condition(self):
        """Return the condition that a message `m` must wait, because of its account or its chat.

        :return: `SQL`
        """
        return SQL(
            """EXISTS (SELECT 1 FROM lalisa_rate_limit z WHERE z.channel_id = m.channel_id AND (
                   (z.chat = %(account)s AND z.next_at > %(now)s + %(horizon)s)
                   OR (z.chat = m.conversation_id AND z.next_at > %(now)s)))""",
            now=NOW,
            horizon=HORIZON,
            account=ACCOUNT,
        )

    @api.model
    def _reserve_turns(self, messages):
        """Give each message the next free moment of its account; none of their chats may have to wait.

        :return: {message id: seconds from now}
        """
        waits = {}
        for channel, members in messages.grouped("channel_id").items():
            driver = channel._get_driver()
            interval = 1 / driver._per_second
            first = self._take_turn(channel, len(members) * interval)
            step = interval if driver._evenly else 0
            waits |= {message.id: first + place * step for place, message in enumerate(members)}
            self._hold_back_chats(channel, members, waits)
        return waits

    @api.model
    def _note_answers(self, messages):
        """Begin the time of these chats now that the provider has answered, however long the way there was."""
        for channel, members in messages.grouped("channel_id").items():
            self._hold_back_chats(channel, members, {})

    @api.model
    def _hold_back_chats(self, channel, messages, waits):
        """:param waits: {message id: seconds from now until it leaves}"""
        driver = channel._get_driver()
        self._hold_back(
            channel,
            {
                one.conversation_id.id: waits.get(one.id, 0) + seconds
                for one in messages
                if (seconds := driver._get_chat_seconds(one.conversation_id.contact_id))
            },
        )

    @api.model
    def _take_turn(self, channel, seconds):
        """Take the account's next `seconds`.

        :return: how long it is until they begin
        """
        [[wait]] = self._write_apart(
            SQL(
                """INSERT INTO lalisa_rate_limit AS z (channel_id, chat, next_at)
                    VALUES (%(channel)s, %(account)s, %(now)s + %(seconds)s)
               ON CONFLICT (channel_id, chat) DO UPDATE SET next_at = GREATEST(z.next_at, %(now)s) + %(seconds)s
               RETURNING next_at - %(seconds)s - %(now)s""",
                channel=channel.id,
                account=ACCOUNT,
                seconds=seconds,
                now=NOW,
            )
        )
        return max(0.0, wait)

    @api.model
    def _hold_back(self, channel, chats):
        """Nothing leaves for so long.

        :param chats: {conversation id, or `ACCOUNT` for all of them: seconds}
        """
        if chats:
            # In one order everywhere, so that two senders never wait for each other.
            rows = [SQL("(%s, %s, %s + %s)", channel.id, chat, NOW, chats[chat]) for chat in sorted(chats)]
            self._write_apart(
                SQL(
                    """INSERT INTO lalisa_rate_limit AS z (channel_id, chat, next_at) VALUES %s
                   ON CONFLICT (channel_id, chat) DO UPDATE SET next_at = GREATEST(z.next_at, EXCLUDED.next_at)
                   RETURNING 1""",
                    SQL(", ").join(rows),
                )
            )

    @api.model
    def _compute_free_in(self):
        """Seconds until a message may leave that only the pace holds back; None where there is none."""
        [[wait]] = self.env.execute_query(
            SQL(
                """SELECT min(z.next_at - CASE WHEN z.chat = %(account)s THEN %(horizon)s ELSE 0 END) - %(now)s
                 FROM lalisa_message m
                 JOIN lalisa_channel c ON c.id = m.channel_id AND c.state = 'active' AND c.by_hand IS NOT TRUE
                 JOIN lalisa_rate_limit z ON z.channel_id = m.channel_id AND z.chat IN (m.conversation_id, %(account)s)
                WHERE m.state = 'queued' AND (m.next_attempt_at IS NULL OR m.next_attempt_at <= %(today)s)
                  AND NOT %(night)s
                  AND z.next_at > %(now)s + CASE WHEN z.chat = %(account)s THEN %(horizon)s ELSE 0 END""",
                now=NOW,
                horizon=HORIZON,
                account=ACCOUNT,
                today=fields.Datetime.now(),
                night=self.env["lalisa.message"]._build_night_condition(),
            )
        )
        return wait

    def _write_apart(self, query):
        """On a cursor of its own at READ COMMITTED: another sender's step is waited for, not failed on."""
        with self.env.registry.cursor() as cr:
            if isinstance(cr, sql_db.Cursor):  # a test's cursor is part of the test's transaction
                cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            cr.execute(query)
            return cr.fetchall()

    @api.autovacuum
    def _gc_past(self):
        """Delete what lies in the past and holds nobody back."""
        self.env.cr.execute(SQL("DELETE FROM lalisa_rate_limit WHERE next_at < %s - 60", NOW))
