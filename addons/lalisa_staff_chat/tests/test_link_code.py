from odoo.tests import BaseCase

from ..tools import link_code, word


class TestLinkCode(BaseCase):
    """What is taken for a code and what is not."""

    def test_a_code_is_read_back_from_what_is_typed_and_from_a_link(self):
        code = link_code.create_code()
        self.assertEqual(link_code.find_in_text(link_code.format_message(code)), code)
        self.assertEqual(
            link_code.find_in_text(link_code.format_message(code).lower().replace("-", "  ").replace("  ", " ")), code
        )
        self.assertEqual(link_code.find_in_payload(link_code.format_payload(code)), code)

    def test_no_two_codes_are_alike(self):
        self.assertEqual(len({link_code.create_code() for _number in range(200)}), 200)

    def test_a_citizens_words_are_no_code(self):
        for text in (
            None,
            "",
            "kecelakaan",
            "Taut",
            "tautan ke video",
            "TAUT 12345",
            "taut abcde-fghij di pasar",
            "LL-26-0042",
            "/start taut",
            "x" * 4096,
        ):
            self.assertEqual(link_code.find_in_text(text), "", text)
        for argument in (None, "", "tempat-pasar", "taut-", "taut-" + "x" * 60):
            self.assertEqual(link_code.find_in_payload(argument), "", argument)

    def test_one_word_is_a_wish_and_more_is_not(self):
        self.assertEqual(word.find_meaning(" Tugas. "), "turns")
        self.assertEqual(word.find_meaning("LAPOR"), "citizen")
        for text in (None, "", "lapor ada sapi", "tugas saya", "!!"):
            self.assertEqual(word.find_meaning(text), "", text)
