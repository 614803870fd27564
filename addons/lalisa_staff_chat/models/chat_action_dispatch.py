from odoo import models
from odoo.exceptions import UserError

from odoo.addons.lalisa_complaint.report.wording import long_time

# What the team reports next, by the state of its order.
NEXT = {"ordered": "depart", "departed": "arrive", "arrived": "act", "acted": "report"}


class LalisaChatAction(models.Model):
    """What the team in the field does from a chat: its steps, and its report question by question."""

    _inherit = "lalisa.chat.action"

    def _dispatch(self):
        return self._as_user(self.dispatch_id)

    def _do_depart(self, link, _text):
        self._dispatch().action_depart()
        link._show(self.dispatch_id)

    def _do_arrive(self, link, _text):
        self._dispatch().action_arrive()
        link._show(self.dispatch_id)

    def _do_act(self, link, _text):
        self._dispatch().action_act()
        link._show(self.dispatch_id)

    # -- the report -----------------------------------------------------------------------------

    def _do_report(self, link, _text):
        """The next thing that the report still lacks; when nothing is lacking, all of it to be declared."""
        dispatch = self._dispatch()
        if not dispatch.findings:
            return self._do_findings(link, _text)
        if not dispatch.actions_taken:
            return self._do_actions(link, _text)
        if not dispatch.outcome:
            return self._do_outcome(link, _text)
        offers = [
            ("declare", link.env._("I declare it and file"), dispatch, {}),
            ("findings", link.env._("Change the findings"), dispatch, {}),
            ("actions", link.env._("Change the actions"), dispatch, {}),
            ("outcome", link.env._("Change the outcome"), dispatch, {}),
        ]
        link._say("\n".join([
            link.env._("Report on %s", dispatch.number), *dispatch._chat_report_lines(),
            link.env._("Declaration: the report and its photos are from the spot, not staged and not generated."),
        ]), buttons=self._buttons(link, offers))
        return None

    def _do_findings(self, link, _text):
        link._ask(link.env._("What did you find at the place? Please write it. BATAL stops this."),
                  "write", self.dispatch_id, field="findings")

    def _do_actions(self, link, _text):
        link._ask(link.env._("What did you do? Please write it. BATAL stops this."),
                  "write", self.dispatch_id, field="actions_taken")

    def _do_outcome(self, link, _text):
        outcomes = self._dispatch()._fields["outcome"]._description_selection(link.env)
        offers = [("write", title, self.dispatch_id, {"field": "outcome", "value": value}) for value, title in outcomes]
        link._say(link.env._("How did it end?"), buttons=self._buttons(link, offers))

    def _do_write(self, link, text):
        """Writes one part of the report and asks for the next."""
        self._dispatch().write({self.params["field"]: self.params.get("value") or text})
        self._do_report(link, "")

    def _do_declare(self, link, _text):
        """The leader's declaration and the filing are one press, after the whole report was shown."""
        dispatch = self._dispatch()
        dispatch.declaration = True
        dispatch.action_report()
        link._show(dispatch, link.env._("The report on %s is filed. Thank you.", dispatch.number))


class LalisaDispatch(models.Model):
    """What an order says to the acting user in a chat, and what it offers."""

    _inherit = "lalisa.dispatch"

    def _chat_facts(self):
        """Place, category and facts as the order holds them; nothing of the reporter is in it."""
        place = ", ".join(filter(None, [self.place_text, self.district_id.name]))
        point = f"{self.latitude:.6f}, {self.longitude:.6f}" if self.latitude else ""
        lines = self.complaint_id._chat_lines([
            (self.env._("Category"), self.category_id.name),
            (self.env._("Place"), place),
            (self.env._("Point"), point),
            (self.env._("Facts"), self.brief),
            (self.env._("What happened here before"), self.earlier_text),
            (self.env._("Given back"), self.state == "acted" and self.return_reason),
        ])
        states = dict(self._fields["state"]._description_selection(self.env))
        return [
            self.env._("Order %(number)s: %(state)s", number=self.number, state=states[self.state]), *lines,
        ]

    def _chat_report_lines(self):
        """What the team has reported so far."""
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        photos = len(self.photo_before_ids), len(self.photo_after_ids)
        return self.complaint_id._chat_lines([
            (self.env._("Team"), self.team_id.name),
            (self.env._("First action"), self.acted_at and long_time(self.acted_at)),
            (self.env._("Findings"), self.findings),
            (self.env._("Actions"), self.actions_taken),
            (self.env._("Outcome"), outcomes.get(self.outcome)),
            (self.env._("Photos"), any(photos) and self.env._("%(before)s before, %(after)s after",
                                                             before=photos[0], after=photos[1])),
        ])

    def _chat_offers(self):
        """What the acting user may do now: [(code, title, record, params)]."""
        code = NEXT.get(self.state)
        titles = {
            "depart": self.env._("We depart"),
            "arrive": self.env._("We have arrived"),
            "act": self.env._("First action done"),
            "report": self.env._("Write the report"),
        }
        return [(code, titles[code], self, {})] if code and self._is_in_team() else []

    def _is_in_team(self):
        """Whether the acting user was sent with this order and is of the team still."""
        people = self.leader_id | self.member_ids
        return self.env.user in people and self.env.user.has_group("lalisa_complaint.group_response_team")

    def _check_in_team(self):
        if not self._is_in_team():
            raise UserError(self.env._("Only the team that was sent does this."))
