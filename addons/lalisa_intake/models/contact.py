from odoo import fields, models


class LalisaContact(models.Model):
    _inherit = "lalisa.contact"

    reporter_id = fields.Many2one("lalisa.reporter", readonly=True, index="btree_not_null")

    def _reporter(self):
        """The reporter behind this contact, made at the first complaint; the name is what they call themselves."""
        self.ensure_one()
        if not self.reporter_id:
            self.reporter_id = self.env["lalisa.reporter"].create(
                {"name": self.name, "phone": self.phone}
            )
        return self.reporter_id
