from odoo.tests import TransactionCase, tagged

from ..tools.driver_types import build_unreadable_event
from ..tools.text import CUT_MARK, make_one_line, make_storable, make_storable_key


@tagged("post_install", "-at_install")
class TestText(TransactionCase):
    """What strangers write must never stop the database."""

    def _kept(self, value):
        self.env.cr.execute("SELECT %s::text", (value,))
        return self.env.cr.fetchone()[0]

    def test_a_null_byte_is_left_out(self):
        self.assertEqual(self._kept(make_storable("before\x00after")), "beforeafter")

    def test_half_a_surrogate_pair_is_replaced_and_a_whole_one_kept(self):
        self.assertEqual(self._kept(make_storable("a\ud83db")), "a\ufffdb")
        self.assertEqual(self._kept(make_storable("a\U0001f525b")), "a\U0001f525b")

    def test_a_long_text_is_cut_with_a_mark(self):
        self.assertEqual(make_storable("x" * 100, 100), "x" * 100)
        cut = make_storable("x" * 101, 100)
        self.assertEqual(len(cut), 100)
        self.assertTrue(cut.endswith(CUT_MARK))

    def test_what_is_no_text_becomes_one(self):
        for given, wanted in ((None, ""), ([1], ""), ({}, ""), (7, "7"), (1.5, "1.5")):
            with self.subTest(given=given):
                self.assertEqual(make_storable(given), wanted)

    def test_a_name_is_one_visible_line(self):
        self.assertEqual(make_one_line("Siti\r\nBcc: x\u202e\u200b Aminah"), "Siti Bcc: x Aminah")

    def test_a_key_of_any_kind_fits_an_index(self):
        for key in ("m:\x00", "m:\ud800", "m:" + "x" * 10000, "m:é"):
            with self.subTest(key=key[:9]):
                self.assertTrue(self._kept(make_storable_key(key)).startswith("sha256:"))
        self.assertEqual(make_storable_key("m:wamid.A1="), "m:wamid.A1=")
        self.assertNotEqual(make_storable_key("m:\x00a"), make_storable_key("m:\x00b"))

    def test_an_unreadable_body_is_one_event_that_can_be_stored(self):
        event = build_unreadable_event(b"\xff\x00{")
        self.assertEqual(event.kind, "other")
        self.assertNotIn("\x00", self._kept(event.payload["unreadable"]))
        self.assertNotEqual(event.dedup_key, build_unreadable_event(b"{").dedup_key)
