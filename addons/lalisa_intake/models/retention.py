from odoo import api, models

BATCH = 100


class LalisaRetention(models.Model):
    _inherit = "lalisa.retention"

    @api.model
    def _cron_retain(self):
        """After the cases: whoever has gone silent since, and what earlier releases left behind."""
        super()._cron_retain()
        each, gone = self.env["ir.cron"]._lalisa_each, ("complaint_id.retained_at", "!=", False)
        messages = self.env["lalisa.message"]
        while left := messages.search([gone, ("provider_message_id", "!=", False)], limit=BATCH):
            each(left.complaint_id, lambda case: messages.search([("complaint_id", "=", case.id)])._forget_content())
            if left == messages.search([gone, ("provider_message_id", "!=", False)], limit=BATCH):
                break  # what cannot be written now is tried again at the next run
        talks = self.env["lalisa.conversation"].search(
            [
                ("complaint_ids.retained_at", "!=", False),
                ("contact_id.external_id", "not like", "forgotten/"),
            ]
        )
        each(talks.filtered(lambda one: one._is_over()), lambda one: one._forget_content())
