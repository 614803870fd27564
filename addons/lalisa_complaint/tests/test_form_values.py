from odoo.tests import tagged

from .common import ComplaintCase


class FormValuesCase(ComplaintCase):
    """A new form of the web client sends every field that was left open as False; proposals stand all the same."""

    def send_form(self, model, **filled):
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

    def assert_proposed(self, model, **filled):
        """Whatever a bare create proposes, a saved form proposes too."""
        bare = model.create(filled)
        sent = self.send_form(model, **filled)
        saved = model.browse(model.web_save(sent, {"id": {}})[0]["id"])
        for name in sent:
            field = model._fields[name]
            if field.type not in ("one2many", "datetime", "date"):
                self.assertEqual(saved[name], bare[name], name)
        return saved


@tagged("post_install", "-at_install")
class TestFormValues(FormValuesCase):
    def test_a_complaint_typed_into_the_form_is_protected_as_its_category_says(self):
        complaints = self.env["lalisa.complaint"].with_user(self.operator)
        protected = self.env["lalisa.category"].search(
            [("default_confidentiality", "=", "secret"), ("about_members", "=", False)], limit=1
        )
        shown = complaints.onchange(
            {"category_id": protected.id, "confidentiality": "open"},
            ["category_id"],
            {"category_id": {}, "confidentiality": {}},
        )["value"]
        self.assertEqual(shown["confidentiality"], "secret")
        saved = self.assert_proposed(complaints, summary="Uji", category_id=self.category.id)
        self.assertTrue(saved.first_message_at)
