from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from odoo.addons.lalisa_messaging.tools.driver_types import OutboundFile

PREFERENCES = [
    "lalisa_chat_turns",
    "lalisa_chat_warnings",
    "lalisa_chat_breaches",
    "lalisa_chat_orders",
    "lalisa_quiet_from",
    "lalisa_quiet_until",
]


class ResUsers(models.Model):
    """What a member of staff wants to hear in their chat program, and when; each sets their own."""

    _inherit = "res.users"

    lalisa_chat_turns = fields.Boolean("My turn", default=True)
    lalisa_chat_warnings = fields.Boolean("Warnings", default=True)
    lalisa_chat_breaches = fields.Boolean("Late steps", default=True)
    lalisa_chat_orders = fields.Boolean("Orders and reports of the teams", default=True)
    lalisa_quiet_from = fields.Float(
        "Quiet from", help="Equal times: never quiet. What cannot wait comes all the same."
    )
    lalisa_quiet_until = fields.Float("Quiet until")
    lalisa_link_ids = fields.One2many("lalisa.staff.link", "user_id", "Chat accounts")

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, *PREFERENCES, "lalisa_link_ids"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, *PREFERENCES]

    @api.constrains("lalisa_quiet_from", "lalisa_quiet_until")
    def _check_quiet_hours(self):
        for user in self:
            if not all(0 <= user[name] < 24 for name in ("lalisa_quiet_from", "lalisa_quiet_until")):
                raise ValidationError(self.env._("Quiet hours lie between 00:00 and 23:59."))

    def action_link_chat(self):
        """Make a one-time code for whoever presses "Link a chat account".

        :return: the action that shows the code, once
        :raises AccessError: the user holds no role of the procedure
        """
        links = self.env["lalisa.staff.link"]
        if not links._has_role(self.env.user):
            raise AccessError(self.env._("Only who holds a role of the procedure links a chat account."))
        # Everyone makes codes for themselves only, whoever is named; the rows are the service's own.
        code = self.env["lalisa.staff.link.code"].sudo()._create_code(user_id=self.env.user)
        return self.env["lalisa.staff.link.wizard"]._action_show(code)

    def _lalisa_send_by_channel(self, text, report):
        """Send by the first account that can be reached at this moment; otherwise it goes by mail.

        :param report: (file name, bytes of a PDF), or None
        :return: whether it was queued
        """
        # The job that tells is the service's own; the link is the user's.
        links_sudo = self.env["lalisa.staff.link"].sudo()._find_for_user(self)
        link_sudo = links_sudo.filtered(lambda one: one._is_reachable())[:1]
        if not link_sudo:
            return super()._lalisa_send_by_channel(text, report)
        file = OutboundFile(report[0], "application/pdf", report[1]) if report else None
        link_sudo._send_to_account(text, file=file)
        return True

    def write(self, vals):
        """End the chat accounts of whoever is archived or loses their last role, in the same moment."""
        done = super().write(vals)
        if {"active", "group_ids"} & set(vals):
            self.env["lalisa.staff.link"]._end_unentitled()
        return done


class ResGroups(models.Model):
    _inherit = "res.groups"

    def write(self, vals):
        done = super().write(vals)
        if {"user_ids", "implied_ids"} & set(vals):
            self.env["lalisa.staff.link"]._end_unentitled()
        return done
