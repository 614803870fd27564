import zlib

from odoo import api, models

LANES = 2


def lane_of(conversation_key):
    """The lane that handles a conversation: always the same one, so that its order is kept."""
    return zlib.crc32(conversation_key.encode()) % LANES


class LalisaWake(models.AbstractModel):
    """Waking the drains by Odoo's own scheduled jobs: no second truth beside the states of the rows."""

    _name = "lalisa.wake"
    _description = "Waking of the drains"

    @api.model
    def _inbox(self, lanes):
        """Wakes the inbox drains of the given lanes after commit."""
        for lane in set(lanes):
            self.env.ref(f"lalisa_messaging.cron_drain_inbox_{lane}").sudo()._trigger()

    @api.model
    def _outbox(self, at=None):
        """Wakes the outbox drain after commit, now or at the given moment."""
        self.env.ref("lalisa_messaging.cron_drain_outbox").sudo()._trigger(at=at)
