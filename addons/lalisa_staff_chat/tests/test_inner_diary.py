from odoo.tests import tagged

from odoo.addons.lalisa_complaint.tests.test_inner_diary import InnerDiaryCase


@tagged("post_install", "-at_install")
class TestInnerDiary(InnerDiaryCase):
    def test_every_model_of_ours_with_a_diary_keeps_it_in_the_office(self):
        self.assertLessEqual({"lalisa.complaint", "lalisa.dispatch"}, self.with_a_diary())
        # A channel's diary tells of its account, and holds no word of a citizen.
        self.assertLessEqual(self.with_a_diary() - self.kept_in_the_office(), {"lalisa.channel"})
