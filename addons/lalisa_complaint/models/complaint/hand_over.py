from odoo import models
from odoo.exceptions import RedirectWarning


class LalisaComplaintHandOver(models.AbstractModel):
    """Ask before a complaint about a member leaves the sight of whoever saves it."""

    _name = "lalisa.complaint.hand.over"
    _description = "Handing over to the head"

    def web_save(self, vals, specification, next_id=None):
        """Save the form; whoever would lose sight of the complaint by it is asked first.

        :raises RedirectWarning: the category is about members and the user is not the head; leads to the hand-over
        """
        category = self.env["lalisa.category"].browse(vals.get("category_id") or [])
        if category.about_members and not self.env.user.has_group("lalisa_complaint.group_agency_head"):
            raise RedirectWarning(
                self.env._(
                    "Complaints about members of the agency are seen by the head only. After "
                    "handing it over you will not see this complaint any more."
                ),
                self.env.ref("lalisa_complaint.lalisa_hand_to_head_action").id,
                self.env._("Hand over to the head"),
                {"default_complaint_id": self.id, "default_entered": vals},
            )
        return super().web_save(vals, specification, next_id=next_id)
