from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError, UserError

LINKS = frozenset({"conversation_id", "closing_message_id"})


class LalisaComplaint(models.Model):
    """A complaint that came through a conversation."""

    _inherit = "lalisa.complaint"

    channel = fields.Selection(
        selection_add=[("whatsapp", "WhatsApp"), ("telegram", "Telegram")],
        ondelete={"whatsapp": "set default", "telegram": "set default"},
    )
    conversation_id = fields.Many2one(
        "lalisa.conversation", readonly=True, index="btree_not_null", copy=False
    )
    closing_message_id = fields.Many2one(
        "lalisa.message", readonly=True, index="btree_not_null", copy=False
    )

    def _prepared(self, vals, receive):
        # Only the service itself ties a complaint to a conversation; a typed one has none.
        links = {
            name: vals[name] for name in LINKS.intersection(vals) if self.env.uid == SUPERUSER_ID
        }
        clean = {name: value for name, value in vals.items() if name not in LINKS}
        return {**super()._prepared(clean, receive), **links}

    def write(self, vals):
        """Refuses to tie a complaint to another conversation."""
        if LINKS.intersection(vals):
            raise UserError(
                self.env._(
                    "The service itself keeps %s.", ", ".join(sorted(LINKS.intersection(vals)))
                )
            )
        return super().write(vals)

    def conversation_panel(self):
        """What was said with the reporter, for those who may work the complaint.

        The reporter's name is not part of it; for secret and anonymous complaints neither is a shared place.

        :return: {'window_until', 'mode', 'messages': [{'id', 'mine', 'body', 'kind', 'state', 'at', 'sent_by'}]}
        """
        self.ensure_one()
        self.check_access("read")
        if (
            self.env.user.has_group("lalisa_complaint.group_administrator")
            and not self._acting_staff()
        ):
            raise AccessError(self.env._("The conversation is for those who work the complaint."))
        # Reading the complaint is the right; messages have no rule of their own for these roles.
        conversation_sudo = self.sudo().conversation_id
        return {
            "window_until": fields.Datetime.to_string(conversation_sudo.window_until)
            if conversation_sudo.window_open
            else False,
            "messages": [self._panel_row(message) for message in conversation_sudo.message_ids],
        }

    def _acting_staff(self):
        """Whether the user holds one of the roles that work complaints."""
        roles = ("operator", "section_head", "division_head", "agency_head")
        return any(self.env.user.has_group(f"lalisa_complaint.group_{role}") for role in roles)

    def _panel_row(self, message):
        return {
            "id": message.id,
            "mine": message.direction == "outbound",
            "body": message.body or "",
            "kind": message.kind,
            "state": message.state,
            "failure": message.failure_reason or "",
            "at": fields.Datetime.to_string(message.occurred_at),
            "sent_by": message.sent_by_id.name or "",
        }

    def action_reply(self):
        """Opens "Balas Pelapor"."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reply to the reporter"),
            "res_model": "lalisa.reply.composer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_complaint_id": self.id},
        }
