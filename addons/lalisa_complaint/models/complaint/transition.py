from datetime import timedelta

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..role import ROLES, get_role_group
from ..settings import number_of
from ..sop.stage_role import StageRole


class LalisaComplaintMove(models.AbstractModel):
    """Find the transition that a move takes, say what it asks for, and record it. `_transition` calls them in order."""

    _name = "lalisa.complaint.move"
    _description = "Moves of a complaint"

    def _lock_for_move(self):
        """Lock the row, so that the state that is judged is the state that is left.

        Who waited for another's move then fails with a conflict, which Odoo repeats with what stands by now.
        """
        self.env.execute_query(SQL("SELECT FROM lalisa_complaint WHERE id = %s FOR NO KEY UPDATE", self.id))

    def _find_transition(self, target, proof, recorded_as=None):
        """Find the transition to take and the role it is taken in.

        :param target: the `lalisa.stage` that the move leads to
        :param proof: the closing proof that the move brings, or nothing
        :param recorded_as: see `_transition`
        :return: (Transition, role code)
        :raises UserError: the procedure has no way there
        :raises AccessError: the way belongs to other roles
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
            if self._get_needed_proof(transition) == (proof or False) and (role := acting):
                return transition, role
        raise AccessError(self._format_refusal(target, transitions))

    def _format_refusal(self, target, transitions):
        """Return one sentence for whoever may not move there: who may, and what is missing yet."""
        values = {
            "target": target.name,
            "roles": self._names_of_roles(*transitions) or self.env._("the service itself"),
            "missing": self._list_unmet_needs(transitions[0]),
        }
        if values["missing"]:
            return self.env._("The move to '%(target)s' belongs to: %(roles)s; %(missing)s", **values)
        return self.env._("The move to '%(target)s' belongs to: %(roles)s.", **values)

    def _list_unmet_needs(self, transition):
        """Return the sentences of a transition's unmet needs, as its mover would read them, to go on with."""
        sentences = []
        for need in self._get_needs(transition):
            try:
                self._check_need(need)
            except UserError as refusal:
                sentences.append(str(refusal))
        words = " ".join(sentences)
        return words[:1].lower() + words[1:]

    @staticmethod
    def _get_needed_proof(transition):
        return transition.need if transition.need in ("alternative", "unconfirmed") else False

    def _acting_role(self, transition):
        """Return the role in which the acting user may take a transition, or None."""
        if transition.by_system and self.env.uid == SUPERUSER_ID:
            return "system"
        return self._role_among(transition.group_ids.ids)

    def _role_among(self, group_ids):
        """Return the role of the acting user whose group is among `group_ids`, or None."""
        roles = (role for role in ROLES if get_role_group(self.env, role).id in group_ids)
        return self.env["lalisa.delegation"]._role_held(roles)

    def _transitions_out(self):
        """Return the moves that the complaint's own revision allows from here, whoever asks.

        :return: list of Transition
        """
        return self.sop_id._transitions_from(self.stage_id)

    def _find_target(self, role, **wanted):
        """Return the stage of a role that a move leads to from here; empty where none does.

        :param role: a `StageRole`
        :param wanted: {name of `Transition`: value} that the move must have
        """
        for transition in self._transitions_out():
            fits = all(getattr(transition, name) == value for name, value in wanted.items())
            if fits and transition.to_stage_id.role == role:
                return transition.to_stage_id
        return self.env["lalisa.stage"]

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
        """Check the reason of a move.

        :raises UserError: the transition asks for a reason, and none fits or no words are given
        """
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

    # -- what a transition asks for ---------------------------------------------------------------

    def _get_needs(self, transition):
        """Return what a transition asks for: the checklist on every way on, other needs as it says itself.

        :return: list of keys of `_get_need_checks`
        """
        needs = ["checks"] if transition.forward and transition.need != "checks" else []
        return [*needs, transition.need] if transition.need else needs

    def _check_need(self, need):
        """Check one need of a transition.

        :param need: a value of `lalisa.sop.transition.need`
        :raises UserError: it is not met yet; says what is missing
        """
        self._get_need_checks()[need]()

    def _get_need_checks(self):
        """Return how each need of a transition is checked; an addon that knows more puts its own check here.

        :return: {value of `lalisa.sop.transition.need`: method that raises UserError while it is not met}
        """
        return {
            "checks": self._check_list_ticked,
            "category": self._check_category_set,
            "brief": self._check_brief_written,
            "finding": self._check_finding_entered,
            "acted": self._accept_need,
            "reported": self._accept_need,
            "result": self._check_result_written,
            "agency": self._check_agency_named,
            "master": self._check_main_complaint,
            "receipt": self._accept_need,
            "alternative": self._check_alternative_entered,
            "unconfirmed": self._check_unconfirmed_long_enough,
        }

    def _accept_need(self):
        """Ask nothing: the mover's own word is enough, or the fact on which the software moves."""

    def _check_list_ticked(self):
        # The transition looks at the checklist itself, whatever the mover may read.
        items_sudo = self.env["lalisa.complaint.check"].sudo()
        here = [("complaint_id", "=", self.id), ("stage_id", "=", self.stage_id.id)]
        if open_items := items_sudo.search_fetch([*here, ("done", "=", False)], ["name"]):
            raise UserError(self.env._("Not ticked yet: %s.", ", ".join(open_items.mapped("name"))))

    def _check_category_set(self):
        if not self.category_id:
            raise UserError(self.env._("Set the category first."))

    def _check_brief_written(self):
        if not (self.brief or "").strip():
            raise UserError(self.env._("Write the draft report first."))

    def _check_finding_entered(self):
        if not self.check_source or not (self.check_finding or "").strip():
            raise UserError(self.env._("Enter the source and the finding of the field check first."))

    def _check_agency_named(self):
        if not self.agency_id:
            raise UserError(self.env._("Name the agency that it is referred to."))

    def _check_result_written(self):
        if not (self.result_public or "").strip():
            raise UserError(self.env._("Write the public result first: it is what the reporter is told."))

    def _check_main_complaint(self):
        """Check the complaint that this one is merged into.

        :raises UserError: the main complaint is missing, merged, under another procedure, or came to nothing
        """
        if not self.master_id or self.master_id == self or self.master_id.master_id:
            raise UserError(self.env._("Name the main complaint; it cannot be a merged one itself."))
        # Whether the two belong together is judged whatever the mover may read of the other.
        master_sudo = self.sudo().master_id
        if master_sudo.sop_id.kind != self.sudo().sop_id.kind:
            raise UserError(self.env._("The main complaint runs under another procedure."))
        if master_sudo.stage_kind == "closed" and master_sudo.stage_role != StageRole.DONE:
            raise UserError(self.env._("The main complaint has been closed without a result: choose another."))

    def _check_alternative_entered(self):
        if not (self.alternative_how and self.alternative_who and self.alternative_at):
            raise UserError(self.env._("Enter how, to whom and when the result was told."))

    def _check_unconfirmed_long_enough(self):
        days = number_of(self.env, "unconfirmed_days")
        since = self.stage_log_id.entered_at
        if fields.Datetime.now() < since + timedelta(days=days):
            raise UserError(
                self.env._(
                    "Without a confirmation it can be closed only after %s days; telephone the reporter meanwhile.",
                    days,
                )
            )

    # -- what is recorded of it ---------------------------------------------------------------------

    def _close_stage_log(self, transition, role, move):
        """Close the open stage log with what happened in it.

        :return: the stage log (as superuser)
        """
        # Nobody writes stage logs by right; the record of the move is the engine's own.
        stage_log_sudo = self.stage_log_id.sudo()
        stage_log_sudo._close_log(
            result=self._get_move_result(transition),
            role=role,
            reason=self.env["lalisa.move.reason"].browse(move["move_reason_id"]),
            text=move["move_reason"] or False,
            public=move["move_reason_public"] or False,
        )
        return stage_log_sudo

    @staticmethod
    def _get_move_result(transition):
        kind = transition.to_stage_id.kind
        if kind == "closed":
            return "closed"
        if kind == "waiting":
            return "waiting"
        forward = transition.forward or transition.from_stage_id.kind == "waiting"
        return "advanced" if forward else "returned"

    def _get_values_of_entry(self, target, transition, move):
        """Return what is written on a complaint that enters a stage: {field: value}."""
        values = {"stage_id": target.id}
        if transition.reason_required and target.kind != "closed":
            values["round"] = self.round + 1
        if target.kind == "closed":
            values["closed_at"] = fields.Datetime.now()
        if move["closing_proof"]:
            values["closing_proof"] = move["closing_proof"]
        return values
