from dataclasses import dataclass
from datetime import timedelta

from odoo import models


@dataclass(frozen=True)
class Handler:
    """One who may hear what comes into a conversation."""

    name: str  # its method is `_hear_<name>(what)`, which returns whether it took it
    complete: bool = False  # it has done all that is to be done with a message; else what follows is done here


# Who hears a message of a citizen, in this order: the first that takes it.
MESSAGE = (Handler("attachment"), Handler("command"), Handler("answer"), Handler("case"))
# The same for all that comes in. An addon puts its own in by `_handlers`.
HANDLERS = {
    "message": MESSAGE,
    # Messages that were sent as one, or a late part of them.
    "album": (Handler("album", complete=True), *MESSAGE),
    # A tap on a button or a command of the chat program, as `InboundAction`.
    "action": (Handler("stale_tap"), Handler("call"), Handler("poster"), Handler("wish")),
    # What happens in a chat of many people, as `GroupEvent`.
    "group": (Handler("group"),),
    # A message whose file has come or never will.
    "file": (Handler("file"),),
}
# A greeting alone is the operator's business when nothing has followed it for this long.
GREETING_PATIENCE = timedelta(minutes=10)


class LalisaConversationDispatcher(models.AbstractModel):
    """Dispatcher: what comes into a conversation goes to the first of `HANDLERS` that takes it."""

    _name = "lalisa.conversation.dispatcher"
    _description = "Dispatcher of a conversation"
    # What `_dispatch` reads. Whoever extends the conversation gives a table of their own that repeats this one's.
    _handlers = HANDLERS

    def _dispatch(self, kind, what):
        """Let the first that takes it hear what comes in.

        :param kind: a key of `HANDLERS`
        :param what: what the handlers of this kind are given
        :return: the `Handler` that took it, or None
        """
        for handler in self._handlers[kind]:
            if getattr(self, f"_hear_{handler.name}")(what):
                return handler
        return None

    def _on_messages(self, messages):
        """Hear a citizen or a member of staff. Runs in the inbox drain as the root user; never twice for one message.

        :param messages: inbound `lalisa.message`s in their order
        """
        for said in messages.grouped(lambda one: one.album or one.id).values():
            taken_by = self._dispatch("album" if said[0].album else "message", said)
            if taken_by.complete:
                continue
            if self._is_unreadable(said):
                self._send_answer_once("unsupported")
            if not said.complaint_id:
                # The operator sees what belongs to no complaint: at once, or when nothing follows a greeting.
                patient = taken_by.name == "command" or self._is_small_talk(said)
                since = said.occurred_at + (GREETING_PATIENCE if patient else timedelta())
                self.inbox_at = min(self.inbox_at or since, since)
            self._tell_staff(said.complaint_id)

    def _on_action(self, action):
        """Do what a button or a command asks.

        :param action: `InboundAction`
        """
        super()._on_action(action)
        self._dispatch("action", action)

    def _on_group(self, event):
        """Answer what happens in a chat of many people.

        :param event: `GroupEvent`
        """
        super()._on_group(event)
        self._dispatch("group", event)

    def _on_media(self, message):
        """Show that a file has come, or never will."""
        super()._on_media(message)
        self._dispatch("file", message)
