import base64
import binascii
from datetime import UTC

from odoo import fields, models
from odoo.exceptions import UserError

from ..models.conversation import WITA
from ..tools import exported_chat


class LalisaChatImport(models.TransientModel):
    """A chat that WhatsApp has exported, with its files, into the citizen's conversation; twice is as good as once."""

    _name = "lalisa.chat.import"
    _inherit = "lalisa.manual.entry"
    _description = "Import of an exported chat"

    phone = fields.Char(required=False)
    file = fields.Binary("Exported chat (zip or txt)", required=True, attachment=False)
    filename = fields.Char()
    complaint_id = fields.Many2one(
        "lalisa.complaint",
        "Belongs to complaint",
        domain=[("conversation_id", "!=", False)],
        help="Empty: what is new stands in the inbox for the operator to decide.",
    )
    attachment_ids = fields.Many2many(
        "ir.attachment", "lalisa_chat_import_attachment_rel", "import_id", "attachment_id"
    )

    def action_save(self):
        """Import what is not here yet. Nothing is answered: it is history.

        :return: the action that shows the conversation
        :raises AccessError: the user is no operator
        :raises UserError: in a sentence, why the file cannot be taken
        """
        self.ensure_one()
        self._check_operator()
        chat = self._read_chat()
        citizen = self._find_citizen(chat.lines, chat.title)
        self.phone = self.phone or citizen
        self.name = self.name or (citizen if any(map(str.isalpha, citizen)) else False)
        conversation = self._find_conversation()
        added = conversation._keep_lines(chat.lines, chat.files, citizen)
        self._link_to_complaint(conversation, added)
        return self._action_talk(conversation)

    def _read_chat(self):
        now = fields.Datetime.now().replace(tzinfo=UTC).astimezone(WITA).replace(tzinfo=None)
        try:
            return exported_chat.read_export(base64.b64decode(self.file), self.filename or "", now, self._get_known())
        except exported_chat.Unreadable as error:
            raise UserError(self._format_refusal(str(error))) from None
        except (binascii.Error, ValueError):
            raise UserError(self._format_refusal("zip")) from None

    def _format_refusal(self, word):
        return {
            "large": self.env._("The file is too large: export the chat without media, or in parts."),
            "zip": self.env._("The zip file is damaged or locked: export the chat again."),
            "text": self.env._("This is no chat exported by WhatsApp: no line with a time was found."),
            "dates": self.env._("The dates of this chat fit no order of day and month."),
        }[word]

    def _link_to_complaint(self, conversation, added):
        complaint_sudo = self.complaint_id.sudo()  # chosen by whoever may read it
        if complaint_sudo and complaint_sudo.conversation_id == conversation:
            added.complaint_id = complaint_sudo
        elif any(message.direction == "inbound" for message in added):
            conversation.inbox_at = fields.Datetime.now()
