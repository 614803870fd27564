from odoo.tests import tagged

from odoo.addons.lalisa_complaint.tests.test_saved_filters import SavedFiltersCase

from .common import DispatchCase


@tagged("post_install", "-at_install")
class TestSavedFilters(SavedFiltersCase, DispatchCase):
    def test_each_role_has_its_own_and_nobody_anothers(self):
        self.assert_own(((self.division_head, "role_division_"),))

    def test_they_find_what_they_promise(self):
        waiting, sent = self.complaint("dispatch"), self.complaint("field_check")
        self.assert_promises(((self.division_head, "role_division_team", waiting, sent),))
