import base64

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import StaffChatCase


@tagged("post_install", "-at_install")
class TestLinking(StaffChatCase):
    """An account speaks for a member of staff by a code of theirs, and only as long as they are staff."""

    def test_a_code_links_the_account_that_sends_it(self):
        conversation = self.linked(self.division_head)
        self.assertEqual(self.live(conversation).user_id, self.division_head)
        self.assertIn(self.division_head.name, self.last(conversation).body)
        self.assertTrue(conversation.staff_only)

    def test_a_link_of_the_chat_program_carries_the_code_too(self):
        conversation = self.account()
        self.act(conversation, command="start", argument=f"taut-{self.code_of(self.response_team)}")
        self.assertEqual(self.live(conversation).user_id, self.response_team)

    def test_a_code_works_once(self):
        code = self.code_of(self.division_head)
        first, second = self.account("1"), self.account("2")
        self.hear(first, f"TAUT {code}")
        self.hear(second, f"TAUT {code}")
        self.assertEqual(self.live(first).user_id, self.division_head)
        self.assertFalse(self.live(second))
        self.assertIn("salah", self.last(second).body)

    def test_a_code_ends_after_ten_minutes_and_when_a_new_one_is_made(self):
        conversation = self.account()
        old = self.code_of(self.division_head)
        self.code_of(self.division_head)
        self.hear(conversation, f"TAUT {old}")
        self.assertFalse(self.live(conversation))
        code = self.code_of(self.division_head)
        with self.later(minutes=11):
            self.hear(conversation, f"TAUT {code}")
            self.assertFalse(self.live(conversation))

    def test_only_a_hash_of_a_code_is_kept(self):
        code = self.code_of(self.division_head)
        self.env.flush_all()
        self.env.cr.execute("SELECT row_to_json(c)::text FROM lalisa_staff_link_code c")
        kept = " ".join(row[0] for row in self.env.cr.fetchall())
        self.assertNotIn(code, kept)
        conversation = self.account()
        message = self.hear(conversation, f"TAUT {code}")
        self.assertNotIn(code, message.body)

    def test_who_guesses_is_stopped_even_with_the_right_code(self):
        conversation = self.account()
        code = self.code_of(self.division_head)
        for _try in range(5):
            self.hear(conversation, "TAUT AAAAA-AAAAA")
        self.hear(conversation, f"TAUT {code}")
        self.assertFalse(self.live(conversation))
        self.assertIn("15 menit", self.last(conversation).body)
        other = self.account("2")
        self.hear(other, f"TAUT {code}")
        self.assertFalse(self.live(other), "what was offered is used up, though it linked nobody")
        with self.later(minutes=16):
            code = self.code_of(self.division_head)
            self.hear(conversation, f"TAUT {code}")
            self.assertTrue(self.live(conversation))

    def test_the_dialog_shows_the_code_as_words_as_a_link_and_as_a_picture(self):
        self.env["lalisa.channel"].search([]).state = "draft"
        channels = type(self.env["lalisa.channel"])
        self.patch(channels, "_build_start_link", lambda channel, payload: f"https://example.org/bot?start={payload}")
        self.channel.state = "active"
        for user in (self.response_team, self.operator):
            context = user.with_user(user).action_link_chat()["context"]
            wizard = self.env["lalisa.staff.link.wizard"].with_user(user).with_context(**context)
            names = ("code", "words", "address", "picture", "account")
            shown = wizard.onchange({}, [], {name: {} for name in names})["value"]
            code = context["default_code"]
            self.assertEqual(shown["words"].replace("-", ""), f"TAUT {code}")
            self.assertEqual(shown["address"], f"https://example.org/bot?start=taut-{code}")
            self.assertIn(b"<svg", base64.b64decode(shown["picture"]))
            self.assertEqual(shown["account"], "Kanal uji")

    def test_who_holds_no_role_gets_no_code(self):
        with self.assertRaises(AccessError):
            self.code_of(self.administrator)

    def test_a_code_of_somebody_who_lost_the_role_links_nothing(self):
        code = self.code_of(self.division_head)
        self.division_head.group_ids -= self.env.ref("lalisa_complaint.group_division_head")
        conversation = self.account()
        self.hear(conversation, f"TAUT {code}")
        self.assertFalse(self.live(conversation))

    def test_a_second_account_on_the_channel_replaces_the_first(self):
        first = self.linked(self.division_head, "1")
        second = self.linked(self.division_head, "2")
        self.assertFalse(self.live(first))
        self.assertEqual(self.live(second).user_id, self.division_head)
        self.assertIn("not linked", self.last(first).body)

    def test_the_link_ends_at_once_with_the_user_the_role_or_the_word(self):
        ways = {
            "archived": lambda user, _talk: user.write({"active": False}),
            "no_role": lambda user, _talk: user.write({"group_ids": [(6, 0, [self.env.ref("base.group_user").id])]}),
            "own": lambda _user, talk: self.hear(talk, "PUTUS"),
            "administrator": lambda user, _talk: user.lalisa_link_ids.with_user(self.administrator).action_end(),
        }
        for number, (reason, end) in enumerate(ways.items()):
            user = self.division_head.copy({"login": f"kabid_{reason}", "name": reason})
            conversation = self.linked(user, str(number))
            waiting = self.last(conversation)
            link = self.live(conversation)
            end(user, conversation)
            self.assertEqual((bool(link.ended_at), link.end_reason), (True, reason))
            self.assertEqual(waiting.state, "cancelled", reason)

    def test_a_role_taken_back_through_the_group_ends_the_link(self):
        conversation = self.linked(self.division_head)
        link = self.live(conversation)
        self.env.ref("lalisa_complaint.group_division_head").user_ids -= self.division_head
        self.assertEqual(link.end_reason, "no_role")

    def test_nobody_ends_the_link_of_somebody_else(self):
        link = self.live(self.linked(self.division_head))
        with self.assertRaises(AccessError):
            link.with_user(self.section_head).action_end()
        self.assertFalse(link.ended_at)
        link.with_user(self.division_head).action_end()
        self.assertEqual(link.end_reason, "own")

    def test_a_linked_account_is_no_citizen_until_it_asks_to_be(self):
        conversation = self.linked(self.division_head)
        message = self.hear(conversation, "Ada sapi berkeliaran di jalan depan pasar Paringin")
        self.assertFalse(conversation.complaint_ids)
        self.assertTrue(message.for_staff)
        self.hear(conversation, "LAPOR")
        self.hear(conversation, "Ada pedagang menutup trotoar depan sekolah")
        complaint = conversation.complaint_ids
        self.assertEqual(len(complaint), 1)
        self.assertIn("pedagang", complaint.summary)
        self.hear(conversation, "PETUGAS")
        self.hear(conversation, "Pesan kepada kantor, bukan aduan")
        self.assertEqual(conversation.complaint_ids, complaint)

    def test_who_reported_as_a_citizen_and_fell_silent_is_staff_again(self):
        conversation = self.linked(self.division_head)
        self.hear(conversation, "LAPOR")
        with self.later(hours=3):
            self.hear(conversation, "Ada pedagang menutup trotoar depan sekolah")
            self.assertFalse(conversation.complaint_ids)

    def test_after_the_end_the_account_is_a_citizens(self):
        conversation = self.linked(self.division_head)
        self.hear(conversation, "PUTUS")
        self.hear(conversation, "Ada sapi berkeliaran di jalan depan pasar Paringin")
        self.assertEqual(len(conversation.complaint_ids), 1)

    def test_nobody_reads_what_passes_between_office_and_staff(self):
        conversation = self.linked(self.agency_head)
        self.hear(conversation, "Rahasia kantor")
        for user in (self.operator, self.administrator, self.agency_head):
            messages = self.env["lalisa.message"].with_user(user)
            if messages.has_access("read"):
                self.assertFalse(messages.search([("conversation_id", "=", conversation.id)]))
                self.assertFalse(self.env["lalisa.conversation"].with_user(user).search([("id", "=", conversation.id)]))

    def test_the_citizens_case_of_a_member_of_staff_shows_nothing_of_the_office(self):
        conversation = self.linked(self.division_head)
        self.hear(conversation, "Rahasia kantor")
        self.hear(conversation, "LAPOR")
        self.hear(conversation, "Ada pedagang menutup trotoar depan sekolah")
        shown = conversation.complaint_ids.with_user(self.section_head).conversation_panel()["messages"]
        words = " ".join(row["body"] for row in shown)
        self.assertIn("pedagang", words)
        self.assertNotIn("Rahasia kantor", words)
        self.assertNotIn("TUGAS", words)

    def test_a_greeting_of_a_member_of_staff_as_a_citizen_reaches_the_operator(self):
        conversation = self.linked(self.division_head)
        self.hear(conversation, "LAPOR")
        self.hear(conversation, "Halo")
        seen = self.env["lalisa.conversation"].with_user(self.operator).search([("id", "=", conversation.id)])
        self.assertTrue(seen)

    def test_old_words_between_office_and_staff_are_forgotten(self):
        conversation = self.linked(self.division_head)
        old = self.hear(conversation, "Rahasia kantor")
        with self.later(days=91):
            self.env["lalisa.message"]._gc_staff_words()
        self.assertFalse(old.body)
        self.assertFalse(self.last(conversation).body)
