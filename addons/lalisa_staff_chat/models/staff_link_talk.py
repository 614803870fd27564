from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import word
from .chat_action import ASKING
from .staff_link_evidence import SHOWN


class LalisaStaffLinkTalk(models.AbstractModel):
    """What a linked account is shown, is asked, and answers."""

    _name = "lalisa.staff.link.talk"
    _description = "Talk of a chat account"

    # -- showing --------------------------------------------------------------------------------

    def _show_record(self, record, header=""):
        """Send a message with the facts that the user may know and buttons for what the user may do now.

        :param record: a `lalisa.complaint` or `lalisa.dispatch`
        :param header: one line above the facts
        """
        seen = self._as_user(record)
        if not seen.has_access("read"):
            return self._send_to_account(header) if header else None
        if record._name == "lalisa.dispatch":
            self.dispatch_id = record
        buttons = self.env["lalisa.chat.action"]._create_buttons(self, seen._list_chat_offers())
        edits = self.env["lalisa.message"].browse(self.env.context.get("staff_chat_in_place"))
        return self._send_to_account(
            "\n".join(filter(None, [header, *seen._list_chat_facts()])), buttons=buttons or None, edits=edits
        )

    def _show_in_place(self, source_id):
        """Return the link, showing what comes of a tap in place of the message that was tapped, where the channel can.

        :param source_id: the provider's id of that message, or an empty text
        """
        source = (
            self.env["lalisa.message"].search(
                [
                    ("conversation_id", "=", self.conversation_id.id),
                    ("direction", "=", "outbound"),
                    ("provider_message_id", "=", source_id),
                ],
                limit=1,
            )
            if source_id
            else self.env["lalisa.message"]
        )
        return self.with_context(staff_chat_in_place=source.id) if source.for_staff else self

    def _wish_turns(self):
        """Show everything that waits for the user, each with a button that shows it."""
        records = [*self._get_turns(), *self._get_orders()][:SHOWN]
        if not records:
            return self._send_to_account(self.env._("Nothing waits for you now."))
        buttons = self.env["lalisa.chat.action"]._create_buttons(
            self, [("show", self._format_line(record), record, {}) for record in records]
        )
        return self._send_to_account(self.env._("This waits for you:"), buttons=buttons)

    def _get_turns(self):
        """Return the complaints whose turn is the user's."""
        complaints = self._as_user(self.env["lalisa.complaint"])
        if not complaints.has_access("read"):
            return complaints
        return complaints.search([("is_my_turn", "=", True)], order="deadline_at, id", limit=SHOWN)

    @staticmethod
    def _format_line(record):
        """Return a complaint or an order as one line."""
        if record._name == "lalisa.complaint":
            return f"{record.number} {record.stage_id.name}"
        states = dict(record._fields["state"]._description_selection(record.env))
        return f"{record.number} {states[record.state]}"

    # -- asking ---------------------------------------------------------------------------------

    def _ask_for_words(self, text, code, record, buttons=None, **params):
        """Ask for words; the next message of the account is the answer.

        :param code: which `_do_<code>` gets the words
        :param buttons: answers that need no words
        """
        self.pending_id, _button = self.env["lalisa.chat.action"]._create_button(self, code, record, **params)
        self._send_to_account(text, buttons=buttons)

    def _hear_message(self, message):
        """Take a message of a member of staff.

        :param message: inbound `lalisa.message`, marked as staff's already
        """
        link = self._in_words()
        wish = word.find_meaning(message.body) if message.kind in ("text", "button") else ""
        if wish:
            link._obey_word(wish)
        elif message.kind == "location":
            link._hear_place(message)
        elif message.media_state:
            link._hear_file(message)
        elif link.pending_id and message.kind == "text" and (message.body or "").strip():
            link._hear_answer(message.body.strip())
        else:
            link._wish_help()

    def _hear_tap(self, button_id, source_id=""):
        """Let a button act for the holder of this link, or say in one sentence why not.

        :param source_id: the provider's id of the message that the button stands below, where it tells
        """
        action = self.env["lalisa.chat.action"]._find_by_button_id(button_id)
        problem = action._find_problem(self)
        if problem:
            return self._send_to_account(problem, buttons=action._create_fresh_look(self))
        return self._show_in_place(source_id if action.code not in ASKING else "")._perform_action(action)

    def _perform_action(self, action, text=""):
        """Do what a button is for, as its user; a refusal of the transition is told and changes nothing.

        :param action: the `lalisa.chat.action`
        :param text: the words that it had asked for
        """
        link = self._in_words()
        try:
            with self.env.cr.savepoint():
                getattr(action, f"_do_{action.code}")(link, text)
                action.used_at = fields.Datetime.now() if action.code not in ASKING else False
                self.env.flush_all()
        except UserError as refusal:
            # What Odoo itself refuses is told in many lines for an administrator.
            technical = isinstance(refusal, AccessError) and "\n" in str(refusal)
            self._send_to_account(link.env._("Your role does not allow this.") if technical else str(refusal))

    def _hear_answer(self, text):
        """Take words that were asked for: they count only while the case is as it was when they were asked for."""
        pending, self.pending_id = self.pending_id, False
        problem = pending._find_problem(self)
        if problem:
            self._send_to_account(problem, buttons=pending._create_fresh_look(self))
            return
        self._perform_action(pending, text)
        if not pending.used_at and not self.pending_id:
            # The transition was refused: the same may be answered better.
            self.pending_id = pending

    def _obey_word(self, wish):
        """Do what one word asks.

        :param wish: as `tools.word` gives it
        """
        getattr(self._in_words(), f"_wish_{wish}")()

    def _wish_help(self):
        buttons = self.env["lalisa.chat.action"]._create_buttons(
            self,
            [
                ("turns", self.env._("What waits for me"), None, {}),
                ("citizen", self.env._("Report as a citizen"), None, {}),
            ],
        )
        text = self.env._(
            "This account is linked to %s. Send TUGAS to see what waits for you, LAPOR to report something as a "
            "citizen, PUTUS to end the link.",
            self.user_id.name,
        )
        self._send_to_account(text, buttons=buttons)

    def _wish_citizen(self):
        self.citizen_at = fields.Datetime.now()
        self._send_to_account(
            self.env._("You write as a citizen now: please say what happened and where. Send PETUGAS to go back.")
        )

    def _wish_staff(self):
        self.citizen_at = False
        self._wish_help()

    def _wish_unlink(self):
        self._end_links("own")

    def _wish_drop(self):
        self.pending_id = False
        self._send_to_account(self.env._("Stopped: nothing was changed."))
