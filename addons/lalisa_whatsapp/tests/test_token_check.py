import json
from datetime import datetime
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from odoo.tests import tagged

from odoo.addons.lalisa_messaging.tests.local_service import LocalService, QuietHandler

from ..tools import token_check
from .common import WhatsappCase


class Meta(LocalService):
    """Answers a question after a token as it is told."""

    def __init__(self):
        self.status, self.said, self.asked = 200, {}, []
        meta = self

        class Handler(QuietHandler):
            def do_GET(self):
                meta.asked.append((self.path, self.headers["Authorization"]))
                self.answer(meta.status, json.dumps(meta.said).encode())

        self.serve(Handler)


@tagged("post_install", "-at_install")
class TestTokenCheck(WhatsappCase):
    def setUp(self):
        super().setUp()
        self.meta = Meta()
        self.addCleanup(self.meta.close)
        address = patch.object(type(self.channel), "_get_api_base_url", lambda channel: self.meta.url)
        address.start()
        self.addCleanup(address.stop)
        self.env["lalisa.channel"].search([("id", "!=", self.channel.id)]).state = "draft"

    def check(self, status, said):
        self.meta.status, self.meta.said = status, said
        with self.enter_registry_test_mode():
            self.env.ref("lalisa_messaging.cron_check_tokens").method_direct_trigger()
        self.env.invalidate_all()
        return self.channel.token_refused, self.channel.token_expires_at

    def test_meta_is_asked_after_the_token_and_its_end_is_kept(self):
        said = {"data": {"is_valid": True, "expires_at": 1795480001}}
        self.assertEqual(self.check(200, said), (False, datetime(2026, 11, 24, 0, 26, 41)))
        [(path, bearer)] = self.meta.asked
        self.assertEqual(urlsplit(path).path, "/v26.0/debug_token")
        self.assertEqual(parse_qs(urlsplit(path).query), {"input_token": ["token-uji"]})
        self.assertEqual(bearer, "Bearer token-uji")

    def test_a_token_that_does_not_end_has_no_end(self):
        self.assertEqual(self.check(200, {"data": {"is_valid": True, "expires_at": 0}}), (False, False))

    def test_a_refused_token_is_known_by_either_answer(self):
        self.assertEqual(self.check(401, {"error": {"code": 190}}), (True, False))
        self.assertEqual(self.check(200, {"data": {"is_valid": True}}), (False, False))
        self.assertEqual(self.check(200, {"data": {"is_valid": False}}), (True, False))

    def test_an_answer_that_says_nothing_of_the_token_changes_nothing(self):
        self.channel.token_refused = True
        for status, said in ((500, {}), (400, {"error": {"code": 100}}), (200, []), (200, {"data": 1})):
            self.assertEqual(self.check(status, said), (True, False), said)

    def test_a_provider_that_is_away_is_no_refusal_and_its_error_shows_no_token(self):
        self.meta.close()
        with self.assertLogs("odoo.addons.lalisa_messaging", "WARNING") as logs:
            self.assertEqual(self.check(200, {}), (False, False))
        self.assertNotIn("token-uji", str(logs.output))

    def test_a_channel_without_a_token_is_not_asked_after(self):
        self.channel._set_secret("access_token", False)
        self.check(401, {"error": {"code": 190}})
        self.assertEqual(self.meta.asked, [])

    def test_a_date_that_is_no_number_is_no_date(self):
        self.assertIsNone(token_check.read_token_state(200, {"data": {"is_valid": True, "expires_at": "x"}}).expires_at)
