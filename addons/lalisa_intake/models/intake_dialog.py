from datetime import timedelta

from odoo import fields, models

from odoo.addons.lalisa_complaint.report.wording import in_indonesian

from ..tools import chat_command
from .conversation_panel import ECHO
from .message import WITHOUT_WORDS

# Who has just written goes on with the same thing; after this a new text may be about another one.
FLOW = timedelta(minutes=15)
# An answer to staff, or after TAMBAH, may take its time.
PATIENCE = timedelta(hours=24)
# Thanks after the end belong to what has ended.
THANKS = timedelta(days=30)
GREETED = timedelta(hours=1)
WHICH = [("add", "Tambahan"), ("new", "Aduan baru")]
# Kinds that say nothing by themselves, and kinds that we cannot open.
SILENT = ("reaction", "system")
UNREADABLE = ("unsupported", "order")


class LalisaConversationDialog(models.AbstractModel):
    """How citizens are heard: every message finds its case, a new one, or the operator."""

    _name = "lalisa.conversation.dialog"
    _description = "Intake dialogue"

    def _on_message(self, message):
        """Hears a citizen. Runs in the inbox drain as the root user; never twice for one message."""
        super()._on_message(message)
        self._give_back_after_silence()
        if message.kind == "contacts":
            self._hear_card(message)
        if message.media_error and message.media_state == "failed":
            self._say_once("no_file")
        command = self._command(message) or self._number_alone(message) or self._yes_to_offer(message)
        if command and message._is_own_word():
            self._obey(command, message)
        elif command:
            self._tell_wish(command, message)
        elif not (self._answers_which(message) or (message._is_own_word() and self._answers_survey(message))):
            self._place(message)
        if self._is_unreadable(message):
            self._say_once("unsupported")
        self._keep_in_sight(message, at_once=not command and not self._is_small_talk(message))
        self._tell_staff(message.complaint_id)

    def _hear_call(self):
        """A call rings at nobody's desk: the caller is told how to be heard, and the case that they called."""
        complaint = self.focus_id & self._open_complaints() or self._open_complaint()
        if complaint:
            chatter = in_indonesian(complaint)
            chatter.message_post(body=chatter.env._("The reporter has called; calls are not answered here."))
        self._say_once("call")

    def _on_lost_edit(self):
        """Nobody believes that the office read what it has no message of."""
        super()._on_lost_edit()
        self._say_once("edit_lost")

    @staticmethod
    def _command(message):
        if message.button_id:
            return chat_command.of_button(message.button_id)
        return chat_command.parse(message.body) if message.kind in ("text", "button") else None

    def _hear_card(self, message):
        """A card of the sender's own number, as the provider confirms, is the reporter's; any other is nobody's."""
        reporter_sudo = self.sudo().contact_id.reporter_id
        if not message.own_card:
            asked = self._before(message).filtered(lambda one: one.direction == "outbound")[-1:].asks_contact
            return self._say("not_own_number") if asked else None
        if reporter_sudo and not reporter_sudo.phone:
            reporter_sudo.phone = self.contact_id.phone
        return self._say("number_kept")

    def _place(self, message):
        """Finds the case of a message that is no command."""
        open_ones = self._open_complaints()
        fresh = self._is_substance(message)
        if declined := self._declined(message):
            message.complaint_id = declined
        elif fresh and (not open_ones or self._is_another(message)):
            self._open(message)
        elif open_ones:
            complaint, sure = self._belonging(message, open_ones)
            self._attach(message, complaint)
            if not sure:
                self._ask_which(message, complaint)
        else:
            self._hear_small_talk(message)

    def _open_complaints(self):
        """The complaints of this conversation that are not closed, oldest first."""
        return self.complaint_ids.filtered(lambda one: one.stage_kind != "closed").sorted("id")

    def _open_complaint(self):
        """The newest complaint of this conversation that is not closed."""
        return self._open_complaints()[-1:]

    @staticmethod
    def _is_greeting(message):
        return chat_command.is_greeting(message.body)

    @staticmethod
    def _is_unreadable(message):
        """Whether nobody here can read what it is, the edit of a message on some channels included."""
        return message.kind in UNREADABLE or (message.kind == "other" and not message.body)

    def _is_small_talk(self, message):
        return message.kind in ("sticker", "reaction") or (message.kind == "text" and self._is_greeting(message))

    def _is_substance(self, message):
        """Whether a complaint can stand on this message alone."""
        if message.kind in WITHOUT_WORDS:
            return True
        return message.kind in ("text", "other") and not self._is_greeting(message)

    def _is_another(self, message):
        """Whether the citizen has said, before it or in it, that a message is a complaint of its own."""
        return self._expects(message) == "new" or chat_command.said_ahead(message.body) == "new"

    def _declined(self, message):
        """The complaint of our offer to pass it on, where a message is the "no" to it."""
        offer = self._offer_before(message)
        return offer.complaint_id if chat_command.is_no(message.body) else offer.complaint_id.browse()

    def _yes_to_offer(self, message):
        """The command that a bare "yes" stands for after our offer to pass a complaint on; else None."""
        agreed = message.kind == "text" and self._offer_before(message) and chat_command.is_yes(message.body)
        return chat_command.Command("agree") if agreed else None

    def _offer_before(self, message):
        """Our offer to pass a complaint on, where it was the last that the citizen heard."""
        said = self._before(message).filtered(lambda one: one.direction == "outbound")[-1:]
        return said.filtered(lambda one: one.purpose == "notice:referred")

    def _belonging(self, message, open_ones):
        """The complaint of a message, and whether that is sure.

        :return: (lalisa.complaint, bool)
        """
        named = self._named_in(message, open_ones)
        if named:
            return named, True
        focus = self.focus_id & open_ones or open_ones[-1:]
        if not self._is_substance(message) or self.mode == "human":
            return focus, True
        return focus, self._goes_on(message) or self._is_awaited(message, focus)

    def _named_in(self, message, open_ones):
        """The complaint that the message itself names: by quoting, by its number, by being waited for."""
        number = chat_command.number(message.body)
        waiting = open_ones.filtered(lambda one: one.stage_code == "waiting_reporter")
        return (
            message.reply_to_id.complaint_id & open_ones
            or open_ones.filtered(lambda one: one.number == number)
            or (waiting if len(waiting) == 1 and self._is_substance(message) else waiting.browse())
        )

    def _is_awaited(self, message, complaint):
        """Whether a message is just what the citizen was asked for and still owes."""
        last = self._before(message).filtered(lambda one: one.direction == "inbound")[-1:]
        answers = {"words"} if message._has_words() else complaint._answered_by(message)
        owed = answers.intersection((complaint.asked_for or "").split(","))
        return bool(owed and last) and message.occurred_at - last.occurred_at <= PATIENCE

    def _goes_on(self, message):
        """Whether a message simply goes on with what was being talked about."""
        before = self._before(message)
        if self._expects(message) == "add" or chat_command.said_ahead(message.body) == "add":
            return True
        heard = before.filtered(lambda one: one.direction == "inbound")[-1:]
        if heard and message.occurred_at - heard.occurred_at <= FLOW:
            return True
        said = before.filtered(lambda one: one.direction == "outbound")[-1:]
        return said.purpose in ("reply", ECHO) and message.occurred_at - said.occurred_at <= PATIENCE

    def _expects(self, message):
        """What the citizen has announced with TAMBAH or BARU, while it is fresh."""
        last = self._before(message)[-1:]
        fresh = last and message.occurred_at - last.occurred_at <= PATIENCE
        return self.next_is if fresh else False

    def _before(self, message):
        # The parts of an album are said at one moment.
        return self.message_ids.filtered(
            lambda one: one.id < message.id and not (message.album and one.album == message.album)
        ).sorted("id")

    def _ask_which(self, message, complaint):
        """Asks once whether a message is a new complaint; until the answer it is kept with the open one."""
        if self.doubtful_id:
            return
        self.doubtful_id = message
        number = complaint.number
        self._say("which", complaint, buttons=[(f"{name}:{number}", title) for name, title in WHICH])

    def _answers_which(self, message):
        """Takes "1" or "2" as the answer to our question.

        :return: whether it was one
        """
        chosen = chat_command.choice(message.body) if self.doubtful_id else 0
        if not chosen:
            return False
        self._settle_doubt(message, new=chosen == 2)
        return True

    def _settle_doubt(self, message, new):
        """The citizen has said where the message in doubt and what followed it belong."""
        doubtful, kept_with = self.doubtful_id, self.doubtful_id.complaint_id
        self.write({"doubtful_id": False, "next_is": False})
        if not new:
            message.complaint_id = kept_with
            return self._say("completed", kept_with)
        moving = self.message_ids.filtered(
            lambda one: (
                one.direction == "inbound"
                and (one.id >= doubtful.id or (doubtful.album and one.album == doubtful.album))
                and one.complaint_id in (kept_with, one.complaint_id.browse())
            )
        )
        moving.complaint_id = False
        return self._open(doubtful)

    def _attach(self, message, complaint):
        """A message while a complaint is open belongs to it; an answer sets a waiting one going again."""
        message.complaint_id = complaint
        # A greeting after BARU is not yet what was announced.
        kept = self.next_is == "add" or not self._is_substance(message)
        self.write({"focus_id": complaint.id, "next_is": kept and self.next_is})
        complete = complaint._learn(message)
        hidden = complaint._hide_if_asked(message)
        if complaint.stage_code == "delivery" and message.occurred_at >= complaint.closing_message_id.occurred_at:
            if message._is_own_word():
                complaint._confirmed_by_reporter()
        if complaint.stage_code == "waiting_reporter" and self._is_substance(message):
            complaint._reporter_answered()
            self._say("completed", complaint)
        elif hidden:
            self._say("secret", complaint)
        elif complete:
            self._say("complete", complaint)
        elif self._is_substance(message) and not complaint.asked_for and not self._goes_on(message):
            chatter = in_indonesian(complaint)
            chatter.message_post(body=chatter.env._("The reporter has written again: see the conversation."))

    def _hear_small_talk(self, message):
        """No complaint is open and none can stand on this: thanks, greetings, what cannot be opened."""
        last = self.complaint_ids.sorted("id")[-1:]
        if last.closed_at and message.occurred_at - last.closed_at <= THANKS:
            message.complaint_id = last
        elif message.kind not in SILENT and not self._is_unreadable(message):
            self._say_once("greeting")

    def _say_once(self, code, **values):
        """An answer that is not given twice within an hour: people greet more than once."""
        since = fields.Datetime.now() - GREETED
        if not self.message_ids.filtered(lambda one: one.purpose == f"intake:{code}" and one.occurred_at > since):
            self._say(code, **values)

    def _say(self, code, complaint=None, buttons=None, parts=(), **values):
        """One automatic answer in the office's words; a person who took over is not talked over.

        :param code: the text's code
        :param parts: codes of texts that stand below it in the same message
        """
        if self.mode == "human" and code in ("greeting", "none", "help", "which", "unsupported"):
            return
        templates = self.env["lalisa.message.template"]
        filled = {**(complaint or self.complaint_ids.browse())._words_for_notice(), **values}
        texts = [templates._text(one, filled) for one in (code, *parts)]
        if texts[0]:
            message = self._queue(
                "\n\n".join(filter(None, texts)),
                buttons=buttons,
                asks_location=bool(complaint) and "place" in (complaint.asked_for or ""),
                asks_contact=code == "received" and complaint._wants_number(),
                purpose=f"intake:{code}",
            )
            message.complaint_id = complaint
