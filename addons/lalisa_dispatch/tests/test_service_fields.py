from odoo.tests import tagged

from odoo.addons.lalisa_complaint.tests.test_service_fields import ServiceFieldsCase

from .common import DispatchCase


@tagged("post_install", "-at_install")
class TestServiceFields(ServiceFieldsCase, DispatchCase):
    def test_an_order_begins_at_its_beginning(self):
        complaint = self.complaint("dispatch")
        self.assert_kept(self.division_head, "lalisa.dispatch", {"complaint_id": complaint.id, "team_id": self.team.id})

    def test_every_model_that_names_such_fields_is_tried_here(self):
        self.assertEqual(self.with_such_fields("lalisa_dispatch"), {"lalisa.dispatch"})
