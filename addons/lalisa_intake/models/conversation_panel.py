from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.lalisa_messaging.tools.driver_types import MAX_CAPTION

MEDIA_URL = "/lalisa/conversation/media/{}"
QUOTED = 80
# The mark of what was typed on the office's own telephone.
ECHO = "echo"


class LalisaConversationPanel(models.AbstractModel):
    """A conversation as the screens show it."""

    _name = "lalisa.conversation.panel"
    _description = "Conversation panel"

    def conversation_panel(self):
        """Return all that was said in this conversation, for the operator's inbox.

        :return: see `_build_panel`
        :raises AccessError: the user may not read conversations
        """
        self.ensure_one()
        self.check_access("read")
        conversation_sudo = self.sudo()  # the check above is the right
        return {
            **conversation_sudo._build_panel(self._get_readable_messages().sudo(), self.env["lalisa.complaint"].sudo()),
            "complaint_id": False,
            "others": [
                {"id": one.id, "number": one.number}
                for one in self.env["lalisa.complaint"].search([("conversation_id", "=", self.id)])
            ],
            "is_operator": self.env.user.has_group("lalisa_complaint.group_operator"),
            "may_answer": self.env["lalisa.complaint"]._acting_staff(),
        }

    def _get_readable_messages(self):
        """Return the messages of this conversation that the user may read; of cases about members the head alone."""
        return self.env["lalisa.message"].search([("conversation_id", "in", self.ids)])

    def _build_panel(self, messages, complaint):
        """Return rows for the screens; the caller has judged the right.

        :param complaint: the `lalisa.complaint` that quick replies speak of, may be empty
        :return: {'conversation_id', 'mode', 'window_open', 'window_until' (text or False),
            'quick': [{'id', 'name', 'body'}], 'messages': [see `_build_row`]}
        """
        quick = self.env["lalisa.message.template"].search([("quick_reply", "=", True)])
        if not complaint:
            quick = quick.filtered(lambda one: "{nomor}" not in one.body)
        words = complaint._words_for_notice()
        return {
            "conversation_id": self.id,
            "mode": self.mode,
            "window_until": fields.Datetime.to_string(self.window_until) if self.window_open else False,
            "window_open": self.window_open,
            "quick": [{"id": one.id, "name": one.name, "body": one._fill_body(words)} for one in quick],
            # As they were written: what was overtaken on its way still stands where it belongs.
            "messages": [self._build_row(message) for message in messages.filtered_domain(self._case_domain).sorted()],
        }

    def _build_row(self, message):
        """Return {'id', 'mine', 'body', 'kind', 'state', 'failure', 'at', 'sent_by', 'automatic', 'forwarded',
        'quoted', 'number', 'place', 'files', 'waiting_for_file', 'edited', 'revoked', 'reaction', 'unseen',
        'actions'}"""
        mine = message.direction == "outbound"
        typed = mine and message.purpose == ECHO
        return {
            "id": message.id,
            "mine": mine,
            "body": message.body or "",
            "kind": message.kind,
            "state": message.state,
            "failure": message.failure_reason or message.media_error or "",
            "at": fields.Datetime.to_string(message.occurred_at),
            "sent_by": message.sent_by_id.name or (self.env._("Office telephone") if typed else ""),
            "automatic": mine and not message.sent_by_id and not typed,
            "forwarded": message.forwarded,
            "quoted": (message.reply_to_id.body or "")[:QUOTED],
            "number": message.complaint_id.number or "",
            "place": self._build_place(message),
            "files": [self._build_file(one) for one in message.attachment_ids],
            "waiting_for_file": message.media_state == "waiting",
            "edited": bool(message.edited_at),
            "revoked": bool(message.revoked_at),
            "reaction": message.reaction or "",
            "unseen": not mine and not message.seen_at,
            "actions": self._panel_actions(message),
        }

    def _panel_actions(self, message):
        """Return what may be done with a message from its bubble; channels add their own.

        :return: [{'method': a public method of `lalisa.message`, 'label'}]
        """
        lost = message.direction == "outbound" and message.state in ("failed", "uncertain")
        lost = lost and not message.channel_id.by_hand
        return [{"method": "action_retry", "label": self.env._("Send again")}] if lost else []

    @staticmethod
    def _build_place(message):
        if not message.latitude:
            return False
        return {
            "latitude": message.latitude,
            "longitude": message.longitude,
            "name": message.location_name or "",
        }

    @staticmethod
    def _build_file(attachment):
        return {
            "id": attachment.id,
            "name": attachment.name,
            "kind": (attachment.mimetype or "").split("/")[0],
            "url": MEDIA_URL.format(attachment.id),
        }

    def action_mark_read(self):
        super().action_mark_read()
        for conversation in self:
            # Reading the messages is the right; the marks are the service's own.
            conversation.sudo()._mark_seen(conversation._get_readable_messages().sudo())

    def _send_staff_answer(self, text, complaint, user, asks_location=False, files=()):
        """Queue what a member of staff wrote; from now on a person is talking here.

        :param files: `OutboundFile`s; the text is the caption of the first, or goes before them where it is too long
        :return: the `lalisa.message`
        :raises UserError: a file that people may not be sent
        """
        written = {"purpose": "reply", "sent_by": user}
        too_long = len(text.encode("utf-16-le")) // 2 > MAX_CAPTION
        first, *others = (None, *files) if too_long or not files else files
        message = self._queue_message(text, asks_location=asks_location, file=first, **written)
        for queued in (message, *(self._queue_message("", file=other, **written) for other in others)):
            queued.complaint_id = complaint
        self._note_answered(complaint)
        return message

    def _on_echo(self, message):
        """Take what was typed on the office's telephone as an answer of a person who is talking here."""
        super()._on_echo(message)
        complaint = self._get_talked_about()
        message.write({"purpose": ECHO, "complaint_id": complaint.id})
        self._note_answered(complaint)

    def split_complaint(self, message_id=None):
        """Make a complaint of its own of a message that was kept with another.

        :param message_id: an inbound `lalisa.message` of this conversation
        :return: the action that shows the new complaint
        :raises AccessError: the user is no operator
        :raises UserError: the message is none of this conversation
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group("lalisa_complaint.group_operator"):
            raise AccessError(self.env._("Only the operator makes a complaint of a conversation."))
        # The operator decides; tying complaint and conversation together is the service's own.
        conversation_sudo = self.with_user(self.env.ref("base.user_root")).sudo()
        message_sudo = (conversation_sudo.message_ids & self._get_readable_messages().sudo()).filtered(
            lambda one: one.id == message_id and one.direction == "inbound"
        )
        if not message_sudo:
            raise UserError(self.env._("This message is not the citizen's in this conversation."))
        message_sudo.complaint_id = False
        return conversation_sudo._open_complaint_from(message_sudo)._action_show()
