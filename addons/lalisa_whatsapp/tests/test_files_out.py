from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.lalisa_messaging.tools.driver_types import OutboundFile

from ..tools import cloud_api
from .common import Provider, WhatsappCase, body, refusal, text_message

PDF = b"%PDF-1.7 hasil"
JPEG = b"\xff\xd8\xff\xe0 foto"
UPLOADED = (200, {"id": "1037543291543634"})


@tagged("post_install", "-at_install")
class TestFilesOut(WhatsappCase):
    """Photos and papers that go to a citizen, over real HTTP."""

    def setUp(self):
        super().setUp()
        self.provider = Provider()
        self.addCleanup(self.provider.close)
        address = patch.object(type(self.channel), "_get_api_base_url", lambda channel: self.provider.url)
        address.start()
        self.addCleanup(address.stop)
        self.post(body(text_message("wamid.in", timestamp=str(int(fields.Datetime.now().timestamp())))))
        self.drain()
        self.conversation = self.inbound().conversation_id

    def send(self, name, content, *answers, text="Hasil aduan."):
        self.provider.answers = list(answers)
        message = self.conversation._queue_message(text, file=OutboundFile(name, "", content))
        self.drain()
        return message

    def test_a_paper_is_uploaded_first_and_then_sent_with_its_name_and_caption(self):
        message = self.send("hasil LL-26-0042.pdf", PDF, UPLOADED)
        self.assertEqual((message.state, message.kind), ("sent", "document"))
        [uploaded] = self.provider.uploads
        self.assertIn(PDF, uploaded)
        self.assertIn(b"application/pdf", uploaded)
        [posted] = self.provider.bodies
        wanted = {"id": "1037543291543634", "filename": "hasil LL-26-0042.pdf", "caption": "Hasil aduan."}
        self.assertEqual(posted["document"], wanted)
        self.assertEqual(posted["biz_opaque_callback_data"], message.client_ref)

    def test_a_photo_goes_as_a_photo_and_one_too_large_for_a_photo_as_a_document(self):
        self.assertEqual(self.send("foto.jpg", JPEG, UPLOADED).state, "sent")
        self.assertEqual(self.provider.bodies[0]["image"]["caption"], "Hasil aduan.")
        with patch.object(cloud_api, "MAX_IMAGE_BYTES", 3):
            self.send("foto.jpg", JPEG, UPLOADED)
        self.assertEqual(self.provider.bodies[1]["type"], "document")

    def test_a_file_that_could_not_be_uploaded_is_tried_again_and_no_empty_message_goes(self):
        for answer in (lambda handler: handler.connection.close(), (503, b""), refusal(130429)):
            message = self.send("hasil.pdf", PDF, answer)
            self.assertEqual((message.state, message.failure_type), ("queued", "temporary"))
            message.next_attempt_at = False
            self.env["lalisa.rate.limit"].search([]).unlink()  # the time that the last refusal asked for is over
            self.provider.answers = [UPLOADED]
            self.drain()
            self.assertEqual(message.state, "sent")
        self.assertEqual(len(self.provider.bodies), 3)

    def test_a_file_that_whatsapp_refuses_fails_with_a_sentence(self):
        message = self.send("hasil.pdf", PDF, refusal(131053))
        self.assertEqual(message.state, "failed")
        self.assertIn("Berkas kami tidak diterima", message.failure_reason)

    def test_only_photos_and_papers_leave_whatever_their_name_says(self):
        for content in (b"", b"MZ program", b"<html><script>", b"PK zip"):
            with self.subTest(content=content), self.assertRaises(UserError):
                self.conversation._queue_message("", file=OutboundFile("hasil.pdf", "application/pdf", content))

    def test_the_person_is_shown_that_staff_has_read_once_and_never_again(self):
        self.conversation.action_mark_read()
        self.drain()
        read = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": "wamid.in",
            "typing_indicator": {"type": "text"},
        }
        self.assertEqual(self.provider.bodies, [read])
        self.conversation.action_mark_read()
        self.drain()
        self.assertEqual(len(self.provider.bodies), 1)

    def test_a_read_mark_that_fails_is_forgotten_and_holds_nothing_up(self):
        self.conversation.action_mark_read()
        self.provider.answers = [lambda handler: handler.connection.close()]
        message = self.conversation._queue_message("Baik.")
        self.drain()
        self.assertEqual((message.state, len(self.provider.bodies)), ("sent", 2))

    def test_a_number_is_asked_for_with_metas_own_button(self):
        self.conversation._queue_message("Nomor mana yang dapat kami hubungi?", asks_contact=True)
        self.drain()
        self.assertEqual(self.provider.bodies[0]["interactive"]["type"], "request_contact_info")
