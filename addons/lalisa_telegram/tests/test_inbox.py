from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.lalisa_messaging.models import inbox_change

from .common import GROUP, PERSON, TelegramCase, message, tap, update


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
        self.assertEqual([round(one["point"][0], 3) for one in heard.later_points], [-2.331, -2.332, -2.333])

    def test_a_live_place_that_we_never_got_the_beginning_of_makes_no_message(self):
        moving = message(5, None, location={"latitude": -2.33, "longitude": 115.46}, edit_date=1795480100)
        self.assertFalse(self.hear(update(1, edited_message=moving)))

    def test_edits_that_come_before_their_original_are_one_message_with_its_newest_words(self):
        first, second = (message(5, f"Jalan {words}", edit_date=1795480100 + words) for words in (14, 16))
        self.assertFalse(self.hear(update(3, edited_message=second), update(2, edited_message=first)))
        heard = self.hear(update(1, message=message(5, "Jalan 12")))
        self.assertEqual((len(heard), heard.body), (1, "Jalan 16"))
        self.assertEqual([one["body"] for one in heard.earlier_bodies], ["Jalan 12"])
        again = self.hear(update(4, message=message(5, "Jalan 12")))
        self.assertEqual((again, again.body, len(again.earlier_bodies)), (heard, "Jalan 16", 1))
        self.assertFalse(self.events.search([("awaits", "!=", False)]))

    def test_a_caption_that_is_edited_before_its_album_came_is_the_caption(self):
        self.patch(inbox_change, "ALBUM_PATIENCE", timedelta(seconds=1))
        photo = {"photo": [{"file_id": "AgAC1"}], "media_group_id": "139"}
        self.hear(update(9, edited_message=message(6, None, caption="Jalan 14", edit_date=1795480100, **photo)))
        heard = self.hear(*(update(number, message=message(number, None, **photo)) for number in (5, 6)))
        self.assertEqual(heard.mapped("body"), ["", "Jalan 14"])

    def test_an_edit_of_what_never_came_is_no_message_and_its_author_is_told(self):
        for _copy in range(2):
            self.assertFalse(self.hear(update(1, edited_message=message(5, "Jalan 14", edit_date=1795480100))))
        self.assertEqual(self.told, ["lost edit"])
        kept = self.events.search([("channel_id", "=", self.channel.id)])
        self.assertEqual((kept.state, kept.payload["edited_message"]["text"]), ("ignored", "Jalan 14"))
        # Nobody else's message of that number is meant.
        self.assertEqual(self.hear(update(2, message=message(5, "Halo", PERSON + 1))).body, "Halo")

    def test_answers_are_possible_however_long_ago_the_person_wrote(self):
        conversation = self.hear(update(1, message=message(5))).conversation_id
        conversation.last_inbound_at = "2026-01-01 00:00:00"
        self.assertEqual((conversation.window_open, conversation.window_until), (True, False))
        self.assertTrue(conversation._is_window_open())

    def told_albums(self):
        """The texts of each album that the conversations are told of from now on."""
        told = []
        self.patch(inbox_change, "ALBUM_PATIENCE", timedelta(seconds=1))
        hears = type(self.env["lalisa.conversation"])
        self.patch(hears, "_on_messages", lambda _self, parts: parts[0].album and told.append(parts.mapped("body")))
        return told

    def test_an_album_is_told_once_in_its_order_and_a_late_part_is_added(self):
        albums = self.told_albums()
        photo = [{"file_id": "AgAC1", "width": 90, "height": 60}]
        numbers = (7, 5, 9, 6)
        heard = self.hear(
            *(
                update(
                    number, message=message(number, None, photo=photo, media_group_id="139", caption=f"foto {number}")
                )
                for number in numbers
            ),
            update(10, message=message(10, "Sesudahnya")),
        )
        self.assertEqual(heard.mapped("body"), ["foto 5", "foto 6", "foto 7", "foto 9", "Sesudahnya"])
        self.assertEqual(albums, [["foto 5", "foto 6", "foto 7", "foto 9"]])
        self.assertFalse(self.events.search([("channel_id", "=", self.channel.id), ("state", "!=", "done")]))
        self.hear(update(8, message=message(8, None, photo=photo, media_group_id="139")))
        self.assertEqual([len(parts) for parts in albums], [4, 1])

    def test_albums_of_two_people_with_the_same_mark_are_two(self):
        albums = self.told_albums()
        photo = [{"file_id": "AgAC1"}]
        self.hear(
            *(
                update(number, message=message(number, None, person, photo=photo, media_group_id="139"))
                for number, person in ((1, PERSON), (2, PERSON + 1))
            )
        )
        self.assertEqual([len(parts) for parts in albums], [1, 1])

    def test_what_is_written_in_a_group_is_told_and_not_kept_as_a_message(self):
        command = message(6, "/start@bot_uji lapor", chat=GROUP)
        self.assertFalse(self.hear(update(1, message=message(5, "Halo", chat=GROUP)), update(2, message=command)))
        self.assertEqual([(one.kind, one.command) for one in self.told], [("message", ""), ("command", "start")])
        self.assertEqual((self.told[0].person_id, self.told[0].title), (str(PERSON), "Warga RT 5"))
        self.told.clear()
        self.hear(update(3, message=message(7, "/start@other_bot", chat=GROUP)))
        self.assertFalse(self.told)

    def test_a_group_that_becomes_a_supergroup_keeps_its_conversation(self):
        self.hear(update(1, message=message(5, "Halo", chat={**GROUP, "id": -55})))
        group = self.env["lalisa.contact"].search([("external_id", "=", "-55")])
        # In the new chat somebody has written before we learn of it.
        self.hear(update(2, message=message(1, "Halo", chat=GROUP)))
        self.hear(update(3, message=message(6, None, chat={**GROUP, "id": -55}, migrate_to_chat_id=GROUP["id"])))
        self.assertEqual((group.external_id, group.is_group), (str(GROUP["id"]), True))

    def test_coming_into_a_group_and_leaving_it_is_told_of_whom_it_is(self):
        left = {"id": PERSON, "is_bot": False, "first_name": "Siti"}
        status = {"chat": GROUP, "date": 1795480001, "new_chat_member": {"status": "left", "user": left}}
        self.hear(
            update(1, message=message(5, None, 99, chat=GROUP, left_chat_member=left)),
            update(2, chat_member=status),
            update(3, my_chat_member={**status, "new_chat_member": {"status": "kicked", "user": {"id": 7000000009}}}),
        )
        told = [one if isinstance(one, bool) else (one.kind, one.person_id) for one in self.told]
        self.assertEqual(told, [("left", str(PERSON)), ("left", str(PERSON)), False, ("removed", "")])

    def test_a_sign_below_our_message_is_kept_with_it(self):
        conversation = self.hear(update(1, message=message(5))).conversation_id
        ours = conversation._queue_message("Aduan diterima.")
        ours.write({"state": "sent", "provider_message_id": f"{PERSON}:6"})
        chat = {"id": PERSON, "type": "private"}
        sign = {"chat": chat, "message_id": 6, "date": 1795480001, "new_reaction": [{"type": "emoji", "emoji": "👍"}]}
        self.hear(update(2, message_reaction=sign))
        self.assertEqual(ours.reaction, "👍")
        self.hear(update(3, message_reaction={**sign, "new_reaction": []}))
        self.assertFalse(ours.reaction)

    def test_an_address_behind_words_is_kept_beside_them(self):
        words = "👍👍 lihat di sini ya"
        link = {"type": "text_link", "offset": 11, "length": 7, "url": "https://contoh.example/x"}
        heard = self.hear(update(1, message=message(5, words, entities=[link, {"type": "bold"}, 7])))
        self.assertEqual(heard.body, words)
        self.assertEqual(heard.links, [{"words": "di sini", "url": "https://contoh.example/x"}])

    def test_a_tap_is_told_once_and_is_no_message(self):
        self.assertFalse(self.hear(tap(1, "status"), tap(1, "status")))
        [action] = self.told
        self.assertEqual((action.button_id, action.source_id), ("status", f"{PERSON}:7"))

    def test_a_tap_in_a_group_is_answered_with_where_to_write(self):
        answer = self.channel._get_driver()._get_webhook_answer(
            tap(9, "x", message={"chat": GROUP, "message_id": 3, "date": 0})
        )
        self.assertIn("langsung kepada kami", answer["text"])

    def test_the_webhook_answers_a_tap_in_its_own_answer(self):
        driver = self.channel._get_driver()
        self.assertEqual(
            driver._get_webhook_answer(tap(9, "x")), {"method": "answerCallbackQuery", "callback_query_id": "tap9"}
        )
        self.assertIsNone(driver._get_webhook_answer(update(1, message=message(5))))
        self.assertIsNone(driver._get_webhook_answer(b"{"))

    def test_who_blocks_the_bot_is_unreachable_until_they_come_back_or_write(self):
        contact = self.hear(update(1, message=message(5))).conversation_id.contact_id
        change = {"chat": {"id": PERSON, "type": "private"}, "new_chat_member": {"status": "kicked"}}
        self.hear(update(2, my_chat_member=change))
        self.assertTrue(contact.unreachable)
        self.hear(update(3, my_chat_member=change))
        self.hear(update(4, message=message(6)))
        self.assertFalse(contact.unreachable)
        self.assertEqual(self.told, [False, True])

    def test_messages_of_one_person_keep_their_order(self):
        heard = self.hear(*(update(number, message=message(number, f"baris {number}")) for number in range(1, 13)))
        self.assertEqual(heard.mapped("body"), [f"baris {number}" for number in range(1, 13)])


SECRET_CASE = "RAHASIA-BOT"
