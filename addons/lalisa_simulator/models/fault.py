from odoo import api, fields, models, sql_db
from odoo.tools import SQL

from ..tools.fault_kinds import PLACES, Fault

MAX_TIMES, MAX_SECONDS, MAX_REQUESTS = 1000, 3600, 100_000


class LalisaSimulatorFault(models.Model):
    """A fault that the stand-in is told to have: once, a number of times, or until it is taken away.

    By a schedule it spares what comes before its time, after it, or between its strikes.
    """

    _name = "lalisa.simulator.fault"
    _description = "Fault of the simulated provider"
    _order = "id"

    channel_id = fields.Many2one("lalisa.channel", required=True, index=True, ondelete="cascade")
    kind = fields.Selection(
        [
            ("server_error", "Sending: error of the server (500)"),
            ("unavailable", "Sending: the provider is down (502)"),
            ("timeout_before", "Sending: no answer, not accepted"),
            ("timeout_after", "Sending: no answer, yet accepted"),
            ("rate", "Sending: too fast (429)"),
            ("throughput", "Sending: the number sends too fast (130429)"),
            ("pair_rate", "Sending: too much to one person (131056)"),
            ("window", "Sending: the time for answers is over (131047)"),
            ("token", "Sending: the key is no longer valid (190 or 401)"),
            ("blocked", "Sending: blocked by the citizen (403)"),
            ("duplicate", "Webhook: comes twice"),
            ("reorder", "Webhook: overtaken by the next one"),
            ("delay", "Webhook: comes late"),
            ("media_gone", "File: no longer there"),
            ("media_error", "File: error of the server (500)"),
            ("media_large", "File: too large"),
            ("media_fake", "File: not what it claims to be"),
            ("media_damaged", "File: cut off in the middle"),
        ],
        required=True,
    )
    number = fields.Char("Only for this citizen", help="Empty: for everybody.")
    endless = fields.Boolean("Until taken away")
    remaining = fields.Integer("Times left", default=1)
    seconds = fields.Integer(help="How long the silence lasts, the webhook is late, or the provider asks to wait.")

    after = fields.Integer("Spares the first", help="So many requests that it could strike go well before it begins.")
    every = fields.Integer("Every so many", default=1, help="Of those after them it strikes each so many-th.")
    from_at = fields.Datetime("From", help="Empty: from now on.")
    until_at = fields.Datetime("Until")
    seen = fields.Integer("Requests counted", readonly=True)

    _every_positive = models.Constraint("CHECK(every > 0)", "It strikes every first, second, third … request.")
    _remaining_positive = models.Constraint("CHECK(endless OR remaining > 0)", "A fault strikes at least once.")

    @api.model
    def _add_fault(self, channel, kind, times=1, seconds=0, number="", after=0, every=1, from_at=None, until_at=None):
        """Tell the stand-in to have a fault.

        :param times: how often; 0 until it is taken away
        :param after: how many requests go well first
        :param every: of those after them, each so many-th is struck
        :param from_at: naive UTC datetime before which all goes well
        :param until_at: naive UTC datetime from which on all goes well
        :return: the fault
        :raises ValueError: a channel of this kind has no such fault
        """
        if channel.driver not in PLACES.get(kind, ("", ()))[1]:
            raise ValueError(kind)
        return self.create(
            {
                "channel_id": channel.id,
                "kind": kind,
                "number": number or False,
                "endless": not times,
                "remaining": max(1, min(times, MAX_TIMES)),
                "seconds": max(0, min(seconds, MAX_SECONDS)),
                "after": max(0, min(after, MAX_REQUESTS)),
                "every": max(1, min(every, MAX_REQUESTS)),
                "from_at": from_at,
                "until_at": until_at,
            }
        )

    @api.model
    def _take_strike(self, channel, place, number=""):
        """Take the oldest fault that strikes here and now, and count it off.

        :param place: `fault_kinds.SEND`, `WEBHOOK` or `MEDIA`
        :param number: the citizen whom it is about
        :return: `Fault`, or None where all goes well
        """
        now = fields.Datetime.now()
        found = self.search(
            [
                ("channel_id", "=", channel.id),
                ("kind", "in", _list_kinds_at(place)),
                ("number", "in", (False, number)),
                "|",
                ("from_at", "=", False),
                ("from_at", "<=", now),
                "|",
                ("until_at", "=", False),
                ("until_at", ">", now),
            ]
        )
        for fault in found:
            struck = Fault(fault.kind, fault.seconds)
            if fault._is_always() or fault._count_request():
                return struck
        return None

    def _is_always(self):
        return self.endless and self.every == 1 and not self.after

    def _count_request(self):
        """Count one request that this fault could strike, and the strike; after its last one it is gone.

        On a cursor of its own at READ COMMITTED: many requests at once are counted one after another, none is refused.

        :return: whether it strikes this one
        """
        self.env.flush_all()
        with self.env.registry.cursor() as cr:
            if isinstance(cr, sql_db.Cursor):  # a test's cursor is part of the test's transaction
                cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            cr.execute(
                SQL(
                    """UPDATE lalisa_simulator_fault SET seen = COALESCE(seen, 0) + 1 WHERE id = %s
                RETURNING seen > "after" AND (seen - "after") %% every = 0, endless, remaining""",
                    self.id,
                )
            )
            strikes, endless, remaining = cr.fetchone() or (False, False, 0)
            if strikes and not endless:
                cr.execute(
                    SQL("DELETE FROM lalisa_simulator_fault WHERE id = %s", self.id)
                    if remaining == 1
                    else SQL("UPDATE lalisa_simulator_fault SET remaining = remaining - 1 WHERE id = %s", self.id)
                )
        self.env.invalidate_all(flush=False)
        return strikes

    @api.model
    def _list_offered(self, driver):
        """Return [(kind, label)] for a channel of this kind."""
        labels = dict(self._fields["kind"]._description_selection(self.env))
        return [(kind, labels[kind]) for kind, (_place, drivers) in PLACES.items() if driver in drivers]


def _list_kinds_at(place):
    return [kind for kind, (where, _drivers) in PLACES.items() if where == place]
