import base64
import hashlib
import io
import json
import time
from datetime import timedelta

from PIL import Image

from odoo import fields
from odoo.tests import BaseCase, tagged

from odoo.addons.lalisa_messaging.tests.local_service import LocalService, QuietHandler
from odoo.addons.lalisa_messaging.tools.media_download import is_allowed

from .common import WhatsappCase, body


def photo():
    """A picture that says where it was taken, as a telephone's do."""
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "rumah pelapor"
    Image.new("RGB", (60, 40), "red").save(stream, "JPEG", exif=exif)
    return stream.getvalue()


class FileHost(LocalService):
    """A real HTTP server with Meta's two steps: where a file lies, and the file."""

    def __init__(self):
        self.content, self.told, self.tokens, self.refusals = photo(), {}, [], []
        host = self

        class Handler(QuietHandler):
            def do_GET(self):
                host.tokens.append(self.headers["Authorization"])
                if host.refusals:
                    return self.answer(*host.refusals.pop(0))
                if self.path.startswith("/file"):
                    return self.answer(200, host.content)
                digest = base64.b64encode(hashlib.sha256(host.content).digest()).decode()
                told = {"url": f"{host.url}/file", "sha256": digest, **host.told}
                return self.answer(200, json.dumps(told).encode())

        self.serve(Handler)


@tagged("post_install", "-at_install")
class TestMedia(WhatsappCase):
    def setUp(self):
        super().setUp()
        self.host = FileHost()
        self.addCleanup(self.host.close)
        self.patch(type(self.channel), "_get_api_base_url", lambda channel: self.host.url)
        self.patch(type(self.channel), "_get_media_hosts", lambda channel: ("http://127.0.0.1",))

    def send(self, kind="image", **node):
        node = {"id": "10371", "mime_type": "image/jpeg", **node}
        message = {
            "from": "6281255501001",
            "id": "wamid.1",
            "timestamp": str(int(time.time())),
            "type": kind,
            kind: node,
        }
        self.assertEqual(self.post(body(message)), 200)
        self.drain()
        return self.inbound()

    def fetch(self):
        with self.enter_registry_test_mode():
            self.env.ref("lalisa_messaging.cron_fetch_media").method_direct_trigger()
        self.env.invalidate_all()

    def test_the_message_stands_before_its_photo(self):
        message = self.send(caption="lubang")
        self.assertEqual((message.body, message.media_state, len(message.attachment_ids)), ("lubang", "waiting", 0))
        self.fetch()
        self.assertEqual((message.media_state, len(message.attachment_ids)), ("fetched", 1))
        self.assertEqual(set(self.host.tokens), {"Bearer token-uji"})

    def test_the_photo_shown_has_no_metadata_and_the_evidence_keeps_them(self):
        message = self.send()
        self.fetch()
        self.assertNotIn(b"rumah pelapor", message.attachment_ids.raw)
        self.assertEqual(Image.open(io.BytesIO(message.attachment_ids.raw)).size, (60, 40))
        self.assertEqual(base64.b64decode(message.media_original), self.host.content)
        self.assertEqual(message.media_sha256, hashlib.sha256(self.host.content).hexdigest())

    def test_a_large_photo_is_evidence_byte_by_byte_and_shown_smaller(self):
        stream = io.BytesIO()
        exif = Image.Exif()
        exif[0x010E] = "rumah pelapor"
        Image.new("RGB", (4000, 3000), "green").save(stream, "JPEG", exif=exif)
        self.host.content = stream.getvalue()
        message = self.send()
        self.fetch()
        self.assertEqual(base64.b64decode(message.media_original), self.host.content)
        self.assertLess(max(Image.open(io.BytesIO(message.attachment_ids.raw)).size), 4000)

    def test_a_large_photo_sent_as_a_file_keeps_what_it_says_of_itself(self):
        stream = io.BytesIO()
        Image.new("RGB", (4000, 3000), "green").save(stream, "JPEG")
        self.host.content = stream.getvalue()
        message = self.send("document", mime_type="image/jpeg", filename="foto.jpg")
        self.fetch()
        self.assertEqual(message.attachment_ids.raw, self.host.content)

    def test_a_voice_note_can_be_played(self):
        self.host.content = b"OggS" + b"\0" * 60
        message = self.send("audio", mime_type="audio/ogg; codecs=opus", voice=True)
        self.fetch()
        self.assertEqual(message.attachment_ids.mimetype, "audio/ogg")
        self.assertEqual(message.attachment_ids.raw, self.host.content)

    def test_a_document_keeps_its_name_without_its_folder_and_is_never_a_page(self):
        self.host.content = b"<html><script>alert(1)</script>"
        message = self.send("document", mime_type="text/html", filename="../../surat\u202e.pdf")
        self.fetch()
        self.assertEqual(message.attachment_ids.name, "surat.pdf")
        self.assertEqual(message.attachment_ids.mimetype, "application/x-unknown")

    def test_a_page_that_claims_to_be_a_photo_is_not_kept(self):
        self.host.content = b"<html>"
        message = self.send()
        self.fetch()
        self.assertEqual((message.media_state, len(message.attachment_ids)), ("failed", 0))
        self.assertTrue(message.media_error)

    def test_a_damaged_photo_is_told(self):
        self.host.content = photo()[:60]
        message = self.send()
        self.fetch()
        self.assertEqual((message.media_state, len(message.attachment_ids)), ("failed", 0))

    def test_no_other_host_is_asked_and_none_gets_the_token(self):
        self.host.told = {"url": "http://localhost:1/file"}
        message = self.send()
        self.fetch()
        self.assertEqual(message.media_state, "failed")
        self.assertEqual(len(self.host.tokens), 1)

    def test_what_is_too_large_is_not_fetched_whatever_is_claimed(self):
        self.env["ir.config_parameter"].set_param("lalisa_messaging.max_media_mb", "1")
        self.host.content = b"\xff\xd8\xff" + b"0" * 2**20
        for told in ({"file_size": str(2**21)}, {"file_size": "5"}):
            with self.subTest(told=told):
                self.host.told = told
                message = self.inbound() or self.send()
                message.write({"media_state": "waiting", "media_next_at": False, "media_error": False})
                self.fetch()
                self.assertEqual(message.media_state, "failed")
                # It is no picture either, which must not be why it was refused.
                self.assertIn("too large", message.media_error)
        self.assertEqual(len(self.host.tokens), 3, "the first was refused by its size alone")

    def test_a_host_in_trouble_is_asked_again_later(self):
        self.host.refusals = [(503, b"")]
        message = self.send()
        self.fetch()
        self.assertEqual(message.media_state, "waiting")
        message.media_next_at = False
        self.fetch()
        self.assertEqual((message.media_state, message.media_attempts), ("fetched", 2))

    def test_a_host_in_trouble_is_asked_for_seven_days_and_then_the_file_is_expired(self):
        self.host.refusals = [(503, b"")] * 8
        message = self.send()
        for _attempt in range(7):
            message.media_next_at = False
            self.fetch()
        self.assertEqual((message.media_state, message.media_attempts), ("waiting", 7))
        self.assertTrue(message.media_error, "the operator reads that it does not come")
        message.write({"occurred_at": fields.Datetime.now() - timedelta(days=7, minutes=1), "media_next_at": False})
        self.fetch()
        self.assertEqual(message.media_state, "failed")
        self.assertIn("no longer has the file", message.media_error)

    def test_a_file_that_comes_late_takes_the_warning_away(self):
        self.host.refusals = [(503, b"")] * 3
        message = self.send()
        for _attempt in range(4):
            message.media_next_at = False
            self.fetch()
        self.assertEqual((message.media_state, message.media_error), ("fetched", False))

    def test_a_file_that_is_gone_is_told_at_once(self):
        self.host.refusals = [(400, json.dumps({"error": {"code": 100}}).encode())]
        message = self.send()
        self.fetch()
        self.assertEqual(message.media_state, "failed")

    def test_bytes_that_are_not_the_promised_ones_are_not_kept(self):
        self.host.told = {"sha256": base64.b64encode(b"0" * 32).decode()}
        message = self.send()
        self.fetch()
        self.assertEqual((message.media_state, len(message.attachment_ids)), ("waiting", 0))


@tagged("post_install", "-at_install")
class TestHosts(BaseCase):
    def test_only_listed_hosts_over_https(self):
        hosts = ("lookaside.fbsbx.com", "*.fbcdn.net")
        for url in ("https://lookaside.fbsbx.com/x", "https://scontent.fbcdn.net/x"):
            self.assertTrue(is_allowed(url, hosts), url)
        for url in (
            "http://lookaside.fbsbx.com/x",
            "https://lookaside.fbsbx.com.example.org/x",
            "https://fbcdn.net.x/",
            "https://evilfbcdn.net/x",
            "https://lookaside.fbsbx.com@10.0.0.1/",
            "https://169.254.169.254/",
            "file:///etc/passwd",
            "None",
            "",
            "https://[::1",
        ):
            self.assertFalse(is_allowed(url, hosts), url)
