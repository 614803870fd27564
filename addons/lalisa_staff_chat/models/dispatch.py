from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.lalisa_complaint.report.wording import long_time
from odoo.addons.lalisa_dispatch.models.dispatch_evidence import FAR_METRES
from odoo.addons.lalisa_dispatch.models.place import metres_between

from .chat_action_dispatch import NEXT


class LalisaDispatch(models.Model):
    """An order in chat programs: who hears of it, what it says there, what it takes from a telephone.

    A team hears of its orders, and the division head of its reports, without looking at a screen.
    """

    _inherit = "lalisa.dispatch"

    position_ids = fields.One2many("lalisa.dispatch.position", "dispatch_id", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        """See `lalisa.dispatch`: the team and its group chat hear of the order."""
        dispatches = super().create(vals_list)
        for dispatch in dispatches:
            dispatch._tell_people(dispatch._team_people(), "order")
        # The order was its author's right; that the group hears of it is its consequence.
        for dispatch_sudo in dispatches.sudo():
            dispatch_sudo.team_id._tell_chat(dispatch_sudo)
        return dispatches

    def _reopen(self, reason):
        super()._reopen(reason)
        for dispatch in self:
            dispatch._tell_people(dispatch._team_people(), "returned")

    def _step(self, state, role):
        super()._step(state, role)
        if state == "reported":
            for dispatch in self:
                dispatch._tell_people(dispatch._report_readers(), "reported")

    def _team_people(self):
        people = (self.leader_id | self.member_ids).filtered("active")
        return people.filtered(lambda one: one.has_group("lalisa_complaint.group_response_team"))

    def _report_readers(self):
        """Who accepts reports at this step, on duty first."""
        complaint_sudo = self.complaint_id.sudo()
        groups = complaint_sudo.acting_group_ids - self.env.ref("lalisa_complaint.group_response_team")
        return complaint_sudo.stage_log_id._people(groups)

    def _tell_people(self, people, kind):
        # Who is told is the service's business, whatever the acting user may read.
        dispatch_sudo = self.sudo()
        for user_sudo in people.sudo() - self.env.user:
            self.env["lalisa.turn.notice"].sudo()._note(
                user_sudo, kind, dispatch_sudo.complaint_id.stage_log_id, dispatch=dispatch_sudo
            )

    # -- what it says in a chat -----------------------------------------------------------------

    def _chat_facts(self):
        """Place, category and facts as the order holds them; nothing of the reporter is in it."""
        place = ", ".join(filter(None, [self.place_text, self.district_id.name]))
        point = f"{self.latitude:.6f}, {self.longitude:.6f}" if self.latitude else ""
        lines = self.complaint_id._chat_lines(
            [
                (self.env._("Category"), self.category_id.name),
                (self.env._("Place"), place),
                (self.env._("Point"), point),
                (self.env._("Facts"), self.brief),
                (self.env._("What happened here before"), self.earlier_text),
                (self.env._("Given back"), self.state == "acted" and self.return_reason),
            ]
        )
        states = dict(self._fields["state"]._description_selection(self.env))
        return [
            self.env._("Order %(number)s: %(state)s", number=self.number, state=states[self.state]),
            *lines,
        ]

    def _chat_report_lines(self):
        """What the team has reported so far."""
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        photos = len(self.photo_before_ids), len(self.photo_after_ids)
        return self.complaint_id._chat_lines(
            [
                (self.env._("Team"), self.team_id.name),
                (self.env._("First action"), self.acted_at and long_time(self.acted_at)),
                (self.env._("Findings"), self.findings),
                (self.env._("Actions"), self.actions_taken),
                (self.env._("Outcome"), outcomes.get(self.outcome)),
                (
                    self.env._("Photos"),
                    any(photos) and self.env._("%(before)s before, %(after)s after", before=photos[0], after=photos[1]),
                ),
            ]
        )

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

    # -- what comes from a telephone ------------------------------------------------------------

    def _take_position(self, latitude, longitude, moment):
        """Notes where the acting member of the team is.

        :raises UserError: they were not sent with this order, or its report is filed
        """
        self._check_in_team()
        self._check_not_filed({"findings": True})
        here = (self.latitude, self.longitude)
        metres = round(metres_between(here, (latitude, longitude))) if any(here) else 0
        # Nobody writes places of the team: the check above is the right.
        return (
            self.env["lalisa.dispatch.position"]
            .sudo()
            .create(
                {
                    "dispatch_id": self.id,
                    "user_id": self.env.uid,
                    "sent_at": moment,
                    "latitude": latitude,
                    "longitude": longitude,
                    "metres": metres,
                    "far": metres > FAR_METRES,
                }
            )
        )

    def _take_photo(self, moment, name, content):
        """Puts a photo on the order as the acting member of the team, its bytes as they came.

        :param moment: `before` or `after`
        :raises UserError: they were not sent with this order, or its report is filed
        """
        self._check_in_team()
        self.write(
            {
                f"photo_{moment}_ids": [
                    Command.create(
                        {
                            "name": name,
                            "raw": content,
                            "res_model": self._name,
                            "res_id": self.id,
                        }
                    )
                ]
            }
        )
