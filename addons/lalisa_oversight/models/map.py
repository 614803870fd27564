from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.lalisa_base.tools.period import Period, office_day

# More markers than this tell nobody more; the districts count them all.
MAX_POINTS = 2000


class LalisaMap(models.AbstractModel):
    """Where complaints happened. Only places that the operator has confirmed: a pin is often the reporter's home."""

    _inherit = "lalisa.map"

    @api.model
    def places(self, days=0, category_id=False, stage_id=False):
        """Return what the map shows, of the complaints that the asking user may read.

        :param days: only those of so many days, today included, on the office's clock; 0: all
        :param category_id, stage_id: only those
        :return: {'points': [{'id', 'number', 'latitude', 'longitude', 'title', 'late'}], 'districts': [{'id',
            'name', 'count', 'latitude', 'longitude', 'domain'}], 'hidden' (how many have no confirmed place),
            'categories', 'stages' (to choose from), 'tiles', 'attribution', 'library' (whether Leaflet is here)}
        :raises AccessError: a role that reads no complaints
        """
        complaints = self.env["lalisa.complaint"]
        complaints.check_access("read")
        chosen = self._build_domain(days, category_id, stage_id)
        confirmed = chosen & Domain("location_confirmed", "=", True)
        placed = confirmed & Domain("latitude", "!=", 0) & Domain("longitude", "!=", 0)
        points = [self._build_point(one) for one in complaints.search(placed, limit=MAX_POINTS)]
        shown = confirmed & (Domain("latitude", "!=", 0) | Domain("district_id", "!=", False))
        ground = self.ground()
        return {
            "points": points,
            "districts": self._count_by_district(confirmed),
            "hidden": complaints.search_count(chosen) - complaints.search_count(shown),
            "categories": self._list_choices("lalisa.category"),
            "stages": self._list_choices("lalisa.stage"),
            **{name: ground[name] for name in ("tiles", "attribution", "library")},
        }

    def _build_domain(self, days, category_id, stage_id):
        domain = Domain.TRUE
        if days:
            today = office_day(fields.Datetime.now())
            period = Period("span", today - timedelta(days=days - 1), today)
            domain &= period.build_domain("registered_at")
        if category_id:
            domain &= Domain("category_id", "=", category_id)
        if stage_id:
            domain &= Domain("stage_id", "=", stage_id)
        return domain

    @staticmethod
    def _build_point(complaint):
        parts = (complaint.category_id.name, complaint.stage_id.name)
        return {
            "id": complaint.id,
            "number": complaint.number,
            "latitude": complaint.latitude,
            "longitude": complaint.longitude,
            "title": " · ".join(filter(None, parts)),
            "late": complaint.is_overdue,
        }

    def _count_by_district(self, confirmed):
        """Return each kecamatan with its count; its place is the set one, or amid its confirmed complaints."""
        complaints = self.env["lalisa.complaint"]
        rows = complaints._read_group(confirmed, ["district_id"], ["__count"])
        counts = {district.id: count for district, count in rows if district}
        return [
            {
                "id": district.id,
                "name": district.name,
                "count": counts.get(district.id, 0),
                "domain": list(confirmed & Domain("district_id", "=", district.id)),
                **self._find_centre(district),
            }
            for district in self.env["lalisa.district"].search([])
        ]

    def _find_centre(self, district):
        if district.latitude:
            return {"latitude": district.latitude, "longitude": district.longitude}
        placed = self.env["lalisa.complaint"].search(
            [
                ("district_id", "=", district.id),
                ("location_confirmed", "=", True),
                ("latitude", "!=", 0),
            ],
            limit=MAX_POINTS,
        )
        count = len(placed) or 1
        return {
            "latitude": sum(placed.mapped("latitude")) / count,
            "longitude": sum(placed.mapped("longitude")) / count,
        }

    def _list_choices(self, model):
        return [{"id": one.id, "name": one.name} for one in self.env[model].search([])]
