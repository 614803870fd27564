from odoo import models

from ..tools import chat_command

# What a tap settles once and for all is no longer offered below its message.
ONCE = ("secret", "withdraw", "received")
DONE = "✓ {}"


class LalisaConversationAction(models.AbstractModel):
    """Taps and menu commands: what a citizen asks for without writing a message."""

    _name = "lalisa.conversation.action"
    _description = "Taps and menus of a conversation"

    def _on_action(self, action):
        """Does what a button or a command asks; a button of somebody else's complaint, or of none, does nothing.

        Below a message of ours only what it still offers counts: an old button, tapped again, changes nothing.
        """
        super()._on_action(action)
        self._give_back_after_silence()
        tapped = self._tapped(action)
        if tapped and action.button_id not in dict(tapped._shown().buttons or []):
            return
        if action.command == "call":
            return self._hear_call()
        if action.command == "start" and self._start_from(action.argument):
            return
        if action.button_id:
            command = chat_command.of_button(action.button_id)
        else:
            command = chat_command.of_menu(action.command, action.argument)
        if command:
            self._obey_action(command, tapped)
            self._settle_choice(tapped, action.button_id, command)
        self._tell_staff(self.focus_id)

    def _tapped(self, action):
        """The message of ours that the tapped button stands below, where the channel tells."""
        messages = self.env["lalisa.message"]
        if not action.source_id:
            return messages
        return messages.search(
            [
                ("conversation_id", "=", self.id),
                ("direction", "=", "outbound"),
                ("provider_message_id", "=", action.source_id),
            ],
            limit=1,
        )

    def _obey_action(self, command, tapped):
        nothing = self.message_ids.browse()
        if command.name == "greeting" and self.contact_id.opted_out_at:
            return self._set_notices(wanted=True)
        if command.name == "greeting":
            return self._say("greeting")
        if command.name == "new" and self.doubtful_id:
            return self._settle_doubt(nothing, new=True)
        if command.name == "status" and tapped:
            return self._refresh_status(command, tapped)
        return self._obey(command, nothing)

    def _settle_choice(self, tapped, button_id, command):
        """Shows in place what was chosen; what can no longer be chosen goes."""
        if not tapped or command.name == "status":
            return
        shown = tapped._shown()
        left = self._still_offered(shown, button_id, command)
        if left == (shown.buttons or []):
            return
        withdrawn = command.name == "withdraw" and self._of_number(command.number).stage_kind != "closed"
        mark = "" if withdrawn else f"\n\n{DONE.format(dict(shown.buttons)[button_id])}"
        tapped._replace(f"{shown.body}{mark}", left, purpose=shown.purpose).complaint_id = shown.complaint_id

    def _still_offered(self, shown, button_id, command):
        """:return: the buttons of a message that may still be tapped, as [[id, title]]"""
        complaint = self._of_number(command.number)
        if shown.purpose == "intake:which" or complaint.stage_kind == "closed":
            return []
        return [one for one in shown.buttons if one[0] != button_id or command.name not in ONCE]

    def _of_number(self, number):
        return self.complaint_ids.filtered(lambda one: one.number == number)

    def _refresh_status(self, command, tapped):
        """The standing of now, in place of what was shown; nothing for whoever has no such complaint."""
        complaints = self._meant(command, self.message_ids.browse())
        if complaints:
            text, buttons = self._standing(complaints)
            tapped._replace(text, buttons, purpose="intake:status").complaint_id = complaints[-1:]

    def _command_received(self, complaints):
        """The reporter confirms that the result has arrived (SOP step 8 where no receipt exists)."""
        for complaint in complaints:
            complaint._confirmed_by_reporter()
