import io
import logging
import re
import time

from PIL import Image

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..controllers.tracking import LIMITER, REPORT_LIMITER
from ..models.complaint.addition import MAX_PHOTO_BYTES, MAX_WORDS, PER_HOUR
from .common import ComplaintCase
from .test_reports import read_pdf


def make_picture(form="JPEG", size=(40, 30), exif=None):
    out = io.BytesIO()
    Image.new("RGB", size, "green").save(out, form, **({"exif": exif} if exif else {}))
    return out.getvalue()


@tagged("post_install", "-at_install")
class TestTrackingAdditions(ComplaintCase, HttpCase):
    """The form on the reporter's page: words and photos, without JavaScript and without a session."""

    def make_tracked(self, code="receive", **values):
        complaint = self.complaint(code, **values)
        return complaint, "/aduan/" + complaint._tracking_url().split("/aduan/")[1]

    def send_addition(self, path, text="", photos=(), key="abc", **options):
        files = [("photo", (name, content, kind)) for name, content, kind in photos]
        # A form without a file sends an empty one, as browsers do.
        files = files or [("photo", ("", b"", "application/octet-stream"))]
        return self.url_open(path, data={"text": text, "form_key": key}, files=files, **options)

    def list_additions(self, complaint):
        complaint.invalidate_recordset(["addition_ids"])
        return complaint.addition_ids

    def test_words_and_photos_are_kept_and_the_page_says_so(self):
        complaint, path = self.make_tracked()
        answer = self.send_addition(path, "Sekarang sudah sepuluh ekor", [("sapi.jpg", make_picture(), "image/jpeg")])
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.url.endswith("?terkirim=1"), "a reload sends nothing twice")
        self.assertIn("sudah kami terima", answer.text)
        addition = self.list_additions(complaint)
        self.assertEqual(addition.body, "Sekarang sudah sepuluh ekor")
        self.assertEqual(addition.photo_ids.mimetype, "image/jpeg")
        self.assertEqual(addition.photo_ids.res_model, "lalisa.complaint.addition")
        self.assertNotIn("sepuluh ekor", self.url_open(path).text, "the page shows no words of a person")

    def test_the_form_of_the_page_itself_is_what_is_sent(self):
        complaint, path = self.make_tracked()
        page = self.url_open(path).text
        self.assertIn(f'action="{path}"', page)
        self.assertIn('method="post"', page)
        key = re.search(r'name="form_key" value="([^"]+)"', page)[1]
        self.send_addition(path, "Tambahan", key=key)
        self.assertEqual(self.list_additions(complaint).key, key)
        self.assertNotIn(key, self.url_open(path).text, "each form has a mark of its own")

    def test_one_form_sent_twice_is_kept_once(self):
        complaint, path = self.make_tracked()
        for _time in range(2):
            self.assertEqual(self.send_addition(path, "Sama").status_code, 200)
        self.assertEqual(len(self.list_additions(complaint)), 1)
        self.send_addition(path, "Sama", key="another")
        self.assertEqual(len(self.list_additions(complaint)), 2)

    def test_an_addition_wakes_a_complaint_that_waited_for_it(self):
        complaint, path = self.make_tracked("check")
        self.move(complaint, self.operator, "waiting_reporter", **self.why())
        self.send_addition(path, "Di depan masjid")
        complaint.invalidate_recordset()
        self.assertEqual(complaint.stage_code, "check")

    def test_the_chatter_says_that_something_came_and_not_what(self):
        complaint, path = self.make_tracked("verify")
        self.send_addition(path, "Nama saya Siti")
        chatter = " ".join(complaint.message_ids.mapped("body"))
        self.assertRegex(chatter, "added something|menambahkan sesuatu")
        self.assertNotIn("Siti", chatter)

    def test_those_who_work_it_read_it_and_the_team_and_others_do_not(self):
        complaint, path = self.make_tracked("resolve")
        self.send_addition(path, "Kata pelapor", [("a.png", make_picture("PNG"), "image/png")])
        addition = self.list_additions(complaint)
        for reader in (self.operator, self.section_head, self.division_head, self.agency_head):
            self.assertEqual(addition.with_user(reader).body, "Kata pelapor")
            self.assertTrue(addition.photo_ids.with_user(reader).raw)
        for other in (self.response_team, self.administrator):
            self.assertFalse(addition.with_user(other).has_access("read"))
            self.assertFalse(addition.photo_ids.with_user(other).has_access("read"))

    def test_additions_about_members_are_the_heads_alone(self):
        complaint, path = self.make_tracked(category_id=self.env.ref("lalisa_complaint.category_pel").id)
        self.send_addition(path, "Tentang anggota")
        addition = self.list_additions(complaint.sudo())
        self.assertEqual(addition.with_user(self.agency_head).body, "Tentang anggota")
        self.assertFalse(addition.with_user(self.operator).has_access("read"))

    def test_a_photo_loses_its_metadata(self):
        exif = Image.Exif()
        exif[0x010E] = "Rumah Siti"
        complaint, path = self.make_tracked()
        self.send_addition(path, photos=[("a.jpg", make_picture(exif=exif), "image/jpeg")])
        kept = self.list_additions(complaint).photo_ids.raw
        self.assertIn(b"Rumah Siti", make_picture(exif=exif))
        self.assertNotIn(b"Rumah Siti", kept)

    def assert_refused(self, sentence, path, **form):
        answer = self.send_addition(path, **form)
        self.assertEqual(answer.status_code, 422)
        self.assertIn(sentence, answer.text)
        return answer

    @mute_logger("odoo.addons.lalisa_complaint.models.complaint.addition")
    def test_a_file_is_judged_by_its_content_whatever_it_is_called(self):
        complaint, path = self.make_tracked()
        hostile = {
            "page.jpg": b"<html><script>alert(1)</script></html>",
            "drawing.png": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            "torn.jpg": make_picture()[:200],
            "program.jpg": b"MZ" + bytes(500),
            "modern.webp": b"RIFF" + bytes(4) + b"WEBPVP8 " + bytes(100),
            "head.jpg": b"\xff\xd8\xff" + b"<script>alert(1)</script>",
        }
        for name, content in hostile.items():
            with self.subTest(name):
                self.assert_refused("bukan foto atau rusak", path, photos=[(name, content, "image/jpeg")])
        self.assertFalse(self.list_additions(complaint))
        self.send_addition(path, photos=[("x.exe", make_picture("PNG"), "application/x-msdownload")])
        self.assertEqual(self.list_additions(complaint).photo_ids.mimetype, "image/jpeg")

    def test_what_is_refused_stays_in_the_form(self):
        complaint, path = self.make_tracked()
        many = [(f"{n}.jpg", make_picture(), "image/jpeg") for n in range(5)]
        answer = self.assert_refused("Paling banyak 4 foto", path, text="Ditulis <b>lama</b>", photos=many)
        self.assertIn("Ditulis &lt;b&gt;lama&lt;/b&gt;</textarea>", answer.text)
        large = [("a.jpg", make_picture() + bytes(MAX_PHOTO_BYTES), "image/jpeg")]
        self.assert_refused("lebih besar dari 10 MB", path, photos=large)
        self.assert_refused("terlalu panjang", path, text="a" * (MAX_WORDS + 1))
        self.assert_refused("Belum ada yang dikirim", path, text="  ")
        self.assertFalse(self.list_additions(complaint))

    def test_a_closed_complaint_takes_nothing_more(self):
        complaint, path = self.make_tracked("check")
        self.move(complaint, self.operator, "unsuitable", **self.why("Kata petugas"))
        page = self.url_open(path).text
        self.assertNotIn("<form", page)
        self.assertIn("Alasan", page)
        self.assertNotIn("Kata petugas", page)
        self.assert_refused("sudah ditutup", path, text="Terlambat")

    def test_who_sends_too_often_is_asked_to_wait(self):
        complaint, path = self.make_tracked()
        for number in range(PER_HOUR):
            self.assertEqual(self.send_addition(path, "Lagi", key=str(number)).status_code, 200)
        answer = self.assert_refused("menunggu satu jam", path, text="Sekali lagi", key="last")
        self.assertIn("Sekali lagi</textarea>", answer.text)
        self.assertEqual(len(self.list_additions(complaint)), PER_HOUR)

    def test_a_wrong_address_takes_nothing_and_is_the_same_404(self):
        complaint, path = self.make_tracked()
        shown = self.url_open(path + "x")
        answers = [
            self.send_addition(path + "x", "Salah"),
            self.send_addition("/aduan/LL-99-9999/" + path.rsplit("/", 1)[1], "Salah"),
            self.url_open(path + "x/hasil.pdf"),
            self.url_open(path + "/hasil.pdf"),
        ]
        self.assertEqual({answer.status_code for answer in answers}, {404})
        self.assertEqual({answer.content for answer in answers}, {shown.content})
        self.assertFalse(self.list_additions(complaint))

    def test_the_paper_of_the_result_is_had_from_the_page_once_it_may_be_told(self):
        complaint, path = self.make_tracked("inform")
        complaint.with_user(self.agency_head).result_public = "Ternak telah diamankan."
        self.assertNotIn("hasil.pdf", self.url_open(path).text)
        self.assertEqual(self.url_open(path + "/hasil.pdf").status_code, 404)
        self.step_to(complaint, "delivery")
        self.assertIn(f'href="{path}/hasil.pdf"', self.url_open(path).text)
        answer = self.url_open(path + "/hasil.pdf")
        self.assertEqual((answer.status_code, answer.headers["Content-Type"]), (200, "application/pdf"))
        self.assertIn(f"Hasil-Aduan-{complaint.number}.pdf", answer.headers["Content-Disposition"])
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertLess(len(answer.content), 200_000)
        text = read_pdf(answer.content)
        self.assertIn("Ternak telah diamankan.", text)
        self.assertNotIn(self.agency_head.name, text)

    def test_papers_are_not_drawn_for_a_script(self):
        _complaint, path = self.make_tracked()
        for _time in range(REPORT_LIMITER.count):
            self.assertEqual(self.url_open(path + "/hasil.pdf").status_code, 404)
        self.assertEqual(self.url_open(path + "/hasil.pdf").status_code, 429)
        self.assertEqual(self.url_open(path).status_code, 200, "the page itself is still shown")

    def test_a_merged_reporter_has_the_paper_of_the_common_result_and_none_of_a_draft(self):
        master = self.complaint("inform")
        other, path = self.make_tracked("check")
        self.move(other, self.operator, "duplicate", master_id=master.id, **self.why())
        master.with_user(self.agency_head).result_public = "Ternak telah diamankan."
        self.assertEqual(self.url_open(path + "/hasil.pdf").status_code, 404)
        self.step_to(master, "delivery")
        text = read_pdf(self.url_open(path + "/hasil.pdf").content)
        self.assertIn(other.number, text)
        self.assertIn("Ternak telah diamankan.", text)
        self.assertNotIn(master.number, text)

    def test_an_address_that_asks_too_often_is_answered_the_same_for_right_and_wrong(self):
        _complaint, path = self.make_tracked()
        self.patch(LIMITER, "count", 5)
        statuses = [self.url_open(path).status_code for _time in range(LIMITER.count + 1)]
        self.assertEqual(set(statuses[:-1]), {200})
        self.assertEqual(statuses[-1], 429)
        right, wrong = self.url_open(path), self.url_open(path + "x")
        self.assertEqual(wrong.status_code, 429)
        self.assertEqual(right.content, wrong.content)
        self.assertIn("Mohon menunggu", right.text)
        self.assertEqual(right.headers["Cache-Control"], "no-store")

    def test_sending_opens_no_session_and_runs_no_script(self):
        _complaint, path = self.make_tracked()
        answer = self.send_addition(path, "Tambahan", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.assertNotIn("Set-Cookie", answer.headers)
        policy = self.url_open(path).headers["Content-Security-Policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertIn("form-action 'self'", policy)

    def test_the_token_stays_out_of_the_log_when_something_is_sent(self):
        _complaint, path = self.make_tracked()
        with self.assertLogs("werkzeug", logging.INFO) as log:
            self.send_addition(path, "Tambahan")
            for _attempt in range(50):
                if len(log.output) > 1:
                    break
                time.sleep(0.1)
        self.assertNotIn(path.rsplit("/", 1)[1], str(log.output))

    def test_retention_takes_words_and_photos_and_leaves_that_there_were_some(self):
        complaint, path = self.make_tracked()
        self.send_addition(path, "Kata pelapor", [("a.jpg", make_picture(), "image/jpeg")])
        addition = self.list_additions(complaint)
        photo = addition.photo_ids
        complaint.sudo()._apply_retention()
        self.assertFalse(addition.body)
        self.assertFalse(photo.exists())
        self.assertTrue(addition.added_at)

    def test_a_persons_export_holds_what_they_added(self):
        complaint, path = self.make_tracked()
        self.send_addition(path, "Kata pelapor")
        self.assertIn("Kata pelapor", str(complaint.sudo()._person_data()))
