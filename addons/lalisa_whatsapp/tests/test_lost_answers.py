import os
import tempfile
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.lalisa_messaging.tests import breaking_service as breaking
from odoo.addons.lalisa_messaging.tools.driver_types import OutboundFile

from ..tools import cloud_api
from .common import WhatsappCase, body, refusal, text_message

PDF = OutboundFile("surat.pdf", "application/pdf", b"%PDF-1.4\n%%EOF")
TEMPLATE = {"name": "kabar", "language": "id", "params": ["LL-26-0001"]}
# name -> (the answer, the failure by its code or, without a known one, by its HTTP status)
METAS_WORD = {
    "131016": (refusal(131016, 500), "temporary"), "131026": (refusal(131026, 500), "permanent"),
    "190": (refusal(190, 500), "auth"), "131047": (refusal(131047, 500), "window"),
    "unknown code": (refusal(777777, 500), "temporary"), "unknown code, 400": (refusal(777777, 400), "permanent"),
    "no code": ((503, {"error": {"message": "x"}}), "temporary"),
}


@tagged("post_install", "-at_install")
class TestLostAnswers(WhatsappCase):
    """Whatever stops a message is `temporary` only where nothing left, or where Meta itself refused it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.certificate = breaking.Certificate(folder.name)
        cls.classPatch(cloud_api, "ANSWER_SECONDS", 1)

    def setUp(self):
        super().setUp()
        trusted = patch.dict(os.environ, REQUESTS_CA_BUNDLE=str(self.certificate.path))
        trusted.start()
        self.addCleanup(trusted.stop)
        now = str(int(fields.Datetime.now().timestamp()))
        self.post(body(text_message("wamid.in", timestamp=now)))
        self.drain()
        self.conversation = self.inbound().conversation_id

    def request(self, url, **queue):
        message = self.conversation._queue("Aduan diterima.", **queue)
        with patch.object(type(self.channel), "_api_base_url", lambda channel: url):
            return self.channel._driver()._prepare(self.channel, message)

    def sent_to(self, act, tls=False, **queue):
        """:return: (the failure, the paths that were asked for)"""
        service = breaking.BreakingService(act, self.certificate if tls else None)
        try:
            failure = cloud_api.send(self.request(service.url, **queue)).failure
        finally:
            service.close()
        return failure, [path.rpartition("/")[2] for path in service.paths]

    def test_a_request_that_arrived_and_brought_no_word_of_meta_is_uncertain(self):
        for name, (act, tls) in breaking.LOST.items():
            with self.subTest(name):
                self.assertEqual(self.sent_to(act, tls), ("uncertain", ["messages"]))

    def test_a_template_of_that_kind_is_uncertain_too(self):
        with patch.object(type(self.conversation), "_is_window_open", lambda self: False), \
                patch.object(type(self.env["lalisa.whatsapp.template"]), "_why_not", lambda *_given: False):
            for name in ("TLS noise", "502 of a proxy"):
                with self.subTest(name):
                    failure, paths = self.sent_to(*breaking.LOST[name], template=TEMPLATE)
                    self.assertEqual((failure, paths), ("uncertain", ["messages"]))

    def test_a_lost_upload_has_sent_no_message_and_may_be_repeated(self):
        for name, (act, tls) in breaking.LOST.items():
            with self.subTest(name):
                self.assertEqual(self.sent_to(act, tls, file=PDF), ("temporary", ["media"]))

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
                self.assertEqual(cloud_api.send(self.request(url)).failure, "temporary")
        with patch.dict(os.environ):
            del os.environ["REQUESTS_CA_BUNDLE"]
            self.assertEqual(cloud_api.send(self.request(served.url)).failure, "temporary", "an unknown certificate")
        self.assertEqual(served.paths, [])

    def test_metas_own_word_decides_by_its_code_whatever_the_status(self):
        for name, ((status, content), failure) in METAS_WORD.items():
            with self.subTest(name):
                told = breaking.answer(status, content, "application/json")
                self.assertEqual(self.sent_to(told), (failure, ["messages"]))

    def test_a_lost_answer_reaches_the_citizen_once_however_often_the_outbox_runs(self):
        service = breaking.BreakingService(breaking.noise_in_tls, self.certificate)
        self.addCleanup(service.close)
        with patch.object(type(self.channel), "_api_base_url", lambda channel: service.url):
            message = self.conversation._queue("Aduan diterima.")
            for _run in range(3):
                message.next_attempt_at = False
                self.drain()
        self.assertEqual((message.state, len(service.paths)), ("uncertain", 1))
