from odoo import http
from odoo.http import request

from ..tools import switch

DRIVERS = ("whatsapp", "telegram")


class Player(http.Controller):
    """What every page for playing a citizen shares: it is switched on, and only simulated channels are touched."""

    @staticmethod
    def _check_player():
        if not switch.is_on() or not request.env.user._is_internal():
            raise request.not_found()

    def _find_channel(self, driver):
        """Return the simulated channel of a driver, as superuser."""
        self._check_player()
        # Playing a citizen needs no right on channels; only simulated ones are ever touched.
        channel_sudo = (
            request.env["lalisa.channel"].sudo().search([("simulated", "=", True), ("driver", "=", driver)], limit=1)
        )
        if driver not in DRIVERS or not channel_sudo:
            raise request.not_found()
        return channel_sudo

    def _find_phone(self, name, number, driver):
        """Return a citizen's phone, made when it is new.

        :param number: digits, short enough for either provider
        """
        channel_sudo = self._find_channel(driver)
        if not (isinstance(number, str) and number.isdecimal() and number.isascii() and 5 <= len(number) <= 15):
            raise request.not_found()
        return channel_sudo.env["lalisa.simulated.phone"]._find_or_create_phone(
            channel_sudo, number, str(name or "")[:100]
        )
