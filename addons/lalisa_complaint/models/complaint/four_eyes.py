from odoo import models
from odoo.exceptions import AccessError

from ..role import ROLES, get_role_group


class LalisaComplaintFourEyes(models.AbstractModel):
    """Let another than who verified check the facts, where another is on duty."""

    _name = "lalisa.complaint.four.eyes"
    _description = "Four eyes on a complaint"

    def _check_four_eyes(self, transition):
        """Refuse that who verified (step 3) checks the facts (step 4) as well, where another is on duty.

        :raises AccessError: the acting user verified, and the roster names another for this step
        """
        if self.stage_code != "field_check" or transition.to_stage_id.kind == "closed":
            return
        verified = self.sudo().stage_log_ids.filtered(lambda one: one.stage_id.code == "verify")[-1:]
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
