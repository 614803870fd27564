from odoo.tests import tagged

from .common import PERSON, TelegramCase, message, tap, update


@tagged("post_install", "-at_install")
class TestInbox(TelegramCase):
    def test_a_message_stands_once_however_often_and_under_whichever_update_it_comes(self):
        raw = update(1, message=message(5))
        heard = self.hear(raw, raw, update(2, message=message(5)))
        self.assertEqual(heard.mapped("body"), ["Ada pedagang di trotoar."])
        self.assertEqual(heard.conversation_id.unread_count, 1)

    def test_a_wrong_missing_or_unset_secret_is_refused_before_reading(self):
        before = self.events.search_count([])
        for secret in ("", "salah", "r\u00e9", None, SECRET_CASE):
            self.assertEqual(self.post(update(1, message=message(5)), secret), 403)
        self.channel._set_secret("secret_token", "")
        self.assertEqual(self.post(update(1, message=message(5)), ""), 403)
        self.assertEqual(self.events.search_count([]), before)

    def test_the_newest_words_of_an_edit_count_and_the_first_are_kept(self):
        heard = self.hear(update(1, message=message(5, "Jalan 12")), update(2, edited_message=message(5, "Jalan 14")))
        self.assertEqual((heard.body, heard.earlier_bodies[0]["body"]), ("Jalan 14", "Jalan 12"))

    def test_a_live_place_is_one_message_with_its_first_point(self):
        points = [{"latitude": -2.33 - step / 1000, "longitude": 115.46} for step in range(4)]
        heard = self.hear(
            update(1, message=message(5, None, location={**points[0], "live_period": 900})),
            *(update(2 + n, edited_message=message(5, None, location=point)) for n, point in enumerate(points[1:])),
        )
        self.assertEqual((len(heard), round(heard.latitude, 3), heard.edited_at), (1, -2.33, False))

    def test_an_edit_of_a_message_that_we_never_got_is_kept_in_the_inbox_and_makes_no_message(self):
        self.assertFalse(self.hear(update(1, edited_message=message(5, "Jalan 14"))))
        event = self.events.search([("channel_id", "=", self.channel.id)])
        self.assertEqual((event.state, event.payload["edited_message"]["text"]), ("ignored", "Jalan 14"))

    def test_a_tap_is_told_once_and_is_no_message(self):
        self.assertFalse(self.hear(tap(1, "status"), tap(1, "status")))
        self.assertEqual([action.button_id for action in self.told], ["status"])

    def test_the_webhook_answers_a_tap_in_its_own_answer(self):
        driver = self.channel._driver()
        self.assertEqual(driver._answer(tap(9, "x")), {"method": "answerCallbackQuery", "callback_query_id": "tap9"})
        self.assertIsNone(driver._answer(update(1, message=message(5))))
        self.assertIsNone(driver._answer(b"{"))

    def test_who_blocks_the_bot_is_unreachable_until_they_come_back_or_write(self):
        contact = self.hear(update(1, message=message(5))).conversation_id.contact_id
        change = {"chat": {"id": PERSON, "type": "private"}, "new_chat_member": {"status": "kicked"}}
        self.hear(update(2, my_chat_member=change))
        self.assertTrue(contact.unreachable)
        self.hear(update(3, message=message(6)))
        self.assertFalse(contact.unreachable)

    def test_messages_of_one_person_keep_their_order(self):
        heard = self.hear(*(update(number, message=message(number, f"baris {number}")) for number in range(1, 13)))
        self.assertEqual(heard.mapped("body"), [f"baris {number}" for number in range(1, 13)])


SECRET_CASE = "RAHASIA-BOT"
