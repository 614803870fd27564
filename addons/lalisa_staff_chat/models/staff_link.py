from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.lalisa_complaint.models.role import ROLES
from odoo.addons.lalisa_complaint.report.wording import in_indonesian

from ..tools import word

# Who reports as a citizen and then says nothing is a member of staff again.
CITIZEN_FOR = timedelta(hours=2)


class LalisaStaffLink(models.Model):
    """A chat account that speaks for a member of staff. What it may do is what its user may do, at that moment."""

    _name = "lalisa.staff.link"
    _inherit = ["lalisa.staff.link.talk", "lalisa.staff.link.evidence"]
    _description = "Chat account of staff"
    _order = "id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one("res.users", "Member of staff", required=True, readonly=True, index=True)
    conversation_id = fields.Many2one("lalisa.conversation", required=True, readonly=True, index=True)
    channel_id = fields.Many2one(related="conversation_id.channel_id", store=True)
    channel_name = fields.Char("Channel name", compute="_compute_account")
    account_name = fields.Char("Account", compute="_compute_account", help="As the account calls itself.")
    unreachable = fields.Boolean(compute="_compute_account", help="The account has blocked the office.")
    linked_at = fields.Datetime("Linked", required=True, readonly=True)
    ended_at = fields.Datetime("Ended", readonly=True)
    end_reason = fields.Selection(
        [
            ("own", "Ended by the user"),
            ("administrator", "Ended by the administrator"),
            ("replaced", "Another account was linked"),
            ("archived", "The user was archived"),
            ("no_role", "The user holds no role any more"),
            ("left_group", "The user left the group of their team"),
        ],
        "Why it ended",
        readonly=True,
    )
    citizen_at = fields.Datetime(
        "Reports as a citizen since", readonly=True, groups="lalisa_complaint.group_administrator"
    )
    pending_id = fields.Many2one(
        "lalisa.chat.action",
        readonly=True,
        ondelete="set null",
        help="What the next words of this account answer.",
    )
    dispatch_id = fields.Many2one(
        "lalisa.dispatch", readonly=True, help="The order that photos and places of this account belong to."
    )

    _one_conversation = models.UniqueIndex(
        "(conversation_id) WHERE ended_at IS NULL", "This account is linked already."
    )
    _one_channel = models.UniqueIndex(
        "(user_id, channel_id) WHERE ended_at IS NULL", "This user has an account on this channel already."
    )

    def _compute_account(self):
        for link in self:
            # Whoever may see the link may see which account it is; conversations have rules of their own.
            contact_sudo = link.sudo().conversation_id.contact_id
            link.account_name = contact_sudo.name or contact_sudo.external_id
            link.channel_name = contact_sudo.channel_id.name
            link.unreachable = contact_sudo.unreachable

    # -- life -----------------------------------------------------------------------------------

    @api.model
    def _link_account(self, user, conversation):
        """Tie an account to a user; what either was tied to on this channel before ends.

        :return: the `lalisa.staff.link`
        """
        live = self.search([("ended_at", "=", False)])
        earlier = live.filtered(
            lambda one: (
                one.conversation_id == conversation
                or (one.user_id == user and one.channel_id == conversation.channel_id)
            )
        )
        for link in earlier:
            link._end_links("replaced", tell=link.conversation_id != conversation)
        self.env.flush_all()
        link = self.create(
            {
                "user_id": user.id,
                "conversation_id": conversation.id,
                "linked_at": fields.Datetime.now(),
            }
        )
        conversation.staff_only = True
        return link

    @api.model
    def _find_for_conversation(self, conversation):
        """Return the link of a conversation that holds at this moment; one whose user has lost the right ends here."""
        link = self.search([("conversation_id", "=", conversation.id), ("ended_at", "=", False)], limit=1)
        return link.filtered(lambda one: one._check_entitled())

    @api.model
    def _find_for_user(self, user):
        """Return the links of a user that hold at this very moment."""
        links = self.search([("user_id", "=", user.id), ("ended_at", "=", False)])
        return links.filtered(lambda one: one._check_entitled())

    def _check_entitled(self):
        """Tell whether the user may still speak through it; if not, end it at once."""
        if not self.user_id.active:
            self._end_links("archived")
        elif not self._has_role(self.user_id):
            self._end_links("no_role")
        return not self.ended_at

    @api.model
    def _has_role(self, user):
        """Tell whether a user works complaints or is a member of a team."""
        return any(user.has_group(xmlid) for xmlid in ROLES.values())

    def _end_links(self, reason, tell=True):
        """End links at once: what waits to be sent is not sent any more.

        :param reason: a key of `end_reason`
        :param tell: one sentence to the account, without any fact
        """
        for link in self.filtered(lambda one: not one.ended_at):
            link.write({"ended_at": fields.Datetime.now(), "end_reason": reason})
            waiting = link.conversation_id.message_ids.filtered(lambda one: one.for_staff and one.state == "queued")
            waiting.write({"state": "cancelled"})
            if tell:
                link._send_to_account(link._in_words().env._("This account is not linked to La-Lisa any more."))

    def action_end(self):
        """End one's own link, or any for the administrator.

        :raises AccessError: it is somebody else's
        """
        self.check_access("read")
        administrator = self.env.user.has_group("lalisa_complaint.group_administrator")
        for link in self:
            own = link.user_id == self.env.user
            if not own and not administrator:
                raise AccessError(self.env._("Only the user and the administrator end a link."))
            # The check above is the right; links are written by the service alone.
            link.sudo()._end_links("own" if own else "administrator")

    def _end_unentitled(self):
        """End every link whose user may not hold it any more, whoever took the right."""
        # The change of rights was its author's own right; that links end is its consequence.
        for link in self.sudo().search([("ended_at", "=", False)]):
            link._check_entitled()

    def _as_user(self, records):
        """Return records with the rights, the language and the clock of the linked user; never as superuser."""
        user = self.user_id
        return records.with_user(user).with_context(lang=user.lang, tz=user.tz)

    # -- talking --------------------------------------------------------------------------------

    def _in_words(self):
        """Return the link with the language of its user."""
        return self.with_context(lang=self.user_id.lang)

    def _send_to_account(self, text, buttons=None, edits=None, file=None, template=None):
        """Queue a message to the account; nobody else may read it.

        :param template: see `lalisa.conversation._queue_message`
        :param edits: the message that it takes the place of, where the channel can
        :param file: `OutboundFile` that goes with it
        :return: the `lalisa.message`
        """
        message = self.conversation_id._queue_message(
            text, buttons=buttons, purpose="staff", edits=edits or None, file=file, template=template
        )
        message.for_staff = True
        return message

    def _is_reachable(self):
        """Tell whether a free message would arrive now: the account did not block us, and its 24 hours are not over."""
        conversation = self.conversation_id
        channel = conversation.channel_id
        if conversation.contact_id.unreachable or channel.state != "active" or channel.by_hand:
            return False
        return conversation._is_window_open()

    def _needs_ping(self):
        """Tell whether nothing but an approved template would arrive now."""
        conversation = self.conversation_id
        return conversation.channel_id._get_driver()._has_window and not conversation._is_window_open()

    def _send_ping(self, stage_log):
        """Call the holder to a step; whatever they answer opens the way for the rest. Without a template, nothing.

        The template goes through the provider's own hands and may show on a locked screen: number and step alone.

        :param stage_log: the `lalisa.stage.log` that waits
        :return: the `lalisa.message`, or none
        """
        template = self.env["lalisa.message.template"]._find_by_code("staff_ping")
        if not template.provider_template:
            return self.env["lalisa.message"]
        number, step = stage_log.complaint_id.number, in_indonesian(stage_log).stage_id.name
        return self._send_to_account(
            template._fill_body({"nomor": number, "tahap": step}),
            template={
                "name": template.provider_template,
                "language": "id",
                "params": [number, step],
            },
        )

    def _is_citizen(self):
        """Tell whether the account reports as a citizen at the moment; after a silence it is staff again."""
        if self.citizen_at and self.citizen_at + CITIZEN_FOR < fields.Datetime.now():
            self.citizen_at = False
        return bool(self.citizen_at)

    def _is_for_office(self, message):
        """Tell whether a message is for the office's own side, not a citizen's."""
        if self._is_citizen() and word.find_meaning(message.body) != "staff":
            self.citizen_at = fields.Datetime.now()
            return False
        # What answers to a message about one's own complaint is a citizen's answer.
        return not message.reply_to_id.complaint_id
