from odoo import api, models


class LalisaChannel(models.Model):
    _inherit = "lalisa.channel"

    @api.model
    def _is_training_copy(self):
        """Whether this database is a neutralised copy: nothing of ours goes out of it, whatever its users switch on."""
        # Odoo's own mark of such a database, which every sender of ours obeys.
        return bool(self.env["ir.config_parameter"].sudo().get_param("database.is_neutralized"))
