import ssl
import tempfile
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.lalisa_messaging.tests import breaking_service as breaking
from odoo.addons.lalisa_messaging.tools.driver_types import OutboundFile

from ..tools import bot_client
from .common import TelegramCase, message, photo, refusal, update

PHOTO = OutboundFile("lokasi.jpg", "image/jpeg", photo())
# name -> (the answer, the failure)
TELEGRAMS_WORD = {
    "500": (refusal(500, "Internal Server Error: restart"), "temporary"),
    "502": (refusal(502, "Bad Gateway"), "temporary"), "504": (refusal(504, "Gateway Timeout"), "temporary"),
    "429": (refusal(429, "Too Many Requests: retry after 3", retry_after=3), "temporary"),
    "413": (refusal(413, "Request Entity Too Large"), "permanent"),
    "400": (refusal(400, "Bad Request: message is too long"), "permanent"),
    "401": (refusal(401, "Unauthorized"), "auth"), "403": (refusal(403, "Forbidden: bot was blocked"), "permanent"),
}


@tagged("post_install", "-at_install")
class TestLostAnswers(TelegramCase):
    """Whatever stops a message is `temporary` only where nothing left, or where Telegram itself refused it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.certificate = breaking.Certificate(folder.name)
        cls.classPatch(bot_client, "ANSWER_SECONDS", 1)
        cls.trust = staticmethod(lambda: ssl.create_default_context(cafile=cls.certificate.path))

    def setUp(self):
        super().setUp()
        self.conversation = self.hear(update(1, message=message(5))).conversation_id

    def send(self, url, edits=None, **queue):
        """:return: `SendResult`"""
        if edits:
            sent = edits._replace("Sudah.")
        else:
            sent = self.conversation._queue("Aduan diterima.", **queue)
        with patch.object(type(self.channel), "_api_base_url", lambda channel: url), \
                patch.object(bot_client, "_trust", self.trust), \
                patch.object(bot_client._with_bot, "__defaults__", (1, 1)):
            return bot_client.send_batch([self.channel._driver()._prepare(self.channel, sent)])[0]

    def sent_to(self, act, tls=False, **queue):
        """:return: (the failure, the methods that were called)"""
        service = breaking.BreakingService(act, self.certificate if tls else None)
        try:
            failure = self.send(service.url, **queue).failure
        finally:
            service.close()
        return failure, [path.rpartition("/")[2] for path in service.paths]

    def test_a_request_that_arrived_and_brought_no_word_of_telegram_is_uncertain(self):
        for name, (act, tls) in breaking.LOST.items():
            with self.subTest(name):
                self.assertEqual(self.sent_to(act, tls), ("uncertain", ["sendMessage"]))

    def test_a_photo_and_a_change_of_that_kind_are_uncertain_too(self):
        shown = self.conversation._queue("Aduan diterima.")
        shown.write({"state": "sent", "provider_message_id": "520000001:901"})
        for name in ("TLS noise", "reset", "502 of a proxy"):
            act, tls = breaking.LOST[name]
            with self.subTest(name):
                self.assertEqual(self.sent_to(act, tls, file=PHOTO), ("uncertain", ["sendPhoto"]))
                self.assertEqual(self.sent_to(act, tls, edits=shown), ("uncertain", ["editMessageText"]))

    def test_a_request_that_never_left_is_temporary(self):
        closed = breaking.BreakingService(None)
        closed.close()
        cut_off = breaking.BreakingService(None)
        self.addCleanup(cut_off.close)
        served = breaking.BreakingService(breaking.close, self.certificate)
        self.addCleanup(served.close)
        never = {
            "refused": closed.url, "refused under TLS": closed.url.replace("http", "https"),
            "unknown host": "https://tidak-ada.invalid", "handshake cut off": cut_off.url.replace("http", "https"),
        }
        for name, url in never.items():
            with self.subTest(name):
                self.assertEqual(self.send(url).failure, "temporary")
        with patch.object(self, "trust", ssl.create_default_context):
            self.assertEqual(self.send(served.url).failure, "temporary", "an unknown certificate")
        self.assertEqual(served.paths, [])

    def test_telegrams_own_word_decides_and_a_proxys_refusal_says_nothing_of_the_citizen(self):
        for name, ((status, content), failure) in TELEGRAMS_WORD.items():
            with self.subTest(name):
                told = breaking.answer(status, content, "application/json")
                self.assertEqual(self.sent_to(told), (failure, ["sendMessage"]))
        service = breaking.BreakingService(breaking.answer(403, breaking.PAGE))
        self.addCleanup(service.close)
        self.assertFalse(self.send(service.url).aftermath)
