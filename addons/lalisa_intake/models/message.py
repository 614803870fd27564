from odoo import api, fields, models

from odoo.addons.lalisa_base.tools.office_clock import WITA
from odoo.addons.lalisa_messaging.tools.quiet_hours import quiet_end

from ..tools import chat_command

# What shows that something happened even without a word of the citizen.
WITHOUT_WORDS = {
    "audio": "Pesan suara, belum ditranskripsi",
    "image": "Foto tanpa keterangan",
    "video": "Video tanpa keterangan",
    "document": "Berkas tanpa keterangan",
    "location": "Titik lokasi tanpa keterangan",
}
SPOKEN = ("text", "button", "image", "video", "document", "other")


class LalisaMessage(models.Model):
    """A message as a part of a case."""

    _name = "lalisa.message"
    _inherit = ["lalisa.message.outcome", "lalisa.message"]

    complaint_id = fields.Many2one(
        "lalisa.complaint", readonly=True, index="btree_not_null", help="The case it belongs to."
    )
    seen_at = fields.Datetime("Seen by the office", readonly=True)

    _unseen = models.Index("(complaint_id) WHERE direction = 'inbound' AND seen_at IS NULL")

    def _is_own_word(self):
        """Tell whether the person wrote this on a channel of their own; what staff typed or pasted in is not.

        A command, a consent and a confirmation count only then.
        """
        return self.direction == "inbound"

    def _has_words(self):
        """Tell whether it says something: in writing, beyond hello, thanks and a cry for help, or by voice."""
        silent = chat_command.is_greeting(self.body) or chat_command.is_cry(self.body)
        return self.kind == "audio" or (self.kind in SPOKEN and not silent)

    @api.model
    def _get_quiet_end(self):
        """Return the end of the office's quiet hours, by its clock."""
        office_sudo = self.env["res.company"]._lalisa_office()  # its quiet hours are no secret
        return quiet_end(fields.Datetime.now(), office_sudo.lalisa_night_from, office_sudo.lalisa_night_until, WITA)
