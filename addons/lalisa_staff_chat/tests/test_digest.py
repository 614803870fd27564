from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from .common import StaffChatCase

MORNING = datetime(2032, 6, 1, 23, 30)
PAPER = ("Kartu Kinerja.pdf", b"%PDF-1.7")


@tagged("post_install", "-at_install")
class TestDigest(StaffChatCase):
    """The morning summary goes to the head's own chat account; by mail where that cannot be reached."""

    def setUp(self):
        super().setUp()
        group = self.env.ref("lalisa_complaint.group_agency_head")
        (group.user_ids - self.agency_head).active = False
        self.agency_head.email = "kepala@example.org"
        self.chat = self.linked(self.agency_head)
        blank = patch.object(type(self.env["lalisa.digest"]), "_print_period_report", lambda *_given: PAPER)
        blank.start()
        self.addCleanup(blank.stop)

    def send_digest(self, has_window=False):
        connector = type(self.channel._get_driver())
        with freeze_time(MORNING), patch.object(connector, "_has_window", has_window):
            row = self.env["lalisa.digest"]._claim_sending(self.agency_head, date(2032, 6, 2))
            row._send_digest()
        return row

    def last(self):
        return self.chat.message_ids.filtered(lambda one: one.direction == "outbound").sorted("id")[-1:]

    def mails(self):
        return self.env["mail.mail"].search([("email_to", "ilike", "kepala@example.org")])

    def test_the_linked_account_gets_it_and_no_mail_leaves(self):
        self.assertEqual(self.send_digest().way, "channel")
        self.assertIn("Waiting for you:", self.last().body)
        self.assertTrue(self.last().for_staff, "nobody else reads it")
        self.assertFalse(self.mails())

    def test_the_paper_goes_with_it(self):
        self.send_digest()
        report = self.last().attachment_ids
        self.assertEqual(report.mimetype, "application/pdf")
        self.assertTrue(report.raw.startswith(b"%PDF"))

    def test_an_account_whose_hours_are_over_is_passed_over_for_mail(self):
        self.chat.last_inbound_at = datetime(2032, 5, 30)
        self.assertEqual(self.send_digest(has_window=True).way, "mail")
        self.assertTrue(self.mails())

    def test_within_its_hours_it_is_used(self):
        self.chat.last_inbound_at = datetime(2032, 6, 1, 10)
        self.assertEqual(self.send_digest(has_window=True).way, "channel")

    def test_an_account_that_blocked_the_office_is_passed_over(self):
        self.chat.contact_id.unreachable = True
        self.assertEqual(self.send_digest().way, "mail")
