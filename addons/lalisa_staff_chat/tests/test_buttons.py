from odoo.tests import tagged

from odoo.addons.lalisa_complaint.models.role import ROLES

from ..tools import button_token
from .common import StaffChatCase


@tagged("post_install", "-at_install")
class TestButtons(StaffChatCase):
    """A button acts for one user, in one state of one case, once, and with that user's rights only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.complaint("dispatch")
        cls.chat = cls.linked(cls.division_head)
        cls.warn(cls.case)
        cls.order_button = cls.button(cls.chat, "Send Regu Uji")

    def assertNothingHappened(self, chat, words):
        self.assertIn(words, self.last(chat).body)
        self.assertFalse(self.case.dispatch_ids)
        self.assertEqual(self.case.stage_code, "dispatch")

    def test_the_division_head_orders_a_team_with_one_tap(self):
        self.act(self.chat, button_id=self.order_button)
        dispatch = self.case.dispatch_ids
        self.assertEqual((dispatch.team_id, dispatch.create_uid), (self.team, self.division_head))
        self.assertIn("was ordered", self.last(self.chat).body)
        self.assertNotIn("Send Regu Uji", self.titles(self.chat))

    def test_what_comes_of_a_tap_stands_in_place_of_what_was_tapped(self):
        card = self.last(self.chat)
        card.write({"state": "sent", "provider_message_id": "900000001:77"})
        self.act(self.chat, button_id=self.order_button, source_id="900000001:77")
        shown = self.last(self.chat)
        self.assertEqual(shown.edits_id, card)
        self.assertNotIn("Send Regu Uji", self.titles(self.chat))

    def test_the_message_of_somebody_else_is_never_changed(self):
        foreign = self.linked(self.section_head, "2")
        card = self.last(foreign)
        card.write({"state": "sent", "provider_message_id": "2:78"})
        self.act(self.chat, button_id=self.order_button, source_id="2:78")
        self.assertEqual(len(self.case.dispatch_ids), 1)
        self.assertFalse(self.last(self.chat).edits_id)

    def test_a_tap_that_comes_twice_acts_once(self):
        self.act(self.chat, button_id=self.order_button)
        self.act(self.chat, button_id=self.order_button)
        self.assertEqual(len(self.case.dispatch_ids), 1)
        self.assertIn("used already", self.last(self.chat).body)

    def test_a_team_that_two_messages_offer_is_sent_once(self):
        self.act(self.chat, button_id=self.order_button)
        self.hear(self.chat, "TUGAS")
        _row, second = self.env["lalisa.chat.action"]._create_button(
            self.live(self.chat), "order", self.case, team=self.team.id
        )
        self.act(self.chat, button_id=second)
        self.assertEqual(len(self.case.dispatch_ids), 1)
        self.assertIn("sent already", self.last(self.chat).body)

    def test_a_forwarded_button_does_nothing_for_anybody_else(self):
        colleague = self.division_head.copy({"login": "kabid_lain", "name": "Kabid lain"})
        other = self.linked(colleague, "2")
        self.act(other, button_id=self.order_button)
        self.assertNothingHappened(other, "belongs to somebody else")
        citizen = self.account("3")
        self.act(citizen, button_id=self.order_button)
        self.assertNothingHappened(citizen, "tidak tertaut")

    def test_a_forged_button_does_nothing(self):
        selector, secret = button_token.split_parts(self.order_button)
        for forged in (
            button_token.join_parts(selector, button_token.create_token()[1]),
            button_token.join_parts(*button_token.create_token()),
            f"s:{selector}:",
            "s:",
            "s:x:y",
            self.order_button + "A",
            "s:" + "'" * 40,
            f"s:{secret}:{selector}",
        ):
            self.act(self.chat, button_id=forged)
            self.assertNothingHappened(self.chat, "not known")

    def test_an_old_button_does_nothing(self):
        with self.later(hours=25):
            self.act(self.chat, button_id=self.order_button)
            self.assertNothingHappened(self.chat, "too old")

    def test_a_button_of_a_step_that_was_left_does_nothing_and_shows_the_way(self):
        button = self.order_button
        self.order_team(self.case).action_act()
        self.act(self.chat, button_id=button)
        self.assertEqual(len(self.case.dispatch_ids), 1)
        self.assertIn("has changed", self.last(self.chat).body)
        self.tap(self.chat, "Show the present state")
        self.assertIn(self.case.number, self.last(self.chat).body)

    def test_a_role_that_was_taken_back_leaves_its_buttons_dead(self):
        self.division_head.group_ids += self.env.ref("lalisa_complaint.group_operator")
        self.division_head.group_ids -= self.env.ref("lalisa_complaint.group_division_head")
        self.assertTrue(self.live(self.chat))
        self.act(self.chat, button_id=self.order_button)
        self.assertFalse(self.case.dispatch_ids)
        self.assertNotIn("ordered", self.last(self.chat).body)

    def test_a_button_of_an_account_that_was_unlinked_does_nothing(self):
        self.hear(self.chat, "PUTUS")
        self.act(self.chat, button_id=self.order_button)
        self.assertNothingHappened(self.chat, "tidak tertaut")

    def test_the_button_of_a_new_link_is_needed_after_a_new_link(self):
        self.hear(self.chat, f"TAUT {self.code_of(self.division_head)}")
        self.act(self.chat, button_id=self.order_button)
        self.assertNothingHappened(self.chat, "belongs to somebody else")

    def test_only_a_hash_of_a_button_is_kept(self):
        _selector, secret = button_token.split_parts(self.order_button)
        self.env.flush_all()
        self.env.cr.execute("SELECT row_to_json(a)::text FROM lalisa_chat_action a")
        self.assertNotIn(secret, " ".join(row[0] for row in self.env.cr.fetchall()))

    def test_a_return_takes_a_reason_of_the_list_and_words_in_one_write(self):
        case = self.complaint("field_check")
        self.warn(case)
        self.tap(self.chat, "Kembalikan kepada Kasubag/Kasi")
        self.assertIn("Perlu verifikasi ulang", self.titles(self.chat))
        self.tap(self.chat, "Perlu verifikasi ulang")
        self.hear(self.chat, "Pemilik ternak belum jelas")
        self.assertEqual(case.stage_code, "verify")
        left = case.sudo().stage_log_ids.filtered("left_at")[-1:]
        self.assertEqual(
            (left.result, left.reason, left.left_by_id, left.acting_role),
            ("returned", "Pemilik ternak belum jelas", self.division_head, "division_head"),
        )
        self.assertEqual(left.reason_id.code, "needs_verification")

    def test_words_for_a_return_to_the_reporter_stay_in_the_office_and_theirs_are_asked_for(self):
        operator = self.linked(self.operator, "6")
        for answer in ("Gang yang mana?", None):
            with self.subTest(answer):
                case = self.complaint("check")
                transition = case.sudo().sop_id.transition_ids.filtered(
                    lambda one: (one.from_stage_id.code, one.to_stage_id.code) == ("check", "waiting_reporter")
                )
                self.act(
                    operator,
                    button_id=self.env["lalisa.chat.action"]._create_button(
                        self.live(operator), "return", case, stage=transition.to_stage_id.id
                    )[1],
                )
                self.tap(operator, "Lokasi kejadian belum jelas")
                self.hear(operator, "Pelapor ini sering iseng")
                self.assertEqual(case.stage_code, "check")
                self.assertIn("reads: Lokasi kejadian belum jelas", self.last(operator).body)
                if answer:
                    self.hear(operator, answer)
                else:
                    self.tap(operator, "Nothing else")
                left = case.sudo().stage_log_ids.filtered("left_at")[-1:]
                self.assertEqual(
                    (case.stage_code, left.reason, left.reason_public or None),
                    ("waiting_reporter", "Pelapor ini sering iseng", answer),
                )

    def test_words_for_a_return_that_come_too_late_return_nothing(self):
        case = self.complaint("field_check")
        self.warn(case)
        self.tap(self.chat, "Kembalikan kepada Kasubag/Kasi")
        self.tap(self.chat, "Perlu verifikasi ulang")
        self.prepare(case, "dispatch")
        self.step_to(case, "dispatch")
        self.hear(self.chat, "Pemilik ternak belum jelas")
        self.assertEqual(case.stage_code, "dispatch")
        self.assertIn("has changed", self.last(self.chat).body)

    def test_batal_stops_what_was_asked(self):
        case = self.complaint("field_check")
        self.warn(case)
        self.tap(self.chat, "Kembalikan kepada Kasubag/Kasi")
        self.tap(self.chat, "Perlu verifikasi ulang")
        self.hear(self.chat, "BATAL")
        self.hear(self.chat, "Pemilik ternak belum jelas")
        self.assertEqual(case.stage_code, "field_check")

    def test_the_finding_is_asked_for_and_the_step_left_with_it(self):
        case = self.complaint("field_check")
        self.warn(case)
        self.tap(self.chat, "Sesuai, teruskan ke Kabid")
        self.tap(self.chat, "Village head")
        self.hear(self.chat, "Dibenarkan kepala desa")
        self.assertEqual(
            (case.stage_code, case.check_source, case.check_finding), ("dispatch", "village", "Dibenarkan kepala desa")
        )
        self.assertIn("Send Regu Uji", self.titles(self.chat))

    def test_the_head_passes_a_report_on_and_tells_the_result(self):
        head = self.linked(self.agency_head, "5")
        case = self.complaint("report")
        self.warn(case)
        self.tap(head, case.with_user(self.agency_head).advance_label)
        self.hear(head, "Ternak telah diamankan.")
        self.assertEqual((case.stage_code, case.result_public), ("delivery", "Ternak telah diamankan."))

    def test_what_the_door_refuses_is_told_and_may_be_answered_again(self):
        # The checklist is not complete: the button is not offered, and a made-up one is refused by the transition.
        case = self.complaint("receive")
        operator = self.linked(self.operator, "6")
        self.warn(case)
        self.assertNotIn(case.with_user(self.operator).advance_label, self.titles(operator))
        _row, forced = self.env["lalisa.chat.action"]._create_button(self.live(operator), "advance", case)
        self.act(operator, button_id=forced)
        self.assertEqual(case.stage_code, "receive")
        self.assertIn("Not ticked yet", self.last(operator).body)
        case.check_ids.with_user(self.operator).write({"done": True})
        self.act(operator, button_id=forced)
        self.assertEqual(case.stage_code, "verify")

    def test_no_role_gets_further_in_a_chat_than_on_the_screen(self):
        """Every act, forced upon a valid button of every role: who may do it is who may on the screen."""
        passed = set()
        for number, role in enumerate(ROLES):
            chat = self.linked(getattr(self, role), f"8{number}")
            case = self.complaint("dispatch")
            _row, forced = self.env["lalisa.chat.action"]._create_button(
                self.live(chat), "order", case, team=self.team.id
            )
            self.act(chat, button_id=forced)
            passed |= {role} if case.dispatch_ids else set()
        self.assertEqual(passed, {"division_head"})
