from datetime import timedelta

from odoo import fields, models

from odoo.addons.lalisa_complaint.models.sop.stage_role import StageRole
from odoo.addons.lalisa_complaint.report.wording import format_clock, in_indonesian
from odoo.addons.lalisa_messaging.tools.driver_types import OutboundFile

from ..tools import chat_command, words

MAX_LISTED = 5
# Of which complaint a command speaks that is about one of a kind; of all others, about the open ones.
MEANT = {
    "agree": lambda one: one.stage_role == StageRole.REFERRED,
    "paper": lambda one: one._has_public_result(),
}
# What may be worked out for a citizen whose words somebody else has typed in: it changes no case.
ONLY_TOLD = frozenset({"status", "help"})
PAPER = "Surat hasil penanganan aduan {}."
# A paper that was asked for twice is still in the conversation.
PAPER_AGAIN = timedelta(hours=1)
REFRESH, SEEN = "Perbarui", "Keadaan pukul {} WITA."


class LalisaConversationCommand(models.AbstractModel):
    """What a citizen may ask for with one word, with or without the number of a complaint."""

    _name = "lalisa.conversation.command"
    _description = "Commands of a conversation"

    def _hear_command(self, message):
        """Do what a message asks for with one word, or tell the staff of it where they typed it in themselves."""
        command = self._find_command(message)
        if command and message._is_own_word():
            self._obey_command(command, message)
        elif command:
            self._tell_wish(command, message)
        return bool(command)

    def _find_command(self, message):
        """Return the `chat_command.Command` that a message is, or None.

        It is a button's, one word's, that of a number and nothing else (which answers "which one?", or else asks how
        that complaint stands), or a bare "yes" to our offer to pass a complaint on.
        """
        command = None
        if message.button_id:
            command = chat_command.parse_button(message.button_id)
        elif message.kind in ("text", "button"):
            command = chat_command.parse_command(message.body)
        if command or message.kind != "text":
            return command
        said = self._find_last(message, "outbound")
        asked = self.asked_command if said.purpose == "intake:which_number" else ""
        if chat_command.is_number_only(message.body):
            return chat_command.Command(asked or "status", chat_command.find_number(message.body))
        if asked:
            meant = self._get_open_complaints().filtered(lambda one: chat_command.only_names(message.body, one.summary))
            command = chat_command.Command(asked, meant.number) if len(meant) == 1 else None
        elif said.purpose == "notice:referred" and chat_command.is_yes(message.body):
            command = chat_command.Command("agree")
        return command

    def _obey_command(self, command, message):
        """Do what a command asks; nothing is said about a complaint of another conversation.

        :param command: `chat_command.Command`
        :param message: the `lalisa.message` that asks, may be empty
        """
        if command.name == "new":
            return self._command_new(message)
        if command.name == "add" and self.doubtful_id:
            return self._settle_doubt(message, new=False)
        complaints = self._find_meant(command, message)
        message.complaint_id = complaints[-1:]
        if command.name == "help":
            return self._send_answer("help")
        if command.name in chat_command.ABOUT_NOTICES:
            return self._set_notices(command.name == "start")
        if not complaints and command.name == "secret" and not command.number:
            return self._command_secret_first()
        if not complaints:
            return self._send_answer("none")
        return getattr(self, f"_command_{command.name}")(complaints)

    def _tell_wish(self, command, message):
        """Put before the staff what a citizen asked for according to somebody who typed it in.

        Nothing is done in the citizen's name: only how a complaint stands is worked out for them, and who
        reported is hidden at once.

        :param command: `chat_command.Command`
        """
        if command.name in ONLY_TOLD:
            return self._obey_command(command, message)
        complaints = self._find_meant(command, message)
        message.complaint_id = complaints[-1:]
        if command.name == "secret":
            self._hide_reporter(complaints)
        for complaint in complaints[-1:]:
            chatter = in_indonesian(complaint)
            chatter.message_post(
                body=chatter.env._(
                    "Taken over by hand: the reporter asks for %s. Nothing was done by itself: please decide.",
                    words.COMMANDS.get(command.name, command.name).split()[0].upper(),
                )
            )

    def _find_meant(self, command, message):
        """Return the complaints of this conversation that a command speaks of, oldest first."""
        if command.number.startswith("LL"):
            return self.complaint_ids.filtered(lambda one: one.number == command.number)
        if command.number and (
            named := self.complaint_ids.filtered(lambda one: one.number.endswith(f"-{command.number}"))
        ):
            return named.sorted("id")[-1:]
        quoted = message.reply_to_id.complaint_id & self.complaint_ids
        newest = self.complaint_ids.sorted("id")[-1:]
        if command.name in MEANT:
            fitting = self.complaint_ids.filtered(MEANT[command.name])
            return quoted or fitting.sorted("id")[-1:] or newest
        return quoted or self._get_open_complaints() or newest

    def _command_status(self, complaints):
        text, buttons = self._build_status(complaints)
        self._queue_message(text, buttons=buttons, purpose="intake:status").complaint_id = complaints[-1:]

    def _build_status(self, complaints):
        """Return where complaints stand, and the button to look again where the channel can change a message in place.

        :return: (text, buttons)
        """
        text = "\n".join(complaint._get_status_text() for complaint in complaints[-MAX_LISTED:])
        running = complaints.filtered(lambda one: one.stage_kind != "closed")
        if not running or not self.channel_id._get_driver()._can_edit:
            return text, None
        button = f"status:{complaints.number}" if len(complaints) == 1 else "status"
        # Without the time a message that has not changed would look as if the button did nothing.
        return f"{text}\n{SEEN.format(format_clock(fields.Datetime.now()))}", [(button, REFRESH)]

    def _command_add(self, complaints):
        if len(complaints) > 1:
            return self._ask_number(complaints, "add", "TAMBAH")
        if complaints.stage_kind == "closed":
            # Nothing can be added to what has ended: it becomes a follow-up.
            return self._command_new(self.message_ids.browse())
        self.write({"focus_id": complaints.id, "next_is": "add"})
        return self._send_answer("add", complaints)

    def _command_secret(self, complaints):
        """Hide the reporter of all that are open: nobody should have to find the right number for it."""
        self._hide_reporter(complaints)
        self._send_answer("secret", complaints[-1:])

    @staticmethod
    def _hide_reporter(complaints):
        """Keep secret who reported, where that is not so yet."""
        for complaint in complaints.filtered(lambda one: one.confidentiality == "open"):
            complaint.write({"confidentiality": "secret"})

    def _command_secret_first(self):
        """Let the next complaint stand as secret."""
        self.wants_secret = True
        self._send_answer("secret_first")

    def _command_withdraw(self, complaints):
        if len(complaints) > 1:
            return self._ask_number(complaints, "withdraw", "CABUT")
        if complaints._is_vague():
            # Whether it can still be withdrawn would tell how far a closed operation has come.
            chatter = in_indonesian(complaints)
            chatter.message_post(body=chatter.env._("The reporter asks to withdraw this complaint: please decide."))
            return self._send_answer("withdraw_noted", complaints)
        return None if complaints._withdraw_complaint() else self._send_answer("too_late", complaints)

    def _command_agree(self, complaints):
        complaint = complaints[-1:]
        chatter = in_indonesian(complaint)
        chatter.message_post(body=chatter.env._("The reporter agrees that the complaint is passed on."))
        self._send_answer("agreed", complaint)

    def _command_paper(self, complaints):
        """Send the paper of a result as a file; of a closed operation nothing is said before its result may be told."""
        complaint = complaints[-1:]
        since = fields.Datetime.now() - PAPER_AGAIN
        if self.message_ids.filtered(
            lambda one: (
                one.purpose == "intake:paper"
                and one.complaint_id == complaint
                and one.occurred_at > since
                and one.state != "failed"
            )
        ):
            return self._send_answer("paper_sent", complaint)
        found = complaint._result_report()
        if not found:
            return self._send_answer("no_paper", complaint)
        file = OutboundFile(found[0], "application/pdf", found[1])
        text = PAPER.format(complaint.number)
        self._queue_message(text, file=file, purpose="intake:paper").complaint_id = complaint

    def _command_new(self, message):
        """Make a complaint of its own of what was in doubt, or else of what comes next."""
        if self.doubtful_id and message:
            return self._settle_doubt(message, new=True)
        self.next_is = "new"
        return self._send_answer("new")

    def _ask_number(self, complaints, command, word):
        """Ask which of several complaints is meant; the number alone is answer enough."""
        self.asked_command = command
        self._send_answer(
            "which_number",
            daftar=", ".join(complaints.mapped("number")),
            contoh=f"{word} {complaints[-1:].number}",
        )

    def _set_notices(self, wanted):
        """Do what STOP or MULAI asks, say so, and let the open complaints show it."""
        changed = wanted == bool(self.contact_id.opted_out_at)
        if wanted:
            self.contact_id._opt_in()
        else:
            self.contact_id._opt_out()
        self._send_answer("notices_on" if wanted else "notices_off")
        for complaint in self._get_open_complaints() if changed else ():
            complaint._note_opting(wanted)
