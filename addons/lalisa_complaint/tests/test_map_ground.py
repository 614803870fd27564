from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import ComplaintCase


@tagged("post_install", "-at_install")
class TestMapGround(ComplaintCase):
    """Prove what the map of a form is drawn on."""

    def setUp(self):
        super().setUp()
        self.district = self.env.ref("lalisa_complaint.district_halong")

    def test_what_a_map_is_drawn_on_holds_no_case_and_no_unplaced_district(self):
        case = self.complaint(latitude=-2.2, longitude=115.6, location_confirmed=True, district_id=self.district.id)
        self.district.write({"latitude": 0, "longitude": 0})
        self.env.company.lalisa_map_tiles = "https://tiles.example.org/{z}/{x}/{y}.png"
        ground = self.env["lalisa.map"].with_user(self.operator).ground()
        self.assertEqual(set(ground), {"districts", "tiles", "attribution", "library"})
        self.assertIn("Paringin", str(ground["districts"]))
        self.assertIn("tiles.example.org", ground["tiles"])
        for hidden in (case.number, self.district.name):
            self.assertNotIn(hidden, str(ground))

    def test_tiles_come_from_a_whole_address_of_a_safe_service(self):
        for wrong in ("http://tiles.example.org/{z}/{x}/{y}.png", "https://tiles.example.org/"):
            with self.assertRaises(ValidationError):
                self.env.company.lalisa_map_tiles = wrong
