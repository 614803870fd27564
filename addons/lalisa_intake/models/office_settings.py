from odoo import fields, models


class LalisaSettings(models.TransientModel):
    """What citizens are told, and how long messages are kept; each is a field of the company."""

    _inherit = "lalisa.settings"

    lalisa_duty_hours = fields.Char("Duty hours in words")
    lalisa_emergency_numbers = fields.Char("Emergency numbers")
    lalisa_privacy_officer = fields.Char("Data protection officer")
    lalisa_retention = fields.Char("Kept for")
    lalisa_night_from = fields.Float("Quiet from")
    lalisa_night_until = fields.Float("Quiet until")
    lalisa_keep_events_days = fields.Integer("Raw webhook events kept (days)")
