import json
import logging
import time

from odoo.tests import HttpCase, tagged

from .common import ComplaintCase

SECRETS = ("Siti", "0812345678", "Depan pasar", "Sapi", "sapi", "Regu Uji", "Pemilik warung")


@tagged("post_install", "-at_install")
class TestTracking(ComplaintCase, HttpCase):
    """The reporter's page (ARCHITECTURE: who sees whom)."""

    def make_tracked(self, code="receive", **values):
        reporter = self.env["lalisa.reporter"].create({"name": "Siti", "phone": "0812345678"})
        complaint = self.complaint(code, reporter_id=reporter.id, **values)
        return complaint, "/aduan/" + complaint._tracking_url().split("/aduan/")[1]

    def get_page(self, code="receive", **values):
        return self.url_open(self.make_tracked(code, **values)[1])

    def test_the_page_shows_steps_with_times_and_nothing_personal(self):
        answer = self.get_page("resolve")
        self.assertEqual(answer.status_code, 200)
        for word in ("Petugas ditugaskan", "Penanganan di lapangan", "sejak", "WITA", "belum"):
            self.assertIn(word, answer.text)
        for word in SECRETS:
            self.assertNotIn(word, answer.text)
        self.assertNotIn("test_", answer.text, "the logins and names of the staff")

    def test_the_page_lists_the_steps_of_the_complaints_own_procedure_that_have_words_for_it(self):
        complaint, path = self.make_tracked("check")
        complaint.sudo().sop_id.step_ids.filtered(lambda step: step.stage_id.code == "inform").unlink()
        self.stage("report").public_sentence = False
        text = self.url_open(path).text
        self.assertIn("Penanganan di lapangan", text)
        self.assertNotIn("Penyampaian hasil diperintahkan", text)
        self.assertNotIn("Laporan kepada Kepala Satuan", text)

    def test_the_page_is_small_and_needs_no_script_and_no_bundle(self):
        answer = self.get_page("delivery")
        self.assertLess(len(answer.content), 50_000)
        self.assertTrue(answer.text.startswith("<!DOCTYPE html>"))
        for word in ("<script", "/web/assets", "<link", "<img"):
            self.assertNotIn(word, answer.text)

    def test_the_page_is_neither_kept_nor_indexed_nor_passed_on(self):
        headers = self.get_page().headers
        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertIn("noindex", headers["X-Robots-Tag"])
        self.assertNotIn("Set-Cookie", headers)

    def test_wrong_number_and_wrong_token_are_the_same_404(self):
        complaint, path = self.make_tracked()
        _other, other_path = self.make_tracked()
        token = path.rsplit("/", 1)[1]
        wrong = [
            f"/aduan/LL-99-9999/{token}",
            f"/aduan/{complaint.number}/{token[:-1]}x",
            f"/aduan/{complaint.number}/{other_path.rsplit('/', 1)[1]}",
            f"/aduan/{complaint.number}/%C3%A9%F0%9F%98%80",
            f"/aduan/%25/{token}",
        ]
        answers = [self.url_open(address) for address in wrong]
        self.assertEqual({answer.status_code for answer in answers}, {404})
        self.assertEqual(len({answer.content for answer in answers}), 1)
        self.assertEqual({answer.headers["Cache-Control"] for answer in answers}, {"no-store"})

    def test_the_result_is_shown_only_after_the_heads_order(self):
        complaint, path = self.make_tracked("inform")
        complaint.with_user(self.agency_head).result_public = "Ternak diamankan."
        self.assertNotIn("Ternak diamankan.", self.url_open(path).text)
        self.step_to(complaint, "delivery")
        self.assertIn("Ternak diamankan.", self.url_open(path).text)

    def test_a_result_with_markup_is_text(self):
        complaint, path = self.make_tracked("inform")
        complaint.with_user(self.agency_head).result_public = "<script>alert(1)</script>"
        self.step_to(complaint, "delivery")
        answer = self.url_open(path)
        self.assertNotIn("<script", answer.text)
        self.assertIn("&lt;script", answer.text)

    def test_closed_operations_stay_vague_until_step_six_ends(self):
        covert = self.env.ref("lalisa_complaint.category_mir")
        complaint, path = self.make_tracked("resolve", category_id=covert.id)
        hidden = self.url_open(path).text
        self.assertIn("Sedang diproses", hidden)
        for word in ("Petugas", "lapangan", "diverifikasi"):
            self.assertNotIn(word, hidden)
        self.prepare(complaint, "report")
        self.step_to(complaint, "report")
        self.assertIn("Petugas ditugaskan", self.url_open(path).text)

    def test_what_is_asked_of_the_reporter_is_shown_without_the_staffs_words(self):
        complaint, path = self.make_tracked("check")
        reason = self.env.ref("lalisa_complaint.reason_incomplete")
        self.move(
            complaint, self.operator, "waiting_reporter", move_reason_id=reason.id, move_reason="Pemilik warung disebut"
        )
        answer = self.url_open(path).text
        self.assertIn("Keterangan belum lengkap.", answer)
        self.assertNotIn("Pemilik warung", answer)

    def test_a_step_that_was_given_back_is_not_shown_as_done(self):
        complaint, path = self.make_tracked("field_check")
        self.move(complaint, self.division_head, "verify", **self.why())
        steps = self.url_open(path).text
        field_check = steps.split("Fakta di lapangan diperiksa")[1].split("</li>")[0]
        self.assertIn("belum", field_check)

    def test_the_token_stays_out_of_the_access_log(self):
        _complaint, path = self.make_tracked()
        # A number: Odoo gives the name INFO to a level of its own.
        with self.assertLogs("werkzeug", logging.INFO) as log:
            self.url_open(path)
            # The line is written by the server's thread, after the answer.
            for _attempt in range(50):
                if log.output:
                    break
                time.sleep(0.1)
        self.assertIn("/aduan/", str(log.output))
        self.assertNotIn(path.rsplit("/", 1)[1], str(log.output))

    def test_a_tracking_token_opens_nothing_of_the_chatter(self):
        complaint, path = self.make_tracked()
        complaint.with_user(self.operator).message_post(body="Catatan internal")
        before = len(complaint.message_ids)
        for address, answer in self.ask_for_the_chatter(complaint, path.rsplit("/", 1)[1]):
            with self.subTest(address):
                # 404: an address of the addon portal, where that is not installed.
                self.assertIn(answer.status_code, (200, 404))
                for word in ("Catatan internal", "Siti", "Depan pasar"):
                    self.assertNotIn(word, answer.text)
        complaint.invalidate_recordset()
        self.assertEqual(len(complaint.message_ids), before)

    def test_the_same_questions_are_answered_to_the_staff(self):
        """So that the silence above is the token's, not a mistake in the question."""
        complaint, path = self.make_tracked()
        complaint.with_user(self.operator).message_post(body="Catatan internal")
        self.authenticate("test_operator", "test_operator")
        answers = dict(self.ask_for_the_chatter(complaint, path.rsplit("/", 1)[1]))
        self.assertIn("Catatan internal", answers["/mail/thread/messages"].text)
        complaint.invalidate_recordset()
        self.assertIn("dari luar", str(complaint.message_ids.mapped("body")))

    def ask_for_the_chatter(self, complaint, token):
        thread = {"thread_model": "lalisa.complaint", "thread_id": complaint.id}
        secret = {"token": token, "access_params": {"token": token}, "access_token": token}
        lists = ["attachments", "followers", "messages"]
        calls = {
            "/mail/chatter_fetch": {**thread, **secret},
            "/mail/thread/messages": {**thread},
            "/mail/data": {
                "fetch_params": [
                    ["mail.thread", {**thread, "request_list": lists, "access_params": secret}],
                ],
            },
            "/mail/message/post": {
                **thread,
                **secret,
                "post_data": {"body": "dari luar", "message_type": "comment"},
            },
        }
        for address, params in calls.items():
            body = json.dumps({"jsonrpc": "2.0", "params": params})
            headers = {"Content-Type": "application/json"}
            yield address, self.url_open(address, data=body, headers=headers)
