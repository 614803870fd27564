from odoo.tests import tagged

from .common import ComplaintCase


@tagged("post_install", "-at_install")
class TestFormValues(ComplaintCase):
    """A new form of the web client sends every field that was left open as False; proposals stand all the same."""

    def sent(self, model, **filled):
        """The values that the client sends on saving a new form: all that its view holds, open fields as False."""
        view = model.get_view(view_type="form")
        names = model.get_views([(view["id"], "form")])["models"][model._name]["fields"]
        values = {}
        for name in names:
            field = model._fields[name]
            if field.store and not field.readonly and name not in ("id", "display_name"):
                values[name] = [] if field.type in ("one2many", "many2many") else False
        required = {name: model.default_get([name]).get(name) for name in values if model._fields[name].required}
        return {**values, **{name: value for name, value in required.items() if value}, **filled}

    def assertProposed(self, model, **filled):
        """Whatever a bare create proposes, a saved form proposes too."""
        bare = model.create(filled)
        sent = self.sent(model, **filled)
        saved = model.browse(model.web_save(sent, {"id": {}})[0]["id"])
        for name in sent:
            field = model._fields[name]
            if field.type not in ("one2many", "datetime", "date"):
                self.assertEqual(saved[name], bare[name], name)
        return saved

    def test_an_order_made_through_the_form_keeps_place_category_and_point_of_its_complaint(self):
        district = self.env["lalisa.district"].search([], limit=1)
        complaint = self.complaint(
            "dispatch", location_confirmed=True, latitude=-2.33, longitude=115.46, district_id=district.id
        )
        orders = self.env["lalisa.dispatch"].with_user(self.division_head)
        order = self.assertProposed(orders, complaint_id=complaint.id, team_id=self.team.id)
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
                {"complaint_id": complaint.id} if filled else {}, [],
                {name: {} for name in ("complaint_id", "place_text", "category_id", "latitude", "brief")}
            )["value"]
            self.assertEqual(shown["place_text"], "Depan pasar" if confirmed else False)
            self.assertEqual(bool(shown["latitude"]), confirmed)
            self.assertEqual(shown["brief"], complaint.brief)
            self.assertEqual(shown["category_id"], self.category.id)

    def test_what_the_form_says_wins_over_the_proposal(self):
        complaint = self.complaint("dispatch", location_confirmed=True)
        orders = self.env["lalisa.dispatch"].with_user(self.division_head)
        values = self.sent(orders, complaint_id=complaint.id, team_id=self.team.id, place_text="Gudang", brief="Lain")
        order = orders.browse(orders.web_save(values, {"id": {}})[0]["id"])
        self.assertEqual((order.place_text, order.brief), ("Gudang", "Lain"))

    def test_a_complaint_typed_into_the_form_is_protected_as_its_category_says(self):
        complaints = self.env["lalisa.complaint"].with_user(self.operator)
        protected = self.env["lalisa.category"].search(
            [("default_confidentiality", "=", "secret"), ("about_members", "=", False)], limit=1
        )
        shown = complaints.onchange(
            {"category_id": protected.id, "confidentiality": "open"}, ["category_id"],
            {"category_id": {}, "confidentiality": {}},
        )["value"]
        self.assertEqual(shown["confidentiality"], "secret")
        saved = self.assertProposed(complaints, summary="Uji", category_id=self.category.id)
        self.assertTrue(saved.first_message_at)
