from odoo import api, models
from odoo.exceptions import UserError

from ..tools import media_content
from ..tools.driver_types import OutboundFile

MAX_BYTES = 16 * 1024 * 1024
# What every chat program shows or opens; nothing that runs.
SENDABLE = {"image/jpeg": "image", "image/png": "image", "application/pdf": "document"}


class LalisaMessageFile(models.AbstractModel):
    """Files of ours on their way out: they belong to the message as the citizens' files do."""

    _name = "lalisa.message.file"
    _description = "File that goes with a message"

    @api.model
    def _get_kind_of_file(self, file):
        """Return the message's kind for a file, by its content and never by its name.

        :param file: `OutboundFile`
        :raises UserError: empty, too large, or neither a photo nor a PDF
        """
        kind = SENDABLE.get(media_content.detect_kind(file.content))
        if not kind:
            raise UserError(self.env._("Only photos (JPEG, PNG) and PDF files can be sent."))
        if len(file.content) > MAX_BYTES:
            raise UserError(self.env._("The file is too large to be sent: at most 16 MB."))
        return kind

    def _attach_file(self, file):
        mimetype = media_content.detect_kind(file.content)
        self.env["ir.attachment"].create(
            {
                "name": media_content.safe_name(file.name, self.kind, mimetype),
                "raw": file.content,
                "mimetype": mimetype,
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _get_file(self):
        """Return the file that goes with an outbound message, or None.

        :return: `OutboundFile`
        """
        if self.kind not in SENDABLE.values() or self.direction != "outbound":
            return None
        attachment = self.attachment_ids[:1]
        return OutboundFile(attachment.name, attachment.mimetype, attachment.raw) if attachment else None
