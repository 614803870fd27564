from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.forgetting import telling_fields

WINDOW = timedelta(hours=24)


class LalisaConversation(models.Model):
    """All that was said between one contact and us on one channel."""

    _name = "lalisa.conversation"
    _inherit = ["lalisa.conversation.read.mark"]
    _description = "Conversation"
    _order = "last_message_at desc, id desc"
    _rec_name = "contact_id"
    # Tables that a message may take a number from; an addon that gives numbers out adds its own to what was there.
    _number_tables = ()

    channel_id = fields.Many2one("lalisa.channel", required=True, index=True, ondelete="restrict")
    contact_id = fields.Many2one("lalisa.contact", required=True, index=True, ondelete="restrict")
    message_ids = fields.One2many("lalisa.message", "conversation_id")
    last_inbound_at = fields.Datetime(readonly=True)
    last_message_at = fields.Datetime(readonly=True, index=True)
    last_body = fields.Char(compute="_compute_last_body", help="The newest message that the reader may see.")
    unread_count = fields.Integer(readonly=True)
    mode = fields.Selection([("bot", "Automatic"), ("human", "By a person")], required=True, default="bot")
    window_shut = fields.Boolean(
        readonly=True, help="The provider says that the time for answers is over, whatever our own clock says."
    )
    window_until = fields.Datetime(compute="_compute_window")
    window_open = fields.Boolean(compute="_compute_window")

    _contact_uniq = models.Constraint("UNIQUE(channel_id, contact_id)", "This conversation exists already.")
    read_due = fields.Boolean(readonly=True, help="The person is still to be told that their messages were read.")
    _read_due = models.Index("(id) WHERE read_due")

    @api.depends_context("uid")
    @api.depends("message_ids.body")
    def _compute_last_body(self):
        """Of the messages that the asking user may read, the newest one's first words, or else its kind."""
        messages = self.env["lalisa.message"]
        newest = dict(messages._read_group([("conversation_id", "in", self.ids)], ["conversation_id"], ["id:max"]))
        for conversation in self:
            message = messages.browse(newest.get(conversation._origin, []))
            conversation.last_body = (message.body or message.kind or "")[:120]

    @api.depends_context("uid")
    @api.depends("contact_id.display_name")
    def _compute_display_name(self):
        """Odoo shows what a field points at to whoever reads the field: without a right on conversations, no name."""
        readable = self.sudo(False)._filtered_access("read")
        for conversation in self:
            may_know = conversation.id in readable.ids
            number = self.env._("Conversation %s", conversation.id)
            conversation.display_name = conversation.contact_id.display_name if may_know else number

    @api.depends("last_inbound_at", "window_shut")
    def _compute_window(self):
        """Free answers are allowed for 24 hours after the person's last message (its own time, not its arrival's).

        Only where the provider has such a limit; elsewhere answers are always possible.
        """
        for conversation in self:
            last = conversation.channel_id._get_driver()._has_window and conversation.last_inbound_at
            conversation.window_until = last and last + WINDOW
            conversation.window_open = conversation._is_window_open()

    def _is_window_open(self):
        """Tell whether a free answer is allowed at this very moment; the field may be as old as its page."""
        if not self.channel_id._get_driver()._has_window:
            return True
        last = self.last_inbound_at
        return bool(last and last + WINDOW > fields.Datetime.now() and not self.window_shut)

    @api.model
    def _find_or_create(self, contact):
        """Return the conversation with a contact, on the channel that the contact is known on now."""
        known = {"channel_id": contact.channel_id.id, "contact_id": contact.id}
        return self.search([(name, "=", value) for name, value in known.items()]) or self.create(known)

    def _set_reachable(self, reachable):
        """Keep what the provider says of reaching this person, and tell `_on_reach` when it changes."""
        if self.contact_id.unreachable == reachable:
            self.contact_id.unreachable = not reachable
            self._on_reach(reachable)

    @api.model
    def _lock_for_messages(self):
        """Wait for the turn to give out numbers, see `_number_tables`; a drain's transaction begins with this.

        By LOCK TABLE only: a query would fix the transaction's view of the data before the lock is there.
        """
        for table in self._number_tables:
            self.env.cr.execute(SQL("LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE", SQL.identifier(table)))

    def _on_messages(self, messages):
        """Hear new inbound messages that came together; the inbox drain calls this as the root user.

        :param messages: inbound `lalisa.message`s in their order; those with the same `album` were sent as one
        """

    def _on_echo(self, message):
        """Hear what the office wrote on its own telephone; the inbox drain calls this as the root user.

        :param message: an outbound `lalisa.message` that is sent already
        """

    def _on_media(self, message):
        """Hear that a message's file has come or never will; the media drain calls this as the root user."""

    def _on_change(self, message, change):
        """Hear that a message was edited, revoked or reacted to; the inbox drain calls this as the root user.

        :param change: `MessageChange`; the message holds the new state already
        """

    def _on_lost_edit(self):
        """Hear of an edit of a message that is not here (yet); the inbox drain calls this as the root user."""

    def _on_action(self, action):
        """Hear a tap on a button or a command; the inbox drain calls this as the root user.

        :param action: `InboundAction`
        """

    def _on_group(self, event):
        """Hear what happens in a group, on its conversation; the inbox drain calls this as the root user.

        :param event: `GroupEvent`
        """

    def _on_reach(self, reachable):
        """Hear that nothing arrives at this person any more, or something does again, as the provider says."""

    def _replace_message(self, message, body, buttons=None, **options):
        """Change a message of ours in place, its buttons too; do nothing where the channel cannot.

        :param message: the `lalisa.message` that the person got
        :param buttons: [(id, title)] that it shows from now on
        :param options: see `_queue_message`
        :return: the `lalisa.message` that does it, or none
        """
        if not self.channel_id._get_driver()._can_edit:
            return message.browse()
        return self._queue_message(body, buttons=buttons, edits=message.edits_id or message, **options)

    def _queue_message(
        self,
        body,
        *,
        kind="text",
        buttons=None,
        asks_location=False,
        asks_contact=False,
        edits=None,
        template=None,
        reply_to=None,
        purpose="",
        sent_by=None,
        file=None,
        unasked="",
    ):
        """Queue a message in the caller's transaction and wakes the outbox after its commit.

        :param body: text
        :param buttons: up to ten (id, title); more than three are shown as a list where the channel has one
        :param asks_location: offer a way to send a place, where the channel has one; beside buttons where it can
        :param asks_contact: offer a way to send one's own telephone number, where the channel has one
        :param edits: the `lalisa.message` of ours that this takes the place of, buttons too; where the channel cannot
            change what was sent, it is a new message
        :param template: {'name', 'language', 'params': [text]}, used when the window has closed
        :param reply_to: the `lalisa.message` that this answers
        :param purpose: the caller's own mark
        :param sent_by: the member of staff who wrote it
        :param file: `OutboundFile` that goes with it, the text as its caption
        :param unasked: empty for what answers the person or was written by staff; else 'day' or 'urgent', see
            `lalisa.message`: not sent to whoever wants no notices
        :return: the `lalisa.message`, cancelled at once where the person wants no notices
        :raises UserError: the file is empty, too large, or of no kind that people may be sent
        """
        self.ensure_one()
        if file:
            kind = self.env["lalisa.message"]._get_kind_of_file(file)
        # Queueing is the right of whoever may act on the conversation's case; the rows are the outbox's own.
        message_sudo = (
            self.env["lalisa.message"]
            .sudo()
            .create(
                {
                    "conversation_id": self.id,
                    "direction": "outbound",
                    "kind": kind,
                    "body": body,
                    "buttons": [list(button) for button in buttons or []] or False,
                    "asks_location": asks_location,
                    "asks_contact": asks_contact,
                    "edits_id": edits.id if edits else False,
                    "template": template or False,
                    "reply_to_id": reply_to.id if reply_to else False,
                    "purpose": purpose,
                    "sent_by_id": sent_by.id if sent_by else False,
                    "unasked": unasked or False,
                    "state": "queued",
                    "occurred_at": fields.Datetime.now(),
                }
            )
        )
        if file:
            message_sudo._attach_file(file)
        self.sudo().last_message_at = message_sudo.occurred_at
        free_until = unasked == "day" and self._is_window_open() and self.window_until
        message_sudo._apply_notice_hours(free_until or None)
        self.env["lalisa.trigger"]._trigger_outbox()
        return message_sudo

    def action_mark_read(self):
        """Set the counter of unread messages back, and lets the person see that they were read."""
        self.check_access("read")
        unread = self.filtered("unread_count")
        self.sudo().unread_count = 0
        unread._request_read_mark()

    def _forget_content(self):
        """Take all that was said and the person out of conversations whose cases have been through retention."""
        for conversation in self:
            conversation.message_ids._forget_content()
            # As retention itself: events have no rights of their own.
            self.env["lalisa.webhook.event"].sudo()._forget_person(conversation.contact_id, fields.Datetime.now())
            conversation.contact_id._forget_content()
        self.write(dict.fromkeys(telling_fields(self), False))
