from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ROLES, ComplaintCase


@tagged("post_install", "-at_install")
class TestMoves(ComplaintCase):
    def test_the_chatter_begins_in_the_offices_own_words(self):
        complaint = self.complaint()
        self.env.cr.precommit.run()
        words = complaint.with_context(lang="id_ID")._creation_message()
        self.assertEqual(words, "Aduan diterima.")
        self.assertIn(words, complaint.message_ids.sorted("id")[:1].body)

    def test_without_teams_four_roles_carry_a_complaint_to_the_kepalas_order(self):
        complaint = self.complaint("delivery")
        self.assertEqual(complaint.stage_code, "delivery")
        roles = complaint.stage_log_ids.filtered("left_at").mapped("acting_role")
        self.assertEqual(
            roles,
            [
                "operator",
                "operator",
                "section_head",
                "division_head",
                "division_head",
                "division_head",
                "agency_head",
                "agency_head",
            ],
        )

    def test_every_step_is_refused_to_every_other_role(self):
        allowed = {
            "receive": {"operator"},
            "check": {"operator"},
            "verify": {"section_head"},
            "field_check": {"section_head", "division_head"},
            "report": {"agency_head"},
            "inform": {"agency_head"},
        }
        for code, roles in allowed.items():
            complaint = self.complaint(code)
            self.prepare(complaint, complaint._forward_transition(complaint.stage_id).to_stage_id.code)
            for role in set(ROLES) - roles:
                with self.subTest(code=code, role=role), self.assertRaises(AccessError):
                    complaint.with_user(getattr(self, role)).sudo().action_advance()
            self.assertEqual(complaint.stage_code, code)

    def test_superuser_mode_and_context_give_no_authority(self):
        complaint = self.complaint()
        self.prepare(complaint, "check")
        for user in (self.section_head, self.env.ref("base.user_root")):
            with self.assertRaises(AccessError):
                complaint.with_user(user).sudo().with_context(force=True, tracking_disable=True).write(
                    {"stage_id": self.stage("check").id}
                )

    def test_no_stage_is_skipped(self):
        complaint = self.complaint()
        with self.assertRaisesRegex(UserError, "no way from"):
            self.move(complaint, self.operator, "verify")

    def test_a_return_asks_for_its_reason_in_the_same_write(self):
        complaint = self.complaint("check")
        with self.assertRaisesRegex(UserError, "reason"):
            self.move(complaint, self.operator, "waiting_reporter")
        with self.assertRaisesRegex(UserError, "reason"):
            complaint.with_user(self.operator).write(self.why())
        self.move(complaint, self.operator, "waiting_reporter", **self.why("Lokasi belum jelas"))
        left = complaint.stage_log_ids[-2]
        self.assertEqual(
            (left.result, left.reason, left.reason_id),
            ("waiting", "Lokasi belum jelas", self.reason),
        )
        self.assertEqual(complaint.round, 1)

    def test_each_return_to_the_section_head_is_a_new_stage_log_with_its_round(self):
        complaint = self.complaint("field_check")
        for number in (1, 2):
            self.move(complaint, self.division_head, "verify", **self.why(f"Putaran {number}"))
            self.assertEqual(complaint.round, number)
            self.move(complaint, self.section_head, "field_check")
        stage_logs = complaint.stage_log_ids
        codes = [stage_log.stage_id.code for stage_log in stage_logs]
        self.assertEqual(codes[-5:], ["field_check", "verify", "field_check", "verify", "field_check"])
        returned = stage_logs.filtered(lambda stage_log: stage_log.result == "returned")
        self.assertEqual(returned.mapped("reason"), ["Putaran 1", "Putaran 2"])

    def test_who_holds_two_roles_acts_in_the_one_that_the_step_asks_for(self):
        self.section_head.group_ids += self.env.ref("lalisa_complaint.group_agency_head")
        complaint = self.complaint("report")
        self.move(complaint, self.section_head, "inform")
        acted = {
            stage_log.stage_id.code: (stage_log.left_by_id, stage_log.acting_role)
            for stage_log in complaint.stage_log_ids
        }
        self.assertEqual(acted["verify"], (self.section_head, "section_head"))
        self.assertEqual(acted["report"], (self.section_head, "agency_head"))

    def test_a_reason_for_another_move_is_refused(self):
        complaint = self.complaint("check")
        wrong = self.env.ref("lalisa_complaint.reason_outside_authority")
        with self.assertRaisesRegex(UserError, "other moves"):
            self.move(
                complaint,
                self.operator,
                "waiting_reporter",
                move_reason_id=wrong.id,
                move_reason="x",
            )

    def test_an_unticked_checklist_keeps_the_complaint_where_it_is(self):
        complaint = self.complaint()
        with self.assertRaisesRegex(UserError, "Verifikasi Laporan"):
            complaint.with_user(self.operator).action_advance()
        self.assertEqual(len(complaint.stage_log_ids), 1)

    def test_one_press_of_the_operator_is_two_stage_logs(self):
        complaint = self.complaint()
        self.prepare(complaint, "check")
        complaint.with_user(self.operator).action_advance()
        self.assertEqual(complaint.stage_log_ids.mapped("stage_id.code"), ["receive", "check", "verify"])

    def test_a_press_that_fails_at_its_second_step_moves_nothing(self):
        complaint = self.complaint(category_id=False)
        self.prepare(complaint, "check")
        with self.assertRaisesRegex(UserError, "category"), self.env.cr.savepoint():
            complaint.with_user(self.operator).action_advance()
        complaint.invalidate_recordset()
        self.assertEqual(complaint.stage_code, "receive")

    def test_a_complaint_always_opens_at_step_one_with_a_number_of_its_own(self):
        complaint = self.complaint(stage_id=self.stage("done").id, number="LL-00-0001", closing_proof="read")
        self.assertEqual(complaint.stage_code, "receive")
        self.assertRegex(complaint.number, r"^LL-\d\d-\d{4}$")
        self.assertFalse(complaint.closing_proof)

    def test_numbers_follow_one_another_without_a_gap(self):
        numbers = [int(self.complaint().number[-4:]) for _ in range(3)]
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 3)))

    def test_what_the_service_keeps_cannot_be_written(self):
        complaint = self.complaint()
        for name in ("number", "sop_id", "deadline_at", "stage_log_id", "round"):
            with self.subTest(field=name), self.assertRaises(UserError):
                complaint.with_user(self.operator).sudo().write({name: False})

    def test_complaints_are_neither_copied_nor_deleted(self):
        complaint = self.complaint()
        with self.assertRaises(UserError):
            complaint.copy()
        with self.assertRaises(UserError):
            complaint.sudo().unlink()

    def test_only_the_service_itself_takes_its_own_transitions(self):
        complaint = self.complaint("delivery")
        with self.assertRaises(AccessError):
            self.move(complaint, self.operator, "done")
        complaint.with_user(self.operator)._close_with_proof("delivered")
        self.assertEqual((complaint.stage_code, complaint.closing_proof), ("done", "delivered"))
        self.assertEqual(complaint.stage_log_ids[-2].left_by_id.id, SUPERUSER_ID)

    def test_superuser_mode_gives_nobody_a_transition_of_the_software(self):
        complaint = self.complaint("delivery")
        done = self.stage("done").id
        for user in (self.operator, self.section_head, self.division_head, self.agency_head):
            with self.subTest(user.login), self.assertRaises(AccessError):
                complaint.with_user(user).sudo().write({"stage_id": done})
        self.assertEqual(complaint.stage_code, "delivery")

    def test_an_alternative_proof_names_how_whom_and_when(self):
        complaint = self.complaint("delivery")
        move = {"closing_proof": "alternative", **self.why()}
        with self.assertRaisesRegex(UserError, "how, to whom"):
            self.move(complaint, self.operator, "done", **move)
        self.move(
            complaint,
            self.operator,
            "done",
            alternative_how="phone",
            alternative_who="Pelapor",
            alternative_at="2026-11-24 01:00:00",
            **move,
        )
        self.assertEqual(complaint.closing_proof, "alternative")

    def test_what_was_never_confirmed_closes_only_after_days(self):
        complaint = self.complaint("delivery")
        with self.assertRaisesRegex(UserError, "only after 3 days"):
            self.move(complaint, self.operator, "done", closing_proof="unconfirmed", **self.why())

    def test_a_merged_complaint_names_its_main_one(self):
        main, other = self.complaint(), self.complaint()
        with self.assertRaisesRegex(UserError, "main complaint"):
            self.move(other, self.operator, "duplicate", **self.why())
        self.move(other, self.operator, "duplicate", master_id=main.id, **self.why())
        self.assertEqual(main.duplicate_ids, other)

    def test_a_transition_that_the_office_switched_off_is_closed(self):
        self.env.ref("lalisa_complaint.transition_receive_unsuitable").active = False
        complaint = self.complaint()
        with self.assertRaisesRegex(UserError, "no way from"):
            self.move(complaint, self.operator, "unsuitable", **self.why())

    def test_the_form_of_other_ways_moves_through_the_same_door(self):
        complaint = self.complaint("check").with_user(self.operator)
        action = complaint.action_open_move()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.operator)
            .with_context(action["context"])
            .create(
                {
                    "stage_id": self.stage("waiting_reporter").id,
                    "reason_id": self.reason.id,
                    "reason": "Lokasi?",
                }
            )
        )
        wizard.action_confirm()
        self.assertEqual(complaint.stage_code, "waiting_reporter")

    def test_a_running_complaint_keeps_the_procedure_it_began_under(self):
        complaint = self.complaint("check")
        newer = self.env.ref("lalisa_complaint.sop_public").copy({"revision": 2, "effective_on": "2026-11-01"})
        self.assertEqual(self.complaint().sop_id, newer)
        self.step_to(complaint, "verify")
        self.assertEqual(complaint.sop_id, self.env.ref("lalisa_complaint.sop_public"))
