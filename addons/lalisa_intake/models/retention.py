from datetime import timedelta

from odoo import api, fields, models

BATCH = 100
# Whoever has written so lately, about no case yet, is still being talked with.
TALKING = timedelta(days=30)


class LalisaComplaint(models.Model):
    _inherit = "lalisa.complaint"

    def _retain(self):
        """The conversation's words and files go with the case; after the last case the person goes too."""
        super()._retain()
        # Retention is the office's rule, carried out by its own job.
        self.env["lalisa.message"].sudo().search([("complaint_id", "=", self.id)])._retain()
        conversation_sudo = self.conversation_id.sudo()
        # What the provider sent word for word is the same words once more.
        self.env["lalisa.webhook.event"].sudo()._forget(conversation_sudo.contact_id, self.closed_at)
        if all(one.retained_at for one in conversation_sudo.complaint_ids):
            conversation_sudo.contact_id.write({"name": False, "phone": False})
            conversation_sudo.filtered(lambda one: one._is_over())._retain()


class LalisaConversation(models.Model):
    _inherit = "lalisa.conversation"

    def _is_over(self):
        """Whether every case of this conversation has been through retention and nobody waits for an answer."""
        lately = fields.Datetime.now() - TALKING
        waiting = self.message_ids.filtered(
            lambda one: one.direction == "inbound" and not one.complaint_id and one.occurred_at > lately
        )
        cases = self.complaint_ids
        return bool(cases) and all(cases.mapped("retained_at")) and not (self.inbox_at or waiting)


class LalisaRetention(models.Model):
    _inherit = "lalisa.retention"

    @api.model
    def _cron_retain(self):
        """After the cases: whoever has gone silent since, and what earlier releases left behind."""
        super()._cron_retain()
        each, gone = self.env["ir.cron"]._lalisa_each, ("complaint_id.retained_at", "!=", False)
        messages = self.env["lalisa.message"]
        while left := messages.search([gone, ("provider_message_id", "!=", False)], limit=BATCH):
            each(left.complaint_id, lambda case: messages.search([("complaint_id", "=", case.id)])._retain())
            if left == messages.search([gone, ("provider_message_id", "!=", False)], limit=BATCH):
                break  # what cannot be written now is tried again at the next run
        talks = self.env["lalisa.conversation"].search([
            ("complaint_ids.retained_at", "!=", False), ("contact_id.external_id", "not like", "forgotten/"),
        ])
        each(talks.filtered(lambda one: one._is_over()), lambda one: one._retain())
