from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintCase


@tagged("post_install", "-at_install")
class TestReporterProtection(ComplaintCase):
    """A protected reporter is read by `action_reveal` only, and every other way to them leaves a line."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reporter = cls.env["lalisa.reporter"].create({"name": "Siti Rahasia", "phone": "0800555"})
        cls.staff = (cls.operator, cls.section_head, cls.division_head, cls.agency_head)

    def make_reported(self, **values):
        complaint = self.complaint(confidentiality="secret", **values)
        complaint.sudo().with_user(self.env.ref("base.user_root")).reporter_id = self.reporter
        return complaint

    def list_log(self, complaint):
        return self.env["lalisa.reveal.log"].sudo().search([("complaint_id", "=", complaint.id)])

    def assert_hidden(self):
        for user in self.staff:
            self.env.invalidate_all()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.reporter.with_user(user).read(["name"])

    def test_another_name_in_the_place_of_a_known_one_leaves_a_line_and_a_missing_one_does_not(self):
        typed = self.env["lalisa.reporter"].with_user(self.operator).create({"name": "Siti"})
        complaint = self.complaint(reporter_id=typed.id)
        typed.write({"phone": "0811"})
        typed.write({"name": "Siti", "address": "Jalan A"})
        self.assertFalse(self.list_log(complaint))
        typed.write({"name": "Ganti", "phone": "0899"})
        line = self.list_log(complaint)
        self.assertEqual((line.kind, line.user_id, line.detail), ("rewritten", self.operator, "name, phone"))

    def test_nobody_unties_a_reporter_by_writing(self):
        complaint = self.make_reported()
        reporter = self.reporter
        for user in self.staff:
            for values in ({"reporter_id": False}, {"confidentiality": "open"}, {"reporter_id": reporter.copy().id}):
                for acting in (complaint.with_user(user), complaint.with_user(user).sudo()):
                    with self.subTest(user=user.login, **values), self.assertRaises(UserError):
                        acting.write(values)
        self.assertEqual((complaint.sudo().reporter_id, complaint.confidentiality), (reporter, "secret"))
        self.assert_hidden()

    def test_nobody_unties_a_reporter_from_the_reporters_side(self):
        complaint = self.make_reported()
        other = self.env["lalisa.reporter"].with_user(self.operator).create({"name": "Orang lain"})
        for command in (Command.unlink(complaint.id), Command.clear(), Command.set([])):
            with self.subTest(command), self.assertRaises(UserError):
                self.reporter.with_user(self.operator).write({"complaint_ids": [command]})
        for command in (Command.link(complaint.id), Command.set(complaint.ids)):
            with self.subTest(command), self.assertRaises(UserError):
                other.write({"complaint_ids": [command]})
            with self.subTest(command), self.assertRaises(UserError):
                other.create({"name": "Lain", "complaint_ids": [command]})
        self.assertEqual(complaint.sudo().reporter_id, self.reporter)

    def test_more_protection_is_one_write_by_anybody_who_works_the_complaint(self):
        complaint = self.complaint()
        complaint.with_user(self.section_head).confidentiality = "secret"
        complaint.with_user(self.operator).confidentiality = "anonymous"
        self.assertFalse(self.list_log(complaint))

    def test_a_reporter_of_no_complaint_is_read_by_who_has_just_typed_them_only(self):
        typed = self.env["lalisa.reporter"].with_user(self.operator).create({"name": "Baru Diketik"})
        self.assertEqual(typed.read(["name"])[0]["name"], "Baru Diketik")
        for user in self.staff[1:]:
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                typed.with_user(user).read(["name"])
            self.assertFalse(self.env["lalisa.reporter"].with_user(user).search([("name", "=", "Baru Diketik")]))

    def test_nobody_names_a_reporter_whom_they_may_not_read(self):
        self.make_reported()
        with self.assertRaises(AccessError):
            self.env["lalisa.complaint"].with_user(self.operator).create(
                {"summary": "Aduan lain", "reporter_id": self.reporter.id}
            )

    def test_a_follow_up_keeps_the_reporter_without_showing_them(self):
        complaint = self.make_reported()
        complaint.sudo()._write_engine({"stage_id": self.stage("cancelled").id})
        new = self.env["lalisa.complaint"].browse(complaint.with_user(self.operator).action_follow_up()["res_id"])
        self.assertEqual(new.sudo().reporter_id, self.reporter)
        self.assert_hidden()

    # -- the checked act --------------------------------------------------------------------------

    def change_reporter(self, user, complaint, **values):
        wizard = self.env["lalisa.reporter.change"].with_user(user)
        return wizard.create({"complaint_id": complaint.id, "reason": "mistake", **values}).action_confirm()

    def test_protecting_less_is_one_tap_on_a_reason_and_a_line_that_nobody_deletes(self):
        complaint = self.make_reported()
        self.change_reporter(self.section_head, complaint, change="lower", confidentiality="open", reason="agreed")
        line = self.list_log(complaint)
        self.assertEqual(
            (complaint.confidentiality, line.kind, line.reason, line.user_id, line.detail),
            ("open", "lowered", "agreed", self.section_head, "secret > open"),
        )
        for user in (*self.staff, self.administrator):
            with self.assertRaises(UserError):
                line.with_user(user).unlink()
            with self.assertRaises(UserError):
                line.with_user(user).sudo().write({"kind": "seen"})

    def test_the_section_head_corrects_a_wrongly_named_reporter_and_the_former_one_stays_hidden(self):
        complaint = self.make_reported()
        self.change_reporter(self.section_head, complaint, change="rebind", name="Orang Benar", reason="wrong_person")
        self.assertEqual(complaint.sudo().reporter_id.name, "Orang Benar")
        line = self.list_log(complaint)
        self.assertEqual((line.kind, line.reason, line.user_id), ("rebound", "wrong_person", self.section_head))
        self.assertEqual(complaint.with_user(self.section_head).action_reveal()["name"], "Orang Benar")
        self.assert_hidden()

    def test_the_same_person_as_of_another_complaint(self):
        complaint, other = self.complaint(), self.make_reported()
        self.change_reporter(self.operator, complaint, change="rebind", same_as_id=other.id)
        self.assertEqual(complaint.sudo().reporter_id, self.reporter)
        self.assertTrue(self.list_log(complaint))

    def test_the_act_is_for_those_who_may_open_an_identity(self):
        complaint = self.make_reported()
        member = self.complaint(category_id=self.env.ref("lalisa_complaint.category_pel").id).sudo(False)
        for user in (self.administrator, self.response_team):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.change_reporter(user, complaint, change="rebind")
        for user in self.staff[:-1]:
            for values in ({"complaint_id": member.id}, {"complaint_id": complaint.id, "same_as_id": member.id}):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    self.change_reporter(user, **{"complaint": complaint, "change": "rebind", **values})
        with self.assertRaises(AccessError):
            self.change_reporter(self.agency_head, member, change="lower")
