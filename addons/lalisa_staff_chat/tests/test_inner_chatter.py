from odoo.tests import tagged

from odoo.addons.lalisa_complaint.tests.test_inner_chatter import InnerChatterCase


@tagged("post_install", "-at_install")
class TestInnerChatter(InnerChatterCase):
    def test_every_model_of_ours_with_a_chatter_keeps_it_in_the_office(self):
        self.assertLessEqual({"lalisa.complaint", "lalisa.dispatch"}, self.with_a_chatter())
        # A channel's chatter tells of its account, and holds no word of a citizen.
        self.assertLessEqual(self.with_a_chatter() - self.kept_in_the_office(), {"lalisa.channel"})
