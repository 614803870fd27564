from odoo.tests import HttpCase, tagged

from .common import IntakeCase

PIXEL = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


@tagged("post_install", "-at_install")
class TestMedia(IntakeCase, HttpCase):
    """Files of citizens: the message's complaint decides who sees them."""

    def file(self, message, name="a.jpg", mimetype="image/jpeg", content=PIXEL):
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": content,
                "mimetype": mimetype,
                "res_model": message._name,
                "res_id": message.id,
            }
        )

    def fetched(self, attachment, user):
        user.password = "sandi-uji-panjang"
        self.authenticate(user.login, "sandi-uji-panjang")
        return self.url_open(f"/lalisa/conversation/media/{attachment.id}")

    def test_those_who_work_the_complaint_see_its_photos_and_nobody_else(self):
        self.hear("Musik keras di gang")
        photo = self.file(self.hear("", "image"))
        for user in (self.operator, self.section_head, self.agency_head):
            answer = self.fetched(photo, user)
            self.assertEqual((answer.status_code, answer.content), (200, PIXEL))
            self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(self.fetched(photo, self.response_team).status_code, 404)

    def test_files_of_a_complaint_about_a_member_are_the_heads(self):
        photo = self.file(self.hear("Anggota meminta uang", "image"))
        self.complaints.with_user(self.operator).category_id = self.env.ref("lalisa_complaint.category_pel")
        self.assertEqual(self.fetched(photo, self.agency_head).status_code, 200)
        self.assertEqual(self.fetched(photo, self.section_head).status_code, 404)

    def test_no_other_file_of_odoo_is_given_out_here(self):
        self.hear("Musik keras di gang")
        other = self.file(self.env.company.partner_id)
        self.assertEqual(self.fetched(other, self.operator).status_code, 404)

    def test_what_could_run_in_a_browser_is_saved_not_shown(self):
        message = self.hear("Surat", "document")
        page = self.file(message, "x.html", "text/html", b"<script>alert(1)</script>")
        answer = self.fetched(page, self.operator)
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertIn("default-src 'none'", answer.headers["Content-Security-Policy"])
