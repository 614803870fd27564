from datetime import timedelta

from odoo import fields, models

from odoo.addons.lalisa_complaint.models.sop.stage_role import StageRole
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
# A person who took over and says nothing for this long has gone home.
TAKEN_OVER_FOR = timedelta(hours=24)
WHICH = [("add", "Tambahan"), ("new", "Aduan baru")]
# Kinds that say nothing by themselves, and kinds that we cannot open.
SILENT = ("reaction", "system")
UNREADABLE = ("unsupported", "order")


class LalisaConversationDialog(models.AbstractModel):
    """How citizens are heard: every message finds its case, a new one, or the operator."""

    _name = "lalisa.conversation.dialog"
    _description = "Intake dialogue"

    # -- handlers, see `dispatcher` -----------------------------------------------------------------

    def _hear_album(self, messages):
        """Take messages that were sent as one: one of them speaks for all, without a word about the others."""
        sent_with = self.message_ids.filtered(lambda one: one.album == messages[0].album and one.direction == "inbound")
        complaint, others = (sent_with - messages).complaint_id[:1], messages
        if not complaint and len(messages) == 1:
            return False
        if not complaint:
            speaking = messages.filtered("body")[:1] or messages[:1]
            self._on_messages(speaking)
            complaint, others = speaking.complaint_id, messages - speaking
        for message in others:
            message.complaint_id = complaint
            if complaint:
                complaint._learn_from(message)
        self._tell_staff(complaint)
        return True

    def _hear_attachment(self, message):
        """Answer a card, or a file that cannot be had; the message itself is left to others."""
        if self.mode == "human":
            self._give_back_after_silence()
        if message.kind == "contacts":
            self._take_card(message)
        if message.media_error and message.media_state == "failed":
            self._send_answer_once("no_file")
        return False

    def _hear_answer(self, message):
        """Take "1" or "2" as the answer to our question, and a figure as the answer to the last survey."""
        if self.doubtful_id and (chosen := chat_command.parse_choice(message.body)):
            self._settle_doubt(message, new=chosen == 2)
            return True
        asked = self.complaint_ids.filtered(lambda one: one.survey_asked_at and not one.survey_score)
        if not asked or message.kind != "text" or not message._is_own_word():
            return False
        complaint, score = asked.sorted("survey_asked_at")[-1:], chat_command.parse_score(message.body)
        if score:
            message.complaint_id = complaint
            complaint._write_engine({"survey_score": score, "survey_answered_at": fields.Datetime.now()})
            self._send_answer("survey_thanks", complaint)
        return bool(score)

    def _hear_case(self, message):
        """Find the case of a message: the one it belongs to, a new one, or none."""
        open_ones, substance = self._get_open_complaints(), self._is_substance(message)
        offer = self._find_last(message, "outbound")
        if offer.purpose == "notice:referred" and offer.complaint_id and chat_command.is_no(message.body):
            # The "no" to our offer to pass a complaint on.
            message.complaint_id = offer.complaint_id
        elif substance and (not open_ones or self._is_another(message)):
            self._open_complaint_from(message)
        elif open_ones:
            complaint, sure = self._choose_complaint(message, open_ones)
            self._attach_to(message, complaint)
            if not sure:
                self._ask_which(message, complaint)
        else:
            self._answer_small_talk(message)
        return True

    # -- what a message is ----------------------------------------------------------------------------

    @staticmethod
    def _is_unreadable(message):
        """Tell whether nobody here can read what it is, the edit of a message on some channels included."""
        return message.kind in UNREADABLE or (message.kind == "other" and not message.body)

    @staticmethod
    def _is_small_talk(message):
        """Tell whether a message says nothing but hello or thanks."""
        return message.kind in ("sticker", "reaction") or (
            message.kind == "text" and chat_command.is_greeting(message.body)
        )

    @staticmethod
    def _is_substance(message):
        """Tell whether a complaint can stand on this message alone."""
        if message.kind in WITHOUT_WORDS:
            return True
        return message.kind in ("text", "other") and not chat_command.is_greeting(message.body)

    def _is_another(self, message):
        """Tell whether the citizen has said, before it or in it, that a message is a complaint of its own."""
        return self._get_announced(message) == "new" or chat_command.find_announcement(message.body) == "new"

    def _is_awaited(self, message, complaint):
        """Tell whether a message is just what the citizen was asked for and still owes."""
        last = self._find_last(message, "inbound")
        answers = {"words"} if message._has_words() else complaint._get_answered_by(message)
        owed = answers.intersection((complaint.asked_for or "").split(","))
        return bool(owed and last) and message.occurred_at - last.occurred_at <= PATIENCE

    def _is_continuation(self, message):
        """Tell whether a message simply goes on with what was being talked about."""
        if self._get_announced(message) == "add" or chat_command.find_announcement(message.body) == "add":
            return True
        heard = self._find_last(message, "inbound")
        if heard and message.occurred_at - heard.occurred_at <= FLOW:
            return True
        said = self._find_last(message, "outbound")
        return said.purpose in ("reply", ECHO) and message.occurred_at - said.occurred_at <= PATIENCE

    def _get_announced(self, message):
        """Return what the citizen has announced with TAMBAH or BARU, while it is fresh."""
        last = self._find_last(message)
        fresh = last and message.occurred_at - last.occurred_at <= PATIENCE
        return self.next_is if fresh else False

    # -- its complaint --------------------------------------------------------------------------------

    def _choose_complaint(self, message, open_ones):
        """Return the complaint of a message, and whether that is sure.

        :return: (lalisa.complaint, bool)
        """
        named = self._find_named(message, open_ones)
        if named:
            return named, True
        focus = self.focus_id & open_ones or open_ones[-1:]
        if not self._is_substance(message) or self.mode == "human":
            return focus, True
        return focus, self._is_continuation(message) or self._is_awaited(message, focus)

    def _find_named(self, message, open_ones):
        """Return the complaint that the message itself names: by quoting, by its number, by being waited for."""
        number = chat_command.find_number(message.body)
        waiting = open_ones.filtered(lambda one: one.stage_role == StageRole.WAITING)
        return (
            message.reply_to_id.complaint_id & open_ones
            or open_ones.filtered(lambda one: one.number == number)
            or (waiting if len(waiting) == 1 and self._is_substance(message) else waiting.browse())
        )

    def _attach_to(self, message, complaint):
        """Keep a message with its open complaint; an answer sets a waiting one going again."""
        message.complaint_id = complaint
        substance = self._is_substance(message)
        # A greeting after BARU is not yet what was announced.
        kept = self.next_is == "add" or not substance
        self.write({"focus_id": complaint.id, "next_is": kept and self.next_is})
        complete = complaint._learn_from(message)
        hidden = complaint._hide_if_asked(message)
        sent = complaint.stage_role == StageRole.DELIVERY and complaint.closing_message_id
        if sent and message.occurred_at >= sent.occurred_at and message._is_own_word():
            complaint._confirm_by_reporter()
        asked = complaint.stage_role == StageRole.WAITING and complaint._is_stage_told()
        answered = substance and complaint._reporter_answered()
        if asked and answered:
            self._send_answer("completed", complaint)
        elif hidden:
            self._send_answer("secret", complaint)
        elif complete:
            self._send_answer("complete", complaint)
        elif substance and not complaint.asked_for and not self._is_continuation(message):
            chatter = in_indonesian(complaint)
            chatter.message_post(body=chatter.env._("The reporter has written again: see the conversation."))

    def _ask_which(self, message, complaint):
        """Ask once whether a message is a new complaint; until the answer it is kept with the open one."""
        if self.doubtful_id:
            return
        self.doubtful_id = message
        number = complaint.number
        self._send_answer("which", complaint, buttons=[(f"{name}:{number}", title) for name, title in WHICH])

    def _settle_doubt(self, message, new):
        """Put the message in doubt and what followed it where the citizen says that they belong.

        :param message: the answer, may be empty
        :param new: whether they are a complaint of their own
        """
        doubtful, kept_with = self.doubtful_id, self.doubtful_id.complaint_id
        self.write({"doubtful_id": False, "next_is": False})
        if not new:
            message.complaint_id = kept_with
            return self._send_answer("completed", kept_with)
        moving = self.message_ids.filtered(
            lambda one: (
                one.direction == "inbound"
                and (one.id >= doubtful.id or (doubtful.album and one.album == doubtful.album))
                and one.complaint_id in (kept_with, one.complaint_id.browse())
            )
        )
        moving.complaint_id = False
        return self._open_complaint_from(doubtful)

    def _answer_small_talk(self, message):
        """Answer what no complaint can stand on while none is open: thanks, greetings, what cannot be opened."""
        last = self.complaint_ids.sorted("id")[-1:]
        if last.closed_at and message.occurred_at - last.closed_at <= THANKS:
            message.complaint_id = last
        elif message.kind not in SILENT and not self._is_unreadable(message):
            self._send_answer_once("greeting")

    # -- what else comes in ---------------------------------------------------------------------------

    def _take_card(self, message):
        """Keep the sender's own number as the reporter's, as the provider confirms; any other card is nobody's."""
        reporter_sudo = self.sudo().contact_id.reporter_id
        if not message.own_card:
            asked = self._find_last(message, "outbound").asks_contact
            return self._send_answer("not_own_number") if asked else None
        if reporter_sudo and not reporter_sudo.phone:
            reporter_sudo.phone = self.contact_id.phone
        return self._send_answer("number_kept")

    def _give_back_after_silence(self):
        """Let the automatic answers come back: nobody is left alone with an office that has gone home."""
        last = self.taken_over_at
        if self.mode == "human" and last and last + TAKEN_OVER_FOR < fields.Datetime.now():
            self._set_mode("bot")

    def _on_lost_edit(self):
        """Say that the office has not read what it has no message of."""
        super()._on_lost_edit()
        self._send_answer_once("edit_lost")
