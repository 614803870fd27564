from odoo import fields, models


class LalisaContact(models.Model):
    _inherit = "lalisa.contact"

    conversation_ids = fields.One2many("lalisa.conversation", "contact_id")
    reporter_id = fields.Many2one("lalisa.reporter", readonly=True, index="btree_not_null")
    privacy_notice_at = fields.Datetime("Privacy notice given", readonly=True)

    def _get_reporter(self):
        """Return the reporter behind this contact, made at the first complaint, named as they call themselves."""
        self.ensure_one()
        if not self.reporter_id:
            self.reporter_id = self.env["lalisa.reporter"].create({"name": self.name, "phone": self.phone})
        return self.reporter_id
