from functools import partial

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.lalisa_complaint.report.wording import long_time


class LalisaChatActionComplaint(models.AbstractModel):
    """What those who work the complaint do from a chat: each act is the same call as on the screen."""

    _name = "lalisa.chat.action.complaint"
    _description = "Acts on a complaint in a chat"

    def _complaint(self):
        return self._as_user(self.complaint_id)

    def _do_take(self, link, _text):
        self._complaint().action_acknowledge()
        link._show(self._complaint(), link.env._("Noted: you take %s.", self.complaint_id.number))

    def _do_advance(self, link, _text):
        """Along the main way, as the main button does."""
        self._complaint().action_advance()
        self._tell_where(link)

    def _do_order(self, link, _text):
        """Sends a team."""
        team = self.env["lalisa.team"].browse(self.params["team"])
        out = self._complaint().dispatch_ids.filtered(lambda one: one.state != "accepted")
        if team in out.team_id:
            # Two messages may offer the same team: one order is meant.
            raise UserError(link.env._("%s was sent already.", team.name))
        self._as_user(self.env["lalisa.dispatch"]).create(
            {
                "complaint_id": self.complaint_id.id,
                "team_id": team.id,
            }
        )
        link._show(
            self._complaint(),
            link.env._("%(team)s was ordered for %(number)s.", team=team.name, number=self.complaint_id.number),
        )

    def _do_accept(self, link, _text):
        """Accepts the report of a team."""
        self._as_user(self.dispatch_id).action_accept()
        self._tell_where(link)

    def _tell_where(self, link):
        """Where the complaint stands after an act, with what this user may do next, if anything."""
        complaint = self._complaint()
        link._show(
            complaint,
            link.env._(
                "Done: %(number)s is at '%(stage)s' now.",
                number=complaint.number,
                stage=complaint.stage_id.name,
            ),
        )

    # -- a return: the reason from the list, then a few words ------------------------------------

    def _do_return(self, link, _text):
        """Asks for the reason from the list."""
        stage = self.params["stage"]
        reasons = self._as_user(self.env["lalisa.move.reason"]).search(
            ["|", ("to_stage_ids", "=", False), ("to_stage_ids", "in", stage)], limit=9
        )
        offers = [
            ("reason", reason.name, self.complaint_id, {"stage": stage, "reason": reason.id}) for reason in reasons
        ]
        link._say(link.env._("Why does %s go back?", self.complaint_id.number), buttons=self._buttons(link, offers))

    def _do_reason(self, link, _text):
        """Asks for the words."""
        link._ask(
            link.env._(
                "Please write the reason for %s in a few words, for the office alone. BATAL stops this.",
                self.complaint_id.number,
            ),
            "why",
            self.complaint_id,
            **self.params,
        )

    def _do_why(self, link, text):
        """Returns the complaint; where its reporter hears of it, asks first what they are to read."""
        if self.env["lalisa.stage"].browse(self.params["stage"]).kind != "waiting":
            return self._return(link, text)
        listed = self._as_user(self.env["lalisa.move.reason"]).browse(self.params["reason"]).name
        params = {**self.params, "internal": text}
        return link._ask(
            link.env._(
                "Your words stay in the office. The reporter of %(number)s reads: %(listed)s. Please write what else "
                "they are to read, or tap the button. BATAL stops this.",
                number=self.complaint_id.number,
                listed=listed,
            ),
            "tell",
            self.complaint_id,
            buttons=self._buttons(link, [("tell", link.env._("Nothing else"), self.complaint_id, params)]),
            **params,
        )

    def _do_tell(self, link, text):
        """The words for the reporter, or none: the button carries no text."""
        link.pending_id = False
        self._return(link, self.params["internal"], text)

    def _return(self, link, internal, public=""):
        """Returns the complaint, with its reason in the same write."""
        self._complaint().write(
            {
                "stage_id": self.params["stage"],
                "move_reason_id": self.params["reason"],
                "move_reason": internal,
                "move_reason_public": public,
            }
        )
        self._tell_where(link)

    # -- words that a step needs before it is left ----------------------------------------------

    def _do_source(self, link, _text):
        """Step 4: asks who was asked for the facts."""
        sources = self._complaint()._fields["check_source"]._description_selection(link.env)
        offers = [("finding", title, self.complaint_id, {"source": value}) for value, title in sources]
        link._say(link.env._("Where does the finding come from?"), buttons=self._buttons(link, offers))

    def _do_finding(self, link, _text):
        link._ask(
            link.env._(
                "Please write the finding of the field check of %s. BATAL stops this.", self.complaint_id.number
            ),
            "found",
            self.complaint_id,
            **self.params,
        )

    def _do_found(self, link, text):
        complaint = self._complaint()
        complaint.write({"check_source": self.params["source"], "check_finding": text})
        complaint.action_advance()
        self._tell_where(link)

    def _do_result(self, link, _text):
        link._ask(
            link.env._(
                "Please write what the reporter of %s is told: no names, nothing covert. BATAL stops this.",
                self.complaint_id.number,
            ),
            "told",
            self.complaint_id,
        )

    def _do_told(self, link, text):
        complaint = self._complaint()
        complaint.result_public = text
        complaint.action_advance()
        self._tell_where(link)


class LalisaComplaint(models.Model):
    """What a complaint says to the acting user in a chat, and what it offers: all with that user's own rights."""

    _inherit = "lalisa.complaint"

    def _chat_facts(self):
        """The facts as lines. Of protected cases only number, step and deadline: the rest stays on the screen."""
        lines = [self.env._("Complaint %(number)s, %(stage)s", number=self.number, stage=self.stage_id.name)]
        if self.confidentiality == "open" and self.sop_id.kind != "member":
            place = ", ".join(filter(None, [self.location_confirmed and self.location_text, self.district_id.name]))
            lines += self._chat_lines(
                [
                    (self.env._("Category"), self.category_id.name),
                    (self.env._("Place"), place),
                    (self.env._("Facts"), self.brief or self.summary),
                    (self.env._("Finding"), self.check_finding),
                ]
            )
            for dispatch in self.dispatch_ids:
                lines += dispatch._chat_report_lines()
        else:
            lines.append(self.env._("Protected: the facts are on the screen only."))
        return lines + self._chat_lines([(self.env._("Until"), self.deadline_at and long_time(self.deadline_at))])

    @staticmethod
    def _chat_lines(pairs):
        return [f"{name}: {value}" for name, value in pairs if value]

    def _chat_offers(self):
        """What the acting user may do now: [(code, title, record, params)]."""
        offers = [("take", self.env._("I take it"), self, {})] if self.may_acknowledge else []
        return [*offers, *self._chat_orders(), *self._chat_reports(), *self._chat_forward(), *self._chat_returns()]

    def _chat_orders(self):
        """At step 5: the teams that are not on their way yet."""
        dispatches = self.env["lalisa.dispatch"]
        if self.stage_code != "dispatch" or not self._passes(lambda: dispatches._ordering_role(self, {})):
            return []
        busy = self.dispatch_ids.filtered(lambda one: one.state != "accepted").team_id
        teams = self.env["lalisa.team"].search([("id", "not in", busy.ids)], limit=6)
        return [("order", self.env._("Send %s", team.name), self, {"team": team.id}) for team in teams]

    def _chat_reports(self):
        """Reports that wait for the division head."""
        filed = self.dispatch_ids.filtered(lambda one: one.state == "reported")
        if not filed or not self._passes(filed._heading_role):
            return []
        return [("accept", self.env._("Accept the report"), dispatch, {}) for dispatch in filed]

    def _chat_forward(self):
        """The main way, where nothing is missing, or where what is missing is a few words."""
        transition = self._forward_transition(self.stage_id)
        # Steps 5 and 6 are left by what the team does and by accepting its report.
        if not self.can_advance or self.stage_code in ("dispatch", "resolve"):
            return []
        missing = [
            need
            for need in self._needs_ahead(transition)
            if not self._passes(partial(getattr(self, f"_need_{need}"), transition))
        ]
        code = {(): "advance", ("finding",): "source", ("result",): "result"}.get(tuple(missing))
        return [(code, self.advance_label, self, {})] if code else []

    def _needs_ahead(self, transition):
        """What the main button asks for, with its second step where one press takes two."""
        following = self._forward_transition(transition.to_stage_id)
        twice = following and self.advance_label == (following.name or following.to_stage_id.name)
        return [*self._needs(transition), *(self._needs(following) if twice else [])]

    def _chat_returns(self):
        """The ways back that ask for nothing but a reason."""
        transitions_sudo = self.sudo().sop_id.transition_ids.filtered(  # the procedure is no secret
            lambda transition: (
                transition.from_stage_id == self.stage_id
                and transition.reason_required
                and transition.to_stage_id.kind != "closed"
                and self._acting_role(transition)
            )
        )
        if not self.dispatch_ids.filtered(lambda one: one.state in ("reported", "accepted")):
            transitions_sudo = transitions_sudo.filtered(lambda transition: transition.to_stage_id.code != "resolve")
        return [
            ("return", transition.name, self, {"stage": transition.to_stage_id.id}) for transition in transitions_sudo
        ]

    @staticmethod
    def _passes(check):
        """Whether a check of the transition would let the acting user pass."""
        try:
            check()
        except UserError:
            return False
        return True
