import ssl
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.lalisa_messaging.tests import breaking_service as breaking
from odoo.addons.lalisa_messaging.tests.lost_answers import LostAnswersCase
from odoo.addons.lalisa_messaging.tools.driver_types import OutboundFile

from ..tools import bot_client
from .common import TelegramCase, message, photo, refusal, update

PHOTO = OutboundFile("lokasi.jpg", "image/jpeg", photo())
# name -> (the answer, the failure)
TELEGRAMS_WORD = {
    "500": (refusal(500, "Internal Server Error: restart"), "temporary"),
    "502": (refusal(502, "Bad Gateway"), "temporary"),
    "504": (refusal(504, "Gateway Timeout"), "temporary"),
    "429": (refusal(429, "Too Many Requests: retry after 3", retry_after=3), "temporary"),
    "413": (refusal(413, "Request Entity Too Large"), "permanent"),
    "400": (refusal(400, "Bad Request: message is too long"), "permanent"),
    "401": (refusal(401, "Unauthorized"), "auth"),
    "403": (refusal(403, "Forbidden: bot was blocked"), "permanent"),
}


@tagged("post_install", "-at_install")
class TestLostAnswers(LostAnswersCase, TelegramCase):
    """Whatever stops a message is `temporary` only where nothing left, or where Telegram itself refused it."""

    transport = bot_client
    method = "sendMessage"

    def setUp(self):
        super().setUp()
        self.conversation = self.hear(update(1, message=message(5))).conversation_id
        self.trust = lambda: ssl.create_default_context(cafile=self.certificate.path)

    def _distrust(self):
        return patch.object(self, "trust", ssl.create_default_context)

    def _send(self, url, edits=None, **queue):
        if edits:
            sent = edits.conversation_id._replace_message(edits, "Sudah.")
        else:
            sent = self.conversation._queue_message("Aduan diterima.", **queue)
        with (
            patch.object(type(self.channel), "_get_api_base_url", lambda channel: url),
            patch.object(bot_client, "_build_ssl_context", self.trust),
            patch.object(bot_client._with_bot, "__defaults__", (1, 1)),
        ):
            return bot_client.send_batch([self.channel._get_driver()._prepare_request(self.channel, sent)])[0]

    def test_a_photo_and_a_change_of_that_kind_are_uncertain_too(self):
        shown = self.conversation._queue_message("Aduan diterima.")
        shown.write({"state": "sent", "provider_message_id": "520000001:901"})
        for name in ("TLS noise", "reset", "502 of a proxy"):
            act, tls = breaking.LOST[name]
            with self.subTest(name):
                self.assertEqual(self.sent_to(act, tls, file=PHOTO), ("uncertain", ["sendPhoto"]))
                self.assertEqual(self.sent_to(act, tls, edits=shown), ("uncertain", ["editMessageText"]))

    def test_telegrams_own_word_decides_and_a_proxys_refusal_says_nothing_of_the_citizen(self):
        for name, ((status, content), failure) in TELEGRAMS_WORD.items():
            with self.subTest(name):
                told = breaking.answer(status, content, "application/json")
                self.assertEqual(self.sent_to(told), (failure, ["sendMessage"]))
        proxy = self.serve(breaking.answer(403, breaking.PAGE))
        self.assertFalse(self._send(proxy.url).aftermath)
