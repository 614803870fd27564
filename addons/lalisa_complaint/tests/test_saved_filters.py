from ast import literal_eval

from lxml import etree

from odoo.tests import tagged

from .common import ComplaintCase


class SavedFiltersCase(ComplaintCase):
    """Each role finds the filters of its own work in the search bar."""

    def find_filters(self, user):
        view = self.env.ref("lalisa_complaint.lalisa_complaint_view_search")
        complaints = self.env["lalisa.complaint"].with_user(user)
        arch = complaints.get_view(view.id, "search")["arch"]
        found = etree.fromstring(arch).xpath("//filter[starts-with(@name, 'role_')]")
        return {one.get("name"): literal_eval(one.get("domain")) for one in found}

    def list_numbers(self, user, name):
        domain = self.find_filters(user)[name]
        return self.env["lalisa.complaint"].with_user(user).search(domain).mapped("number")

    def assert_own(self, people):
        """Each of `people` has two filters, of the role whose prefix is given, and nobody else's."""
        for user, role in people:
            names = self.find_filters(user)
            self.assertEqual(len(names), 2, role)
            self.assertTrue(all(name.startswith(role) for name in names), names)

    def assert_promises(self, cases):
        """A filter finds the one complaint and not the other: (user, filter, inside, outside)."""
        for user, name, inside, outside in cases:
            numbers = self.list_numbers(user, name)
            self.assertIn(inside.sudo().number, numbers, name)
            self.assertNotIn(outside.sudo().number, numbers, name)


@tagged("post_install", "-at_install")
class TestSavedFilters(SavedFiltersCase):
    def test_each_role_has_its_own_and_nobody_anothers(self):
        self.assert_own(
            (
                (self.operator, "role_operator_"),
                (self.section_head, "role_section_"),
                (self.agency_head, "role_head_"),
            )
        )

    def test_they_find_what_they_promise(self):
        draft, sent = self.complaint("verify"), self.complaint("field_check")
        waiting, ordered = self.complaint("dispatch"), self.complaint("inform")
        member = self.complaint(category_id=self.env.ref("lalisa_complaint.category_pel").id)
        self.assert_promises(
            (
                (self.operator, "role_operator_place", draft, member),
                (self.section_head, "role_section_draft", draft, sent),
                (self.agency_head, "role_head_order", ordered, waiting),
                (self.agency_head, "role_head_members", member, ordered),
            )
        )
