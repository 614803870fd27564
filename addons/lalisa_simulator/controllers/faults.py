from odoo import http
from odoo.http import request

from .player import Player


class FaultChoice(Player):
    """What the stand-ins are told to get wrong, chosen at the phone page."""

    @http.route("/lalisa/simulator/faults", type="jsonrpc", auth="user", readonly=True)
    def faults(self, driver="whatsapp"):
        """:return: [[kind, label]] that can be chosen for this channel"""
        self._channel(driver)
        return request.env["lalisa.simulator.fault"].sudo()._offered(driver)  # names only

    @http.route("/lalisa/simulator/faults/add", type="jsonrpc", auth="user")
    def add(self, kind, driver="whatsapp", times=1, seconds=0, number=""):
        """From now on this goes wrong.

        :param times: how often; 0 until it is taken away
        :param number: only for this citizen; empty for everybody
        """
        channel_sudo = self._channel(driver)
        try:
            channel_sudo.env["lalisa.simulator.fault"]._set(
                channel_sudo, kind, int(times), int(seconds), str(number or "")[:15]
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
