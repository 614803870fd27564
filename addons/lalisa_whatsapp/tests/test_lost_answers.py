import os
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.lalisa_messaging.tests import breaking_service as breaking
from odoo.addons.lalisa_messaging.tests.lost_answers import LostAnswersCase
from odoo.addons.lalisa_messaging.tools.driver_types import OutboundFile

from ..tools import cloud_api
from .common import WhatsappCase, body, refusal, text_message

PDF = OutboundFile("surat.pdf", "application/pdf", b"%PDF-1.4\n%%EOF")
TEMPLATE = {"name": "kabar", "language": "id", "params": ["LL-26-0001"]}
# name -> (the answer, the failure by its code or, without a known one, by its HTTP status)
METAS_WORD = {
    "131016": (refusal(131016, 500), "temporary"),
    "131026": (refusal(131026, 500), "permanent"),
    "190": (refusal(190, 500), "auth"),
    "131047": (refusal(131047, 500), "window"),
    "unknown code": (refusal(777777, 500), "temporary"),
    "unknown code, 400": (refusal(777777, 400), "permanent"),
    "no code": ((503, {"error": {"message": "x"}}), "temporary"),
}


@tagged("post_install", "-at_install")
class TestLostAnswers(LostAnswersCase, WhatsappCase):
    """Whatever stops a message is `temporary` only where nothing left, or where Meta itself refused it."""

    transport = cloud_api
    method = "messages"

    def setUp(self):
        super().setUp()
        trusted = patch.dict(os.environ, REQUESTS_CA_BUNDLE=str(self.certificate.path))
        trusted.start()
        self.addCleanup(trusted.stop)
        now = str(int(fields.Datetime.now().timestamp()))
        self.post(body(text_message("wamid.in", timestamp=now)))
        self.drain()
        self.conversation = self.inbound().conversation_id

    def _distrust(self):
        return patch.dict(os.environ, REQUESTS_CA_BUNDLE="")

    def _send(self, url, **queue):
        message = self.conversation._queue_message("Aduan diterima.", **queue)
        with patch.object(type(self.channel), "_get_api_base_url", lambda channel: url):
            request = self.channel._get_driver()._prepare_request(self.channel, message)
        return cloud_api.send_request(request)

    def test_a_template_of_that_kind_is_uncertain_too(self):
        with (
            patch.object(type(self.conversation), "_is_window_open", lambda self: False),
            patch.object(type(self.env["lalisa.whatsapp.template"]), "_why_not", lambda *_given: False),
        ):
            for name in ("TLS noise", "502 of a proxy"):
                with self.subTest(name):
                    failure, paths = self.sent_to(*breaking.LOST[name], template=TEMPLATE)
                    self.assertEqual((failure, paths), ("uncertain", ["messages"]))

    def test_a_lost_upload_has_sent_no_message_and_may_be_repeated(self):
        for name, (act, tls) in breaking.LOST.items():
            with self.subTest(name):
                self.assertEqual(self.sent_to(act, tls, file=PDF), ("temporary", ["media"]))

    def test_metas_own_word_decides_by_its_code_whatever_the_status(self):
        for name, ((status, content), failure) in METAS_WORD.items():
            with self.subTest(name):
                told = breaking.answer(status, content, "application/json")
                self.assertEqual(self.sent_to(told), (failure, ["messages"]))

    def test_a_lost_answer_reaches_the_citizen_once_however_often_the_outbox_runs(self):
        service = self.serve(breaking.noise_in_tls, tls=True)
        with patch.object(type(self.channel), "_get_api_base_url", lambda channel: service.url):
            message = self.conversation._queue_message("Aduan diterima.")
            for _run in range(3):
                message.next_attempt_at = False
                self.drain()
        self.assertEqual((message.state, len(service.paths)), ("uncertain", 1))
