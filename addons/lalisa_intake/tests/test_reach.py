from odoo.tests import tagged

from .common import IntakeCase


@tagged("post_install", "-at_install")
class TestReach(IntakeCase):
    def test_a_reporter_who_is_not_reached_is_said_on_the_complaint_with_what_to_do_until_they_are(self):
        self.hear("Ada pedagang menutup trotoar depan sekolah")
        complaint = self.complaints
        self.conversation._set_reachable(False)
        self.conversation._set_reachable(False)
        tasks = complaint.activity_ids.filtered(lambda one: complaint.number in (one.summary or ""))
        operators = self.env.ref("lalisa_complaint.group_operator").all_user_ids.filtered("active")
        self.assertEqual(tasks.user_id, operators)
        self.assertEqual(len(tasks), len(operators))
        self.assertIn("Telepon", str(complaint.message_ids[:1].body))
        self.assertTrue(complaint.with_user(self.operator).reporter_unreachable)
        self.conversation._set_reachable(True)
        complaint.invalidate_recordset()
        self.assertFalse(complaint.reporter_unreachable or tasks.exists().filtered("active"))

    def test_nothing_of_who_it_is_goes_into_the_chatter(self):
        self.hear("Ada pedagang menutup trotoar depan sekolah")
        self.conversation._set_reachable(False)
        words = " ".join(str(one.body) for one in self.complaints.message_ids)
        self.assertNotIn(self.contact.name, words)
        self.assertNotIn(self.contact.phone, words)
