from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestPushKeys(TransactionCase):
    def test_the_keys_of_notifications_are_there_before_the_first_browser_asks(self):
        parameters = self.env["ir.config_parameter"].sudo()
        stored = [parameters.get_param(f"mail.web_push_vapid_{half}_key") for half in ("private", "public")]
        self.assertTrue(all(stored))

    def test_asking_again_as_each_update_does_keeps_the_keys_and_the_registered_browsers(self):
        devices = self.env["mail.push.device"]
        before = devices.get_web_push_vapid_public_key()
        person = self.env.ref("base.user_admin").partner_id
        devices.sudo().create({"endpoint": "https://push.example.org/a", "keys": "{}", "partner_id": person.id})
        self.assertEqual(devices.get_web_push_vapid_public_key(), before)
        self.assertTrue(devices.sudo().search_count([("endpoint", "=", "https://push.example.org/a")]))
