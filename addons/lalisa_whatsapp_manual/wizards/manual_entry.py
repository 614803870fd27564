from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.conversation import WITA
from ..tools import exported_chat, phone

MAX_FILES = 20


class LalisaManualEntry(models.TransientModel):
    """What a citizen wrote on the office's own phone, typed or pasted within two minutes."""

    _name = "lalisa.manual.entry"
    _inherit = "lalisa.wizard"
    _description = "Message taken over by hand"

    phone = fields.Char("Telephone number", required=True)
    name = fields.Char("Name in WhatsApp", help="As the person calls themselves; not confirmed.")
    body = fields.Text(
        "Messages",
        help="Pasted from WhatsApp Web, with times and names or without; a map link is a place.",
    )
    occurred_at = fields.Datetime("Written at", default=fields.Datetime.now)
    attachment_ids = fields.Many2many("ir.attachment", string="Photos, voice notes, files")

    def action_save(self):
        """Store it as if it had come in by itself, and lets the dialogue answer.

        :return: the action that shows the complaint, or the conversation where none stands yet
        :raises AccessError: the user is no operator
        :raises UserError: the number is none, or there is nothing to take over
        """
        self.ensure_one()
        self._check_operator()
        conversation = self._find_conversation()
        added = self._keep_pasted(conversation)
        if not added:
            raise UserError(self.env._("Everything of this is here already."))
        conversation._hear_carried(added)
        # A person's number leads to a case about a member too, which whoever typed it may not even know of.
        complaint = added.complaint_id.with_env(self.env)._filtered_access("read").sorted("id")[-1:]
        return complaint._action_show() if complaint else self._action_talk(conversation)

    def _action_talk(self, conversation):
        """Return the action that shows the conversation, or nothing more of it to whoever may not read it."""
        if not conversation.with_env(self.env).has_access("read"):
            return {"type": "ir.actions.act_window_close"}
        return {
            "type": "ir.actions.act_window",
            "res_model": "lalisa.conversation",
            "views": [(False, "form")],
            "res_id": conversation.id,
        }

    @api.model
    def _check_operator(self):
        if not self.env.user.has_group("lalisa_complaint.group_operator"):
            raise AccessError(self.env._("Messages are taken over by the operator."))

    def _find_conversation(self):
        """Return the citizen's conversation (as the root user: incoming messages are the service's own)."""
        try:
            number = phone.read_digits(self.phone)
        except ValueError:
            raise UserError(
                self.env._("%s is no telephone number. Write it like 0812 3456 7890.", self.phone)
            ) from None
        # The operator's hand takes the place of a webhook, and acts with a webhook's right.
        root_env = self.env(user=self.env.ref("base.user_root"), su=True)
        contacts_sudo = root_env["lalisa.contact"]
        channel_sudo = root_env["lalisa.channel"]._find_or_create_manual()
        contact_sudo = contacts_sudo._find_or_create(channel_sudo, contacts_sudo._build_parsed(number, self.name))
        return root_env["lalisa.conversation"]._find_or_create(contact_sudo)

    def _keep_pasted(self, conversation):
        now = fields.Datetime.now().replace(tzinfo=UTC).astimezone(WITA).replace(tzinfo=None)
        written = self.occurred_at or fields.Datetime.now()
        moment = min(written.replace(tzinfo=UTC).astimezone(WITA).replace(tzinfo=None), now)
        files = {f"{one.id}/{one.name}": one.raw for one in self._get_files()}
        lines = self._read_lines(moment, now)
        citizen = self._find_citizen(lines)
        lines += [exported_chat.Line(moment, citizen, "", media=name) for name in files]
        if not lines:
            raise UserError(self.env._("Paste the messages or add a photo."))
        return conversation._keep_lines(lines, files, citizen)

    def _get_files(self):
        """Return the files that the user has dropped here, and no others."""
        files_sudo = self.attachment_ids.sudo()  # readable by their uploader only
        if len(files_sudo) > MAX_FILES or any(one.create_uid != self.env.user for one in files_sudo):
            raise UserError(self.env._("At most %s files of your own.", MAX_FILES))
        return files_sudo

    def _read_lines(self, moment, now):
        text = (self.body or "").strip()
        if not text:
            return []
        if not exported_chat.is_stamped(text):
            return [exported_chat.Line(moment, "", text)]
        try:
            return exported_chat.parse_chat(text, now, self._get_known())
        except exported_chat.Unreadable:
            return [exported_chat.Line(moment, "", text)]

    def _get_known(self):
        """Return what the user has entered of the citizen, as the chat may name them."""
        return [one for one in (self.name, self.phone) if one]

    def _find_citizen(self, lines, *known):
        """Return the sender who is the citizen: by the name or number given, by what else is known, or as the only one.

        :raises UserError: several wrote and nobody knows which of them
        """
        senders = sorted({line.sender for line in lines}) or [""]
        for one in (self.name, *known):
            if one and one in senders:
                return one
        for sender in senders:
            if self.phone and phone.is_same(sender, self.phone):
                return sender
        if len(senders) == 1:
            return senders[0]
        raise UserError(
            self.env._("Who is the citizen? Enter the name as it stands in the chat: %s.", ", ".join(senders))
        )
