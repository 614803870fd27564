# ruff: noqa: S608 - table and column names of this file only
import json

from freezegun import freeze_time
from psycopg2.errors import RaiseException

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.lalisa_dispatch.tests.common import DispatchCase

LINE = "lalisa_register_line"


class RegisterCase(DispatchCase):
    def list_lines(self, complaint):
        return complaint.sudo().register_line_ids.sorted("position")

    def check_register(self, user=None):
        return self.env["lalisa.register.check"].with_user(user or self.agency_head).create({})

    def run_sql(self, query, *values):
        """What a hand on the database does: past the ORM, the guards taken away first."""
        self.env.flush_all()
        for table in ("lalisa_register_line", "lalisa_stage_log"):
            self.env.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.env.cr.execute(query, values)
        self.env.invalidate_all()

    def assert_broken(self, position, *words):
        found = self.check_register()
        self.assertFalse(found.intact)
        self.assertEqual(found.position, position, found.finding)
        for word in words:
            self.assertIn(word, found.finding)


@tagged("post_install", "-at_install")
class TestRegisterLines(RegisterCase):
    def test_a_complaint_that_stands_has_its_line(self):
        complaint = self.complaint()
        line = self.list_lines(complaint)
        self.assertEqual((line.event, line.number), ("entered", complaint.number))
        self.assertEqual(line._get_facts()["registered_at"], f"{complaint.registered_at:%Y-%m-%d %H:%M:%S}")

    def test_each_line_carries_the_hash_of_the_one_before(self):
        first, second = (self.list_lines(self.complaint()) for _ in range(2))
        self.assertEqual(second.position, first.position + 1)
        self.assertEqual(second.previous_hash, first.hash)
        self.assertTrue(self.check_register().intact)

    def test_the_words_and_the_person_are_in_it_as_commitments_only(self):
        reporter = self.env["lalisa.reporter"].create({"name": "Siti Rahmah", "phone": "081234567890"})
        line = self.list_lines(self.complaint(reporter_id=reporter.id))
        for secret in ("Siti", "0812", "Sapi", "pasar"):
            self.assertNotIn(secret, line.content)
        self.assertEqual(set(line._get_facts()["commitments"]), {"summary", "location_text", "reporter"})

    def test_two_equal_texts_have_different_commitments(self):
        one, two = (self.list_lines(self.complaint())._get_facts()["commitments"]["summary"] for _ in range(2))
        self.assertNotEqual(one, two)

    def test_a_complaint_that_ended_as_unsuitable_stays_in_it(self):
        complaint = self.complaint("check")
        self.move(complaint, self.operator, "unsuitable", **self.why())
        self.assertEqual(self.list_lines(complaint).mapped("event"), ["entered", "ended"])
        self.assertEqual(self.list_lines(complaint)[-1]._get_facts()["stage_code"], "unsuitable")
        self.assertTrue(self.check_register().intact)

    def test_the_end_and_the_proof_of_the_result_are_lines(self):
        complaint = self.complaint("delivery")
        complaint._close_with_proof("read")
        self.assertEqual(self.list_lines(complaint).mapped("event"), ["entered", "ended", "told"])
        self.assertEqual(self.list_lines(complaint)[-1]._get_facts()["closing_proof"], "read")
        self.assertTrue(self.check_register().intact)

    def test_a_step_on_and_a_better_sentence_while_it_runs_write_no_line(self):
        complaint = self.complaint("field_check")
        complaint.with_user(self.operator).summary = "Sapi di jalan raya"
        self.assertEqual(len(self.list_lines(complaint)), 1)
        self.assertTrue(self.check_register().intact)

    def test_a_correction_is_a_new_line_that_names_the_old_one(self):
        complaint = self.complaint("check")
        complaint.with_user(self.operator).channel = "letter"
        first, second = self.list_lines(complaint)
        self.assertEqual((second.event, second.corrects_id), ("corrected", first))
        self.assertEqual(second.user_id, self.operator)
        self.assertEqual([json.loads(line.content)["channel"] for line in (first, second)], ["walk_in", "letter"])
        self.move(complaint, self.operator, "unsuitable", **self.why())
        complaint.with_user(self.operator).summary = "Kambing, bukan sapi"
        self.assertEqual(self.list_lines(complaint).mapped("event"), ["entered", "corrected", "ended", "corrected"])
        self.assertTrue(self.check_register().intact)

    def test_what_is_written_again_unchanged_is_no_correction(self):
        complaint = self.complaint("check")
        self.move(complaint, self.operator, "unsuitable", **self.why())
        complaint.with_user(self.operator).summary = complaint.summary
        self.assertEqual(len(self.list_lines(complaint)), 2)

    def test_pseudonymising_keeps_the_chain_and_unties_the_words(self):
        reporter = self.env["lalisa.reporter"].create({"name": "Siti Rahmah"})
        complaint = self.complaint("check", reporter_id=reporter.id)
        self.move(complaint, self.operator, "unsuitable", **self.why())
        salts = self.env["lalisa.register.salt"].search([("line_id.complaint_id", "=", complaint.id)])
        self.assertEqual(len(salts), 2)
        complaint.sudo()._apply_retention()
        self.assertFalse(salts.exists())
        self.assertEqual(self.list_lines(complaint)[-1].event, "retained")
        self.assertTrue(self.check_register().intact, self.check_register().finding)

    def test_numbers_and_lines_have_no_gap_when_a_complaint_does_not_come_to_stand(self):
        before = self.list_lines(self.complaint())
        with self.assertRaises(ValueError), self.env.cr.savepoint():
            self.complaint()
            raise ValueError
        self.env.invalidate_all()
        after = self.list_lines(self.complaint())
        self.assertEqual(after.position, before.position + 1)

    def test_nobody_changes_or_deletes_a_line_the_superuser_included(self):
        line = self.list_lines(self.complaint())
        for refused in (lambda: line.write({"number": "LL-00-0000"}), line.unlink):
            with self.assertRaises(UserError):
                refused()
        for query in (f"UPDATE {LINE} SET number = 'x'", f"DELETE FROM {LINE}", f"TRUNCATE {LINE} CASCADE"):
            with (
                self.assertRaisesRegex(RaiseException, "append-only"),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query)


@tagged("post_install", "-at_install")
class TestClosing(RegisterCase):
    def test_each_month_is_closed_once_and_the_head_is_told(self):
        closings = self.env["lalisa.register.closing"].sudo()
        heads = self.env.ref("lalisa_complaint.group_agency_head")
        (heads.user_ids - self.agency_head).active = False
        self.agency_head.write({"email": "kepala@example.org", "notification_type": "inbox"})
        nowhere = new_test_user(self.env, "no_mail", "lalisa_complaint.group_agency_head", email=False)
        with freeze_time("2031-03-10 01:00:00"):
            self.complaint()
        with freeze_time("2031-03-31 15:59:59"):
            last = self.list_lines(self.complaint())
        with freeze_time("2031-03-31 16:00:00"):
            self.complaint()
            closings._cron_close_months()
            closings._cron_close_months()
        month = closings.search([("month", "=", "2031-03-01")])
        self.assertEqual((month.position, month.hash), (last.position, last.hash))
        mails = self.env["mail.mail"].search([("body_html", "ilike", last.hash), ("email_to", "!=", False)])
        self.assertEqual(mails.mapped("email_to"), [self.agency_head.email_formatted])
        self.assertEqual(mails.state, "outgoing", "it leaves the database")
        told = self.env["mail.message"].search([("body", "ilike", last.hash)]) - mails.mail_message_id
        self.assertEqual(told.notified_partner_ids, nowhere.partner_id, "who has no address reads it on the screen")
        self.assertFalse(closings.search([("month", "=", "2031-04-01")]))

    def test_a_closing_cannot_be_changed(self):
        closing = (
            self.env["lalisa.register.closing"].sudo().create({"month": "2031-03-01", "position": 0, "hash": "0" * 64})
        )
        for refused in (lambda: closing.write({"hash": "1" * 64}), closing.unlink):
            with self.assertRaises(UserError):
                refused()


@tagged("post_install", "-at_install")
class TestWhoReadsTheRegister(RegisterCase):
    def test_lines_about_members_are_the_head_s_alone(self):
        members = self.env["lalisa.category"].search([("about_members", "=", True)], limit=1)
        line = self.list_lines(self.complaint(category_id=members.id))
        self.assertEqual(line.with_user(self.agency_head).event, "entered")
        with self.assertRaises(AccessError):
            line.with_user(self.operator).read(["number"])

    def test_lines_of_a_complaint_about_a_member_are_found_by_the_head_alone(self):
        complaint = self.complaint(category_id=self.env.ref("lalisa_complaint.category_pel").id)
        of_case, lines = [("complaint_id", "=", complaint.id)], self.env["lalisa.register.line"]
        for user in (self.operator, self.section_head, self.division_head):
            self.assertFalse(lines.with_user(user).search(of_case), user.login)
        self.assertTrue(lines.with_user(self.agency_head).search(of_case))

    def test_the_team_neither_reads_nor_checks(self):
        with self.assertRaises(AccessError):
            self.env["lalisa.register.line"].with_user(self.response_team).search([])
        with self.assertRaises(AccessError):
            self.check_register(self.response_team)

    def test_the_finding_is_the_same_for_every_role_and_typed_in_by_none(self):
        self.complaint()
        typed = {"intact": False, "finding": "Rusak"}
        check = self.env["lalisa.register.check"].with_user(self.operator).create(typed)
        self.assertTrue(check.intact)
        self.assertEqual(check.hash, self.check_register().hash)
