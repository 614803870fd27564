from odoo.tests import BaseCase, tagged

from ..tools import graph_judge

TEXT = {"messaging_product": "whatsapp", "to": "62812", "type": "text", "text": {"body": "Halo"}}


def build_buttons(*titles):
    replies = [{"type": "reply", "reply": {"id": str(index), "title": title}} for index, title in enumerate(titles)]
    node = {"type": "button", "body": {"text": "Pilih"}, "action": {"buttons": replies}}
    return {**TEXT, "type": "interactive", "interactive": node, "text": None}


@tagged("post_install", "-at_install")
class TestGraphJudge(BaseCase):
    def refused(self, body, code, window_open=True):
        with self.assertRaises(graph_judge.Refused) as caught:
            graph_judge.judge_message(body, window_open)
        self.assertEqual(caught.exception.code, code)

    def test_a_text_inside_the_window_is_accepted(self):
        self.assertEqual(graph_judge.judge_message(TEXT, True), ("62812", "Halo", []))

    def test_a_text_outside_the_window_is_refused_with_metas_code(self):
        self.refused(TEXT, graph_judge.WINDOW, window_open=False)

    def test_limits_and_unknown_keys_are_refused(self):
        self.refused({**TEXT, "text": {"body": ""}}, graph_judge.PARAMETER)
        self.refused({**TEXT, "text": {"body": "x" * 4097}}, graph_judge.PARAMETER)
        self.refused({**TEXT, "surprise": 1}, graph_judge.UNKNOWN_KEY)
        self.refused({**TEXT, "messaging_product": "other"}, graph_judge.PARAMETER)
        self.refused({**TEXT, "to": ""}, graph_judge.PARAMETER)

    def test_buttons_are_one_to_three_with_titles_of_their_own(self):
        accepted = {name: value for name, value in build_buttons("Ya", "Tidak").items() if name != "text"}
        self.assertEqual(graph_judge.judge_message(accepted, True)[2], [("0", "Ya"), ("1", "Tidak")])
        for titles in (("Ya", "Ya"), ("a", "b", "c", "d"), ("x" * 21,)):
            body = {name: value for name, value in build_buttons(*titles).items() if name != "text"}
            self.refused(body, graph_judge.PARAMETER)

    def test_a_list_has_at_most_ten_rows_with_ids_of_their_own(self):
        def choices(*ids, title="Ternak"):
            rows = [{"id": row_id, "title": title} for row_id in ids]
            action = {"button": "Pilih", "sections": [{"rows": rows}]}
            node = {"type": "list", "body": {"text": "Apa?"}, "action": action}
            request = {**TEXT, "type": "interactive", "interactive": node}
            del request["text"]
            return request

        self.assertEqual(graph_judge.judge_message(choices("a", "b"), True)[2][1], ("b", "Ternak"))
        eleven = [str(number) for number in range(11)]
        for wrong in (choices(), choices("a", "a"), choices(*eleven), choices("a", title="x" * 25)):
            self.refused(wrong, graph_judge.PARAMETER)

    def test_a_place_is_asked_for_in_metas_own_shape(self):
        node = {"type": "location_request_message", "body": {"text": "Di mana?"}}
        request = {**TEXT, "type": "interactive", "interactive": node}
        del request["text"]
        self.refused(request, graph_judge.PARAMETER)
        node["action"] = {"name": "send_location"}
        self.assertEqual(graph_judge.judge_message(request, True)[1], "Di mana?")

    def test_a_number_is_asked_for_in_metas_own_shape(self):
        node = {"type": "request_contact_info", "body": {"text": "Nomor mana?"}, "action": {"name": "send_location"}}
        request = {**TEXT, "type": "interactive", "interactive": node}
        del request["text"]
        self.refused(request, graph_judge.PARAMETER)
        node["action"] = {"name": "request_contact_info"}
        self.assertEqual(graph_judge.judge_message(request, True)[2], [("contact", "Bagikan nomor")])

    def test_a_file_is_named_by_its_upload_and_has_no_foreign_key(self):
        request = {**TEXT, "type": "document", "document": {"id": "1037", "filename": "a.pdf", "caption": "Hasil"}}
        del request["text"]
        self.assertEqual(graph_judge.judge_message(request, True)[1], "Hasil")
        long = {"id": "1037", "caption": "x" * 1025}
        for wrong in ({"filename": "a.pdf"}, {"id": "1037", "link": "https://x"}, long):
            with self.subTest(wrong=wrong), self.assertRaises(graph_judge.Refused):
                graph_judge.judge_message({**request, "document": wrong}, True)

    def test_an_upload_says_what_it_is_and_is_not_too_large(self):
        graph_judge.judge_upload("whatsapp", "application/pdf", ("application/pdf", b"x"))
        for wrong in (
            ("other", "application/pdf", ("application/pdf", b"x")),
            ("whatsapp", "", ("", b"x")),
            ("whatsapp", "image/png", ("image/jpeg", b"x")),
            ("whatsapp", "image/png", None),
            ("whatsapp", "image/png", ("image/png", b"x" * (5 * 1024 * 1024 + 1))),
        ):
            with self.subTest(wrong=wrong[:2]), self.assertRaises(graph_judge.Refused):
                graph_judge.judge_upload(*wrong)

    def test_a_read_mark_names_its_message(self):
        read = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.1"}
        self.assertEqual(graph_judge.judge_read(read), "wamid.1")
        for wrong in ({"message_id": ""}, {"status": "seen"}, {"typing_indicator": {"type": "voice"}}, {"x": 1}):
            with self.subTest(wrong=wrong), self.assertRaises(graph_judge.Refused):
                graph_judge.judge_read({**read, **wrong})
