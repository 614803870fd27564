from functools import partial

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.lalisa_complaint.models.sop.stage_role import StageRole
from odoo.addons.lalisa_complaint.report.wording import long_time

from ..tools.facts import format_facts


class LalisaComplaint(models.Model):
    """What a complaint says to the acting user in a chat, and what it offers: all with that user's own rights."""

    _inherit = "lalisa.complaint"

    def _list_chat_facts(self):
        """Return the facts as lines; of protected cases only number, step and deadline: the rest is on the screen."""
        lines = [self.env._("Complaint %(number)s, %(stage)s", number=self.number, stage=self.stage_id.name)]
        if self.confidentiality == "open" and self.sop_id.kind != "member":
            place = ", ".join(filter(None, [self.location_confirmed and self.location_text, self.district_id.name]))
            lines += format_facts(
                [
                    (self.env._("Category"), self.category_id.name),
                    (self.env._("Place"), place),
                    (self.env._("Facts"), self.brief or self.summary),
                    (self.env._("Finding"), self.check_finding),
                ]
            )
            for dispatch in self.dispatch_ids:
                lines += dispatch._list_chat_report()
        else:
            lines.append(self.env._("Protected: the facts are on the screen only."))
        return lines + format_facts([(self.env._("Until"), self.deadline_at and long_time(self.deadline_at))])

    def _list_chat_offers(self):
        """Return what the acting user may do now: [(code, title, record, params)]."""
        offers = [("take", self.env._("I take it"), self, {})] if self.may_acknowledge else []
        return [
            *offers,
            *self._list_chat_orders(),
            *self._list_chat_reports(),
            *self._list_chat_forward(),
            *self._list_chat_returns(),
        ]

    def _list_chat_orders(self):
        """Return what may be done at step 5: the teams that are not on their way yet."""
        dispatches = self.env["lalisa.dispatch"]
        if self.stage_role != StageRole.DISPATCH or not _is_passed(lambda: dispatches._ordering_role(self, {})):
            return []
        busy = self.dispatch_ids.filtered(lambda one: one.state != "accepted").team_id
        teams = self.env["lalisa.team"].search([("id", "not in", busy.ids)], limit=6)
        return [("order", self.env._("Send %s", team.name), self, {"team": team.id}) for team in teams]

    def _list_chat_reports(self):
        """Return the reports that wait for the division head."""
        filed = self.dispatch_ids.filtered(lambda one: one.state == "reported")
        if not filed or not _is_passed(filed._heading_role):
            return []
        return [("accept", self.env._("Accept the report"), dispatch, {}) for dispatch in filed]

    def _list_chat_forward(self):
        """Return the main way, where nothing is missing, or where what is missing is a few words."""
        transition = self._forward_transition(self.stage_id)
        # Steps 5 and 6 are left by what the team does and by accepting its report.
        if not self.can_advance or self.stage_role in (StageRole.DISPATCH, StageRole.RESOLVE):
            return []
        missing = [need for need in self._needs_ahead(transition) if not _is_passed(partial(self._check_need, need))]
        code = {(): "advance", ("finding",): "source", ("result",): "result"}.get(tuple(missing))
        return [(code, self.advance_label, self, {})] if code else []

    def _needs_ahead(self, transition):
        """Return what the main button asks for, with its second step where one press takes two."""
        following = self._forward_transition(transition.to_stage_id)
        return [
            *self._get_needs(transition),
            *(self._get_needs(following) if following and transition.passes_on else []),
        ]

    def _list_chat_returns(self):
        """Return the ways back that ask for nothing but a reason."""
        transitions_sudo = self.sudo().sop_id.transition_ids.filtered(  # the procedure is no secret
            lambda transition: (
                transition.from_stage_id == self.stage_id
                and transition.reason_required
                and transition.to_stage_id.kind != "closed"
                and self._acting_role(transition)
            )
        )
        if not self.dispatch_ids.filtered(lambda one: one.state in ("reported", "accepted")):
            transitions_sudo = transitions_sudo.filtered(
                lambda transition: transition.to_stage_id.role != StageRole.RESOLVE
            )
        return [
            ("return", transition.name, self, {"stage": transition.to_stage_id.id}) for transition in transitions_sudo
        ]


def _is_passed(check):
    """Tell whether a check of the transition would let the acting user pass."""
    try:
        check()
    except UserError:
        return False
    return True
