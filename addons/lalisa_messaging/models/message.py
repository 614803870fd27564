import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.forgetting import MESSAGE_KEEPS, TOMBSTONE, telling_fields

KINDS = [
    (kind, kind.replace("_", " ").title())
    for kind in (
        "text",
        "image",
        "video",
        "audio",
        "document",
        "sticker",
        "location",
        "contacts",
        "button",
        "reaction",
        "interactive",
        "order",
        "system",
        "unsupported",
        "other",
    )
]
# What a later word may change: states only move forward, and only a receipt overrules a failure.
RANK = {"queued": 0, "sending": 1, "uncertain": 2, "sent": 3, "failed": 4, "delivered": 5, "read": 6}


class LalisaMessage(models.Model):
    """One message, in or out. Its attachments belong to it and to nothing else."""

    _name = "lalisa.message"
    _inherit = [
        "lalisa.message.media",
        "lalisa.message.change",
        "lalisa.message.notice.hours",
        "lalisa.message.file",
        "lalisa.message.outbox",
    ]
    _description = "Message"
    _order = "occurred_at, id"

    conversation_id = fields.Many2one("lalisa.conversation", required=True, index=True, ondelete="restrict")
    channel_id = fields.Many2one(related="conversation_id.channel_id", store=True, index=True)
    direction = fields.Selection([("inbound", "Inbound"), ("outbound", "Outbound")], required=True)
    kind = fields.Selection(KINDS, required=True, default="text")
    body = fields.Text()
    state = fields.Selection(
        [
            ("received", "Received"),
            ("queued", "Queued"),
            ("sending", "Sending"),
            ("sent", "Sent"),
            ("delivered", "Delivered"),
            ("read", "Read"),
            ("failed", "Failed"),
            ("uncertain", "Uncertain"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        index=True,
    )
    provider_message_id = fields.Char(index="btree_not_null")
    client_ref = fields.Char(default=lambda self: str(uuid.uuid4()), readonly=True, index=True)
    occurred_at = fields.Datetime(required=True, default=fields.Datetime.now)
    attachment_ids = fields.One2many("ir.attachment", "res_id", domain=[("res_model", "=", "lalisa.message")])
    reply_to_id = fields.Many2one("lalisa.message", index="btree_not_null")
    forwarded = fields.Boolean()
    button_id = fields.Char()
    latitude = fields.Float(digits=(9, 6))
    longitude = fields.Float(digits=(9, 6))
    location_name = fields.Char()
    media_ref = fields.Char("Media reference", groups="lalisa_messaging.group_manager")
    media_mimetype = fields.Char()
    buttons = fields.Json()
    asks_location = fields.Boolean(help="Offers the person a way to send a place, where the channel has one.")
    asks_contact = fields.Boolean(help="Offers the person a way to send their own number, where the channel has one.")
    edits_id = fields.Many2one(
        "lalisa.message",
        "Takes the place of",
        index="btree_not_null",
        readonly=True,
        help="What the person sees in place of this earlier message of ours.",
    )
    own_card = fields.Boolean(readonly=True, help="A card with the sender's own number, as the provider confirms.")
    album = fields.Char(readonly=True, help="Messages of one conversation with the same album were sent as one.")
    thread_ref = fields.Char(readonly=True, help="The topic within the chat that it was written in.")
    links = fields.Json(readonly=True, help="Addresses that the sender put behind words.")
    template = fields.Json()
    purpose = fields.Char(index="btree_not_null")
    sent_by_id = fields.Many2one("res.users")
    failure_type = fields.Char(readonly=True)
    failure_reason = fields.Char(readonly=True)
    attempts = fields.Integer(readonly=True)
    next_attempt_at = fields.Datetime(readonly=True)
    lease_until = fields.Datetime(readonly=True)

    _provider_uniq = models.UniqueIndex(
        "(channel_id, provider_message_id) WHERE provider_message_id IS NOT NULL", "This message is here already."
    )
    _album = models.Index("(conversation_id, album) WHERE album IS NOT NULL")
    _outbox = models.Index("(conversation_id, id) WHERE state IN ('queued', 'sending')")
    media_state = fields.Selection(
        [("waiting", "Waiting"), ("fetched", "Fetched"), ("failed", "Not available")], readonly=True
    )
    media_name = fields.Char(readonly=True, groups="lalisa_messaging.group_manager")
    media_error = fields.Char(readonly=True)
    media_attempts = fields.Integer(readonly=True)
    media_next_at = fields.Datetime(readonly=True)
    media_original = fields.Binary(
        readonly=True,
        attachment=True,
        groups="lalisa_messaging.group_manager",
        help="The photo as it came, with its metadata: evidence. What the screens show is a copy without them.",
    )
    media_sha256 = fields.Char("SHA-256 of the file as it came", readonly=True)
    _media_waiting = models.Index("(media_next_at, id) WHERE media_state = 'waiting'")
    reaction = fields.Char(readonly=True)
    edited_at = fields.Datetime(readonly=True)
    revoked_at = fields.Datetime(readonly=True, help="The sender took it back; what it said stays with the case.")
    earlier_bodies = fields.Json(readonly=True, help="What the text was before each edit, oldest first.")
    later_points = fields.Json(readonly=True, help="Where a live place went after its first point, oldest first.")
    unasked = fields.Selection(
        [("day", "By day only"), ("urgent", "At any hour")],
        "Notice",
        readonly=True,
        help="Empty: an answer to the person, or written by staff.",
    )
    price_category = fields.Char(readonly=True, help="What the provider counts the message as.")
    billable = fields.Boolean(readonly=True, help="The provider asks money for it.")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Messages cannot be deleted."))

    def _on_state_change(self, previous):
        """Hear that an outbound message has moved forward or was taken back, in the same transaction.

        :param previous: the state before
        """

    def _get_shown(self):
        """Return what the person sees of this message of ours now: the newest that took its place, or itself."""
        self.ensure_one()
        return (
            self.search(
                [("edits_id", "=", self.id), ("state", "not in", ("failed", "cancelled"))], order="id desc", limit=1
            )
            or self
        )

    def _advance_state(self, state, **values):
        """Move an outbound message forward; a word that comes late or twice changes nothing.

        :return: whether the state changed
        """
        self.ensure_one()
        if RANK.get(state, 0) <= RANK.get(self.state, 0):
            return False
        previous = self.state
        self.write({"state": state, "lease_until": False, **values})
        self._on_state_change(previous)
        return True

    def _cancel_queued(self, reason):
        """Take back what has not left yet, and says why; what is on its way stays.

        :param reason: a sentence for the office
        """
        waiting = self.filtered(lambda message: message.state == "queued")
        waiting.write({"state": "cancelled", "failure_reason": reason, "next_attempt_at": False})
        for message in waiting:
            message._on_state_change("queued")

    def action_retry(self):
        """Queue a failed message again, on a person's word.

        :raises UserError: it did not fail
        """
        self.check_access("read")
        for message in self.sudo():
            if message.state not in ("failed", "uncertain") or message.direction != "outbound":
                raise UserError(self.env._("Only a message that failed can be sent again."))
            message.write(
                {
                    "state": "queued",
                    "attempts": 0,
                    "next_attempt_at": False,
                    "failure_type": False,
                    "failure_reason": False,
                }
            )
        self.env["lalisa.trigger"]._trigger_outbox()

    def _forget_content(self):
        """Take words, places, files and the provider's ids out; who wrote when on which channel stays.

        A provider's id of a message may hold the person's telephone number.
        """
        # Retention is the office's rule, carried out by its own job.
        messages_sudo = self.sudo()
        self.env["ir.attachment"].sudo().with_context(skip_res_field_check=True).search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("id", "!=", False),
            ]
        ).unlink()
        messages_sudo.filtered("body").write({"body": TOMBSTONE})
        messages_sudo.write(dict.fromkeys(telling_fields(self) - MESSAGE_KEEPS - {"body"}, False))
        messages_sudo.filtered(lambda one: one.state == "queued").write({"state": "cancelled"})
