from odoo import models

from ..tools import chat_command


class LalisaConversation(models.Model):
    """Taps and menu commands: what a citizen asks for without writing a message."""

    _inherit = "lalisa.conversation"

    def _on_action(self, action):
        """Does what a button or a command asks; a button of somebody else's complaint, or of none, does nothing."""
        super()._on_action(action)
        self._give_back_after_silence()
        if action.button_id:
            command = chat_command.of_button(action.button_id)
        else:
            command = chat_command.of_menu(action.command, action.argument)
        if command:
            self._obey_action(command)
        self._tell_staff(self.focus_id)

    def _obey_action(self, command):
        nothing = self.message_ids.browse()
        if command.name == "greeting":
            return self._say_once("greeting")
        if command.name == "new" and self.doubtful_id:
            return self._settle_doubt(nothing, new=True)
        return self._obey(command, nothing)

    def _command_received(self, complaints):
        """The reporter confirms that the result has arrived (SOP step 8 where no receipt exists)."""
        for complaint in complaints:
            complaint._confirmed_by_reporter()
