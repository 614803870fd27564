from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import IntakeCase

# 20.59, 22.30 and 06.00 WITA
EVENING, NIGHT, MORNING = "2026-11-25 12:59:00", "2026-11-25 14:30:00", "2026-11-25 22:00:00"


@tagged("post_install", "-at_install")
class TestQuietHours(IntakeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write({"lalisa_night_from": 21, "lalisa_night_until": 6})

    def returned(self):
        """A notice of a complaint; the citizen wrote a while before."""
        self.hear("Ada sapi berkeliaran di jalan")
        complaint = self.complaints
        complaint.with_user(self.operator).category_id = self.category
        self.prepare(complaint, "check")
        self.step_to(complaint, "check")
        reason = self.env.ref("lalisa_complaint.reason_unclear_place")
        self.move(complaint, self.operator, "waiting_reporter", move_reason_id=reason.id, move_reason="Gang mana?")
        return self.told[-1]

    def test_a_notice_waits_for_the_morning_and_an_answer_does_not(self):
        with self.clock(NIGHT):
            notice = self.returned()
            self.assertEqual((self.told[0].purpose, self.told[0].unasked), ("intake:received", False))
            self.assertEqual((notice.purpose, notice.unasked), ("notice:returned", "day"))
            self.assertEqual(str(notice._get_quiet_end()), MORNING)

    def test_what_waits_for_the_morning_makes_no_queue_look_old(self):
        channels = self.env["lalisa.channel"]
        with self.clock(NIGHT):
            before = channels._get_health()["outbox"]["depth"]
            notice = self.returned()
            (self.told - notice).state = "sent"
            self.assertEqual(channels._get_health()["outbox"]["depth"], before)
        with self.clock(MORNING):
            outbox = channels._get_health()["outbox"]
            self.assertEqual(outbox["depth"], before + 1)
            self.assertGreaterEqual(outbox["oldest_seconds"], 7 * 3600)

    def test_who_writes_at_night_is_awake_and_gets_what_was_kept(self):
        with self.clock(NIGHT):
            notice = self.returned()
            self.hear("STATUS")
            self.assertEqual(notice.unasked, "urgent")

    def test_a_text_that_the_office_calls_urgent_leaves_at_night(self):
        self.env.ref("lalisa_intake.template_returned").at_night = True
        with self.clock(NIGHT):
            self.assertEqual(self.returned().unasked, "urgent")

    def test_what_could_not_be_said_any_more_in_the_morning_leaves_at_night(self):
        self.classPatch(type(self.channel._get_driver()), "_has_window", True)
        with self.clock("2026-11-24 21:30:00"):
            self.hear("Ada sapi berkeliaran di jalan")
        with self.clock(NIGHT):
            self.assertEqual(self.conversation._queue_message("Kabar.", unasked="day").unasked, "urgent")
            template = {"name": "kabar", "language": "id", "params": []}
            self.assertEqual(
                self.conversation._queue_message("Kabar.", unasked="day", template=template).unasked, "day"
            )

    def test_the_operator_reads_until_when_the_result_waits(self):
        with self.clock(NIGHT):
            self.hear("Ada sapi berkeliaran di jalan")
            complaint = self.complaints
            complaint.with_user(self.operator).category_id = self.category
            for target in ("check", "verify", "field_check", "dispatch", "resolve", "report", "inform", "delivery"):
                self.prepare(complaint, target)
                self.step_to(complaint, target)
            self.assertIn("06.00", complaint.with_user(self.operator).next_action)

    def test_the_hours_are_the_offices_own_and_equal_times_are_never_quiet(self):
        table = {
            (21, 6, EVENING): None,
            (21, 6, NIGHT): MORNING,
            (21, 6, "2026-11-25 21:59:59"): MORNING,
            (21, 6, MORNING): None,
            (0, 0, NIGHT): None,
            (22.5, 23, NIGHT): "2026-11-25 15:00:00",
            (0, 6, "2026-11-25 16:00:00"): MORNING,
        }
        for (start, end, moment), wanted in table.items():
            with self.subTest(moment, start=start, end=end), self.clock(moment):
                self.env.company.write({"lalisa_night_from": start, "lalisa_night_until": end})
                self.assertEqual(str(self.env["lalisa.message"]._get_quiet_end()), str(wanted))
        with self.assertRaises(ValidationError):
            self.env.company.lalisa_night_from = 24

    def test_the_administrator_sets_them_with_the_offices_settings(self):
        settings = self.env["lalisa.settings"].with_user(self.administrator)
        settings.create({"lalisa_night_from": 22, "lalisa_night_until": 5.5}).action_save()
        self.assertEqual((self.env.company.lalisa_night_from, self.env.company.lalisa_night_until), (22, 5.5))
