from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.lalisa_base.tools.office_clock import WITA
from odoo.addons.lalisa_messaging.tools.quiet_hours import quiet_end


class ResCompany(models.Model):
    """The hours at which the office wakes nobody with news that can wait."""

    _inherit = "res.company"

    lalisa_night_from = fields.Float("Quiet from", help="By the office's clock; equal times: never quiet.")
    lalisa_night_until = fields.Float("Quiet until")

    @api.constrains("lalisa_night_from", "lalisa_night_until")
    def _check_night(self):
        for company in self:
            if not all(0 <= company[name] < 24 for name in ("lalisa_night_from", "lalisa_night_until")):
                raise ValidationError(self.env._("Quiet hours lie between 00:00 and 23:59."))


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    lalisa_night_from = fields.Float(related="company_id.lalisa_night_from", readonly=False)
    lalisa_night_until = fields.Float(related="company_id.lalisa_night_until", readonly=False)


class LalisaMessage(models.Model):
    _inherit = "lalisa.message"

    @api.model
    def _morning(self):
        """The end of the office's quiet hours, by its clock."""
        office_sudo = self.env["res.company"]._lalisa_office()  # its quiet hours are no secret
        return quiet_end(
            fields.Datetime.now(), office_sudo.lalisa_night_from, office_sudo.lalisa_night_until, WITA
        )
