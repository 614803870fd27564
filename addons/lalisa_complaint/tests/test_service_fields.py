from odoo import fields
from odoo.tests import tagged

from .common import ComplaintCase

MODEL = "lalisa.service.fields"


class ServiceFieldsCase(ComplaintCase):
    """Fields of the service take nothing from a caller, neither as a value nor as a default of the context."""

    def make_value(self, record, name):
        """Something that a caller could want to stand in a field, other than what stands there."""
        field = record._fields[name]
        if field.type in ("many2one", "many2many"):
            found = self.env[field.comodel_name].sudo().search([("id", "not in", record.sudo()[name].ids)], limit=1)
            return found.id if field.type == "many2one" else found.ids
        if field.type == "selection":
            values = [value for value, _label in field._description_selection(self.env)]
            return next(value for value in values if value != record.sudo()[name])
        if field.type == "datetime":
            return fields.Datetime.subtract(fields.Datetime.now(), days=400)
        return {"integer": 7, "float": 7.0, "boolean": True, "binary": b"eA=="}.get(field.type, "qx")

    def with_such_fields(self, addon):
        """The models of an addon that name fields of the service."""
        mixin = self.registry[MODEL]
        ours = {name for name, model in self.registry.items() if name != MODEL and issubclass(model, mixin)}
        return {name for name in ours if self.registry[name]._original_module == addon}

    def assert_kept(self, user, model, values):
        """Create a record as a caller who wants to fill in what is the service's."""
        model = self.env[model].with_user(user)
        plain = model.create(values)
        kept = [name for name in model._get_fields_written_by() if plain._fields[name].store]
        self.assertTrue(kept)
        for name in kept:
            if plain._fields[name].type == "one2many":
                continue
            value = self.make_value(plain, name)
            if not value:
                continue  # nothing to point at; the addon that brings the field tries it
            with self.subTest(model=model._name, field=name):
                made = model.with_context(**{f"default_{name}": value}).create(values).sudo()
                field = made._fields[name]
                claimed = field.convert_to_record(field.convert_to_cache(value, made), made)
                self.assertNotEqual(made[name], claimed)
                proposed = model.with_context(**{f"default_{name}": value}).default_get([name])
                self.assertNotEqual(proposed.get(name), value)


@tagged("post_install", "-at_install")
class TestServiceFields(ServiceFieldsCase):
    def test_a_complaint_is_numbered_timed_tied_and_moved_by_the_service_alone(self):
        for user in (self.operator, self.agency_head):
            self.assert_kept(user, "lalisa.complaint", {"summary": "Sapi di jalan", "category_id": self.category.id})

    def test_a_protected_reporter_is_tied_to_a_complaint_by_no_default(self):
        secret = self.complaint(confidentiality="secret")
        secret.with_user(self.env.ref("base.user_root")).reporter_id = self.env["lalisa.reporter"].create(
            {"name": "Siti Rahasia"}
        )
        complaints = self.env["lalisa.complaint"].with_user(self.operator)
        made = complaints.with_context(default_reporter_id=secret.sudo().reporter_id.id).create({"summary": "Lain"})
        self.assertFalse(made.sudo().reporter_id)

    def test_who_noted_a_proof_says_the_service(self):
        known = self.env["lalisa.qualification"].search([], limit=1)
        people = self.operator | self.section_head | self.division_head | self.response_team
        for number, user in enumerate(people):
            made = (
                self.env["lalisa.qualification.proof"]
                .with_user(self.administrator)
                .with_context(default_noted_by_id=user.id)
                .create({"user_id": people[number - 1].id, "qualification_id": known.id})
            )
            self.assertNotEqual(made.noted_by_id, user)

    def test_no_delegation_claims_that_the_role_came_through_it(self):
        values = {
            "kind": "plh",
            "role": "section_head",
            "principal_id": self.section_head.id,
            "deputy_id": self.division_head.id,
            "starts_at": fields.Datetime.now(),
            "ends_at": fields.Datetime.add(fields.Datetime.now(), days=1),
        }
        delegations = self.env["lalisa.delegation"].with_user(self.agency_head)
        self.assertFalse(delegations.with_context(default_granted=True).create(values).granted)

    def test_every_model_that_names_such_fields_is_tried_here(self):
        self.assertEqual(
            self.with_such_fields("lalisa_complaint"),
            {
                "lalisa.complaint",
                "lalisa.qualification.proof",
                "lalisa.delegation",
            },
        )
