import json

from odoo.tests import new_test_user, tagged

from .common import ACCOUNT_ID, WhatsappCase


@tagged("post_install", "-at_install")
class TestAccountAlarms(WhatsappCase):
    """What Meta tells of the account and needs a person: an activity at the channel."""

    def tell(self, field, value):
        change = {"field": field, "value": value}
        entry = {"id": ACCOUNT_ID, "time": 1795480001, "changes": [change]}
        self.assertEqual(self.post(json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()), 200)
        self.drain()
        return self.channel.activity_ids.mapped("summary")

    def test_a_paused_template_is_a_task_of_the_administrator(self):
        new_test_user(self.env, "penjaga", groups="lalisa_messaging.group_manager")
        value = {"event": "PAUSED", "message_template_name": "kabar", "message_template_language": "id"}
        self.assertEqual(self.tell("message_template_status_update", value), ["Templat kabar (id): PAUSED."])
        manager = self.env.ref("lalisa_messaging.group_manager")
        self.assertTrue(self.channel.activity_ids.user_id & manager.all_user_ids)

    def test_an_approved_template_is_no_task(self):
        value = {"event": "APPROVED", "message_template_name": "kabar", "message_template_language": "id"}
        self.assertEqual(self.tell("message_template_status_update", value), [])

    def test_a_template_that_is_stopped_is_an_alarm_until_it_is_approved_again(self):
        manager = new_test_user(self.env, "penjaga", groups="lalisa_messaging.group_manager")
        template = self.env["lalisa.whatsapp.template"].create(
            {"channel_id": self.channel.id, "name": "kabar", "body": "Kabar {{1}}"}
        )
        for status, raised in (("APPROVED", False), ("PAUSED", True), ("DISABLED", True), ("APPROVED", False)):
            template.status = status
            self.env["lalisa.alarm"]._cron_check()
            activities = self.env["mail.activity"].search([("user_id", "=", manager.id)])
            self.assertEqual("template" in activities.mapped("lalisa_alarm"), raised, status)
