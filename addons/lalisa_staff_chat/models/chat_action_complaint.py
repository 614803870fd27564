from odoo import models
from odoo.exceptions import UserError


class LalisaChatActionComplaint(models.AbstractModel):
    """What those who work the complaint do from a chat: each act is the same call as on the screen."""

    _name = "lalisa.chat.action.complaint"
    _description = "Acts on a complaint in a chat"

    def _get_complaint(self):
        """Return the complaint with the rights of the button's user."""
        return self._as_user(self.complaint_id)

    def _do_take(self, link, _text):
        self._get_complaint().action_acknowledge()
        link._show_record(self._get_complaint(), link.env._("Noted: you take %s.", self.complaint_id.number))

    def _do_advance(self, link, _text):
        """Move along the main way, as the main button does."""
        self._get_complaint().action_advance()
        self._tell_where(link)

    def _do_order(self, link, _text):
        """Send a team."""
        team = self.env["lalisa.team"].browse(self.params["team"])
        out = self._get_complaint().dispatch_ids.filtered(lambda one: one.state != "accepted")
        if team in out.team_id:
            # Two messages may offer the same team: one order is meant.
            raise UserError(link.env._("%s was sent already.", team.name))
        self._as_user(self.env["lalisa.dispatch"]).create(
            {
                "complaint_id": self.complaint_id.id,
                "team_id": team.id,
            }
        )
        link._show_record(
            self._get_complaint(),
            link.env._("%(team)s was ordered for %(number)s.", team=team.name, number=self.complaint_id.number),
        )

    def _do_accept(self, link, _text):
        """Accept the report of a team."""
        self._as_user(self.dispatch_id).action_accept()
        self._tell_where(link)

    def _tell_where(self, link):
        """Tell where the complaint stands after an act, with what this user may do next, if anything."""
        complaint = self._get_complaint()
        link._show_record(
            complaint,
            link.env._(
                "Done: %(number)s is at '%(stage)s' now.",
                number=complaint.number,
                stage=complaint.stage_id.name,
            ),
        )

    # -- a return: the reason from the list, then a few words ------------------------------------

    def _do_return(self, link, _text):
        """Ask for the reason from the list."""
        stage = self.params["stage"]
        reasons = self._as_user(self.env["lalisa.move.reason"]).search(
            ["|", ("to_stage_ids", "=", False), ("to_stage_ids", "in", stage)], limit=9
        )
        offers = [
            ("reason", reason.name, self.complaint_id, {"stage": stage, "reason": reason.id}) for reason in reasons
        ]
        link._send_to_account(
            link.env._("Why does %s go back?", self.complaint_id.number), buttons=self._create_buttons(link, offers)
        )

    def _do_reason(self, link, _text):
        """Ask for the words."""
        link._ask_for_words(
            link.env._(
                "Please write the reason for %s in a few words, for the office alone. BATAL stops this.",
                self.complaint_id.number,
            ),
            "why",
            self.complaint_id,
            **self.params,
        )

    def _do_why(self, link, text):
        """Return the complaint; where its reporter hears of it, ask first what they are to read."""
        if self.env["lalisa.stage"].browse(self.params["stage"]).kind != "waiting":
            return self._return_complaint(link, text)
        listed = self._as_user(self.env["lalisa.move.reason"]).browse(self.params["reason"]).name
        params = {**self.params, "internal": text}
        return link._ask_for_words(
            link.env._(
                "Your words stay in the office. The reporter of %(number)s reads: %(listed)s. Please write what else "
                "they are to read, or tap the button. BATAL stops this.",
                number=self.complaint_id.number,
                listed=listed,
            ),
            "tell",
            self.complaint_id,
            buttons=self._create_buttons(link, [("tell", link.env._("Nothing else"), self.complaint_id, params)]),
            **params,
        )

    def _do_tell(self, link, text):
        """Take the words for the reporter, or none: the button carries no text."""
        link.pending_id = False
        self._return_complaint(link, self.params["internal"], text)

    def _return_complaint(self, link, internal, public=""):
        """Return the complaint, with its reason in the same write."""
        self._get_complaint().write(
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
        """Ask at step 4 who was asked for the facts."""
        sources = self._get_complaint()._fields["check_source"]._description_selection(link.env)
        offers = [("finding", title, self.complaint_id, {"source": value}) for value, title in sources]
        link._send_to_account(
            link.env._("Where does the finding come from?"), buttons=self._create_buttons(link, offers)
        )

    def _do_finding(self, link, _text):
        link._ask_for_words(
            link.env._(
                "Please write the finding of the field check of %s. BATAL stops this.", self.complaint_id.number
            ),
            "found",
            self.complaint_id,
            **self.params,
        )

    def _do_found(self, link, text):
        complaint = self._get_complaint()
        complaint.write({"check_source": self.params["source"], "check_finding": text})
        complaint.action_advance()
        self._tell_where(link)

    def _do_result(self, link, _text):
        link._ask_for_words(
            link.env._(
                "Please write what the reporter of %s is told: no names, nothing covert. BATAL stops this.",
                self.complaint_id.number,
            ),
            "told",
            self.complaint_id,
        )

    def _do_told(self, link, text):
        complaint = self._get_complaint()
        complaint.result_public = text
        complaint.action_advance()
        self._tell_where(link)
