from odoo import fields, models


class LalisaAgency(models.Model):
    """An agency to which complaints outside our authority are referred."""

    _name = "lalisa.agency"
    _description = "Agency"
    _order = "name"

    name = fields.Char(required=True)
    contact = fields.Char(required=True, help="What the reporter is told: address, telephone.")
    active = fields.Boolean(default=True)
