from odoo.tests import tagged

from odoo.addons.lalisa_complaint.tests.test_service_fields import MODEL, ServiceFieldsCase


@tagged("post_install", "-at_install")
class TestServiceFields(ServiceFieldsCase):
    def test_whose_a_paper_is_says_the_service(self):
        self.assert_kept(self.division_head, "lalisa.period.report", {"kind": "recap"})

    def test_every_model_that_names_such_fields_is_tried_somewhere(self):
        mixin = self.registry[MODEL]
        ours = {name for name, model in self.registry.items() if name != MODEL and issubclass(model, mixin)}
        self.assertEqual(
            ours,
            {
                "lalisa.complaint",
                "lalisa.dispatch",
                "lalisa.qualification.proof",
                "lalisa.period.report",
                "lalisa.delegation",
            },
        )
