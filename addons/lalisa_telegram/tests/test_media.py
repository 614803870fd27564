import logging
import time
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tests.common import _super_send

from .common import TOKEN, Provider, TelegramCase, message, photo, refusal, update


def lies_at(path, size=None):
    told = {"file_id": "besar", "file_unique_id": "u1", "file_path": path}
    return 200, {"ok": True, "result": {**told, "file_size": size} if size else told}


@tagged("post_install", "-at_install")
class TestMedia(TelegramCase):
    """The real library and the real download over real HTTP."""

    @classmethod
    def _request_handler(cls, session, request, **options):
        # Odoo's own guard compares the timeout with a number; ours is a pair (connect, read).
        if request.url.startswith("http://127.0.0.1:"):
            return _super_send(session, request, **options)
        return super()._request_handler(session, request, **options)

    def setUp(self):
        super().setUp()
        self.provider = Provider()
        self.addCleanup(self.provider.close)
        address = patch.object(type(self.channel), "_get_api_base_url", lambda channel: self.provider.url)
        address.start()
        self.addCleanup(address.stop)
        self.provider.file = (200, photo())

    def said(self, **media):
        # Of today: a file that is a week old is asked for no more.
        heard = self.hear(update(1, message=message(5, None, date=int(time.time()), **media)))
        self.assertEqual(heard.media_state, "waiting")
        return heard

    def picture(self):
        return self.said(photo=[{"file_id": "besar", "width": 60, "height": 40}])

    def fetch(self, *answers):
        self.provider.answers = list(answers)
        with self.enter_registry_test_mode():
            self.env.ref("lalisa_messaging.cron_fetch_media").method_direct_trigger()
        self.env.invalidate_all()

    def test_a_photo_is_asked_for_and_fetched_at_the_bot_api(self):
        heard = self.picture()
        self.fetch(lies_at("photos/file_1.jpg"))
        self.assertEqual((heard.media_state, len(heard.attachment_ids)), ("fetched", 1))
        self.assertEqual(self.provider.calls, [(f"/bot{TOKEN}/getFile", {"file_id": "besar"})])
        self.assertEqual(self.provider.asked, [f"/file/bot{TOKEN}/photos/file_1.jpg"])

    def test_a_document_keeps_its_name_without_its_folder(self):
        self.provider.file = (200, b"%PDF-1.7 isi")
        heard = self.said(document={"file_id": "surat", "file_name": "../surat.pdf", "mime_type": "text/html"})
        self.fetch(lies_at("documents/file_2.pdf"))
        self.assertEqual((heard.attachment_ids.name, heard.attachment_ids.mimetype), ("surat.pdf", "application/pdf"))

    def test_a_file_that_telegram_no_longer_has_or_that_is_too_large_is_told_and_not_asked_for_again(self):
        for answer, told in (
            (refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable"), "no longer"),
            (refusal(400, "Bad Request: file is too big"), "too large"),
            (lies_at("videos/file_3.mp4", 21 * 1024 * 1024), "too large"),
        ):
            heard = self.inbound() or self.picture()
            heard.write({"media_state": "waiting", "media_next_at": False})
            self.fetch(answer)
            self.assertEqual(heard.media_state, "failed")
            self.assertIn(told, heard.media_error)
        self.assertFalse(self.provider.asked)

    def test_more_than_was_told_is_not_read_to_its_end(self):
        self.env["ir.config_parameter"].set_param("lalisa_messaging.max_media_mb", "1")
        self.provider.file = (200, b"x" * (1024 * 1024 + 1))
        heard = self.picture()
        self.fetch(lies_at("photos/file_1.jpg", 100))
        self.assertIn("too large", heard.media_error)

    def test_a_pause_or_a_redirect_leaves_the_file_for_later(self):
        heard = self.picture()
        self.fetch(refusal(429, "Too Many Requests: retry after 30", retry_after=30))
        self.assertEqual((heard.media_state, bool(heard.media_next_at)), ("waiting", True))
        heard.media_next_at = False
        self.provider.file = (302, b"")
        self.fetch(lies_at("photos/file_1.jpg"))
        self.assertEqual((heard.media_state, len(heard.attachment_ids)), ("waiting", 0))

    def test_nothing_is_fetched_from_a_foreign_host(self):
        heard = self.picture()
        with patch.object(type(self.channel), "_get_media_hosts", lambda channel: ("https://api.telegram.org",)):
            self.fetch(lies_at("photos/file_1.jpg"))
        self.assertIn("foreign", heard.media_error)
        self.assertFalse(self.provider.asked)

    def test_files_lie_at_the_bot_api_of_the_channel(self):
        with patch.object(type(self.channel), "_get_api_base_url", lambda channel: "https://api.telegram.org"):
            self.assertEqual(self.channel._get_media_hosts(), ("https://api.telegram.org",))

    def test_the_token_is_in_no_log(self):
        self.picture()
        self.provider.file = (500, b"")
        root = logging.getLogger()
        with self.assertLogs(root, "DEBUG") as log:
            logging.getLogger(__name__).debug("begin")
            self.fetch(lies_at("photos/file_1.jpg"))
        self.assertFalse([line for line in log.output if TOKEN in line])
