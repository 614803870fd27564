from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestScreens(TransactionCase):
    def test_the_styles_of_the_office_compile(self):
        """One bad rule of ours would leave every screen of Odoo without its styles."""
        bundle = self.env["ir.qweb"]._get_asset_bundle("web.assets_backend", js=False)
        bundle.preprocess_css()
        self.assertEqual(bundle.css_errors, [])
