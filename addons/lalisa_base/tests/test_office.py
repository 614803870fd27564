from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged

from ..hooks import mark_office_company


@tagged("post_install", "-at_install")
class TestOffice(TransactionCase):
    """La-Lisa belongs to one company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office = cls.env["res.company"]._lalisa_office()
        cls.other = cls.env["res.company"].create({"name": "Dinas lain"})
        cls.group = cls.env["res.groups"].create({"name": "Peran uji"})
        cls.env["ir.model.data"].create(
            {"module": "lalisa_test", "name": "group_test", "model": "res.groups", "res_id": cls.group.id}
        )
        cls.env.registry.clear_cache("groups")
        cls.addClassCleanup(cls.env.registry.clear_cache, "groups")

    def outsider(self):
        return new_test_user(
            self.env, "orang_luar", company_id=self.other.id, company_ids=[Command.set(self.other.ids)]
        )

    def test_exactly_one_company_is_the_office(self):
        self.assertEqual(self.env["res.company"].search([("lalisa_is_office", "=", True)]).ids, self.office.ids)
        mark_office_company(self.env)
        self.assertEqual(self.env["res.company"].search_count([("lalisa_is_office", "=", True)]), 1)
        self.other._lalisa_take_office()
        self.assertEqual(self.env["res.company"]._lalisa_office(), self.other)

    def test_a_role_is_given_to_nobody_outside_the_office_from_neither_side(self):
        user = self.outsider()
        with self.assertRaisesRegex(ValidationError, "belong to the company"):
            user.group_ids = [Command.link(self.group.id)]
        with self.assertRaisesRegex(ValidationError, "belong to the company"):
            self.group.user_ids = [Command.link(user.id)]
        user.company_ids = [Command.link(self.office.id)]
        user.group_ids = [Command.link(self.group.id)]
        with self.assertRaisesRegex(ValidationError, "belong to the company"):
            user.company_ids = [Command.unlink(self.office.id)]

    def test_a_role_from_before_counts_for_nothing_outside_the_office(self):
        user = self.outsider()
        self.env.cr.execute("INSERT INTO res_groups_users_rel (gid, uid) VALUES (%s, %s)", (self.group.id, user.id))
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.assertFalse(user.has_group("lalisa_test.group_test"))
        self.assertTrue(user.has_group("base.group_user"))
        self.assertNotIn(self.group.id, user._get_group_ids())

    def new_person(self, company, lang=None):
        """Make a user in a company as a manager's form does, and return the language it gets."""
        users = self.env["res.users"].with_company(company).with_context(lang=lang)
        values = users.default_get(["lang", "company_id", "company_ids"])
        return users.create({**values, "name": "Orang baru", "login": f"baru_{company.id}_{lang}"}).lang

    def test_new_people_of_the_office_see_indonesian_and_nobody_elses_language_changes(self):
        self.env["res.lang"]._activate_lang("id_ID")
        defaults = self.env["ir.default"]
        defaults.search([("field_id.model", "=", "res.partner"), ("field_id.name", "=", "lang")]).unlink()
        defaults.set("res.partner", "lang", "en_US")
        self.assertEqual(self.new_person(self.office), "en_US")
        self.office._lalisa_set_language()
        for lang in ("en_US", "id_ID"):
            self.assertEqual(self.new_person(self.office, lang), "id_ID")
            self.assertEqual(self.new_person(self.other, lang), "en_US")

    def test_an_office_that_has_chosen_a_language_keeps_it(self):
        self.env["res.lang"]._activate_lang("id_ID")
        self.env["ir.default"].set("res.partner", "lang", "en_US", company_id=self.office.id)
        self.office._lalisa_set_language()
        self.assertEqual(self.new_person(self.office), "en_US")

    def test_the_company_that_the_office_moves_to_speaks_indonesian_too(self):
        self.env["res.lang"]._activate_lang("id_ID")
        self.env["ir.default"].set("res.partner", "lang", "en_US")
        self.other._lalisa_take_office()
        self.assertEqual(self.new_person(self.other), "id_ID")
