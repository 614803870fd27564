from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

# From the nearest to the highest: where a user holds several roles, the first that fits is the one they acted in.
ROLES = {
    "operator": "lalisa_complaint.group_operator",
    "response_team": "lalisa_complaint.group_response_team",
    "section_head": "lalisa_complaint.group_section_head",
    "division_head": "lalisa_complaint.group_division_head",
    "agency_head": "lalisa_complaint.group_agency_head",
}


class LalisaComplaintMove(models.AbstractModel):
    """The one transition method: every change of stage passes `_transition`."""

    _name = "lalisa.complaint.move"
    _description = "Moves of a complaint"

    def _transition(self, move, recorded_as=None):
        """Carries one complaint along one transition of its SOP, or refuses with one sentence.

        Authority is the groups of the acting user alone: superuser mode and context are none. Only
        `base.user_root` takes the software's own transitions.

        :param move: {'stage_id', 'move_reason_id', 'move_reason', 'move_reason_public', 'closing_proof'}
        :param recorded_as: the role in which the user records what the reporter decided, checked by the caller: it
            takes one of the software's own transitions, and the history names the user
        :raises UserError: no such transition, or something is missing
        :raises AccessError: the transition belongs to other roles
        """
        self.ensure_one()
        self._take_turn()
        target = self.env["lalisa.stage"].browse(move["stage_id"])
        previous = self.stage_id
        transition, role = self._find_transition(target, move["closing_proof"], recorded_as)
        self._check_four_eyes(transition)
        self._check_reason(transition, move)
        for need in self._needs(transition):
            getattr(self, f"_need_{need}")(transition)
        stage_log = self._leave(transition, role, move)
        self._enter(target, transition, move)
        self._after_move(stage_log, previous)

    def _take_turn(self):
        """The state that is judged must be the state that is left: concurrent movers wait for each other.

        Who waited for a move then fails with a conflict, which Odoo repeats with what stands by now.
        """
        self.env.execute_query(SQL("SELECT FROM lalisa_complaint WHERE id = %s FOR NO KEY UPDATE", self.id))

    def _find_transition(self, target, proof, recorded_as=None):
        """The transition to take and the role it is taken in.

        :return: (Transition, role code)
        """
        transitions = [transition for transition in self._transitions_out() if transition.to_stage == target.id]
        if not transitions:
            raise UserError(
                self.env._(
                    "The procedure has no way from '%(start)s' to '%(target)s'. From here it leads to: %(ways)s.",
                    start=self.stage_id.name,
                    target=target.name,
                    ways=self._list_next_stages(),
                )
            )
        for transition in transitions:
            acting = recorded_as if recorded_as and transition.by_system else self._acting_role(transition)
            if self._proof_of(transition) == (proof or False) and (role := acting):
                return transition, role
        raise AccessError(self._refusal(target, transitions))

    def _refusal(self, target, transitions):
        """One sentence for whoever may not move there: who may, and what is missing yet."""
        values = {
            "target": target.name,
            "roles": self._names_of_roles(*transitions) or self.env._("the service itself"),
            "missing": self._what_is_missing(transitions[0]),
        }
        if values["missing"]:
            return self.env._("The move to '%(target)s' belongs to: %(roles)s; %(missing)s", **values)
        return self.env._("The move to '%(target)s' belongs to: %(roles)s.", **values)

    def _what_is_missing(self, transition):
        """The sentences of a transition's unmet needs, as its mover would read them, to go on with."""
        sentences = []
        for need in self._needs(transition):
            try:
                getattr(self, f"_need_{need}")(transition)
            except UserError as refusal:
                sentences.append(str(refusal))
        words = " ".join(sentences)
        return words[:1].lower() + words[1:]

    @staticmethod
    def _proof_of(transition):
        return transition.need if transition.need in ("alternative", "unconfirmed") else False

    def _acting_role(self, transition):
        """The role in which the acting user may take a transition, or None."""
        if transition.by_system and self.env.uid == SUPERUSER_ID:
            return "system"
        return self._role_among(transition.group_ids.ids)

    def _role_among(self, group_ids):
        """The role of the acting user whose group is among `group_ids`, or None."""
        roles = (role for role, xmlid in ROLES.items() if self._role_group_id(xmlid) in group_ids)
        return self.env["lalisa.delegation"]._role_held(roles)

    def _role_group_id(self, xmlid):
        """The id of a role's group; kept in memory by Odoo."""
        return self.env["ir.model.data"]._xmlid_to_res_id(xmlid, raise_if_not_found=True)

    def _transitions_out(self):
        """The moves that the complaint's own revision allows from here, whoever asks.

        :return: list of Transition
        """
        return self.sop_id._transitions_from(self.stage_id)

    def _list_next_stages(self):
        stages = self.env["lalisa.stage"].union(*(transition.to_stage_id for transition in self._transitions_out()))
        named = []
        for stage in stages:
            who = self._names_of_roles(
                *(transition for transition in self._transitions_out() if transition.to_stage_id == stage)
            )
            named.append(f"{stage.name} ({who})" if who else stage.name)
        return ", ".join(named) or self.env._("nowhere, it is closed")

    def _names_of_roles(self, *transitions):
        # The names of the roles are no secret.
        groups_sudo = self.env["res.groups"].union(*(transition.group_ids for transition in transitions)).sudo()
        return ", ".join(groups_sudo.mapped("name"))

    def _check_reason(self, transition, move):
        reason = self.env["lalisa.move.reason"].browse(move["move_reason_id"])
        if not transition.reason_required:
            return
        words = [move[name] or "" for name in ("move_reason", "move_reason_public")]
        if not reason or not "".join(words).strip():
            raise UserError(
                self.env._(
                    "The move to '%s' asks for a reason from the list and a few words.",
                    transition.to_stage_id.name,
                )
            )
        if reason.to_stage_ids and transition.to_stage_id not in reason.to_stage_ids:
            raise UserError(self.env._("The reason '%s' is for other moves.", reason.name))

    def _needs(self, transition):
        """The checklist guards every way on; other needs are the transition's own."""
        needs = ["checks"] if transition.forward and transition.need != "checks" else []
        return [*needs, transition.need] if transition.need else needs

    def _missing(self, sentence):
        raise UserError(sentence)

    def _need_checks(self, _transition):
        # The transition looks at the checklist itself, whatever the mover may read.
        items_sudo = self.env["lalisa.complaint.check"].sudo()
        here = [("complaint_id", "=", self.id), ("stage_id", "=", self.stage_id.id)]
        if open_items := items_sudo.search_fetch([*here, ("done", "=", False)], ["name"]):
            self._missing(self.env._("Not ticked yet: %s.", ", ".join(open_items.mapped("name"))))

    def _need_category(self, _transition):
        if not self.category_id:
            self._missing(self.env._("Set the category first."))

    def _need_brief(self, _transition):
        if not (self.brief or "").strip():
            self._missing(self.env._("Write the draft report first."))

    def _need_finding(self, _transition):
        if not self.check_source or not (self.check_finding or "").strip():
            self._missing(self.env._("Enter the source and the finding of the field check first."))

    def _need_agency(self, _transition):
        if not self.agency_id:
            self._missing(self.env._("Name the agency that it is referred to."))

    def _need_acted(self, _transition):
        """Ask nothing: the head of the division says that the team has acted. An addon that knows teams asks them."""

    def _need_reported(self, _transition):
        """Ask nothing: the head of the division says what the team reported. An addon that knows teams asks them."""

    def _need_result(self, _transition):
        if not (self.result_public or "").strip():
            self._missing(self.env._("Write the public result first: it is what the reporter is told."))

    def _leave(self, transition, role, move):
        """Closes the open stage log with what happened in it."""
        # Nobody writes stage logs by right; the record of the move is the engine's own.
        stage_log_sudo = self.stage_log_id.sudo()
        stage_log_sudo._close(
            result=self._result_of(transition),
            role=role,
            reason=self.env["lalisa.move.reason"].browse(move["move_reason_id"]),
            text=move["move_reason"] or False,
            public=move["move_reason_public"] or False,
        )
        return stage_log_sudo

    @staticmethod
    def _result_of(transition):
        kind = transition.to_stage_id.kind
        if kind == "closed":
            return "closed"
        if kind == "waiting":
            return "waiting"
        forward = transition.forward or transition.from_stage_id.kind == "waiting"
        return "advanced" if forward else "returned"

    def _enter(self, target, transition, move):
        values = {"stage_id": target.id}
        if transition.reason_required and target.kind != "closed":
            values["round"] = self.round + 1
        if target.kind == "closed":
            values["closed_at"] = fields.Datetime.now()
        if move["closing_proof"]:
            values["closing_proof"] = move["closing_proof"]
        # The mover may lack the right to write the complaint (the team in the field): the transition gave it.
        self.sudo()._write_engine(values)
        self._open_stage_log()
        self.sudo()._notice_ordered(transition)

    def _notice_ordered(self, transition):
        """The Kepala's order (step 8) sends the closing message."""
        if transition.to_stage_id.code == "delivery":
            self._order_closing()
