import io
from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time
from pypdf import PdfReader

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.lalisa_dispatch.tests.common import DispatchCase

# 07.30 WITA on 2 June 2032.
MORNING = datetime(2032, 6, 1, 23, 30)


@tagged("post_install", "-at_install")
class TestDigest(DispatchCase):
    """At 07.30 WITA each Kepala is told the digest, once."""

    def setUp(self):
        super().setUp()
        # Of the demo's head nothing is asked here.
        group = self.env.ref("lalisa_complaint.group_agency_head")
        (group.user_ids - self.agency_head).active = False
        self.agency_head.email = "kepala@example.org"
        self.digests = self.env["lalisa.digest"]
        # Each morning goes with a paper; those tests that do not read it need not wait until it is typeset.
        self.blank = patch.object(type(self.env["lalisa.period.report"]), "_make_content", lambda *_given: b"%PDF-1.7")
        self.blank.start()
        self.addCleanup(self.blank.stop)

    def send_digest(self, moment=MORNING):
        """Runs the job at a moment.

        :return: the mornings of our head
        """
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref("lalisa_oversight.cron_digest").method_direct_trigger()
        return self.digests.search([("user_id", "=", self.agency_head.id), ("kind", "=", "summary")])

    def list_mails(self):
        return self.env["mail.mail"].search([("email_to", "ilike", "kepala@example.org")])

    def test_the_job_runs_at_half_past_seven_in_balangan(self):
        job = self.env.ref("lalisa_oversight.cron_digest")
        self.assertEqual((job.nextcall.hour, job.nextcall.minute), (23, 30))
        self.assertEqual((job.interval_number, job.interval_type), (1, "days"))

    def test_the_message_holds_the_figures_of_the_screen(self):
        with freeze_time(datetime(2032, 6, 1, 2)):
            self.complaint("verify")
            self.complaint("report")
        digest = self.send_digest()
        with freeze_time(MORNING):
            board = self.env["lalisa.dashboard"].with_user(self.agency_head).board()
        yesterday = next(one for one in board["sections"] if one["id"] == "yesterday")["figures"]
        received, finished, late = (one["count"] for one in yesterday)
        self.assertGreaterEqual(received, 2)
        self.assertEqual(digest.day, date(2032, 6, 2))
        self.assertIn(f"Waiting for you: {board['waiting']['count']}.", digest.body)
        self.assertIn(f"Yesterday: {received} in, {finished} finished, {late} steps late.", digest.body)
        self.assertIn("Late now: ", digest.body)
        self.assertIn("Complaints about members: ", digest.body)
        self.assertIn("07.30 WITA", digest.body)
        self.assertLess(len(digest.body), 800, "one short message")

    def test_a_second_run_of_the_day_tells_nothing_and_the_next_day_does(self):
        self.assertEqual(len(self.send_digest()), 1)
        self.assertEqual(len(self.send_digest()), 1)
        self.assertEqual(len(self.list_mails()), 1)
        self.assertEqual(len(self.send_digest(datetime(2032, 6, 2, 23, 30))), 2)

    def test_without_a_chat_program_it_goes_by_mail(self):
        digest = self.send_digest()
        self.assertEqual(digest.way, "mail")
        self.assertIn("Waiting for you", self.list_mails().body_html)

    def test_the_heads_own_chat_program_comes_first(self):
        def by_channel(user, text, _paper):
            told.append((user, text))
            return True

        told = []
        with patch.object(type(self.agency_head), "_lalisa_send_by_channel", by_channel):
            digest = self.send_digest()
        self.assertEqual(digest.way, "channel")
        self.assertEqual([user for user, _text in told], [self.agency_head])
        self.assertFalse(self.list_mails())

    def test_without_either_it_stands_on_the_screen(self):
        self.agency_head.email = False
        self.assertEqual(self.send_digest().way, "screen")

    def test_only_the_head_reads_the_digests(self):
        self.send_digest()
        for user in (self.operator, self.division_head, self.response_team, self.administrator):
            with self.assertRaises(AccessError):
                self.digests.with_user(user).search([])
        self.assertTrue(self.digests.with_user(self.agency_head).search([]))

    # -- the papers -----------------------------------------------------------------------------

    def text_of(self, mail):
        [attachment] = mail.attachment_ids
        self.assertEqual(attachment.mimetype, "application/pdf")
        reader = PdfReader(io.BytesIO(attachment.raw))
        return len(reader.pages), " ".join(page.extract_text() for page in reader.pages)

    def test_the_kartu_kinerja_goes_with_it_on_one_page(self):
        self.blank.stop()
        self.send_digest()
        pages, text = self.text_of(self.list_mails())
        self.assertEqual(pages, 1)
        self.assertIn("KARTU KINERJA", text)
        self.assertIn("Juni 2032", text)
        self.assertFalse(self.env["lalisa.period.report"].search([("kind", "=", "scorecard")]))

    def test_a_paper_that_does_not_print_keeps_the_message_back_from_nobody(self):
        reports = type(self.env["lalisa.period.report"])
        with (
            patch.object(reports, "_make_content", lambda *_args: 1 / 0),
            mute_logger("odoo.addons.lalisa_oversight.models.digest"),
        ):
            self.assertEqual(self.send_digest().way, "mail")
        self.assertFalse(self.list_mails().attachment_ids)

    def test_the_recap_of_the_month_before_is_mailed_once_to_those_who_were_named(self):
        self.blank.stop()
        self.division_head.email = "kabid@example.org"
        self.env.company.lalisa_recap_user_ids = self.division_head
        mails = self.env["mail.mail"]
        with freeze_time(datetime(2032, 5, 15)):
            self.complaint()
        for moment in (MORNING, datetime(2032, 6, 2, 23, 30)):
            self.send_digest(moment)
            found = mails.search([("email_to", "ilike", "kabid@example.org")])
            self.assertEqual(len(found), 1)
        _pages, text = self.text_of(found)
        self.assertIn("REKAPITULASI", text)
        self.assertIn("Mei 2032", text)
        self.assertIn("Tidak termasuk aduan tentang anggota", text, "the reader's own rights")
        self.send_digest(datetime(2032, 6, 30, 23, 30))
        self.assertEqual(len(mails.search([("email_to", "ilike", "kabid@example.org")])), 2)

    def test_nobody_is_mailed_a_recap_until_the_office_names_somebody(self):
        self.env.company.lalisa_recap_user_ids = False
        self.send_digest()
        self.assertFalse(self.digests.search([("kind", "=", "recap"), ("day", ">", "2032-01-01")]))
