import socket
import time

from odoo.http import request

from ..tools import fault_kinds

LONGEST_SILENCE = 60  # seconds; every caller has given up by then


def take_fault(channel_sudo, place, number=""):
    """Take the fault that the stand-in is told to have now; one without an answer takes place after commit.

    :return: `fault_kinds.Fault`, or None
    """
    fault = request.env["lalisa.simulator.fault"].sudo()._take_strike(channel_sudo, place, number)  # as its channel
    if fault and fault.kind in ("timeout_before", "timeout_after"):
        # The connection itself, as Odoo's own bus takes it; what was accepted is committed before the silence.
        connection = request.httprequest._HTTPRequest__environ["socket"]
        request.env.cr.postcommit.add(lambda: _hang_up(connection, fault.seconds))
    return fault


def answer_unavailable():
    """Return the page of whatever stands before a provider that is down."""
    return request.make_response("<html><h1>502 Bad Gateway</h1></html>", status=fault_kinds.UNAVAILABLE)


def _hang_up(connection, seconds):
    time.sleep(min(seconds, LONGEST_SILENCE))
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the caller has given up already
