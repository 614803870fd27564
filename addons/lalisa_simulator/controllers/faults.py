from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from odoo import http
from odoo.http import request

from .player import Player

WITA = ZoneInfo("Asia/Makassar")


class FaultChoice(Player):
    """What the stand-ins are told to get wrong, chosen at the phone page."""

    @http.route("/lalisa/simulator/faults", type="jsonrpc", auth="user", readonly=True)
    def list_faults(self, driver="whatsapp"):
        """Return [[kind, label]] that can be chosen for this channel."""
        self._find_channel(driver)
        return request.env["lalisa.simulator.fault"].sudo()._list_offered(driver)  # names only

    @http.route("/lalisa/simulator/faults/add", type="jsonrpc", auth="user")
    def add_fault(
        self, kind, driver="whatsapp", times=1, seconds=0, number="", after=0, every=1, from_at="", until_at=""
    ):
        """Let this go wrong from now on, or by a schedule.

        :param times: how often; 0 until it is taken away
        :param number: only for this citizen; empty for everybody
        :param after: how many requests go well first
        :param every: of those after them, each so many-th
        :param from_at: moment in WITA as a browser's field gives it ("2026-11-25T21:30"); empty: at once
        :param until_at: the same; empty: for good
        """
        channel_sudo = self._find_channel(driver)
        try:
            channel_sudo.env["lalisa.simulator.fault"]._add_fault(
                channel_sudo,
                kind,
                int(times),
                int(seconds),
                str(number or "")[:15],
                int(after),
                int(every),
                _parse_moment(from_at),
                _parse_moment(until_at),
            )
        except (ValueError, TypeError):
            return {"error": request.env._("This fault cannot be chosen here.")}
        return True

    @http.route("/lalisa/simulator/faults/clear", type="jsonrpc", auth="user")
    def clear_faults(self, driver="whatsapp", fault_id=None):
        """Take one fault away, or all of this channel."""
        channel_sudo = self._find_channel(driver)
        faults = channel_sudo.env["lalisa.simulator.fault"].search([("channel_id", "=", channel_sudo.id)])
        faults.filtered(lambda one: fault_id in (None, one.id)).unlink()
        return True


def _parse_moment(text):
    """Return the naive UTC datetime of a text; None for an empty one."""
    if not text:
        return None
    return datetime.fromisoformat(text).replace(tzinfo=WITA).astimezone(UTC).replace(tzinfo=None)
