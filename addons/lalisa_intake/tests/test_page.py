import io

from PIL import Image

from odoo.tests import HttpCase, tagged

from .common import IntakeCase


@tagged("post_install", "-at_install")
class TestReportersPage(IntakeCase, HttpCase):
    """What a reporter with a conversation adds on their page."""

    def setUp(self):
        super().setUp()
        self.hear("Ada sapi di jalan depan pasar")
        self.case = self.complaints
        self.path = "/aduan/" + self.case._tracking_url().split("/aduan/")[1]

    def send(self, text, *photos):
        files = [("photo", (f"{n}.jpg", photo, "image/jpeg")) for n, photo in enumerate(photos)]
        files = files or [("photo", ("", b"", "application/octet-stream"))]
        answer = self.url_open(self.path, data={"text": text, "form_key": text}, files=files)
        self.assertEqual(answer.status_code, 200)
        self.conversation.invalidate_recordset()
        self.case.invalidate_recordset()
        return answer

    @staticmethod
    def picture():
        out = io.BytesIO()
        Image.new("RGB", (40, 30), "green").save(out, "JPEG")
        return out.getvalue()

    def test_it_is_a_message_of_the_conversation_and_counts_as_unread(self):
        unread = self.case.unread_count
        self.send("Sudah sepuluh ekor", self.picture())
        rows = self.case.with_user(self.operator).conversation_panel()["messages"]
        self.assertEqual([row["body"] for row in rows][-2:], ["Sudah sepuluh ekor", ""])
        self.assertEqual(rows[-1]["files"][0]["kind"], "image")
        self.assertEqual(self.case.unread_count, unread + 2)
        self.assertFalse(self.case.addition_ids.body, "kept in one place only")

    def test_it_opens_no_time_for_answers_on_the_channel(self):
        self.conversation.last_inbound_at = "2026-01-01 00:00:00"
        self.send("Sudah sepuluh ekor")
        self.assertFalse(self.conversation._is_window_open())

    def test_what_was_asked_in_the_chat_is_asked_on_the_page_until_it_came(self):
        self.assertIn("photo", self.case.asked_for)
        self.assertIn("Foto kejadian", self.url_open(self.path).text)
        self.send("Ini fotonya", self.picture())
        self.assertNotIn("photo", self.case.asked_for or "")
        self.assertNotIn("Foto kejadian", self.url_open(self.path).text)
