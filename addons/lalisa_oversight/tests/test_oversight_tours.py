import unittest
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from odoo.addons.lalisa_complaint.models.map import LalisaMap
from odoo.addons.lalisa_dispatch.tests.common import DispatchCase

DASHBOARD = "/odoo/dasbor"
MAP = "/odoo/peta-aduan"


@tagged("post_install", "-at_install")
class TestOversightTours(DispatchCase, HttpCase):
    """Dashboard and map in a real browser."""

    def setUp(self):
        super().setUp()
        self.env["lalisa.complaint"].search([]).write({"location_confirmed": False})
        self.district = self.env.ref("lalisa_complaint.district_halong")
        for number in range(3):
            self.make_placed(latitude=-2.2 + number / 10000)
        signs = self.env.ref("lalisa_complaint.category_rkl")
        for code, _name in self.env["res.lang"].get_installed():
            signs.with_context(lang=code).name = "Reklame / spanduk liar"
        self.make_placed(category_id=signs.id, latitude=-2.3)

    def make_placed(self, **values):
        place = {"longitude": 115.6, "location_confirmed": True, "district_id": self.district.id}
        return self.complaint(**place, **values)

    def make_late(self):
        stage_log = self.complaint("report", summary="Tur dasbor").stage_log_id
        # What a clock does in hours, in a moment: the guard of the history is told to look away.
        self.env.cr.execute("ALTER TABLE lalisa_stage_log DISABLE TRIGGER USER")
        self.env.cr.execute(
            "UPDATE lalisa_stage_log SET deadline_at = deadline_at - interval '1 day' WHERE id = %s",
            [stage_log.id],
        )
        self.env.cr.execute("ALTER TABLE lalisa_stage_log ENABLE TRIGGER USER")
        self.env.invalidate_all()

    def test_the_head_reads_the_dashboard_and_opens_lists_from_its_figures(self):
        self.make_late()
        self.start_tour(DASHBOARD, "lalisa_dashboard", login="test_agency_head")

    @tagged("post_install", "thorough")
    def test_the_head_does_the_same_on_a_phone(self):
        self.browser_size = "412x860"
        self.touch_enabled = True
        self.complaint("report", summary="Tur dasbor")
        self.start_tour(DASHBOARD, "lalisa_dashboard_phone", login="test_agency_head")

    @unittest.skipUnless(LalisaMap._has_library(), "not here: npm, from which the map's library comes")
    def test_the_map_clusters_filters_and_opens(self):
        self.start_tour(MAP, "lalisa_map", login="test_division_head")

    def test_without_its_library_the_map_says_so_and_lists_the_districts(self):
        with patch.object(LalisaMap, "_has_library", staticmethod(lambda: False)):
            self.start_tour(MAP, "lalisa_map_without_library", login="test_division_head")
