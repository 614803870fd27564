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

    _inherit = "lalisa.message"

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
        """Whether it tells something: in writing, beyond hello, thanks and a cry for help, or by voice."""
        silent = chat_command.is_greeting(self.body) or chat_command.is_cry(self.body)
        return self.kind == "audio" or (self.kind in SPOKEN and not silent)

    def _on_state_change(self, previous):
        """The receipt of a closing message closes its complaint; that a message will never arrive is a task."""
        super()._on_state_change(previous)
        # The outbox knows no complaint; the receipt speaks for the citizen who got the message.
        complaint_sudo = self.env["lalisa.complaint"].sudo().search([("closing_message_id", "=", self.id)], limit=1)
        if complaint_sudo and self.state in ("delivered", "read"):
            self._prove_closing(complaint_sudo)
        elif complaint_sudo and self.state in ("failed", "cancelled"):
            complaint_sudo._closing_failed(self)
        elif self.state == "failed" and self.complaint_id:
            self.complaint_id.sudo()._untold(self)
        self.conversation_id._tell_staff(self.complaint_id)

    def _prove_closing(self, complaint):
        """The closing message of a complaint has arrived."""
        complaint._close_with_proof(self.state)

    def action_retry(self):
        """Whoever works a complaint may have its messages sent again, without a right on messages.

        :raises AccessError: the user may not see one of them
        """
        if self and all(message._is_worked() for message in self):
            # Working the case is the right, as for writing the answer itself.
            return super(LalisaMessage, self.sudo()).action_retry()
        return super().action_retry()

    def _is_worked(self):
        """Whether the acting user works the complaint of this message."""
        complaint = self.sudo().complaint_id.with_env(self.env)
        return bool(complaint) and complaint._acting_staff() and complaint.has_access("read")

    def _may_be_seen(self):
        """Whether the acting user may see this message and its files: by its complaint, or as a reader of messages."""
        self.ensure_one()
        return self._is_worked() or self.has_access("read")

    @api.model
    def _morning(self):
        """The end of the office's quiet hours, by its clock."""
        office_sudo = self.env["res.company"]._lalisa_office()  # its quiet hours are no secret
        return quiet_end(fields.Datetime.now(), office_sudo.lalisa_night_from, office_sudo.lalisa_night_until, WITA)
