from odoo.tests import tagged

from odoo.addons.lalisa_complaint.tests.test_form_values import FormValuesCase

from .common import DispatchCase


@tagged("post_install", "-at_install")
class TestFormValues(FormValuesCase, DispatchCase):
    """An order takes over what is known of its complaint, with what the form leaves open too."""

    def test_an_order_made_through_the_form_keeps_place_category_and_point_of_its_complaint(self):
        district = self.env["lalisa.district"].search([], limit=1)
        complaint = self.complaint(
            "dispatch", location_confirmed=True, latitude=-2.33, longitude=115.46, district_id=district.id
        )
        orders = self.env["lalisa.dispatch"].with_user(self.division_head)
        order = self.assert_proposed(orders, complaint_id=complaint.id, team_id=self.team.id)
        self.assertEqual(
            (order.place_text, order.category_id, order.district_id, order.latitude, order.longitude),
            ("Depan pasar", self.category, district, -2.33, 115.46),
        )
        self.assertEqual((order.leader_id, order.member_ids), (self.response_team, self.response_team))
        self.assertEqual(order.brief, complaint.brief)

    def test_the_new_order_shows_what_it_takes_over_and_no_place_that_is_not_confirmed(self):
        for confirmed, filled in ((True, False), (False, False), (True, True)):
            complaint = self.complaint("dispatch", location_confirmed=confirmed, latitude=-2.33, longitude=115.46)
            orders = self.env["lalisa.dispatch"].with_user(self.division_head)
            shown = orders.with_context(default_complaint_id=complaint.id, default_brief=False).onchange(
                {"complaint_id": complaint.id} if filled else {},
                [],
                {name: {} for name in ("complaint_id", "place_text", "category_id", "latitude", "brief")},
            )["value"]
            self.assertEqual(shown["place_text"], "Depan pasar" if confirmed else False)
            self.assertEqual(bool(shown["latitude"]), confirmed)
            self.assertEqual(shown["brief"], complaint.brief)
            self.assertEqual(shown["category_id"], self.category.id)

    def test_what_the_form_says_wins_over_the_proposal(self):
        complaint = self.complaint("dispatch", location_confirmed=True)
        orders = self.env["lalisa.dispatch"].with_user(self.division_head)
        values = self.send_form(
            orders, complaint_id=complaint.id, team_id=self.team.id, place_text="Gudang", brief="Lain"
        )
        order = orders.browse(orders.web_save(values, {"id": {}})[0]["id"])
        self.assertEqual((order.place_text, order.brief), ("Gudang", "Lain"))
