from datetime import datetime

from odoo import Command
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestAlarms(TransactionCase):
    def test_nights_and_days_off_do_not_make_a_channel_quiet(self):
        hours = [
            Command.create({"name": "Jaga", "dayofweek": str(day), "hour_from": 8, "hour_to": 16}) for day in range(5)
        ]
        self.env.company.lalisa_duty_calendar_id = self.env["resource.calendar"].create(
            {"name": "Jam layanan", "tz": "Asia/Makassar", "attendance_ids": [Command.clear(), *hours]}
        )
        # Friday 12:00 to Monday 10:00 in WITA
        friday, monday = datetime(2026, 11, 20, 4), datetime(2026, 11, 23, 2)
        alarm = self.env["lalisa.alarm"]
        self.assertEqual(alarm._open_hours(friday, monday), 6)
        self.env.company.lalisa_duty_calendar_id = False
        self.assertEqual(alarm._open_hours(friday, monday), 70)
