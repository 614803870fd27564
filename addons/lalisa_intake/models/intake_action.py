from odoo import models

from odoo.addons.lalisa_complaint.report.wording import in_indonesian

from ..tools import chat_command

# What a tap settles once and for all is no longer offered below its message.
ONCE = ("secret", "withdraw", "received")
DONE = "✓ {}"


class LalisaConversationAction(models.AbstractModel):
    """Taps and menu commands: what a citizen asks for without writing a message."""

    _name = "lalisa.conversation.action"
    _description = "Taps and menus of a conversation"

    # -- handlers, see `dispatcher` -----------------------------------------------------------------

    def _hear_stale_tap(self, action):
        """Take a tap on what its message does not offer any more: an old button, tapped again, changes nothing."""
        self._give_back_after_silence()
        tapped = self._find_tapped(action)
        return bool(tapped) and action.button_id not in dict(tapped._get_shown().buttons or [])

    def _hear_call(self, action):
        """Tell a caller how to be heard, and the case that they called: a call rings at nobody's desk."""
        if action.command != "call":
            return False
        complaint = self._get_talked_about()
        if complaint:
            chatter = in_indonesian(complaint)
            chatter.message_post(body=chatter.env._("The reporter has called; calls are not answered here."))
        self._send_answer_once("call")
        return True

    def _hear_poster(self, action):
        """Take the start of a chat by a poster."""
        return action.command == "start" and self._start_from_poster(action.argument)

    def _hear_wish(self, action):
        """Do what a button or a command asks; a button of somebody else's complaint, or of none, does nothing."""
        tapped = self._find_tapped(action)
        if action.button_id:
            command = chat_command.parse_button(action.button_id)
        else:
            command = chat_command.parse_menu(action.command, action.argument)
        if command:
            self._obey_action(command, tapped)
            self._settle_choice(tapped, action.button_id, command)
        self._tell_staff(self.focus_id)
        return True

    # -- what is tapped -------------------------------------------------------------------------------

    def _find_tapped(self, action):
        """Return the message of ours that the tapped button stands below, where the channel tells."""
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
        """Do what a tap or a menu command asks.

        :param tapped: the message of ours that was tapped, may be empty
        """
        nothing = self.message_ids.browse()
        if command.name == "greeting" and self.contact_id.opted_out_at:
            return self._set_notices(wanted=True)
        if command.name == "greeting":
            return self._send_answer("greeting")
        if command.name == "new" and self.doubtful_id:
            return self._settle_doubt(nothing, new=True)
        if command.name == "status" and tapped:
            return self._refresh_status(command, tapped)
        return self._obey_command(command, nothing)

    def _settle_choice(self, tapped, button_id, command):
        """Show in place what was chosen; what can no longer be chosen goes."""
        if not tapped or command.name == "status":
            return
        shown = tapped._get_shown()
        left = self._list_still_offered(shown, button_id, command)
        if left == (shown.buttons or []):
            return
        withdrawn = command.name == "withdraw" and self._find_by_number(command.number).stage_kind != "closed"
        mark = "" if withdrawn else f"\n\n{DONE.format(dict(shown.buttons)[button_id])}"
        self._replace_message(
            tapped, f"{shown.body}{mark}", left, purpose=shown.purpose
        ).complaint_id = shown.complaint_id

    def _list_still_offered(self, shown, button_id, command):
        """Return the buttons of a message that may still be tapped, as [[id, title]]."""
        complaint = self._find_by_number(command.number)
        if shown.purpose == "intake:which" or complaint.stage_kind == "closed":
            return []
        return [one for one in shown.buttons if one[0] != button_id or command.name not in ONCE]

    def _find_by_number(self, number):
        """Return the complaint of this conversation with a number."""
        return self.complaint_ids.filtered(lambda one: one.number == number)

    def _refresh_status(self, command, tapped):
        """Show how complaints stand now, in place of what was shown; nothing for whoever has no such complaint."""
        complaints = self._find_meant(command, self.message_ids.browse())
        if complaints:
            text, buttons = self._build_status(complaints)
            self._replace_message(tapped, text, buttons, purpose="intake:status").complaint_id = complaints[-1:]

    def _command_received(self, complaints):
        """Take the reporter's word that the result has arrived (SOP step 8 where no receipt exists)."""
        for complaint in complaints:
            complaint._confirm_by_reporter()
