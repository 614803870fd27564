from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.lalisa_complaint.report.wording import in_indonesian

from ..tools import link_code


class LalisaStaffLinkCode(models.Model):
    _inherit = "lalisa.staff.link.code"

    team_id = fields.Many2one("lalisa.team", readonly=True, index="btree_not_null", ondelete="cascade")

    def _owner(self):
        return {"team_id": self.team_id} if self.team_id else super()._owner()


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
        """The button "Link a group chat": makes a one-time code for the team's group.

        :return: the action that shows the code, once
        :raises AccessError: the user is no La-Lisa administrator
        """
        self._check_administrator()
        self.ensure_one()
        # The check above is the right; codes are the service's own rows.
        code = self.env["lalisa.staff.link.code"].sudo()._issue(team_id=self)
        return self.env["lalisa.staff.link.wizard"]._action_show(code, for_group=True)

    def action_end_chat(self):
        """The button "End": the group hears of nothing more.

        :raises AccessError: the user is no La-Lisa administrator
        """
        self._check_administrator()
        for team in self:
            team._end_chat()

    def _check_administrator(self):
        if not self.env.user.has_group("lalisa_complaint.group_administrator"):
            raise AccessError(self.env._("Only the La-Lisa administrator links the group chat of a team."))

    def _end_chat(self):
        """Ends at once; what waits to be sent is not sent any more."""
        for team_sudo in self.sudo().filtered("chat_id"):
            waiting = team_sudo.chat_id.message_ids.filtered(lambda one: one.for_staff and one.state == "queued")
            waiting.write({"state": "cancelled"})
            team_sudo.chat_id = False

    def _tell_chat(self, dispatch):
        """Tells the team's group that it was sent, without personal data.

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
            lines += complaint._chat_lines([
                (words.env._("Category"), words.category_id.name), (words.env._("Place"), place),
            ])
        lines.append(words.env._("The facts are in the private messages of the members and on the screen."))
        self.chat_id._answer_stranger("\n".join(lines))


class LalisaConversation(models.Model):
    """What happens in a group: it is linked to a team, a member leaves it, or the office is removed."""

    _inherit = "lalisa.conversation"

    def _on_group(self, event):
        code = link_code.in_payload(event.argument) if event.command in ("start", "taut") else ""
        if code:
            return self._hear_code(code)
        team = self.env["lalisa.team"].with_context(active_test=False).search([("chat_id", "=", self.id)])
        if event.kind == "removed":
            team._end_chat()
        elif event.kind == "left" and team:
            self._end_links_of(event.person_id, team)
        return None if team else super()._on_group(event)

    def _end_links_of(self, person, team):
        """Who leaves the group of their team speaks for the team no more: their own account ends with it."""
        links = self.env["lalisa.staff.link"].search([
            ("ended_at", "=", False), ("channel_id", "=", self.channel_id.id),
            ("conversation_id.contact_id.external_id", "=", person),
            ("user_id", "in", (team.leader_id | team.member_ids).ids),
        ])
        links._end("left_group")

    def _link(self, owner):
        team = owner.get("team_id")
        group = self.contact_id.is_group
        if bool(team) != group:
            # The code of a person would speak for a whole group, and a team's for one person.
            return False
        if not group:
            return super()._link(owner)
        team._end_chat()
        self.env["lalisa.team"].with_context(active_test=False).search([("chat_id", "=", self.id)])._end_chat()
        team.chat_id = self
        self.staff_only = True
        self._answer_stranger(in_indonesian(self).env._(
            "This group is linked to %s: it hears of orders, without personal data.", team.name
        ))
        return True


class LalisaDispatch(models.Model):
    _inherit = "lalisa.dispatch"

    @api.model_create_multi
    def create(self, vals_list):
        dispatches = super().create(vals_list)
        # The order was its author's right; that the group hears of it is its consequence.
        for dispatch_sudo in dispatches.sudo():
            dispatch_sudo.team_id._tell_chat(dispatch_sudo)
        return dispatches
