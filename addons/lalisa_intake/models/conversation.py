from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import chat_command

# A greeting alone is the operator's business when nothing has followed it for this long.
GREETING_PATIENCE = timedelta(minutes=10)
# A person who took over and says nothing for this long has gone home.
TAKEN_OVER_FOR = timedelta(hours=24)
# Asks our chat for nothing in particular: whoever comes from a group is greeted.
FROM_GROUP = "grup"
TOLD_PRIVATELY = ("message", "command", "added")
# So long after a poster was opened a complaint begins with its place.
POSTER_FOR = timedelta(hours=12)
# Whoever has written so lately, about no case yet, is still being talked with.
TALKING = timedelta(days=30)


class LalisaConversation(models.Model):
    """A citizen's conversation, its cases, and the office's side of it."""

    _name = "lalisa.conversation"
    _inherit = [
        "lalisa.conversation.panel",
        "lalisa.conversation.action",
        "lalisa.conversation.command",
        "lalisa.conversation.dialog",
        "lalisa.conversation.opening",
        "lalisa.conversation",
    ]

    complaint_ids = fields.One2many("lalisa.complaint", "conversation_id")
    focus_id = fields.Many2one("lalisa.complaint", "Talking about", readonly=True, index="btree_not_null")
    doubtful_id = fields.Many2one(
        "lalisa.message",
        "Asked about",
        readonly=True,
        index="btree_not_null",
        help="The citizen was asked whether this message belongs to the open complaint.",
    )
    next_is = fields.Selection([("add", "For the complaint talked about"), ("new", "A new complaint")], readonly=True)
    wants_secret = fields.Boolean(readonly=True)
    asked_command = fields.Char(readonly=True, help="What was asked for when several complaints could be meant.")
    inbox_at = fields.Datetime(
        "In the inbox since",
        readonly=True,
        index="btree_not_null",
        help="From when on the operator sees messages here that belong to no complaint.",
    )
    taken_over_at = fields.Datetime(readonly=True)
    waiting_words = fields.Char("What the citizen sent", compute="_compute_waiting_words")
    poster_id = fields.Many2one("lalisa.poster", readonly=True, index="btree_not_null", ondelete="set null")
    poster_at = fields.Datetime("Poster opened", readonly=True)

    def _compute_waiting_words(self):
        """What is in no complaint, as one line: the words, or what kind of message it was."""
        kinds = dict(self.env["lalisa.message"]._fields["kind"]._description_selection(self.env))
        waiting = (
            self.env["lalisa.message"]
            .search(
                [
                    ("conversation_id", "in", self.ids),
                    ("direction", "=", "inbound"),
                    ("complaint_id", "=", False),
                ],
                order="id",
            )
            .grouped("conversation_id")
        )
        for conversation in self:
            lines = [message.body or kinds[message.kind] for message in waiting.get(conversation, ())]
            conversation.waiting_words = " \u00b7 ".join(lines)

    @api.model
    def _lock_for_messages(self):
        """A message may open a complaint, and complaints are numbered one after another."""
        super()._lock_for_messages()
        self.env["lalisa.complaint.counter"]._lock()

    def _keep_in_sight(self, message, at_once):
        """What belongs to no complaint is shown to the operator: at once, or when nothing follows a greeting."""
        if message.complaint_id:
            return
        since = message.occurred_at + (timedelta() if at_once else GREETING_PATIENCE)
        self.inbox_at = min(self.inbox_at or since, since)

    def _tell_staff(self, complaint=None):
        """Wakes the open screens of those who may read conversations; ids only, no word of a citizen."""
        news = {"conversation_id": self.id, "complaint_id": complaint.id if complaint else False}
        # Whoever causes the news may not read groups; nothing of the group is shown.
        self.env.ref("lalisa_intake.group_listener").sudo()._bus_send("lalisa.conversation", news)

    def _on_media(self, message):
        """A file has come, or never will: the open screens show it."""
        super()._on_media(message)
        self._tell_staff(message.complaint_id)

    def _on_change(self, message, change):
        """New words are new to the office too; what was only a greeting may tell something now."""
        super()._on_change(message, change)
        if message.direction == "inbound" and change.change not in ("reaction", "moved"):
            message.seen_at = False
            if change.change == "edited" and not message.complaint_id:
                self._place(message)
        self._tell_staff(message.complaint_id)

    # -- automatic answers or a person --------------------------------------------------------

    def _set_mode(self, mode):
        self.write({"mode": mode, "taken_over_at": fields.Datetime.now() if mode == "human" else False})

    def _give_back_after_silence(self):
        """Nobody is left alone with an office that has gone home: the automatic answers come back."""
        last = self.taken_over_at
        if self.mode == "human" and last and last + TAKEN_OVER_FOR < fields.Datetime.now():
            self._set_mode("bot")

    def action_take_over(self):
        """From automatic answers to a person, and back.

        :raises AccessError: the user works no complaints
        """
        self._check_staff()
        for conversation in self.sudo():
            conversation._set_mode("bot" if conversation.mode == "human" else "human")
            conversation._tell_staff()

    def _check_staff(self):
        """:raises AccessError: the user may not read conversations, or is none who works complaints"""
        self.check_access("read")
        if not self.env["lalisa.complaint"]._acting_staff():
            raise AccessError(self.env._("The conversation is for those who work the complaint."))

    # -- the inbox ------------------------------------------------------------------------------

    def action_make_complaint(self):
        """The operator turns what belongs to no complaint yet into one.

        :return: the action that shows the complaint
        :raises AccessError: the user is no operator
        :raises UserError: the citizen has sent nothing that is not in a complaint already
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group("lalisa_complaint.group_operator"):
            raise AccessError(self.env._("Only the operator makes a complaint of a conversation."))
        # The operator decides; tying complaint and conversation together is the service's own.
        conversation_sudo = self.with_user(self.env.ref("base.user_root")).sudo()
        messages_sudo = conversation_sudo._without_complaint()
        if not messages_sudo:
            raise UserError(self.env._("Everything in this conversation belongs to a complaint."))
        best = messages_sudo.filtered(lambda one: one._has_words())
        return conversation_sudo._open((best or messages_sudo)[:1])._action_show()

    def action_dismiss(self):
        """The operator has seen it and no complaint comes of it.

        :raises AccessError: the user is no operator
        """
        self.check_access("read")
        if not self.env.user.has_group("lalisa_complaint.group_operator"):
            raise AccessError(self.env._("Only the operator empties the inbox."))
        # The operator's word is the right; the conversation itself is the service's own.
        self.sudo().write({"inbox_at": False, "unread_count": 0})

    def _without_complaint(self):
        return self.message_ids.filtered(lambda one: one.direction == "inbound" and not one.complaint_id)

    def _on_reach(self, reachable):
        """The open complaints of a person say so when nothing arrives at them any more, and when it does again."""
        super()._on_reach(reachable)
        for complaint in self._open_complaints():
            complaint._note_reach(reachable)
            self._tell_staff(complaint)

    def _answers_survey(self, message):
        """Takes a figure from 1 to 4 as the answer to the last survey.

        :return: whether it was one
        """
        asked = self.complaint_ids.filtered(lambda one: one.survey_asked_at and not one.survey_score).sorted(
            "survey_asked_at"
        )[-1:]
        score = chat_command.score(message.body) if asked and message.kind == "text" else 0
        if not score:
            return False
        message.complaint_id = asked
        asked._write_engine({"survey_score": score, "survey_answered_at": fields.Datetime.now()})
        self._say("survey_thanks", asked)
        return True

    def _on_album(self, messages):
        earlier = (
            self.message_ids.filtered(lambda one: one.album == messages[:1].album and one.direction == "inbound")
            - messages
        )
        if earlier.complaint_id:
            return self._add_to_album(messages, earlier.complaint_id[:1])
        speaking = messages.filtered("body")[:1] or messages[:1]
        self._on_message(speaking)
        return self._add_to_album(messages - speaking, speaking.complaint_id)

    def _add_to_album(self, messages, complaint):
        """The other parts go where the first has gone, without a word about each."""
        for message in messages:
            message.complaint_id = complaint
            if complaint:
                complaint._learn(message)
        self._tell_staff(complaint)

    def _on_group(self, event):
        super()._on_group(event)
        if event.kind in TOLD_PRIVATELY:
            self._say_once("private", tautan=self.channel_id._start_link(FROM_GROUP))

    def _set_notices(self, wanted):
        """Does what STOP or MULAI asks, says so, and lets the open complaints show it."""
        changed = wanted == bool(self.contact_id.opted_out_at)
        if wanted:
            self.contact_id._opt_in()
        else:
            self.contact_id._opt_out()
        self._say("notices_on" if wanted else "notices_off")
        for complaint in self._open_complaints() if changed else ():
            complaint._note_opting(wanted)

    def _start_from(self, payload):
        """A citizen comes by a poster: they are greeted for its place, and the next complaint begins with it.

        :return: whether there is such a poster
        """
        poster = self.env["lalisa.poster"]._of_payload(payload, self.channel_id)
        if not poster:
            return False
        poster.scans += 1
        self.write({"poster_id": poster.id, "poster_at": fields.Datetime.now(), "next_is": "new"})
        self._say("greeting_poster", poster=poster.name)
        return True

    def _from_poster(self):
        """What the poster fills in for the complaint that begins now; it counts once.

        :return: values of `lalisa.complaint`
        """
        poster = self.poster_id
        fresh = poster and self.poster_at + POSTER_FOR > fields.Datetime.now()
        self.write({"poster_id": False, "poster_at": False})
        if not fresh:
            return {}
        poster.complaint_count += 1
        values = {
            "category_id": poster.category_id.id,
            "location_text": poster.place,
            "latitude": poster.latitude,
            "longitude": poster.longitude,
        }
        return {name: value for name, value in values.items() if value}

    def _is_over(self):
        """Whether every case of this conversation has been through retention and nobody waits for an answer."""
        lately = fields.Datetime.now() - TALKING
        waiting = self.message_ids.filtered(
            lambda one: one.direction == "inbound" and not one.complaint_id and one.occurred_at > lately
        )
        cases = self.complaint_ids
        return bool(cases) and all(cases.mapped("retained_at")) and not (self.inbox_at or waiting)
