from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import IntakeCase


@tagged("post_install", "-at_install")
class TestNotices(IntakeCase):
    def carried(self, code, **values):
        """A complaint of the conversation, carried to a stage of the main way."""
        self.hear("Ada sapi berkeliaran di jalan")
        complaint = self.complaints
        complaint.with_user(self.operator).write({"category_id": self.category.id, **values})
        stages = (
            "receive",
            "check",
            "verify",
            "field_check",
            "dispatch",
            "resolve",
            "report",
            "inform",
            "delivery",
        )
        for target in stages[1 : stages.index(code) + 1]:
            self.prepare(complaint, target)
            self.step_to(complaint, target)
        return complaint

    def test_the_receipt_of_the_closing_message_closes_the_complaint(self):
        complaint = self.carried("delivery")
        message = complaint.closing_message_id
        self.assertIn("Ternak telah diamankan.", message.body)
        message.with_user(self.root)._advance_state("sent")
        self.assertEqual(complaint.stage_code, "delivery")
        message.with_user(self.root)._advance_state("delivered")
        self.assertEqual((complaint.stage_code, complaint.closing_proof), ("done", "delivered"))

    def test_the_receipt_of_another_message_closes_nothing(self):
        complaint = self.carried("delivery")
        self.told[0].with_user(self.root)._advance_state("read")
        self.assertEqual(complaint.stage_code, "delivery")

    def test_a_closing_message_that_fails_is_a_task_for_the_operator(self):
        complaint = self.carried("delivery")
        complaint.closing_message_id.with_user(self.root)._advance_state("failed", failure_reason="x")
        self.assertEqual(complaint.stage_code, "delivery")
        self.assertIn(self.operator, complaint.activity_ids.user_id)

    def test_the_result_of_a_secret_complaint_is_read_on_request_only(self):
        complaint = self.carried("delivery", confidentiality="secret")
        self.assertNotIn("Ternak", complaint.closing_message_id.body)
        self.hear("STATUS")
        self.assertIn("Ternak telah diamankan.", self.told[-1].body)

    def test_a_closed_operation_says_nothing_before_step_six_has_ended(self):
        covert = self.env.ref("lalisa_complaint.category_mir")
        self.env["lalisa.message.template"].with_context(active_test=False).search([]).active = True
        complaint = self.carried("resolve", category_id=covert.id)
        self.hear("STATUS")
        told = " ".join(self.told.mapped("body"))
        self.assertIn("sedang diproses", told)
        for stage in ("verify", "field_check", "dispatch", "resolve"):
            self.assertNotIn(self.stage(stage).name, told)
        for word in ("Tim Reaksi", "bidang yang menangani", "tindakan di lapangan"):
            self.assertNotIn(word, told)
        self.assertEqual(complaint.stage_code, "resolve")

    def switch_all_on(self):
        templates = self.env["lalisa.message.template"].with_context(active_test=False).search([])
        templates.active = True
        return templates

    def test_every_text_of_the_office_is_whole_and_fits_into_one_message(self):
        for template in self.switch_all_on():
            with self.subTest(template.code):
                self.assertNotRegex(template.preview, r"[{}]")
                self.assertLessEqual(template.characters, 1024)
                for word in ("tiket", "ditolak", "Anda "):
                    self.assertNotIn(word, template.preview)

    def test_every_step_has_its_notice_and_each_is_sent_once_on_entering_it(self):
        self.switch_all_on()
        complaint = self.carried("delivery")
        complaint.closing_message_id.with_user(self.root)._advance_state("delivered")
        sent = [one for one in self.told.mapped("purpose") if one.startswith("notice:")]
        self.assertEqual(
            sent,
            [
                "notice:checked",
                "notice:suitable",
                "notice:verified",
                "notice:forwarded",
                "notice:acted",
                "notice:reported",
                "notice:ordered",
                "notice:result",
                "notice:survey",
            ],
        )
        for message in self.told:
            self.assertIn(complaint.number, message.body)
            self.assertNotIn("Siti", message.body)

    def test_the_ways_out_have_their_notice_too(self):
        table = {
            "unsuitable": ("kami tutup karena: Salah kirim.", {}),
            "referred": (
                "Dinas Uji",
                {"agency_id": self.env["lalisa.agency"].create({"name": "Dinas Uji", "contact": "0526-000"}).id},
            ),
            "waiting_reporter": ("Gang yang mana?", {}),
        }
        reasons = {
            "unsuitable": "sent_by_mistake",
            "referred": "other",
            "waiting_reporter": "unclear_place",
        }
        for code, (words, values) in table.items():
            with self.subTest(code):
                self.setUpPerson()
                complaint = self.carried("check")
                complaint.with_user(self.operator).write(values)
                reason = self.env.ref(f"lalisa_complaint.reason_{reasons[code]}")
                text = "Gang yang mana?" if code == "waiting_reporter" else "Salah kirim"
                self.move(complaint, self.operator, code, move_reason_id=reason.id, move_reason_public=text)
                self.assertIn(words, self.told[-1].body)
                self.assertEqual(self.told[-1].asks_location, code == "waiting_reporter")

    def test_a_closed_operation_answers_every_status_alike_until_step_six_has_ended(self):
        self.switch_all_on()
        covert = self.env.ref("lalisa_complaint.category_mir")
        self.hear("Ada sapi berkeliaran di jalan")
        complaint = self.complaints
        complaint.with_user(self.operator).write({"category_id": covert.id, "confidentiality": "open"})
        answers = []
        for target in ("check", "verify", "field_check", "dispatch", "resolve"):
            self.prepare(complaint, target)
            self.step_to(complaint, target)
            self.hear("STATUS")
            answers.append(self.told[-1].body)
        self.assertEqual(len(set(answers)), 1, answers)
        self.prepare(complaint, "report")
        self.step_to(complaint, "report")
        self.hear("STATUS")
        self.assertNotIn("sedang diproses", self.told[-1].body)

    def test_a_closed_operation_that_is_sent_back_gives_the_lists_words_only(self):
        self.hear("Ada sapi berkeliaran di jalan")
        complaint = self.complaints
        complaint.with_user(self.operator).write(
            {"category_id": self.env.ref("lalisa_complaint.category_mir").id, "confidentiality": "open"}
        )
        self.prepare(complaint, "check")
        self.step_to(complaint, "check")
        reason = self.env.ref("lalisa_complaint.reason_unclear_place")
        self.move(
            complaint,
            self.operator,
            "waiting_reporter",
            move_reason_id=reason.id,
            move_reason="Razia Minggu",
            move_reason_public="Razia malam Sabtu",
        )
        self.hear("STATUS")
        told = " ".join(self.told.mapped("body"))
        self.assertNotIn("Razia", told)
        self.assertIn(reason.name, told)

    def test_notices_of_a_secret_complaint_say_only_its_number(self):
        complaint = self.carried("check", confidentiality="secret")
        reason = self.env.ref("lalisa_complaint.reason_unclear_place")
        self.move(
            complaint,
            self.operator,
            "waiting_reporter",
            move_reason_id=reason.id,
            move_reason_public="Kios siapa?",
        )
        self.assertNotIn("Kios", self.told[-1].body)
        self.hear("STATUS")
        self.assertIn("Kios siapa?", self.told[-1].body)

    def test_a_notice_that_is_switched_off_is_not_sent(self):
        self.env.ref("lalisa_intake.template_cancelled").active = False
        self.hear("Ada sapi berkeliaran")
        self.hear("CABUT")
        self.assertEqual(self.told.mapped("purpose"), ["intake:received"])

    def test_what_a_citizen_wrote_is_never_evaluated(self):
        self.hear("{nomor} %s ${7*7} {{ 7*7 }} <script>alert(1)</script> ada sapi")
        self.assertEqual(self.complaints.summary[:7], "{nomor}")
        self.hear("STATUS")
        self.assertNotIn("49", self.told[-1].body)

    def test_a_text_with_an_unknown_brace_is_refused_with_the_known_ones(self):
        with self.assertRaisesRegex(ValidationError, "nomor"):
            self.env.ref("lalisa_intake.template_received").body = "Halo {nama}"
