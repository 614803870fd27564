import threading

from psycopg2.extras import execute_values

from odoo import sql_db
from odoo.tests import HttpCase, TransactionCase, tagged

from odoo.addons.lalisa_messaging.models.webhook_event import INSERT, TEMPLATE

from .common import body, make_channel, sign, text_message


@tagged("post_install", "-at_install")
class TestWebhook(HttpCase):
    def setUp(self):
        super().setUp()
        self.channel = make_channel(self.env)
        self.address = "/lalisa/webhook/whatsapp/kunci-uji"

    def _post(self, raw, signature=None, address=None):
        headers = {"X-Hub-Signature-256": signature or sign(raw), "Content-Type": "application/json"}
        return self.url_open(address or self.address, data=raw, headers=headers).status_code

    def test_a_signed_body_is_stored_and_others_are_refused(self):
        raw = body(text_message("wamid.http"))
        events = self.env["lalisa.webhook.event"]
        self.assertEqual(self._post(raw, "sha256=00"), 403)
        self.assertEqual(self._post(raw, address="/lalisa/webhook/whatsapp/lain"), 404)
        self.assertFalse(events.search([("dedup_key", "=", "m:wamid.http")]))
        self.assertEqual(self._post(raw), 200)
        self.assertEqual(len(events.search([("dedup_key", "=", "m:wamid.http")])), 1)

    def test_a_body_of_three_megabytes_is_taken(self):
        self.assertEqual(self._post(body(text_message("wamid.big", "x" * 3_000_000))), 200)

    def test_the_challenge_comes_back_to_who_knows_the_token(self):
        query = "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="
        answer = self.url_open(self.address + query + "token-verifikasi")
        self.assertEqual((answer.status_code, answer.text), (200, "1158201444"))
        self.assertTrue(answer.headers["Content-Type"].startswith("text/plain"))
        self.assertEqual(self.url_open(self.address + query + "salah").status_code, 403)
        self.assertEqual(self.url_open("/lalisa/webhook/whatsapp/x" + query).status_code, 404)

    def test_health_answers_and_shows_figures_to_loopback_only(self):
        near = self.url_open("/lalisa/health")
        self.assertEqual((near.status_code, near.json()["status"]), (200, "ok"))
        self.assertIn("inbox", near.json())
        far = self.url_open("/lalisa/health", headers={"X-Forwarded-For": "203.0.113.7"})
        self.assertEqual(far.json(), {"status": "ok"})


@tagged("post_install", "-at_install")
class TestEightCopiesAtOnce(TransactionCase):
    """Real connections: the test's own transaction would hide what happens between them."""

    def setUp(self):
        super().setUp()
        self.db = sql_db.db_connect(self.env.cr.dbname)
        with self.db.cursor() as cr:
            cr.execute("""
                INSERT INTO lalisa_channel (name, driver, state, webhook_key, active)
                VALUES ('delapan', 'whatsapp', 'active', 'delapan', true) RETURNING id""")
            [self.channel_id] = cr.fetchone()
        self.addCleanup(self._clean)

    def _clean(self):
        with self.db.cursor() as cr:
            cr.execute("DELETE FROM lalisa_channel WHERE id = %s", (self.channel_id,))

    def test_eight_copies_at_once_are_one_row_and_no_error(self):
        barrier, stored, errors = threading.Barrier(8), [], []
        row = (self.channel_id, "message", "m:wamid.8", "628125550", 0, "{}")

        def one():
            try:
                with self.db.cursor() as cr:
                    cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
                    cr.execute("SELECT 1")
                    barrier.wait(10)
                    stored.extend(execute_values(cr._obj, INSERT, [row], TEMPLATE, fetch=True))
            except Exception as error:
                errors.append(error)

        threads = [threading.Thread(target=one) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        self.assertEqual((stored, errors), ([(0,)], []))
