from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from odoo import http
from odoo.http import request

from .player import Player

WITA = ZoneInfo("Asia/Makassar")


class FaultChoice(Player):
    """What the stand-ins are told to get wrong, chosen at the phone page."""

    @http.route("/lalisa/simulator/faults", type="jsonrpc", auth="user", readonly=True)
    def faults(self, driver="whatsapp"):
        """:return: [[kind, label]] that can be chosen for this channel"""
        self._channel(driver)
        return request.env["lalisa.simulator.fault"].sudo()._offered(driver)  # names only

    @http.route("/lalisa/simulator/faults/add", type="jsonrpc", auth="user")
    def add(self, kind, driver="whatsapp", times=1, seconds=0, number="", after=0, every=1, from_at="", until_at=""):
        """From now on, or by a schedule, this goes wrong.

        :param times: how often; 0 until it is taken away
        :param number: only for this citizen; empty for everybody
        :param after: how many requests go well first
        :param every: of those after them, each so many-th
        :param from_at: moment in WITA as a browser's field gives it ("2026-11-25T21:30"); empty: at once
        :param until_at: the same; empty: for good
        """
        channel_sudo = self._channel(driver)
        try:
            channel_sudo.env["lalisa.simulator.fault"]._set(
                channel_sudo,
                kind,
                int(times),
                int(seconds),
                str(number or "")[:15],
                int(after),
                int(every),
                _moment(from_at),
                _moment(until_at),
            )
        except (ValueError, TypeError):
            return {"error": request.env._("This fault cannot be chosen here.")}
        return True

    @http.route("/lalisa/simulator/faults/clear", type="jsonrpc", auth="user")
    def clear(self, driver="whatsapp", fault_id=None):
        """Takes one fault away, or all of this channel."""
        channel_sudo = self._channel(driver)
        faults = channel_sudo.env["lalisa.simulator.fault"].search([("channel_id", "=", channel_sudo.id)])
        faults.filtered(lambda one: fault_id in (None, one.id)).unlink()
        return True


def _moment(text):
    """:return: naive UTC datetime; None for an empty text"""
    if not text:
        return None
    return datetime.fromisoformat(text).replace(tzinfo=WITA).astimezone(UTC).replace(tzinfo=None)
