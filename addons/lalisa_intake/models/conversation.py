from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

# Asks our chat for nothing in particular: whoever comes from a group is greeted.
FROM_GROUP = "grup"
TOLD_PRIVATELY = ("message", "command", "added")
# Whoever has written so lately, about no case yet, is still being talked with.
TALKING = timedelta(days=30)


class LalisaConversation(models.Model):
    """A citizen's conversation, its cases, and the office's side of it."""

    _name = "lalisa.conversation"
    _inherit = [
        "lalisa.conversation.panel",
        "lalisa.conversation.dispatcher",
        "lalisa.conversation.action",
        "lalisa.conversation.command",
        "lalisa.conversation.dialog",
        "lalisa.conversation.opening",
        "lalisa.conversation.answer",
        "lalisa.conversation.case",
        "lalisa.conversation",
    ]
    # A message may open a complaint.
    _number_tables = ("lalisa_complaint_counter",)

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
        """Give what is in no complaint as one line: the words, or what kind of message it was."""
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

    def _hear_file(self, message):
        """Show on the open screens that a file has come, or never will."""
        self._tell_staff(message.complaint_id)
        return True

    def _hear_group(self, event):
        """Tell a group, or whoever adds the office to it, how to write privately."""
        if event.kind in TOLD_PRIVATELY:
            self._send_answer_once("private", tautan=self.channel_id._build_start_link(FROM_GROUP))
        return True

    def _on_change(self, message, change):
        """Let the office see new words as new; what was only a greeting may tell something now."""
        super()._on_change(message, change)
        if message.direction == "inbound" and change.change not in ("reaction", "moved"):
            message.seen_at = False
            if change.change == "edited" and not message.complaint_id:
                self._hear_case(message)
        self._tell_staff(message.complaint_id)

    # -- automatic answers or a person --------------------------------------------------------

    def action_take_over(self):
        """Switch from automatic answers to a person, and back.

        :raises AccessError: the user works no complaints
        """
        self._check_staff()
        for conversation in self.sudo():
            conversation._set_mode("bot" if conversation.mode == "human" else "human")
            conversation._tell_staff()

    def _check_staff(self):
        """Refuse whoever does not work complaints.

        :raises AccessError: the user may not read conversations, or is none who works complaints
        """
        self.check_access("read")
        if not self.env["lalisa.complaint"]._acting_staff():
            raise AccessError(self.env._("The conversation is for those who work the complaint."))

    # -- the inbox ------------------------------------------------------------------------------

    def action_make_complaint(self):
        """Turn what belongs to no complaint yet into one.

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
        messages_sudo = conversation_sudo._get_unassigned_messages()
        if not messages_sudo:
            raise UserError(self.env._("Everything in this conversation belongs to a complaint."))
        best = messages_sudo.filtered(lambda one: one._has_words())
        return conversation_sudo._open_complaint_from((best or messages_sudo)[:1])._action_show()

    def action_dismiss(self):
        """Empty the inbox of what the operator has seen and no complaint comes of.

        :raises AccessError: the user is no operator
        """
        self.check_access("read")
        if not self.env.user.has_group("lalisa_complaint.group_operator"):
            raise AccessError(self.env._("Only the operator empties the inbox."))
        # The operator's word is the right; the conversation itself is the service's own.
        self.sudo().write({"inbox_at": False, "unread_count": 0})

    def _on_reach(self, reachable):
        """Note on the open complaints that nothing arrives at their reporter any more, or that it does again."""
        super()._on_reach(reachable)
        for complaint in self._get_open_complaints():
            complaint._note_reach(reachable)
            self._tell_staff(complaint)

    def _is_over(self):
        """Tell whether every case of this conversation has been through retention and nobody waits for an answer."""
        lately = fields.Datetime.now() - TALKING
        waiting = self.message_ids.filtered(
            lambda one: one.direction == "inbound" and not one.complaint_id and one.occurred_at > lately
        )
        cases = self.complaint_ids
        return bool(cases) and all(cases.mapped("retained_at")) and not (self.inbox_at or waiting)
