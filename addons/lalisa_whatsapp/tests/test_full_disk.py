import io
import time
from unittest.mock import patch

from PIL import Image

from odoo import fields
from odoo.tests import tagged

from odoo.addons.lalisa_messaging.tests.small_disk import SmallDisk
from odoo.addons.lalisa_messaging.tools.driver_types import MediaResult

from ..tools import media
from .common import WhatsappCase, body

PHOTOS = 6


def photo(side):
    stream = io.BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(stream, "JPEG", quality=95)
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestFullDisk(WhatsappCase):
    """Photos that come while the disk is full wait for room, each for itself."""

    def setUp(self):
        super().setUp()
        self.disk = SmallDisk()
        self.addCleanup(self.disk.close)
        self.patch(type(self.env["ir.attachment"]), "_filestore", lambda _self: str(self.disk.path))
        for number in range(PHOTOS):
            self.assertEqual(
                self.post(
                    body(
                        {
                            "from": "6281255501001",
                            "id": f"wamid.{number}",
                            "timestamp": str(int(time.time())),
                            "type": "image",
                            "image": {"id": f"1037{number}", "mime_type": "image/jpeg"},
                        }
                    )
                ),
                200,
            )
        self.drain()
        self.messages = self.inbound()

    def fetch(self, contents):
        """:param contents: {the media's id: its bytes}"""

        def fetched(request):
            return MediaResult(request.message_id, content=contents[request.ref])

        with patch.object(media, "fetch_file", fetched), self.enter_registry_test_mode():
            self.env.ref("lalisa_messaging.cron_fetch_media").method_direct_trigger()
        self.env.invalidate_all()

    def test_one_photo_without_room_takes_no_other_along_and_all_come_once_there_is_room(self):
        large, small = photo(600), photo(200)
        refs = self.messages.mapped("media_ref")
        contents = {ref: small + bytes([number]) for number, ref in enumerate(refs)} | {refs[0]: large}
        self.disk.fill(room=len(large) * 9 // 10)
        self.fetch(contents)
        first, others = self.messages[0], self.messages[1:]
        self.assertEqual((first.media_state, set(others.mapped("media_state"))), ("waiting", {"fetched"}))
        self.assertLess((first.media_next_at - fields.Datetime.now()).total_seconds(), 60, "it is due again soon")
        self.disk.free()
        first.media_next_at = False
        self.fetch(contents)
        self.assertEqual(first.media_state, "fetched")

    def test_a_disk_without_any_room_keeps_every_photo_waiting_and_none_is_lost(self):
        contents = {ref: photo(200) for ref in self.messages.mapped("media_ref")}
        self.disk.fill(room=4096)
        for _attempt in range(2):
            self.messages.media_next_at = False
            self.fetch(contents)
        self.assertEqual(set(self.messages.mapped("media_state")), {"waiting"})
        self.assertEqual(self.disk.files(), [])
        self.disk.free()
        self.messages.media_next_at = False
        self.fetch(contents)
        self.assertEqual(set(self.messages.mapped("media_state")), {"fetched"})
