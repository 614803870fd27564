from dataclasses import dataclass
from typing import Any, NamedTuple

from odoo import api, models
from odoo.tools import ormcache


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
    """A revision as plain data: {stage id: StepPlan}, {stage id: its ways out}."""

    steps: dict
    ways: dict


@dataclass(frozen=True)
class Way:
    """One allowed move as the door reads it, with the names of `lalisa.sop.arrow`."""

    env: Any
    id: int
    name: str
    from_stage: int
    to_stage: int
    groups: tuple
    by_system: bool
    reason_required: bool
    forward: bool
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


class LalisaSopPart(models.AbstractModel):
    """A record whose change changes what the procedure says: the revisions in memory are read anew."""

    _name = "lalisa.sop.part"
    _description = "Part of a procedure"

    @api.ondelete(at_uninstall=True)
    def _forget_plans(self):
        self.env.registry.clear_cache()


class LalisaSopPlan(models.AbstractModel):
    """A revision is read at every move and for every card, and changes once in years: it is kept in memory."""

    _name = "lalisa.sop.plan"
    _description = "Procedure in memory"

    @ormcache("self.id", "self.env.lang")
    def _plan(self):
        """The whole revision.

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
                minutes_warn=step._warn_after(),
                calendar_id=step.calendar_id.id,
                checklist=tuple(step.checklist_ids.mapped("name")),
            )
            for step in sop_sudo.step_ids
        }
        names = ("name", "by_system", "reason_required", "forward", "need")
        ways = {}
        for arrow in sop_sudo.arrow_ids:
            way = {name: arrow[name] for name in names}
            way |= {"id": arrow.id, "groups": tuple(arrow.group_ids.ids)}
            way |= {"from_stage": arrow.from_stage_id.id, "to_stage": arrow.to_stage_id.id}
            ways.setdefault(arrow.from_stage_id.id, []).append(way)
        return Plan(steps, ways)

    def _step_plan(self, stage):
        """What this revision says of a stage.

        :return: StepPlan, or None for waiting and closed stages
        """
        return self._plan().steps.get(stage.id)

    def _ways_from(self, stage):
        """The allowed moves out of a stage, in their order.

        :return: list of Way
        """
        return [Way(self.env, **way) for way in self._plan().ways.get(stage.id, ())]


class ResGroups(models.Model):
    _inherit = "res.groups"

    def write(self, vals):
        """A role's name is part of what the procedure says."""
        done = super().write(vals)
        if "name" in vals:
            self.env.registry.clear_cache()
        return done
