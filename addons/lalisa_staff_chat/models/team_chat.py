from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.lalisa_complaint.report.wording import in_indonesian

from ..tools.facts import format_facts


class LalisaTeam(models.Model):
    """A team's own group chat: it hears that the team was sent, and nothing that must not be read by many."""

    _inherit = "lalisa.team"

    chat_id = fields.Many2one("lalisa.conversation", readonly=True, copy=False)
    chat_name = fields.Char("Group chat", compute="_compute_chat_name")

    @api.depends("chat_id")
    def _compute_chat_name(self):
        for team in self:
            # Whoever may see the team may know which group it is; conversations have rules of their own.
            team.chat_name = team.sudo().chat_id.contact_id.name

    def action_link_chat(self):
        """Make a one-time code for the team's group.

        :return: the action that shows the code, once
        :raises AccessError: the user is no La-Lisa administrator
        """
        self._check_administrator()
        self.ensure_one()
        # The check above is the right; codes are the service's own rows.
        code = self.env["lalisa.staff.link.code"].sudo()._create_code(team_id=self)
        return self.env["lalisa.staff.link.wizard"]._action_show(code, for_group=True)

    def action_end_chat(self):
        """End the link: the group hears of nothing more.

        :raises AccessError: the user is no La-Lisa administrator
        """
        self._check_administrator()
        for team in self:
            team._end_chat()

    def _check_administrator(self):
        """Refuse whoever is no administrator.

        :raises AccessError: the user is no La-Lisa administrator
        """
        if not self.env.user.has_group("lalisa_complaint.group_administrator"):
            raise AccessError(self.env._("Only the La-Lisa administrator links the group chat of a team."))

    def _end_chat(self):
        """End at once; what waits to be sent is not sent any more."""
        for team_sudo in self.sudo().filtered("chat_id"):
            waiting = team_sudo.chat_id.message_ids.filtered(lambda one: one.for_staff and one.state == "queued")
            waiting.write({"state": "cancelled"})
            team_sudo.chat_id = False

    def _tell_chat(self, dispatch):
        """Tell the team's group that it was sent, without personal data.

        Of covert operations and of cases about members a group hears nothing; of protected cases only the number.

        :param dispatch: the `lalisa.dispatch`, as superuser
        """
        complaint = dispatch.complaint_id
        if not self.chat_id or complaint.covert or complaint.sop_id.kind == "member":
            return
        words = in_indonesian(dispatch)
        lines = [words.env._("Order %(number)s for %(team)s", number=dispatch.number, team=self.name)]
        if complaint.confidentiality == "open":
            place = ", ".join(filter(None, [dispatch.place_text, dispatch.district_id.name]))
            lines += format_facts(
                [
                    (words.env._("Category"), words.category_id.name),
                    (words.env._("Place"), place),
                ]
            )
        lines.append(words.env._("The facts are in the private messages of the members and on the screen."))
        self.chat_id._queue_message("\n".join(lines), purpose="staff").for_staff = True
