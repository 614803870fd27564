from odoo import api, models

from ..tools import cron_trigger

INBOX_DRAINS = 2
OUTBOX = "lalisa_messaging.outbox_woken"


class LalisaTrigger(models.AbstractModel):
    """Starts the drains by Odoo's own scheduled jobs: no second truth beside the states of the rows."""

    _name = "lalisa.trigger"
    _description = "Triggers of the drains"

    def _register_hook(self):
        """Odoo looks for waiting jobs only a minute after its start; what a crash left is handled at once."""
        super()._register_hook()
        cron_trigger.notify_after_start(self.env.cr.dbname)

    @api.model
    def _trigger_after_webhook(self, drains):
        """Start the drains of what a webhook stored, for many bodies with one job trigger.

        Only for a transaction at READ COMMITTED: at Odoo's isolation a trigger that a drain has just deleted would be
        a serialization failure.
        """
        known = self.env["ir.model.data"]
        added = [
            cron_trigger.ensure_trigger(
                self.env.cr, known._xmlid_to_res_id(f"lalisa_messaging.cron_drain_inbox_{drain}", True)
            )
            for drain in sorted(set(drains))
        ]
        if any(added):
            self.env.cr.postcommit.add(self.env["ir.cron"]._notifydb)

    @api.model
    def _trigger_inbox(self, drains):
        """Start the given inbox drains after commit."""
        for drain in set(drains):
            # Whoever has work for a drain may not touch scheduled jobs; this wakes one, and only this.
            self.env.ref(f"lalisa_messaging.cron_drain_inbox_{drain}").sudo()._trigger()

    @api.model
    def _trigger_outbox(self, at=None):
        """Start the outbox drain after commit, now or at the given moment; now: once a transaction."""
        # Whoever queues a message may not touch scheduled jobs; this wakes one, and only this.
        cron_sudo = self.env.ref("lalisa_messaging.cron_drain_outbox").sudo()
        if at:
            cron_sudo._trigger(at=at)
            return
        before_commit = self.env.cr.precommit  # forgets what it was given where the transaction is undone
        if not before_commit.data.get(OUTBOX):
            before_commit.data[OUTBOX] = True
            before_commit.add(cron_sudo._trigger)

    @api.model
    def _trigger_second_outbox(self):
        """Start the second outbox drain after commit: there is more than one sender does at once."""
        # The first outbox drain asks for help; this wakes one job, and only this.
        self.env.ref("lalisa_messaging.cron_drain_outbox_1").sudo()._trigger()

    @api.model
    def _trigger_media(self, at=None):
        """Start the fetching of files after commit, now or at the given moment."""
        # The inbox drain and operators have work for it and no right on scheduled jobs.
        self.env.ref("lalisa_messaging.cron_fetch_media").sudo()._trigger(at=at)
