import base64
from datetime import timedelta

from odoo import api, fields, models

# What was told to staff is on the case itself; its copy in a chat is not kept longer than it may be looked up.
KEPT = timedelta(days=90)


class LalisaMessage(models.Model):
    _inherit = "lalisa.message"

    for_staff = fields.Boolean(
        "Between the office and its staff", readonly=True, help="Read by nobody else, whatever their role."
    )
    dispatch_id = fields.Many2one("lalisa.dispatch", readonly=True, help="The order that the photo is evidence of.")
    dispatch_moment = fields.Char(readonly=True)

    _for_staff = models.Index("(occurred_at) WHERE for_staff AND body IS NOT NULL")

    @api.autovacuum
    def _gc_staff_words(self):
        """Forget words and files of old messages between the office and its staff; evidence is on the orders."""
        old = self.search(
            [
                ("for_staff", "=", True),
                ("body", "!=", False),
                ("occurred_at", "<", fields.Datetime.now() - KEPT),
            ],
            limit=1000,
        )
        old.write({"body": False, "buttons": False, "media_original": False})
        old.attachment_ids.unlink()
        return len(old), len(old) == 1000

    def _get_photo(self):
        """Return the file of a fetched photo: as it came, with what it says of itself; empty where it is no photo.

        :return: (name, bytes)
        """
        kept = self.attachment_ids[:1]
        if self.kind == "image":
            return kept.name or "foto.jpg", base64.b64decode(self.media_original or b"")
        if self.kind == "document" and (kept.mimetype or "").startswith("image/"):
            return kept.name, kept.raw
        return "", b""
