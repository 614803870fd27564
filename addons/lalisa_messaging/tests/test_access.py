from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

PERMISSIONS = {
    ("lalisa.channel", "group_reader"): "r",
    ("lalisa.channel", "group_manager"): "rwcu",
    ("lalisa.contact", "group_reader"): "r",
    ("lalisa.conversation", "group_reader"): "r",
    ("lalisa.message", "group_reader"): "r",
    ("lalisa.webhook.event", "group_manager"): "rw",
}


@tagged("post_install", "-at_install")
class TestAccess(TransactionCase):
    def test_these_are_all_the_rights_there_are(self):
        found = {}
        models = [
            "lalisa.channel",
            "lalisa.channel.secret",
            "lalisa.contact",
            "lalisa.conversation",
            "lalisa.message",
            "lalisa.webhook.event",
        ]
        for access in self.env["ir.model.access"].search([("model_id.model", "in", models)]):
            letters = "".join(
                letter
                for letter, name in (
                    ("r", "perm_read"),
                    ("w", "perm_write"),
                    ("c", "perm_create"),
                    ("u", "perm_unlink"),
                )
                if access[name]
            )
            if letters:
                group = access.group_id.get_external_id().get(access.group_id.id, "").split(".")[-1]
                found[access.model_id.model, group] = letters
        self.assertEqual(found, PERMISSIONS)

    def test_an_employee_reads_no_message_contact_or_event(self):
        employee = new_test_user(self.env, "pegawai_biasa", groups="base.group_user")
        for model in (
            "lalisa.message",
            "lalisa.contact",
            "lalisa.conversation",
            "lalisa.channel",
            "lalisa.webhook.event",
            "lalisa.channel.secret",
        ):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(employee).search([])

    def test_a_reader_sees_no_webhook_event_and_no_one_sees_a_secret(self):
        reader = new_test_user(self.env, "pembaca", groups="lalisa_messaging.group_reader")
        manager = new_test_user(self.env, "pengelola", groups="lalisa_messaging.group_manager")
        with self.assertRaises(AccessError):
            self.env["lalisa.webhook.event"].with_user(reader).search([])
        for user in (reader, manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["lalisa.channel.secret"].with_user(user).search([])
