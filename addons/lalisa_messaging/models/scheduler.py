from odoo import api, models

TOLD = "lalisa_messaging.scheduler_told"


class IrCron(models.Model):
    """One message to the scheduler for all that a transaction wakes: each costs a connection of its own."""

    _inherit = "ir.cron"

    @api.model
    def _notifydb(self):
        told = self.env.cr.postcommit.data  # emptied when all that follows the commit is done
        if not told.get(TOLD):
            told[TOLD] = True
            super()._notifydb()
