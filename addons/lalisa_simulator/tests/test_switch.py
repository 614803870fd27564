import os
from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestSwitch(HttpCase):
    def test_switched_off_every_page_of_the_simulator_is_missing(self):
        new_test_user(self.env, "sim_user", "base.group_user", password="sim_user_password")
        self.authenticate("sim_user", "sim_user_password")
        with patch.dict(os.environ, {"LALISA_SIMULATOR": ""}):
            self.assertEqual(self.url_open("/lalisa/simulator/phone").status_code, 404)
            for path in ("graph/v26.0/1/messages", "telegram/bot7:x/sendMessage"):
                self.assertEqual(self.url_open(f"/lalisa/simulator/{path}", data="{}").status_code, 404, path)
            self.assertEqual(self.url_open("/lalisa/simulator/telegram/file/bot7:x/1").status_code, 404)
            for path in ("phone/state", "phone/say", "phone/set", "drill", "faults", "faults/add", "faults/clear"):
                params = {"name": "x", "number": "6280055500001", "kind": "rate"}
                answer = self.url_open(f"/lalisa/simulator/{path}", json={"jsonrpc": "2.0", "params": params})
                self.assertEqual(answer.json()["error"]["code"], 404, path)
        with patch.dict(os.environ, {"LALISA_SIMULATOR": "1"}):
            self.assertEqual(self.url_open("/lalisa/simulator/phone").status_code, 200)

    def test_the_fake_api_refuses_a_wrong_token_as_meta_does(self):
        with patch.dict(os.environ, {"LALISA_SIMULATOR": "1"}):
            answer = self.url_open(
                "/lalisa/simulator/graph/v26.0/1/messages",
                data="{}",
                headers={"Authorization": "Bearer wrong"},
            )
        self.assertEqual((answer.status_code, answer.json()["error"]["code"]), (401, 190))
