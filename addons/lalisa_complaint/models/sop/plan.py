from dataclasses import dataclass
from typing import Any, NamedTuple

from odoo import models
from odoo.tools import ormcache

# The share of a limit after which a step warns that names no mark of its own.
WARNED_AT = 0.8


class StepPlan(NamedTuple):
    """What a revision says of one of its steps."""

    number: int
    group_ids: tuple
    role_names: str
    minutes_max: int
    minutes_warn: float
    calendar_id: int
    checklist: tuple


class Plan(NamedTuple):
    """A revision as plain data: {stage id: StepPlan}, {stage id: its transitions}.

    Waiting and closed stages have no StepPlan.
    """

    steps: dict
    transitions: dict


@dataclass(frozen=True)
class Transition:
    """One allowed move as `_transition` reads it, with the names of `lalisa.sop.transition`."""

    env: Any
    id: int
    name: str
    from_stage: int
    to_stage: int
    groups: tuple
    by_system: bool
    reason_required: bool
    forward: bool
    passes_on: bool
    need: str

    @property
    def from_stage_id(self):
        return self.env["lalisa.stage"].browse(self.from_stage)

    @property
    def to_stage_id(self):
        return self.env["lalisa.stage"].browse(self.to_stage)

    @property
    def group_ids(self):
        return self.env["res.groups"].browse(self.groups)


class LalisaSopPlan(models.AbstractModel):
    """A revision is read at every move and for every card, and changes once in years: it is kept in memory."""

    _name = "lalisa.sop.plan"
    _description = "Procedure in memory"

    @ormcache("self.id", "self.env.lang")
    def _get_plan(self):
        """Return the whole revision.

        :return: Plan
        """
        # The procedure is no secret, and whoever moves a complaint need not read its records.
        sop_sudo = self.sudo().with_context(active_test=True)
        steps = {
            step.stage_id.id: StepPlan(
                number=step.number,
                group_ids=tuple(step.group_ids.ids),
                role_names=", ".join(step.group_ids.mapped("name")),
                minutes_max=step.minutes_max,
                minutes_warn=step.minutes_warn or step.minutes_max * WARNED_AT,
                calendar_id=step.calendar_id.id,
                checklist=tuple(step.checklist_ids.mapped("name")),
            )
            for step in sop_sudo.step_ids
        }
        names = ("name", "by_system", "reason_required", "forward", "passes_on", "need")
        transitions = {}
        for transition in sop_sudo.transition_ids:
            values = {name: transition[name] for name in names}
            values |= {"id": transition.id, "groups": tuple(transition.group_ids.ids)}
            values |= {"from_stage": transition.from_stage_id.id, "to_stage": transition.to_stage_id.id}
            transitions.setdefault(transition.from_stage_id.id, []).append(values)
        return Plan(steps, transitions)

    def _transitions_from(self, stage):
        """Return the allowed moves out of a stage, in their order.

        :return: list of Transition
        """
        return [Transition(self.env, **values) for values in self._get_plan().transitions.get(stage.id, ())]


class ResGroups(models.Model):
    _inherit = "res.groups"

    def write(self, vals):
        """See Odoo: a role's name is part of what the procedure says."""
        done = super().write(vals)
        if "name" in vals:
            self.env.registry.clear_cache()
        return done
