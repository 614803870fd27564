from odoo import fields
from odoo.tests import tagged

from odoo.addons.lalisa_messaging.tools.driver_types import InboundAction

from .common import IntakeCase


@tagged("post_install", "-at_install")
class TestOptingOut(IntakeCase):
    def carried(self, code):
        """A complaint of the conversation, carried to a stage of the main way."""
        if not self.complaints:
            self.hear("Ada sapi berkeliaran di jalan")
        complaint = self.complaints
        complaint.with_user(self.operator).category_id = self.category
        stages = ("receive", "check", "verify", "field_check", "dispatch", "resolve", "report", "inform", "delivery")
        for target in stages[stages.index(complaint.stage_code) + 1 : stages.index(code) + 1]:
            self.prepare(complaint, target)
            self.step_to(complaint, target)
        return complaint

    def return_to_reporter(self, complaint):
        reason = self.env.ref("lalisa_complaint.reason_unclear_place")
        self.move(complaint, self.operator, "waiting_reporter", move_reason_id=reason.id, move_reason="Gang mana?")

    def notes(self, complaint):
        return " ".join(complaint.message_ids.mapped("body"))

    def test_after_stop_no_notice_leaves_and_each_leaves_a_trace(self):
        complaint = self.carried("check")
        self.hear("STOP")
        self.assertEqual((self.told[-1].purpose, self.told[-1].state), ("intake:notices_off", "queued"))
        self.assertIn("MULAI", self.told[-1].body)
        self.return_to_reporter(complaint)
        notice = self.told[-1]
        self.assertEqual((notice.purpose, notice.state), ("notice:returned", "cancelled"))
        self.assertTrue(notice.failure_reason)
        self.assertIn("Dikembalikan kepada pelapor", self.notes(complaint))
        self.assertTrue(complaint.with_user(self.operator).reporter_opted_out)

    def test_answers_to_their_own_messages_and_replies_of_staff_still_come(self):
        complaint = self.carried("check")
        self.hear("berhenti")
        self.hear("STATUS")
        self.assertEqual((self.told[-1].purpose, self.told[-1].state), ("intake:status", "queued"))
        self.conversation.with_user(self.root)._send_staff_answer("Petugas di jalan.", complaint, self.operator)
        self.assertEqual(self.told[-1].state, "queued")
        self.conversation._set_mode("bot")
        self.hear("CABUT")
        self.assertEqual((self.told[-1].purpose, self.told[-1].state), ("notice:cancelled", "queued"))

    def test_the_result_for_who_wants_no_notices_is_a_task_and_closes_when_told_in_another_way(self):
        self.hear("Ada sapi berkeliaran di jalan")
        self.hear("Stop")
        complaint = self.carried("delivery")
        self.assertEqual((complaint.closing_message_id.state, complaint.stage_code), ("cancelled", "delivery"))
        self.assertIn(self.operator, complaint.activity_ids.user_id)
        self.assertIn("wants no notices", complaint.with_user(self.operator).next_action)
        complaint.with_user(self.operator).write(
            {
                "alternative_how": "phone",
                "alternative_who": "Siti",
                "alternative_at": fields.Datetime.now(),
            }
        )
        self.move(complaint, self.operator, "done", closing_proof="alternative", **self.why())
        self.assertEqual(complaint.closing_proof, "alternative")

    def test_what_they_write_afterwards_is_no_proof_that_they_have_the_result(self):
        self.hear("Ada sapi berkeliaran di jalan")
        self.hear("STOP")
        complaint = self.carried("delivery")
        self.hear("Terima kasih")
        self.assertEqual(complaint.stage_code, "delivery")

    def test_what_waits_to_be_sent_is_taken_back_too(self):
        complaint = self.carried("delivery")
        self.assertEqual(complaint.closing_message_id.state, "queued")
        self.hear("STOP")
        self.assertEqual(complaint.closing_message_id.state, "cancelled")
        self.assertIn(self.operator, complaint.activity_ids.user_id)
        self.assertEqual([one.state for one in self.told if one.purpose.startswith("intake:")], ["queued"] * 2)

    def test_after_mulai_notices_come_again_and_the_result_that_waited_is_told(self):
        self.hear("Ada sapi berkeliaran di jalan")
        self.hear("STOP")
        complaint = self.carried("delivery")
        self.hear("mulai")
        self.assertEqual([one.purpose for one in self.told[-2:]], ["intake:notices_on", "notice:result"])
        self.assertEqual((self.told[-1].state, complaint.closing_message_id), ("queued", self.told[-1]))
        self.assertFalse(complaint.reporter_opted_out)

    def test_said_twice_it_is_answered_twice_and_noted_once(self):
        complaint = self.carried("check")
        for _time in range(2):
            self.hear("STOP")
        self.assertEqual(self.told.mapped("purpose").count("intake:notices_off"), 2)
        self.assertEqual(self.notes(complaint).count("no notices any more"), 1)

    def test_starting_the_chat_anew_is_opting_in(self):
        self.hear("STOP")
        self.conversation._on_action(
            InboundAction(external_id=self.contact.external_id, button_id="", command="start", argument="")
        )
        self.assertFalse(self.contact.opted_out_at)
        self.assertEqual(self.told[-1].purpose, "intake:notices_on")

    def test_a_survey_that_was_not_sent_counts_no_figure_as_its_answer(self):
        self.env.ref("lalisa_intake.template_survey").active = True
        complaint = self.carried("delivery")
        closing = complaint.closing_message_id.with_user(self.root)
        closing.state = "sent"
        self.hear("STOP")
        closing._advance_state("delivered")
        self.assertEqual((complaint.stage_code, complaint.survey_asked_at), ("done", False))

    def test_another_citizen_is_told_as_before(self):
        self.hear("STOP")
        self.setUpPerson()
        complaint = self.carried("check")
        self.return_to_reporter(complaint)
        self.assertEqual(self.told[-1].state, "queued")
