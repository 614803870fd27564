from odoo import api, fields, models

from ..tools.fault_kinds import PLACES, Fault

MAX_TIMES, MAX_SECONDS = 1000, 3600


class LalisaSimulatorFault(models.Model):
    """A fault that the stand-in is told to have: once, a number of times, or until it is taken away."""

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
    seconds = fields.Integer(
        help="How long the silence lasts, the webhook is late, or the provider asks to wait."
    )

    _remaining_positive = models.Constraint(
        "CHECK(endless OR remaining > 0)", "A fault strikes at least once."
    )

    @api.model
    def _set(self, channel, kind, times=1, seconds=0, number=""):
        """Tells the stand-in to have a fault.

        :param times: how often; 0 until it is taken away
        :return: the fault
        :raises ValueError: a channel of this kind has no such fault
        """
        if channel.driver not in PLACES.get(kind, ("", ()))[1]:
            raise ValueError(kind)
        return self.create({
            "channel_id": channel.id, "kind": kind, "number": number or False, "endless": not times,
            "remaining": max(1, min(times, MAX_TIMES)), "seconds": max(0, min(seconds, MAX_SECONDS)),
        })

    @api.model
    def _strike(self, channel, place, number=""):
        """The oldest fault that strikes here and now, counted off.

        :param place: `fault_kinds.SEND`, `WEBHOOK` or `MEDIA`
        :param number: the citizen whom it is about
        :return: `Fault`, or None where all goes well
        """
        found = self.search([
            ("channel_id", "=", channel.id), ("kind", "in", _kinds_at(place)), ("number", "in", (False, number)),
        ], limit=1)
        if not found:
            return None
        fault = Fault(found.kind, found.seconds)
        if not found.endless and found.remaining == 1:
            found.unlink()
        elif not found.endless:
            found.remaining -= 1
        return fault

    @api.model
    def _offered(self, driver):
        """:return: [(kind, label)] for a channel of this kind"""
        labels = dict(self._fields["kind"]._description_selection(self.env))
        return [(kind, labels[kind]) for kind, (_place, drivers) in PLACES.items() if driver in drivers]


def _kinds_at(place):
    return [kind for kind, (where, _drivers) in PLACES.items() if where == place]
