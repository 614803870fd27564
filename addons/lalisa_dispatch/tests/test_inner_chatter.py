from odoo.tests import new_test_user, tagged

from odoo.addons.lalisa_complaint.tests.test_inner_chatter import InnerChatterCase

from .common import DispatchCase


@tagged("post_install", "-at_install")
class TestInnerChatter(InnerChatterCase, DispatchCase):
    """The chatter of an order reaches those who may read the order, whoever its writer names."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(cls.env, "pegawai_lain", "base.group_user", email="lain@example.org")

    def test_no_word_goes_to_a_contact_or_an_address_outside_nor_to_who_may_not_read_it(self):
        dispatch = self.complaint("resolve").dispatch_ids.with_user(self.response_team)
        self.assert_kept_in_the_office(dispatch, self.clerk)

    def test_an_order_is_one_of_the_models_whose_chatter_stays_in_the_office(self):
        self.assertTrue(issubclass(self.registry["lalisa.dispatch"], self.registry["lalisa.inner.thread"]))
