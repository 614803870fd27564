from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.lalisa_complaint.report.wording import long_time
from odoo.addons.lalisa_dispatch.models.dispatch_evidence import FAR_METRES
from odoo.addons.lalisa_dispatch.models.place import metres_between

from ..tools.facts import format_facts

# What the team reports next, by the state of its order.
NEXT = {"ordered": "depart", "departed": "arrive", "arrived": "act", "acted": "report"}


class LalisaDispatchChat(models.AbstractModel):
    """What an order says in a chat, and what it takes from a telephone."""

    _name = "lalisa.dispatch.chat"
    _description = "Order in a chat"

    # -- what it says in a chat -----------------------------------------------------------------

    def _list_chat_facts(self):
        """Return place, category and facts as the order holds them; nothing of the reporter is in it."""
        place = ", ".join(filter(None, [self.place_text, self.district_id.name]))
        point = f"{self.latitude:.6f}, {self.longitude:.6f}" if self.latitude else ""
        lines = format_facts(
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

    def _list_chat_report(self):
        """Return what the team has reported so far."""
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        photos = len(self.photo_before_ids), len(self.photo_after_ids)
        return format_facts(
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

    def _list_chat_offers(self):
        """Return what the acting user may do now: [(code, title, record, params)]."""
        code = NEXT.get(self.state)
        titles = {
            "depart": self.env._("We depart"),
            "arrive": self.env._("We have arrived"),
            "act": self.env._("First action done"),
            "report": self.env._("Write the report"),
        }
        return [(code, titles[code], self, {})] if code and self._is_in_team() else []

    def _is_in_team(self):
        """Tell whether the acting user was sent with this order and is of the team still."""
        people = self.leader_id | self.member_ids
        return self.env.user in people and self.env.user.has_group("lalisa_complaint.group_response_team")

    def _check_in_team(self):
        """Refuse whoever was not sent with this order.

        :raises UserError: the acting user is not of the team that was sent
        """
        if not self._is_in_team():
            raise UserError(self.env._("Only the team that was sent does this."))

    # -- what comes from a telephone ------------------------------------------------------------

    def _keep_position(self, latitude, longitude, moment):
        """Note where the acting member of the team is.

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

    def _keep_evidence_photo(self, moment, name, content):
        """Put a photo on the order as the acting member of the team, its bytes as they came.

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
