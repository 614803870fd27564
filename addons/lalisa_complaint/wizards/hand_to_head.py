from odoo import fields, models


class LalisaHandToHead(models.TransientModel):
    """Hands a complaint about a member to the head, and says beforehand that it leaves one's sight."""

    _name = "lalisa.hand.to.head"
    _inherit = "lalisa.wizard"
    _description = "Hand over to the head"

    complaint_id = fields.Many2one("lalisa.complaint", readonly=True)
    entered = fields.Json(readonly=True)

    def action_confirm(self):
        """Save what was entered, as the user; the complaint is the head's from then on."""
        self.ensure_one()
        if self.complaint_id:
            self.complaint_id.write(self.entered or {})
        else:
            self.env["lalisa.complaint"].create(self.entered or {})
        return {"type": "ir.actions.act_url", "url": "/odoo/perlu-tindakan-saya", "target": "self"}
