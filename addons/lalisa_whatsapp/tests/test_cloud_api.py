from odoo.tests import BaseCase, tagged

from ..tools import cloud_api, error_codes


@tagged("post_install", "-at_install")
class TestCloudApi(BaseCase):
    def test_a_number_goes_to_and_a_user_id_goes_to_recipient(self):
        self.assertEqual(cloud_api.build_address("6281255501001"), {"to": "6281255501001"})
        self.assertEqual(cloud_api.build_address("ID.1000"), {"recipient": "ID.1000"})

    def test_texts_are_cut_by_utf16_units_and_never_inside_a_character(self):
        self.assertEqual(cloud_api.cut_text("x" * 20, 20), "x" * 20)
        self.assertEqual(cloud_api.cut_text("x" * 21, 20), "x" * 19 + "…")
        cut = cloud_api.cut_text("\U0001f525" * 11, 20)
        self.assertLessEqual(len(cut.encode("utf-16-le")) // 2, 20)
        self.assertEqual(cut, "\U0001f525" * 9 + "…")

    def test_a_place_is_asked_for_with_metas_own_button(self):
        node = cloud_api.location_request_body("Di mana?")
        self.assertEqual(node["interactive"]["type"], "location_request_message")
        self.assertEqual(node["interactive"]["action"], {"name": "send_location"})
        with self.assertRaises(ValueError):
            cloud_api.location_request_body("")

    def test_what_the_provider_would_refuse_is_refused_here(self):
        eleven = [(str(number), f"Baris {number}") for number in range(11)]
        twins = [("a", f"Baris {number}") for number in range(4)]
        long = [("a" * 201, "Ya"), *eleven[:3]]
        for text, buttons in (("", None), ("x", eleven), ("x", twins), ("x", long), ("x", [("a", "Ya"), ("b", "Ya")])):
            with self.subTest(text=text, buttons=buttons), self.assertRaises(ValueError):
                cloud_api.text_body(text, buttons)

    def test_buttons_keep_id_and_title(self):
        node = cloud_api.text_body("Benar?", [("ya", "Ya, kirim"), ("tidak", "Tidak")])
        replies = [button["reply"] for button in node["interactive"]["action"]["buttons"]]
        self.assertEqual(replies, [{"id": "ya", "title": "Ya, kirim"}, {"id": "tidak", "title": "Tidak"}])

    def test_more_than_three_choices_are_a_list_whose_titles_fit(self):
        rows = [(str(number), f"Jenis gangguan ketertiban {number}") for number in range(10)]
        node = cloud_api.text_body("Apa jenisnya?", rows)["interactive"]
        self.assertEqual(node["type"], "list")
        [section] = node["action"]["sections"]
        self.assertEqual([row["id"] for row in section["rows"]], [row_id for row_id, _title in rows])
        self.assertTrue(all(len(row["title"]) <= 24 for row in section["rows"]))

    def test_every_known_refusal_tells_the_next_step(self):
        for code in error_codes.REASONS:
            with self.subTest(code=code):
                self.assertRegex(error_codes.get_reason(code), r"; [^;]+\.$")

    def test_template_parameters_are_one_line_and_never_empty(self):
        node = cloud_api.template_body({"name": "selesai", "language": "id", "params": ["a\n b", ""]})
        [component] = node["template"]["components"]
        self.assertEqual([p["text"] for p in component["parameters"]], ["a b", "-"])

    def test_every_code_has_one_class(self):
        wanted = {
            190: "auth",
            0: "auth",
            131042: "auth",
            131047: "window",
            131056: "temporary",
            130429: "temporary",
            131016: "temporary",
            131026: "permanent",
            131053: "permanent",
            132001: "permanent",
            999999: "permanent",
        }
        found = {code: error_codes.get_failure_type(code) for code in wanted}
        self.assertEqual(found, wanted)

    def test_an_unknown_code_is_judged_by_the_status_of_its_answer(self):
        for status, wanted in ((401, "auth"), (429, "temporary"), (503, "temporary"), (400, "permanent")):
            with self.subTest(status=status):
                self.assertEqual(error_codes.failure_of_answer(999999, status), wanted)
