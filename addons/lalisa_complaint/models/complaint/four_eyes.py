from odoo import models
from odoo.exceptions import AccessError

from ..role import ROLES, get_role_group
from ..sop.stage_role import StageRole


class LalisaComplaintFourEyes(models.AbstractModel):
    """Let another than who verified check the facts, where another is on duty."""

    _name = "lalisa.complaint.four.eyes"
    _description = "Four eyes on a complaint"

    def _check_four_eyes(self, transition):
        """Refuse that who wrote the draft report goes on at a stage of `four_eyes`, where another is on duty.

        :raises AccessError: the acting user verified, and the roster names another for this step
        """
        if not self.stage_id.four_eyes or transition.to_stage_id.kind == "closed":
            return
        verified = self.sudo().stage_log_ids.filtered(lambda one: one.stage_id.role == StageRole.DRAFT)[-1:]
        if verified.left_by_id != self.env.user:
            return
        duty = self.env["lalisa.duty"]
        groups = transition.group_ids.ids
        roles = [role for role in ROLES if get_role_group(self.env, role).id in groups]
        others = duty.user_id.union(*(duty._on_duty(role) for role in roles)) - self.env.user
        if others:
            raise AccessError(
                self.env._(
                    "You verified this complaint yourself: the facts are checked by %s.",
                    ", ".join(others.mapped("name")),
                )
            )
