from odoo import fields, models


class LalisaTeam(models.Model):
    """A squad of the quick reaction team (regu TRC)."""

    _name = "lalisa.team"
    _description = "Quick reaction team"
    _order = "name"

    name = fields.Char(required=True)
    leader_id = fields.Many2one("res.users", required=True)
    member_ids = fields.Many2many("res.users", string="Members")
    active = fields.Boolean(default=True)
