import base64
import json

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..models.stage_log import TOMBSTONE
from .common import ComplaintCase

# Words that the service itself chooses, or that are a number: they stay.
NAMES_NOBODY = {"number", "asked_for", "duty_order_number", "accepted_as"}


class WordsCase(ComplaintCase):
    """Cases that hold the name of a citizen wherever one may write."""

    def assert_words_go(self, complaint, *others):
        """No field of words of a case, and of what others keep beside it, outlives its retention."""
        filled = {}
        for record in (complaint.sudo(), *others):
            filled[record] = [
                name
                for name, field in record._fields.items()
                if field.type in ("char", "text", "html")
                and field.store
                and not field.compute
                and not field.related
                and name not in NAMES_NOBODY
            ]
            record._write_engine({name: "Warga Satu" for name in filled[record]})
        complaint.with_user(self.env.ref("base.user_root"))._apply_retention()
        self.assertTrue(all(filled.values()))
        left = [
            (record._name, name)
            for record, names in filled.items()
            for name in names
            if "Warga Satu" in (record[name] or "")
        ]
        self.assertFalse(left)

    def tell_of_a_citizen(self, complaint):
        """An open task, one that is done and a subject, each with the name."""
        for done in (False, True):
            task = complaint.activity_schedule(
                "mail.mail_activity_data_todo",
                summary="Telepon Warga Satu",
                note="Warga Satu",
                user_id=self.operator.id,
            )
            if done:
                task.action_feedback("Warga Satu tidak ada")
        complaint.message_post(body="Sudah", subject="Warga Satu")

    def left_in(self, *tables):
        """The tables that hold the name."""
        self.env.flush_all()
        found = []
        for table in tables:
            query = f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%Warga Satu%'"  # noqa: S608 - names of callers
            self.env.cr.execute(query)  # pylint: disable=sql-injection
            found += [table] if self.env.cr.fetchone()[0] else []
        return found


@tagged("post_install", "-at_install")
class TestRetention(WordsCase):
    """What the archive schedule takes out, what stays, and what a person may ask for."""

    def old_case(self, **values):
        self.reporter = self.env["lalisa.reporter"].create(
            {"name": "Warga Satu", "phone": "0811", "address": "Jalan A"}
        )
        with freeze_time("2020-01-10 01:00:00"):
            complaint = self.complaint("check", reporter_id=self.reporter.id, **values)
            complaint.message_post(body="Bertemu Warga Satu di rumahnya")
            self.env["ir.attachment"].create(
                {"name": "a.jpg", "raw": b"x", "res_model": complaint._name, "res_id": complaint.id}
            )
            self.move(complaint, self.operator, "unsuitable", **self.why("Warga Satu keliru"))
        return complaint

    def test_nothing_is_removed_before_the_office_has_entered_the_years(self):
        complaint = self.old_case()
        self.run_cron("retain")
        self.assertFalse(complaint.retained_at)
        self.assertEqual(self.reporter.name, "Warga Satu")

    def test_person_words_and_pictures_go_and_number_times_and_statistics_stay(self):
        complaint = self.old_case()
        stage_log = complaint.stage_log_ids[-2]
        kept = {name: complaint[name] for name in ("number", "category_id", "registered_at", "closed_at", "stage_id")}
        facts = stage_log.read(["minutes_used", "left_at", "result", "acting_role", "reason_id"])
        self.env.ref("lalisa_complaint.retention_default").years = 5
        self.run_cron("retain")
        self.assertEqual({name: complaint[name] for name in kept}, kept)
        self.assertEqual(stage_log.read(list(facts[0])), facts)
        self.assertEqual(stage_log.reason, TOMBSTONE)
        self.assertFalse(self.reporter.name or self.reporter.phone or self.reporter.address)
        everything = json.dumps(
            [complaint.sudo().read(), complaint.message_ids.mapped("body"), complaint.stage_log_ids.read()],
            default=str,
        )
        self.assertNotIn("Warga Satu", everything)
        self.assertFalse(
            self.env["ir.attachment"].search([("res_model", "=", complaint._name), ("res_id", "=", complaint.id)])
        )

    def test_no_field_of_words_of_a_case_is_left(self):
        self.assert_words_go(self.complaint("field_check"))

    def test_no_word_of_a_task_or_a_subject_is_left(self):
        complaint = self.complaint("verify").with_user(self.operator)
        self.tell_of_a_citizen(complaint)
        self.assertEqual(len(self.left_in("mail_activity", "mail_message")), 2)
        complaint.with_user(self.env.ref("base.user_root"))._apply_retention()
        self.assertFalse(self.left_in("mail_activity", "mail_message"))

    def test_a_reporter_with_a_younger_complaint_stays_known(self):
        old = self.old_case()
        self.complaint(reporter_id=self.reporter.id)
        self.env.ref("lalisa_complaint.retention_default").years = 5
        self.run_cron("retain")
        self.assertTrue(old.retained_at)
        self.assertEqual(self.reporter.name, "Warga Satu")

    def test_a_category_with_a_class_of_its_own_follows_that_class(self):
        self.env.ref("lalisa_complaint.retention_default").years = 1
        self.env["lalisa.retention"].create({"name": "Ternak", "years": 50, "category_ids": self.category.ids})
        complaint = self.old_case()
        self.run_cron("retain")
        self.assertFalse(complaint.retained_at)
        with self.assertRaises(ValidationError):
            self.env["lalisa.retention"].create({"name": "Lagi", "category_ids": self.category.ids})

    def test_the_guard_lets_only_the_tombstone_through(self):
        stage_log = self.old_case().stage_log_ids[-2]
        self.env.flush_all()
        with self.assertRaises(psycopg2.Error), self.env.cr.savepoint():
            self.env.cr.execute("UPDATE lalisa_stage_log SET reason = 'lain' WHERE id = %s", [stage_log.id])

    def test_one_persons_data_are_given_out_and_it_is_written_down(self):
        complaint = self.old_case()
        wizard = self.env["lalisa.person.export"].with_user(self.operator).create({"complaint_id": complaint.id})
        wizard.action_export()
        found = json.loads(base64.b64decode(wizard.file))
        self.assertEqual(found["nama"], "Warga Satu")
        self.assertEqual(found["aduan"][0]["nomor"], complaint.number)
        self.assertEqual(self.env["lalisa.export.log"].search([], limit=1).user_id, self.operator)
        self.assertEqual(complaint.reveal_ids[-1:].user_id, self.operator)

    def test_a_persons_data_are_not_for_every_role_nor_without_a_person(self):
        wizards = self.env["lalisa.person.export"]
        with self.assertRaises(AccessError):
            wizards.with_user(self.section_head).create({"complaint_id": self.old_case().id})
        nobody = wizards.with_user(self.operator).create({"complaint_id": self.complaint().id})
        with self.assertRaises(UserError):
            nobody.action_export()
