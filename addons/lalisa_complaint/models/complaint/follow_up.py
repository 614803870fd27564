from odoo import models
from odoo.exceptions import AccessError, UserError


class LalisaComplaintFollowUp(models.AbstractModel):
    """Nothing is reopened: what comes after the end is a complaint of its own, tied to the old one."""

    _name = "lalisa.complaint.follow.up"
    _description = "Follow-up of a complaint"

    def action_follow_up(self):
        """Open a follow-up of an ended complaint, with its reporter, category and place.

        :return: the action that shows it
        :raises AccessError: the user is no operator (of a complaint about a member: not the head)
        :raises UserError: the complaint has not ended
        """
        self.ensure_one()
        self.check_access("read")
        role = "agency_head" if self.sudo().sop_id.kind == "member" else "operator"
        if not self.env["lalisa.delegation"]._role_held([role]):
            raise AccessError(self.env._("A follow-up is opened by whoever receives complaints."))
        if self.stage_kind != "closed":
            raise UserError(self.env._("%s is still open: add what is new to it.", self.number))
        # The reporter goes along without being shown; everything else the user may read.
        follow_up = self.create(
            {
                "summary": self.env._("After %(number)s: %(what)s", number=self.number, what=self.summary),
                "follow_up_of_id": self.id,
                "reporter_id": self.sudo().reporter_id.id,
                **self._kept_by_follow_up(),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "lalisa.complaint",
            "views": [(False, "form")],
            "res_id": follow_up.id,
        }

    def _kept_by_follow_up(self):
        names = ("category_id", "district_id", "location_text", "latitude", "longitude")
        names += ("location_confirmed", "confidentiality")
        return {name: self._fields[name].convert_to_write(self[name], self) for name in names}
