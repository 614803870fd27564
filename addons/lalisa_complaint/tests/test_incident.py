from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import freeze_time, tagged

from .common import ComplaintCase

PLACE = {"latitude": -2.3360, "longitude": 115.4650}
NEAR = {"latitude": -2.3370, "longitude": 115.4655}
FAR = {"latitude": -2.2000, "longitude": 115.6000}


@tagged("post_install", "-at_install")
class TestIncident(ComplaintCase):
    """One event with many reporters, what follows an end, and results that did not arrive."""

    def merge_into(self, complaint, master):
        self.move(complaint, self.operator, "duplicate", master_id=master.id, **self.why())

    def test_a_report_of_the_same_kind_close_by_is_suggested_and_one_far_away_is_not(self):
        same = self.complaint(**PLACE)
        far = self.complaint(**FAR)
        other = self.complaint(summary="Reklame roboh", category_id=self.env.ref("lalisa_complaint.category_rkl").id)
        new = self.complaint(summary="Ternak masuk jalan raya", **NEAR)
        self.assertIn(same, new.similar_ids)
        self.assertNotIn(far, new.similar_ids)
        self.assertNotIn(other, new.similar_ids)

    def test_without_a_place_the_words_decide(self):
        same = self.complaint(summary="Lapak pedagang menutup trotoar depan terminal")
        new = self.complaint(summary="Trotoar depan terminal ditutup lapak pedagang")
        self.assertEqual(new.similar_ids[:1], same)

    def test_what_was_reported_long_before_or_has_ended_is_not_suggested(self):
        with freeze_time("2026-11-01 01:00:00"):
            old = self.complaint(**PLACE)
        ended = self.complaint(**PLACE)
        self.move(ended, self.operator, "unsuitable", **self.why())
        new = self.complaint(**PLACE)
        self.assertNotIn(old, new.similar_ids)
        self.assertNotIn(ended, new.similar_ids)

    def test_each_merged_complaint_hears_the_main_ones_result_and_shows_its_own_proof(self):
        master, first, second = self.complaint("inform"), self.complaint(), self.complaint()
        self.merge_into(first, master)
        self.merge_into(second, master)
        self.assertEqual(master.reporter_count, 3)
        self.prepare(master, "delivery")
        self.step_to(master, "delivery")
        self.assertEqual(first.result_public, master.result_public)
        self.assertTrue(first.is_undelivered and second.is_undelivered)
        first._close_with_proof("read")
        self.assertEqual((first.stage_code, first.closing_proof), ("duplicate", "read"))
        self.assertFalse(first.is_undelivered)
        self.assertFalse(master.closing_proof)
        undelivered = self.env["lalisa.complaint"].search([("is_undelivered", "=", True)])
        self.assertIn(second, undelivered)
        self.assertNotIn(first, undelivered)

    def test_a_merged_reporter_may_be_told_in_another_way_and_only_by_the_operator(self):
        master, merged = self.complaint("inform"), self.complaint()
        self.merge_into(merged, master)
        self.prepare(master, "delivery")
        self.step_to(master, "delivery")
        with self.assertRaises(AccessError):
            merged.with_user(self.section_head).action_record_told()
        with self.assertRaises(UserError):
            merged.with_user(self.operator).action_record_told()
        merged.with_user(self.operator).write(
            {
                "alternative_how": "phone",
                "alternative_who": "Pelapor",
                "alternative_at": fields.Datetime.now(),
            }
        )
        merged.with_user(self.operator).action_record_told()
        self.assertEqual(merged.closing_proof, "alternative")

    def test_merged_into_a_merged_one_is_refused_and_a_main_one_takes_its_own_along(self):
        master, first, last = self.complaint("verify"), self.complaint(), self.complaint()
        self.merge_into(first, master)
        with self.assertRaises(UserError):
            self.merge_into(last, first)
        top = self.complaint("verify")
        self.move(master, self.section_head, "duplicate", master_id=top.id, **self.why())
        self.assertEqual(first.master_id, top)

    def test_a_main_complaint_without_a_result_takes_no_more(self):
        master, late = self.complaint(), self.complaint()
        self.move(master, self.operator, "unsuitable", **self.why())
        with self.assertRaisesRegex(UserError, "without a result"):
            self.merge_into(late, master)

    def test_a_follow_up_of_an_ended_complaint_keeps_its_reporter_and_ties_the_two(self):
        reporter = self.env["lalisa.reporter"].create({"name": "Warga"})
        ended = self.complaint(reporter_id=reporter.id)
        with self.assertRaises(UserError):
            ended.with_user(self.operator).action_follow_up()
        self.move(ended, self.operator, "unsuitable", **self.why())
        with self.assertRaises(AccessError):
            ended.with_user(self.section_head).action_follow_up()
        new = self.env["lalisa.complaint"].browse(ended.with_user(self.operator).action_follow_up()["res_id"])
        self.assertEqual((new.follow_up_of_id, new.reporter_id), (ended, reporter))
        self.assertEqual(new.stage_code, "receive")
        self.assertNotEqual(new.number, ended.number)

    def test_the_list_of_undelivered_results_says_what_to_do_next(self):
        with freeze_time("2026-11-24 01:00:00") as clock:
            complaint = self.complaint("delivery")
            self.assertIn("record whom you told", complaint.next_action)
            clock.tick(timedelta(days=3, seconds=1))
            complaint.invalidate_recordset()
            self.assertIn("not confirmed", complaint.next_action)

    def test_a_result_without_proof_after_the_set_days_is_one_task_for_the_operator(self):
        with freeze_time("2026-11-24 01:00:00") as clock:
            complaint = self.complaint("delivery")
            for days, tasks in ((2, 0), (1, 1), (1, 1)):
                clock.tick(timedelta(days=days))
                self.run_cron("remind_undelivered")
                found = complaint.activity_ids.filtered(lambda one: one.user_id == self.operator)
                self.assertEqual(len(found), tasks)

    def test_an_operator_is_asked_before_a_complaint_about_a_member_leaves_their_sight(self):
        member = self.env.ref("lalisa_complaint.category_pel")
        complaint = self.complaint().with_user(self.operator)
        with self.assertRaises(RedirectWarning) as asked:
            complaint.web_save({"category_id": member.id}, {"number": {}})
        values = asked.exception.args[3]
        self.assertNotEqual(complaint.category_id, member)
        wizard = self.env["lalisa.hand.to.head"].with_user(self.operator).with_context(values).create({})
        wizard.action_confirm()
        self.assertEqual(complaint.sudo().sop_id.kind, "member")
        self.assertFalse(complaint.has_access("read"))

    def test_a_new_complaint_about_a_member_is_kept_by_the_hand_over_too(self):
        member = self.env.ref("lalisa_complaint.category_pel")
        model = self.env["lalisa.complaint"].with_user(self.operator)
        with self.assertRaises(RedirectWarning) as asked:
            model.web_save({"category_id": member.id, "summary": "Petugas meminta uang"}, {"number": {}})
        wizards = self.env["lalisa.hand.to.head"].with_user(self.operator)
        wizards.with_context(asked.exception.args[3]).create({}).action_confirm()
        found = model.sudo().search([("summary", "=", "Petugas meminta uang")])
        self.assertEqual((len(found), found.sop_id.kind, found.confidentiality), (1, "member", "secret"))
