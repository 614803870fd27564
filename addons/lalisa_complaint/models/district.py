from odoo import fields, models


class LalisaDistrict(models.Model):
    """A kecamatan."""

    _name = "lalisa.district"
    _description = "District"
    _order = "name"

    name = fields.Char(required=True)
    code = fields.Char()
    active = fields.Boolean(default=True)
    latitude = fields.Float(digits=(9, 6), help="Where the map writes its name; 0: amid its complaints.")
    longitude = fields.Float(digits=(9, 6))
