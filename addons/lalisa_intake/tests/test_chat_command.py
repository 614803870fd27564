from odoo.tests import BaseCase, tagged

from ..tools import chat_command


@tagged("post_install", "-at_install")
class TestChatCommand(BaseCase):
    def test_commands_are_known_with_number_without_it_and_misspelt(self):
        table = {
            "STATUS": ("status", ""),
            "status LL-26-0042": ("status", "LL-26-0042"),
            "satus": ("status", ""),
            "Statuss ll 26 0042": ("status", "LL-26-0042"),
            "CABUT": ("withdraw", ""),
            "batal": ("withdraw", ""),
            "rahasia": ("secret", ""),
            "rahsia": ("secret", ""),
            "bantuan!": ("help", ""),
            "Setuju.": ("agree", ""),
            "tambah": ("add", ""),
            "status aduan": ("status", ""),
        }
        for text, (name, number) in table.items():
            with self.subTest(text):
                self.assertEqual(chat_command.parse(text), chat_command.Command(name, number))

    def test_a_sentence_is_never_a_command(self):
        for text in (
            "status jalan di depan rumah saya rusak",
            "tolong cabut spanduk liar",
            "",
            None,
            "LL-26-0042",
            "aduan",
        ):
            with self.subTest(text):
                self.assertIsNone(chat_command.parse(text))

    def test_a_cyrillic_lookalike_is_only_text(self):
        self.assertIsNone(chat_command.parse("ѕtаtuѕ"))

    def test_greetings_say_nothing_but_hello(self):
        for text in (
            "assalamualaikum pak",
            "P",
            "tes",
            "Selamat pagi, Bu!",
            "halo min",
            "  ",
            "🙏",
        ):
            self.assertTrue(chat_command.is_greeting(text), text)
        for text in ("ada sapi di jalan", "P ada balap liar", "ulun handak melapor"):
            self.assertFalse(chat_command.is_greeting(text), text)
