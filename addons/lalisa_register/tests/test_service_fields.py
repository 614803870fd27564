from odoo.tests import tagged

from odoo.addons.lalisa_complaint.tests.test_service_fields import ServiceFieldsCase


@tagged("post_install", "-at_install")
class TestServiceFields(ServiceFieldsCase):
    def test_whose_a_paper_is_says_the_service(self):
        self.assert_kept(self.division_head, "lalisa.period.report", {"kind": "register"})

    def test_every_model_that_names_such_fields_is_tried_here(self):
        self.assertEqual(self.with_such_fields("lalisa_register"), {"lalisa.period.report"})
