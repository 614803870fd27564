"""Requests wait in order at Odoo instead of being turned away by the kernel."""

from odoo.service import server

# As many as the proxy of `config/` lets through at once, and those of the loopback beside it.
WAITING = 128


def lengthen_backlog() -> None:
    """Make the queue of a prefork Odoo's socket longer; does nothing in any other process.

    Called with each registry (`lalisa.channel._register_hook`): when a server-wide addon itself is loaded, Odoo has no
    socket yet.

    Odoo lets eight requests a worker wait. What comes while those places are taken is dropped by the kernel, and the
    sender tries again after 1, 3, 7 seconds: a provider's burst of thirty would be answered seconds late at random.
    """
    running = server.server
    # A command of Odoo's (`odoo shell`) has made the server and closed its socket again.
    if isinstance(running, server.PreforkServer) and running.socket and running.socket.fileno() >= 0:
        running.socket.listen(WAITING)
