from odoo import models

from ..tools import word

SHOWN = 8


class LalisaStaffLinkTalk(models.AbstractModel):
    """What a linked account is shown, is asked, and answers."""

    _name = "lalisa.staff.link.talk"
    _description = "Talk of a chat account"

    def _as_user(self, records):
        """Records with the rights, the language and the clock of the linked user; never as superuser."""
        user = self.user_id
        return records.with_user(user).with_context(lang=user.lang, tz=user.tz)

    # -- showing --------------------------------------------------------------------------------

    def _show(self, record, header=""):
        """A message with the facts that the user may know and buttons for what the user may do now.

        :param record: a `lalisa.complaint` or `lalisa.dispatch`
        :param header: one line above the facts
        """
        seen = self._as_user(record)
        if not seen.has_access("read"):
            return self._say(header) if header else None
        if record._name == "lalisa.dispatch":
            self.dispatch_id = record
        buttons = self.env["lalisa.chat.action"]._buttons(self, seen._chat_offers())
        edits = self.env["lalisa.message"].browse(self.env.context.get("staff_chat_in_place"))
        return self._say("\n".join(filter(None, [header, *seen._chat_facts()])), buttons=buttons or None, edits=edits)

    def _in_place(self, source_id):
        """The link, showing what comes of a tap in place of the message that was tapped, where the channel can.

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
        """Everything that waits for the user, each with a button that shows it."""
        records = [*self._turns(), *self._orders()][:SHOWN]
        if not records:
            return self._say(self.env._("Nothing waits for you now."))
        buttons = self.env["lalisa.chat.action"]._buttons(
            self, [("show", self._line(record), record, {}) for record in records]
        )
        return self._say(self.env._("This waits for you:"), buttons=buttons)

    def _turns(self):
        complaints = self._as_user(self.env["lalisa.complaint"])
        if not complaints.has_access("read"):
            return complaints
        return complaints.search([("is_my_turn", "=", True)], order="deadline_at, id", limit=SHOWN)

    def _orders(self):
        """The open orders that the user was sent with."""
        dispatches = self._as_user(self.env["lalisa.dispatch"])
        if not dispatches.has_access("read"):
            return dispatches
        mine = ["|", ("leader_id", "=", self.user_id.id), ("member_ids", "in", self.user_id.id)]
        open_ones = dispatches.search([("state", "not in", ("reported", "accepted")), *mine], limit=SHOWN)
        return open_ones.filtered(lambda one: one._is_in_team())

    @staticmethod
    def _line(record):
        if record._name == "lalisa.complaint":
            return f"{record.number} {record.stage_id.name}"
        states = dict(record._fields["state"]._description_selection(record.env))
        return f"{record.number} {states[record.state]}"

    # -- asking ---------------------------------------------------------------------------------

    def _ask(self, text, code, record, buttons=None, **params):
        """Asks for words; the next message of the account is the answer.

        :param code: which `_do_<code>` gets the words
        :param buttons: answers that need no words
        """
        self.pending_id, _button = self.env["lalisa.chat.action"]._offer(self, code, record, **params)
        self._say(text, buttons=buttons)

    def _hear(self, message):
        """A message of a member of staff.

        :param message: inbound `lalisa.message`, marked as staff's already
        """
        link = self._in_words()
        wish = word.meant(message.body) if message.kind in ("text", "button") else ""
        if wish:
            link._obey(wish)
        elif message.kind == "location":
            link._hear_place(message)
        elif message.media_state:
            link._hear_file(message)
        elif link.pending_id and message.kind == "text" and (message.body or "").strip():
            link._hear_answer(message.body.strip())
        else:
            link._wish_help()

    def _hear_answer(self, text):
        """Words that were asked for: they count only while the case is as it was when they were asked for."""
        pending, self.pending_id = self.pending_id, False
        problem = pending._problem(self)
        if problem:
            self._say(problem, buttons=pending._fresh_look(self))
            return
        pending._perform(self, text)
        if not pending.used_at and not self.pending_id:
            # The transition was refused: the same may be answered better.
            self.pending_id = pending

    def _wish_drop(self):
        self.pending_id = False
        self._say(self.env._("Stopped: nothing was changed."))
