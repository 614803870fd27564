import json
import logging
import time
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.lalisa_messaging.tools.driver_types import OutboundFile

from .common import GROUP, PERSON, TOKEN, Provider, TelegramCase, message, photo, refusal, update

PDF = b"%PDF-1.7\nsurat"


@tagged("post_install", "-at_install")
class TestOutbox(TelegramCase):
    """The real library over real HTTP; only Telegram's address is ours."""

    def setUp(self):
        super().setUp()
        self.provider = Provider()
        self.addCleanup(self.provider.close)
        address = patch.object(type(self.channel), "_get_api_base_url", lambda channel: self.provider.url)
        address.start()
        self.addCleanup(address.stop)
        # A chat's second message would wait a second: which pace there is, and that it is kept, has tests of its own.
        self.real_pace = type(self.channel._get_driver())._get_chat_seconds
        self.set_pace(0)
        self.conversation = self.hear(update(1, message=message(5))).conversation_id

    def set_pace(self, seconds):
        self.patch(type(self.channel._get_driver()), "_get_chat_seconds", lambda *_: seconds)

    def send(self, *answers, **queue):
        self.provider.answers = list(answers)
        sent = self.conversation._queue_message("Aduan <diterima> & dicatat.", **queue)
        self.drain()
        return sent

    def test_a_message_goes_out_once_as_it_was_written(self):
        sent = self.send()
        self.drain()
        self.assertEqual((sent.state, sent.provider_message_id), ("sent", "520000001:901"))
        [(path, form)] = self.provider.calls
        self.assertEqual(path, f"/bot{TOKEN}/sendMessage")
        self.assertEqual(form, {"chat_id": "520000001", "text": "Aduan <diterima> & dicatat."})

    def test_buttons_stand_below_and_a_place_is_asked_for_with_telegrams_own_button(self):
        self.send(buttons=[("status:LL-26-0001", "Status")])
        self.send(asks_location=True)
        first, second = (json.loads(form["reply_markup"]) for _path, form in self.provider.calls)
        self.assertEqual(first["inline_keyboard"], [[{"callback_data": "status:LL-26-0001", "text": "Status"}]])
        self.assertTrue(second["keyboard"][0][0]["request_location"])

    def test_beside_a_way_to_send_a_place_the_buttons_come_back_as_words_and_mean_the_same(self):
        self.send(buttons=[("secret:LL-26-0001", "Rahasiakan")], asks_location=True, asks_contact=True)
        rows = json.loads(self.provider.calls[0][1]["reply_markup"])["keyboard"]
        self.assertTrue(rows[1][0]["request_contact"])
        self.assertEqual(rows[2], [{"text": "Rahasiakan"}])
        pressed = self.hear(update(2, message=message(6, "Rahasiakan")))[-1]
        self.assertEqual(pressed.button_id, "secret:LL-26-0001")
        self.assertFalse(self.hear(update(3, message=message(7, "rahasiakan saya")))[-1].button_id)

    def test_the_keyboard_for_a_place_goes_with_the_next_plain_message(self):
        self.send(asks_location=True)
        self.send(buttons=[("a", "A")])
        self.send()
        self.send()
        markups = [json.loads(form.get("reply_markup", "{}")) for _path, form in self.provider.calls]
        self.assertEqual(
            [list(markup)[:1] for markup in markups], [["keyboard"], ["inline_keyboard"], ["remove_keyboard"], []]
        )

    def test_a_photo_and_a_paper_go_out_byte_by_byte_with_their_words(self):
        shown = OutboundFile("lokasi.jpg", "image/jpeg", photo())
        report = OutboundFile("surat.pdf", "application/pdf", PDF)
        sent = [self.send(file=shown), self.send(file=report)]
        self.assertEqual([one.state for one in sent], ["sent", "sent"])
        methods = [path.rpartition("/")[2] for path, _form in self.provider.calls]
        self.assertEqual(methods, ["sendPhoto", "sendDocument"])
        self.assertEqual([form["caption"] for _path, form in self.provider.calls], ["Aduan <diterima> & dicatat."] * 2)
        self.assertEqual(
            self.provider.files,
            [
                {"photo": ("lokasi.jpg", shown.content)},
                {"document": ("surat.pdf", report.content)},
            ],
        )

    def test_a_file_needs_no_words(self):
        sent = self.conversation._queue_message("", file=OutboundFile("surat.pdf", "application/pdf", PDF))
        self.drain()
        self.assertEqual(sent.state, "sent")
        self.assertEqual(self.provider.calls[0][1], {"chat_id": "520000001"})

    def test_a_photo_that_telegram_cannot_show_goes_as_the_file_that_it_is(self):
        file = OutboundFile("panjang.jpg", "image/jpeg", photo())
        sent = self.send(refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"), file=file)
        self.assertEqual(sent.state, "sent")
        self.assertEqual(self.provider.files[-1], {"document": ("panjang.jpg", file.content)})
        refused = self.send(refusal(400, "Bad Request: chat not found"), file=file)
        self.assertEqual((refused.state, len(self.provider.calls)), ("failed", 3))

    def test_a_message_is_changed_in_place_with_its_buttons(self):
        sent = self.send(buttons=[("a", "A"), ("b", "B")])
        self.provider.answers = [(200, {"ok": True, "result": message(901, "x")})]
        change = sent.conversation_id._replace_message(sent, "Sudah.", [("b", "B")])
        self.drain()
        path, form = self.provider.calls[-1]
        self.assertTrue(path.endswith("/editMessageText"))
        self.assertEqual((form["message_id"], form["text"]), ("901", "Sudah."))
        self.assertEqual((change.state, sent._get_shown()), ("sent", change))

    def test_what_cannot_be_changed_any_more_is_sent_anew_and_what_is_the_same_is_done(self):
        sent = self.send()
        self.provider.answers = [refusal(400, "Bad Request: message to edit not found")]
        change = sent.conversation_id._replace_message(sent, "Sudah.")
        self.drain()
        self.assertTrue(self.provider.calls[-1][0].endswith("/sendMessage"))
        self.assertEqual((change.state, change.provider_message_id), ("sent", "520000001:903"))
        self.provider.answers = [refusal(400, "Bad Request: message is not modified: specified new message content")]
        change = sent.conversation_id._replace_message(sent, "Sudah.")
        self.drain()
        self.assertEqual((change.state, len(self.provider.calls)), ("sent", 4))

    def test_a_group_that_has_moved_gets_the_message_at_its_new_place(self):
        self.hear(update(2, message=message(6, "Halo", chat={**GROUP, "id": -55})))
        group = self.env["lalisa.contact"].search([("external_id", "=", "-55")])
        conversation = self.env["lalisa.conversation"]._find_or_create(group)
        told = "Bad Request: group chat was upgraded to a supergroup chat"
        self.provider.answers = [refusal(400, told, migrate_to_chat_id=GROUP["id"])]
        sent = conversation._queue_message("Tulislah langsung.", asks_location=True)
        self.drain()
        self.assertEqual([form["chat_id"] for _path, form in self.provider.calls], ["-55", str(GROUP["id"])])
        self.assertEqual((sent.state, group.external_id), ("sent", str(GROUP["id"])))
        self.assertNotIn("reply_markup", self.provider.calls[0][1])

    def test_what_is_written_in_a_topic_is_answered_there(self):
        self.hear(update(2, message=message(6, "Halo", message_thread_id=8, is_topic_message=True)))
        self.send()
        self.assertEqual(self.provider.calls[0][1]["message_thread_id"], "8")

    def test_the_second_message_to_one_chat_waits_its_time_and_holds_back_no_other(self):
        other = self.hear(update(2, message=message(5, person=PERSON + 1)))[-1].conversation_id
        driver = self.channel._get_driver()
        group = self.env["lalisa.contact"].new({"is_group": True})
        person = self.conversation.contact_id
        self.assertEqual((self.real_pace(driver, person), self.real_pace(driver, group)), (1, 3))
        self.set_pace(60)
        first, second = self.conversation._queue_message("Satu."), self.conversation._queue_message("Dua.")
        third = other._queue_message("Tiga.")
        self.drain()
        self.assertEqual((first.state, second.state, third.state), ("sent", "queued", "sent"))
        self.assertEqual(second.attempts, 0)

    def test_what_waits_but_a_moment_leaves_in_the_same_run_of_the_job(self):
        self.set_pace(0.3)
        sent = [self.conversation._queue_message(words) for words in ("Satu.", "Dua.")]
        began = time.monotonic()
        self.drain()
        self.assertEqual([one.state for one in sent], ["sent", "sent"])
        self.assertGreater(time.monotonic() - began, 0.3)

    def test_a_chats_time_begins_when_telegram_has_answered(self):
        """What was long on its way would else be followed too closely by the next."""
        answered = []

        def slowly(handler):
            time.sleep(0.3)
            answered.append(time.time())
            status, content = self.provider.accepted()
            handler.answer(status, json.dumps(content).encode())

        self.set_pace(60)
        self.send(slowly)
        pace = self.env["lalisa.rate.limit"].search([("chat", "=", self.conversation.id)])
        self.assertGreaterEqual(pace.next_at, answered[0] + 60)

    def test_when_several_chats_are_told_to_wait_the_whole_account_waits(self):
        others = [
            self.hear(update(9 + n, message=message(5, person=PERSON + n)))[-1].conversation_id for n in range(1, 4)
        ]
        self.provider.answers = [refusal(429, "Too Many Requests: retry after 30", retry_after=30)] * 2
        sent = [conversation._queue_message("Aduan diterima.") for conversation in others[:2]]
        self.drain()
        sent.append(others[2]._queue_message("Aduan diterima."))
        self.drain()
        self.assertEqual([one.state for one in sent], ["queued"] * 3)
        self.assertEqual(len(self.provider.calls), 2)

    def test_one_broken_message_harms_none_that_leaves_with_it(self):
        other = self.hear(update(2, message=message(5, person=PERSON + 1)))[-1].conversation_id
        self.provider.answers = [(200, {"ok": True, "result": {"tak": "dikenal"}})]
        first, second = self.conversation._queue_message("Satu."), other._queue_message("Dua.")
        self.drain()
        self.assertEqual((first.state, second.state), ("uncertain", "sent"))

    def test_an_answer_quotes_what_it_answers(self):
        self.send(reply_to=self.inbound())
        self.assertEqual(json.loads(self.provider.calls[0][1]["reply_parameters"])["message_id"], 5)

    def test_the_wait_that_telegram_asks_for_is_kept(self):
        sent = self.send(refusal(429, "Too Many Requests: retry after 77", retry_after=77))
        self.assertEqual((sent.state, sent.failure_type), ("queued", "temporary"))
        self.assertGreaterEqual((sent.next_attempt_at - fields.Datetime.now()).total_seconds(), 70)

    def test_who_blocked_the_bot_is_unreachable_and_not_tried_again(self):
        sent = self.send(refusal(403, "Forbidden: bot was blocked by the user"))
        self.drain()
        self.assertEqual((sent.state, len(self.provider.calls)), ("failed", 1))
        self.assertTrue(self.conversation.contact_id.unreachable)

    def test_a_revoked_token_pauses_the_channel_and_keeps_the_queue(self):
        sent = self.send(refusal(401, "Unauthorized"))
        self.assertEqual((sent.state, self.channel.state), ("queued", "paused"))
        self.channel.action_activate()
        self.drain()
        self.assertEqual(sent.state, "sent")

    def test_a_server_error_is_tried_again_and_a_refusal_is_not(self):
        self.assertEqual(self.send(refusal(502, "Bad Gateway")).failure_type, "temporary")
        self.conversation.message_ids.filtered(lambda one: one.state == "queued").next_attempt_at = False
        self.drain()
        self.assertEqual(self.send(refusal(400, "Bad Request: message is too long")).state, "failed")

    def test_a_lost_answer_is_never_sent_again(self):
        sent = self.send(lambda handler: handler.connection.close())
        self.drain()
        self.assertEqual((sent.state, len(self.provider.calls)), ("uncertain", 1))

    def test_a_telegram_that_cannot_be_reached_is_tried_again(self):
        self.provider.close()
        self.assertEqual(self.send().failure_type, "temporary")

    def test_the_token_is_in_no_log_and_in_no_message(self):
        lines = []
        listener = logging.Handler()
        listener.emit = lambda record: lines.append(record.getMessage())
        logging.getLogger().addHandler(listener)
        self.addCleanup(logging.getLogger().removeHandler, listener)
        sent = self.send(refusal(400, f"Bad Request: {TOKEN}"))
        self.assertTrue(sent.failure_reason)
        self.assertNotIn(TOKEN, f"{lines} {sent.read()}")
        self.provider.answers = [refusal(400, f"Bad Request: {TOKEN}")]
        with self.assertRaises(UserError) as refused:
            self.channel.action_test_telegram()
        self.assertNotIn(TOKEN, str(refused.exception))

    def test_connecting_sets_the_commands_and_a_webhook_with_the_secret(self):
        self.provider.answers = [(200, {"ok": True, "result": True})] * 2
        self.channel.action_connect_telegram()
        (commands, menu), (webhook, form) = self.provider.calls
        self.assertTrue(commands.endswith("/setMyCommands") and webhook.endswith("/setWebhook"))
        self.assertEqual([row["command"] for row in json.loads(menu["commands"])], ["lapor", "status", "bantuan"])
        self.assertEqual((form["url"], form["secret_token"]), (self.channel.webhook_url, "rahasia-bot"))

    def test_connecting_again_keeps_the_secret_and_renewing_gives_another(self):
        self.provider.answers = [(200, {"ok": True, "result": True})] * 6
        self.channel.action_connect_telegram()
        self.channel.action_renew_telegram()
        first, renewed = (self.provider.calls[place][1]["secret_token"] for place in (1, 3))
        self.assertEqual((first, len(renewed) > 30, first != renewed), ("rahasia-bot", True, True))
        self.assertEqual(self.post(update(7, message=message(8)), first), 403)
        self.assertEqual(self.post(update(7, message=message(8)), renewed), 200)

    def test_the_connection_test_tells_what_telegram_says_of_the_webhook(self):
        bot = {"id": 7000000009, "is_bot": True, "first_name": "Bot", "username": "bot_uji"}
        info = {"url": self.channel.webhook_url, "has_custom_certificate": False, "pending_update_count": 3}
        for more, words in (
            ({}, "Waiting at Telegram: 3"),
            ({"url": "https://lain.example"}, "points elsewhere"),
            ({"url": ""}, "not set any more"),
            ({"last_error_message": "Wrong response: 403"}, "Wrong response: 403"),
        ):
            answers = [(200, {"ok": True, "result": bot}), (200, {"ok": True, "result": {**info, **more}})]
            self.provider.answers = answers
            self.assertIn(words, self.channel.action_test_telegram()["params"]["message"])

    def test_fetching_sets_the_commands_too(self):
        self.provider.answers = [(200, {"ok": True, "result": True})] * 2
        self.channel.action_poll_telegram()
        self.assertEqual(
            [path.rpartition("/")[2] for path, _form in self.provider.calls], ["setMyCommands", "deleteWebhook"]
        )
        self.assertEqual(self.channel.telegram_way, "polling")

    def test_what_is_no_token_is_refused(self):
        with self.assertRaises(ValidationError):
            self.channel.telegram_bot_token = "halo"

    def check_token(self, *answers):
        self.env["lalisa.channel"].search([("id", "!=", self.channel.id)]).state = "draft"
        self.provider.answers = list(answers)
        with self.enter_registry_test_mode():
            self.env.ref("lalisa_messaging.cron_check_tokens").method_direct_trigger()
        self.env.invalidate_all()
        return self.channel.token_refused

    def test_a_token_that_telegram_no_longer_knows_is_found_out_without_a_message(self):
        known = {"ok": True, "result": {"id": 7000000009, "is_bot": True, "first_name": "Bot", "username": "bot_uji"}}
        self.assertTrue(self.check_token(refusal(401, "Unauthorized")))
        self.assertFalse(self.check_token((200, known)))
        self.assertFalse(self.check_token(refusal(500, "Internal Server Error")))
