from odoo import api, fields, models
from odoo.exceptions import ValidationError

KEEP_EVENTS = "lalisa_messaging.keep_events_days"
DEFAULT_DAYS = 90


class ResCompany(models.Model):
    """How long the office keeps what providers sent, as it came."""

    _inherit = "res.company"

    lalisa_keep_events_days = fields.Integer(
        "Raw webhook events kept (days)",
        compute="_compute_keep_events",
        inverse="_inverse_keep_events",
        help="Handled ones are removed after so many days; what could not be handled stays until somebody looks.",
    )

    def _compute_keep_events(self):
        # One number for the whole service, read for its own work.
        given = self.env["ir.config_parameter"].sudo().get_param(KEEP_EVENTS) or ""
        self.lalisa_keep_events_days = int(given) if given.isdecimal() else DEFAULT_DAYS

    def _inverse_keep_events(self):
        for company in self:
            # Whoever may write the company decides for the service.
            self.env["ir.config_parameter"].sudo().set_param(KEEP_EVENTS, str(company.lalisa_keep_events_days))

    @api.constrains("lalisa_keep_events_days")
    def _check_keep_events(self):
        if any(company.lalisa_keep_events_days < 1 for company in self):
            raise ValidationError(self.env._("Events are kept for one day at least."))
