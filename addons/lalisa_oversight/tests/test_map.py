from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.lalisa_dispatch.tests.common import DispatchCase


@tagged("post_install", "-at_install")
class TestMap(DispatchCase):
    """Where complaints happened: confirmed places, by the asking user's rights."""

    def setUp(self):
        super().setUp()
        self.district = self.env.ref("lalisa_complaint.district_halong")

    def make_placed(self, code="receive", confirmed=True, **values):
        place = {"latitude": -2.2, "longitude": 115.6, "location_confirmed": confirmed}
        return self.complaint(code, **{**place, "district_id": self.district.id, **values})

    def get_places(self, user, **chosen):
        return self.env["lalisa.map"].with_user(user).places(**chosen)

    def list_numbers(self, user, **chosen):
        return {one["number"] for one in self.get_places(user, **chosen)["points"]}

    def test_only_places_that_the_operator_confirmed_are_shown(self):
        shown, home = self.make_placed(), self.make_placed(confirmed=False)
        before = self.get_places(self.operator)["hidden"]
        numbers = self.list_numbers(self.operator)
        self.assertIn(shown.number, numbers)
        self.assertNotIn(home.number, numbers)
        self.make_placed(confirmed=False)
        self.assertEqual(self.get_places(self.operator)["hidden"], before + 1, "counted, not shown")

    def test_nothing_of_a_reporter_is_on_the_map(self):
        reporter = self.env["lalisa.reporter"].create({"name": "Siti", "phone": "0812345678"})
        self.make_placed(reporter_id=reporter.id)
        for secret in ("Siti", "0812345678", "Sapi berkeliaran"):
            self.assertNotIn(secret, str(self.get_places(self.agency_head)))

    def test_the_team_is_refused(self):
        self.make_placed()
        with self.assertRaises(AccessError):
            self.get_places(self.response_team)

    def test_cases_about_members_are_the_heads_alone(self):
        case = self.make_placed(category_id=self.env.ref("lalisa_complaint.category_pel").id)
        number = case.sudo().number
        self.assertIn(number, self.list_numbers(self.agency_head))
        for other in (self.operator, self.section_head, self.division_head, self.administrator):
            self.assertNotIn(number, self.list_numbers(other))

    def test_the_districts_count_what_lies_behind_them(self):
        self.make_placed()
        self.make_placed("check")
        self.make_placed(confirmed=False)
        for one in self.get_places(self.operator)["districts"]:
            found = self.env["lalisa.complaint"].with_user(self.operator).search(one["domain"])
            self.assertEqual(len(found), one["count"], one["name"])

    def test_a_district_stands_where_it_is_set_or_amid_its_complaints(self):
        self.district.write({"latitude": 0, "longitude": 0})
        self.env["lalisa.complaint"].search([("district_id", "=", self.district.id)]).write(
            {"location_confirmed": False}
        )
        self.make_placed(latitude=-2.0, longitude=115.0)
        self.make_placed(latitude=-3.0, longitude=116.0)
        one = self.of_district()
        self.assertEqual((one["latitude"], one["longitude"]), (-2.5, 115.5))
        self.district.write({"latitude": -2.1, "longitude": 115.7})
        one = self.of_district()
        self.assertEqual((one["latitude"], one["longitude"]), (-2.1, 115.7))

    def of_district(self):
        districts = self.get_places(self.operator)["districts"]
        return next(one for one in districts if one["id"] == self.district.id)

    def test_filters_by_time_category_and_step(self):
        with freeze_time("2032-05-31 15:59:59"):
            old = self.make_placed()  # the day before in Balangan
        with freeze_time("2032-05-31 16:00:00"):
            new = self.make_placed("check")
        with freeze_time("2032-06-01 02:00:00"):
            today = self.list_numbers(self.operator, days=1)
            self.assertTrue(new.number in today and old.number not in today)
            self.assertIn(old.number, self.list_numbers(self.operator, days=2))
        other = self.env.ref("lalisa_complaint.category_smp")
        self.assertNotIn(new.number, self.list_numbers(self.operator, category_id=other.id))
        self.assertIn(new.number, self.list_numbers(self.operator, category_id=self.category.id))
        at_check = self.list_numbers(self.operator, stage_id=self.stage("check").id)
        self.assertTrue(new.number in at_check and old.number not in at_check)

    def test_tiles_are_asked_of_nobody_until_the_office_says_where(self):
        self.env.company.lalisa_map_tiles = False
        self.assertEqual(self.get_places(self.operator)["tiles"], "")
        self.env.company.lalisa_map_tiles = "https://tiles.example.org/{z}/{x}/{y}.png"
        self.assertIn("tiles.example.org", self.get_places(self.operator)["tiles"])
