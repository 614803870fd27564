from pathlib import Path

from odoo import api, models
from odoo.tools import file_path

LIBRARY = "lalisa_complaint/static/lib"


class LalisaMap(models.AbstractModel):
    """Give the ground that maps are drawn on; an addon adds what happened where."""

    _name = "lalisa.map"
    _description = "Map of complaints"

    @api.model
    def ground(self):
        """Return what any map of ours is drawn on; it holds no case.

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
        """Tell whether Leaflet is here: it is fetched at set-up and not part of the source."""
        try:
            return Path(file_path(f"{LIBRARY}/leaflet/leaflet.js")).is_file()
        except FileNotFoundError:
            return False
