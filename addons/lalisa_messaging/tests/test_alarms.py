import os
import tempfile
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

from odoo.addons.lalisa_messaging.models.alarm import LAST_BACKUP
from odoo.addons.lalisa_messaging.tools import secret_box

HOOK = "odoo.addons.lalisa_messaging.models.channel_secret"


@tagged("post_install", "-at_install")
class TestAlarms(TransactionCase):
    """Each alarm provoked once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alarm = cls.env["lalisa.alarm"]
        cls.manager = new_test_user(cls.env, "penjaga", groups="lalisa_messaging.group_manager")
        cls.parameters = cls.env["ir.config_parameter"]
        cls.parameters.set_param(LAST_BACKUP, fields.Datetime.to_string(fields.Datetime.now()))
        cls.parameters.set_param("lalisa.alarm.disk_percent", "0")
        cls.env["lalisa.webhook.event"].search([("state", "in", ("new", "dead"))]).state = "done"
        cls.now = fields.Datetime.now()
        cls.env["lalisa.channel"].search([]).write({"last_inbound_at": cls.now, "state": "active"})
        cls.channel = cls.env["lalisa.channel"].search([("by_hand", "=", False)], limit=1)

    def raised(self):
        """The alarms that the manager has as activities, after a check."""
        self.alarm._cron_check()
        activities = self.env["mail.activity"].search([("user_id", "=", self.manager.id)])
        return sorted(filter(None, activities.mapped("lalisa_alarm")))

    def event(self, **values):
        return self.env["lalisa.webhook.event"].create(
            {
                "channel_id": self.channel.id,
                "kind": "message",
                "dedup_key": "alarm-1",
                "conversation_key": "1",
                "drain": 0,
                "payload": {},
                "received_at": self.now,
                **values,
            }
        )

    def test_nothing_is_raised_while_all_is_well(self):
        self.assertEqual(self.raised(), [])

    def test_a_backup_of_the_day_before_yesterday_is_told_once_and_taken_back(self):
        old = fields.Datetime.now() - timedelta(hours=48)
        self.parameters.set_param(LAST_BACKUP, fields.Datetime.to_string(old))
        self.assertEqual(self.raised(), ["backup"])
        self.assertEqual(self.raised(), ["backup"])
        self.parameters.set_param(LAST_BACKUP, fields.Datetime.to_string(fields.Datetime.now()))
        self.assertEqual(self.raised(), [])

    def test_an_old_database_without_any_backup_is_told(self):
        self.parameters.set_param(LAST_BACKUP, False)
        self.parameters.set_param("database.create_date", "2020-01-01 00:00:00")
        self.assertEqual(self.raised(), ["backup"])

    def test_a_full_disk_is_told(self):
        self.parameters.set_param("lalisa.alarm.disk_percent", "100")
        self.assertEqual(self.raised(), ["disk"])

    def test_an_event_that_waits_too_long_is_told(self):
        self.event(state="new", received_at=fields.Datetime.now() - timedelta(minutes=11))
        self.assertEqual(self.raised(), ["queue_age"])

    def test_a_dead_event_is_told(self):
        self.event(state="dead")
        self.assertEqual(self.raised(), ["dead_events"])

    def test_a_paused_channel_is_told_with_its_name_until_it_is_active_again(self):
        self.channel._pause_sending("Token akses tidak berlaku lagi.")
        self.assertEqual(self.raised(), ["channel_paused"])
        activity = self.env["mail.activity"].search([("user_id", "=", self.manager.id)])
        self.assertIn(self.channel.name, activity.summary)
        self.channel.action_activate()
        self.assertEqual(self.raised(), [])

    def test_who_does_not_look_at_the_screen_is_told_of_a_paused_channel_by_mail_and_once(self):
        self.channel._pause_sending("Token akses tidak berlaku lagi.")
        for _time in range(2):
            self.raised()
            mails = self.env["mail.mail"].search([("email_to", "=", self.manager.email_formatted)])
            self.assertEqual(len(mails), 1)
        self.assertIn(self.channel.name, mails.subject)

    def test_a_token_that_ends_within_a_week_is_told(self):
        self.channel.token_expires_at = self.now + timedelta(days=8)
        self.assertEqual(self.raised(), [])
        self.channel.token_expires_at = self.now + timedelta(days=6)
        self.assertEqual(self.raised(), ["token"])

    def test_a_token_that_is_refused_is_told_before_a_message_fails(self):
        self.channel.token_refused = True
        self.assertEqual(self.raised(), ["token"])

    def test_a_key_that_is_lost_or_another_is_told_by_alarm_health_and_the_start_until_it_is_back(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        key = Path(folder.name, "key")
        self.startPatcher(patch.dict(os.environ, {"LALISA_SECRET_KEY_FILE": str(key)}))
        secrets = self.env["lalisa.channel.secret"]
        secrets.search([]).unlink()
        self.assertEqual((self.raised(), secrets._get_key_state()), ([], "ok"))  # an office that has none yet
        secrets._keep_secret(self.channel, "token", "rahasia")
        own = key.read_bytes()
        other = secret_box.Fernet.generate_key()
        for text, state in ((None, "unreadable"), (b"no key", "unreadable"), (other, "wrong")):
            key.unlink()
            if text:
                key.write_bytes(text)
            with self.subTest(text):
                with self.assertLogs(HOOK, "ERROR") as said:
                    secrets._register_hook()
                self.assertIn(str(key), said.output[0])
                self.assertEqual(self.raised(), ["channel_key"])
                figures = self.env["lalisa.channel"]._get_health()
                self.assertEqual((figures["status"], figures["channel_key"]), ("degraded", state))
            key.touch()
        key.write_bytes(own)
        self.assertEqual((self.raised(), self.env["lalisa.channel"]._get_health()["status"]), ([], "ok"))

    def test_a_secret_that_no_key_can_close_is_refused_with_a_sentence(self):
        self.startPatcher(patch.dict(os.environ, {"LALISA_SECRET_KEY_FILE": "/proc/none/key"}))
        with self.assertRaisesRegex(UserError, "key file"):
            self.env["lalisa.channel.secret"]._keep_secret(self.channel, "token", "rahasia")

    def test_a_channel_is_quiet_after_the_set_hours_and_not_before(self):
        self.channel.last_inbound_at = self.now - timedelta(hours=23)
        self.assertEqual(self.raised(), [])
        self.channel.last_inbound_at = self.now - timedelta(hours=25)
        self.assertEqual(self.raised(), ["quiet_channel"])

    def test_every_alarm_has_its_words_and_a_new_administrator_hears_of_one_that_stands(self):
        words = self.alarm._describe_alarms()
        self.assertEqual(set(words), set(self.alarm._list_codes()))
        self.assertTrue(all(title and advice for title, advice in words.values()))
        self.channel._pause_sending("x")
        self.raised()
        second = new_test_user(self.env, "penjaga2", groups="lalisa_messaging.group_manager")
        self.raised()
        activities = self.env["mail.activity"].search([("lalisa_alarm", "=", "channel_paused")])
        self.assertIn(second, activities.user_id)
        self.assertEqual(len(activities), len(activities.user_id))

    def test_the_administrator_reads_the_alarm_in_indonesian(self):
        self.env["res.lang"]._activate_lang("id_ID")
        self.manager.lang = "id_ID"
        self.parameters.set_param("lalisa.alarm.disk_percent", "100")
        self.raised()
        activity = self.env["mail.activity"].search([("user_id", "=", self.manager.id)])
        self.assertEqual(activity.summary, "Ruang disk hampir penuh")


@tagged("post_install", "-at_install")
class TestMetrics(HttpCase):
    def test_the_metrics_are_for_the_token_only_once_a_proxy_stands_before(self):
        self.env["ir.config_parameter"].set_param("lalisa_messaging.monitoring_token", "token-pantau")
        seen = {}
        for token in ("", "salah", "token-pantau"):
            headers = {"X-Forwarded-For": "203.0.113.7", "Authorization": f"Bearer {token}"}
            seen[token] = self.url_open("/lalisa/metrics", headers=headers)
        self.assertEqual([answer.status_code for answer in seen.values()], [403, 403, 200])
        text = seen["token-pantau"].text
        self.assertRegex(text, r'(?m)^lalisa_queue_depth\{queue="inbox"\} \d+$')
        self.assertRegex(text, r"(?m)^lalisa_disk_free_bytes \d+$")
        self.assertEqual(text.count("lalisa_alarm{"), len(self.env["lalisa.alarm"]._list_codes()))
        for line in text.splitlines():
            self.assertRegex(line, r'^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^\n]*"\})? \d+)$')

    def test_a_channels_name_cannot_break_the_format(self):
        channel = self.env["lalisa.channel"].search([], limit=1)
        channel.name = 'Kantor "1"\\\nlalisa_dead_events 9'
        text = self.url_open("/lalisa/metrics").text
        self.assertIn(r'channel="Kantor \"1\"\\\nlalisa_dead_events 9"', text)
        self.assertNotIn("\nlalisa_dead_events 9", text)
