from odoo import fields, models
from odoo.exceptions import RedirectWarning


class LalisaHandToHead(models.TransientModel):
    """Hands a complaint about a member to the head, and says beforehand that it leaves one's sight."""

    _name = "lalisa.hand.to.head"
    _inherit = "lalisa.wizard"
    _description = "Hand over to the head"

    complaint_id = fields.Many2one("lalisa.complaint", readonly=True)
    entered = fields.Json(readonly=True)

    def action_confirm(self):
        """Saves what was entered, as the user; the complaint is the head's from then on."""
        self.ensure_one()
        if self.complaint_id:
            self.complaint_id.write(self.entered or {})
        else:
            self.env["lalisa.complaint"].create(self.entered or {})
        return {"type": "ir.actions.act_url", "url": "/odoo/perlu-tindakan-saya", "target": "self"}


class LalisaComplaint(models.Model):
    _inherit = "lalisa.complaint"

    def web_save(self, vals, specification, next_id=None):
        """The form's saving: whoever would lose sight of the complaint by it is asked first.

        :raises RedirectWarning: the category is about members and the user is not the head; leads to the hand-over
        """
        category = self.env["lalisa.category"].browse(vals.get("category_id") or [])
        if category.about_members and not self.env.user.has_group(
            "lalisa_complaint.group_agency_head"
        ):
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
