import hashlib
import os

from odoo.tests import TransactionCase, tagged

from .small_disk import SmallDisk

LARGE = os.urandom(300_000)


@tagged("post_install", "-at_install")
class TestFullDisk(TransactionCase):
    """A moment without room leaves nothing that stands in the way of the same file later."""

    def setUp(self):
        super().setUp()
        self.disk = SmallDisk()
        self.addCleanup(self.disk.close)
        self.attachments = self.env["ir.attachment"]
        self.patch(type(self.attachments), "_filestore", lambda _self: str(self.disk.path))

    def keep(self, content=LARGE):
        return self.attachments.create({"name": "a.bin", "raw": content})

    def test_a_file_that_found_no_room_is_kept_once_there_is(self):
        self.disk.fill(room=100_000)
        for _attempt in range(2):
            with self.assertRaises(OSError), self.env.cr.savepoint():
                self.keep()
        self.assertEqual(self.disk.files(), [])
        self.disk.free()
        self.assertEqual(self.keep().raw, LARGE)

    def test_half_a_file_of_an_earlier_release_is_replaced(self):
        name = hashlib.sha1(LARGE, usedforsecurity=False).hexdigest()
        for half in (b"", LARGE[:4096], LARGE[:-1], LARGE + b"x"):
            path = self.disk.path / name[:2] / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(half)
            self.assertEqual(self.keep().raw, LARGE)
            self.assertEqual(self.disk.files(), [path])

    def test_what_is_whole_is_kept_once_and_read_by_all(self):
        first, second = self.keep(), self.keep()
        self.assertEqual((first.store_fname, second.raw), (second.store_fname, LARGE))
        self.assertEqual(len(self.disk.files()), 1)

    def test_odoos_list_of_files_to_collect_names_only_files_that_are_there(self):
        self.disk.fill(room=100_000)
        with self.assertRaises(OSError), self.env.cr.savepoint():
            self.keep()
        self.disk.free()
        kept = self.keep()
        checklist = self.disk.path / "checklist"
        listed = [str(path.relative_to(checklist)) for path in checklist.rglob("*") if path.is_file()]
        self.assertEqual(listed, [kept.store_fname])
