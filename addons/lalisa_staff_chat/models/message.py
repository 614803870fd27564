from datetime import timedelta

from odoo import api, fields, models

# What was told to staff is on the case itself; its copy in a chat is not kept longer than it may be looked up.
KEPT = timedelta(days=90)


class LalisaMessage(models.Model):
    _inherit = "lalisa.message"

    for_staff = fields.Boolean(
        "Between the office and its staff", readonly=True, help="Read by nobody else, whatever their role."
    )

    _for_staff = models.Index("(occurred_at) WHERE for_staff AND body IS NOT NULL")

    @api.autovacuum
    def _gc_staff_words(self):
        """Forgets words and files of old messages between the office and its staff; evidence is on the orders."""
        old = self.search([
            ("for_staff", "=", True), ("body", "!=", False), ("occurred_at", "<", fields.Datetime.now() - KEPT),
        ], limit=1000)
        old.write({"body": False, "buttons": False, "media_original": False})
        old.attachment_ids.unlink()
        return len(old), len(old) == 1000
