from odoo import fields, models


class LalisaDispatchPosition(models.Model):
    """Where a member of the team was, as their telephone told at a moment."""

    _name = "lalisa.dispatch.position"
    _description = "Place of the team"
    _order = "id"
    _rec_name = "user_id"
    _allow_sudo_commands = False

    dispatch_id = fields.Many2one("lalisa.dispatch", required=True, readonly=True, index=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", "Sent by", required=True, readonly=True)
    sent_at = fields.Datetime("Sent", required=True, readonly=True)
    latitude = fields.Float(digits=(9, 6), required=True, readonly=True)
    longitude = fields.Float(digits=(9, 6), required=True, readonly=True)
    metres = fields.Integer("Metres from the place", readonly=True, aggregator=None)
    far = fields.Boolean("Far from the place", readonly=True)
