from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

# Written by the service only: what ties a complaint to its conversation, and what the dialogue has asked.
LINKS = frozenset(
    {
        "conversation_id",
        "closing_message_id",
        "asked_for",
        "survey_asked_at",
        "survey_score",
        "survey_answered_at",
    }
)


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
    asked_for = fields.Char(readonly=True, copy=False, help="What the reporter was asked for and has not sent yet.")

    @api.model
    def _kept_by_service(self):
        return super()._kept_by_service() | LINKS

    def _action_show(self):
        """The action that shows this complaint."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "lalisa.complaint",
            "view_mode": "form",
            "views": [(False, "form")],
            "res_id": self.id,
        }

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
