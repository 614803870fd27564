from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import file_path

LIBRARY = "lalisa_complaint/static/lib"


class ResCompany(models.Model):
    _inherit = "res.company"

    lalisa_map_tiles = fields.Char(
        "Map tiles",
        help="Address of a tile service, with {z}, {x} and {y}. Empty: nothing is asked of anybody outside.",
    )
    lalisa_map_attribution = fields.Char("Source of the map tiles")

    @api.constrains("lalisa_map_tiles")
    def _check_map_tiles(self):
        for company in self:
            address = company.lalisa_map_tiles
            if not address:
                continue
            known = address.startswith(("https://", "/"))
            if not known or not all(part in address for part in ("{z}", "{x}", "{y}")):
                raise ValidationError(
                    self.env._("The address of map tiles begins with https:// and holds {z}, {x} and {y}.")
                )


class LalisaSettings(models.TransientModel):
    _inherit = "lalisa.settings"

    lalisa_map_tiles = fields.Char("Map tiles")
    lalisa_map_attribution = fields.Char("Source of the map tiles")


class LalisaDistrict(models.Model):
    _inherit = "lalisa.district"

    latitude = fields.Float(digits=(9, 6), help="Where the map writes its name; 0: amid its complaints.")
    longitude = fields.Float(digits=(9, 6))


class LalisaMap(models.AbstractModel):
    """The ground that maps are drawn on."""

    _name = "lalisa.map"
    _description = "Map of complaints"

    @api.model
    def ground(self):
        """What any map of ours is drawn on; it holds no case.

        :return: {'districts': [{'name', 'latitude', 'longitude'}] that have a place of their own, 'tiles',
            'attribution', 'library'}
        """
        company_sudo = self.env["res.company"]._lalisa_office()  # the office's setting, no secret
        named = self.env["lalisa.district"].search([("latitude", "!=", 0)])
        return {
            "districts": named.read(["name", "latitude", "longitude"], load=None),
            "tiles": company_sudo.lalisa_map_tiles or "",
            "attribution": company_sudo.lalisa_map_attribution or "",
            "library": self._has_library(),
        }

    @staticmethod
    def _has_library():
        """Leaflet is fetched at set-up and not part of the source."""
        try:
            return Path(file_path(f"{LIBRARY}/leaflet/leaflet.js")).is_file()
        except FileNotFoundError:
            return False
