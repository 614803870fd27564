from odoo import api, fields, models


class LalisaVehicle(models.Model):
    """A vehicle of the office that teams go out with."""

    _name = "lalisa.vehicle"
    _description = "Vehicle"
    _order = "name"

    name = fields.Char(required=True)
    plate = fields.Char("Registration number")
    kind = fields.Selection(
        [("car", "Car"), ("motorcycle", "Motorcycle"), ("truck", "Truck")],
        required=True,
        default="car",
    )
    active = fields.Boolean(default=True)

    @api.depends("name", "plate")
    def _compute_display_name(self):
        for vehicle in self:
            vehicle.display_name = " ".join(filter(None, [vehicle.name, vehicle.plate]))
