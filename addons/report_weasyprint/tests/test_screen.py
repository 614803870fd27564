import json

from odoo import http
from odoo.tests import HttpCase, tagged

from odoo.addons.base.models.ir_actions_report import _wkhtml

from .common import PrintCase, read_text


@tagged("post_install", "-at_install")
class TestScreen(PrintCase, HttpCase):
    def download(self, report):
        order = json.dumps([f"/report/pdf/{report.report_name}/{self.first.id}", "qweb-pdf"])
        context = json.dumps({"force_report_rendering": True})
        token = http.Request.csrf_token(self)
        return self.url_open("/report/download", data={"data": order, "context": context, "csrf_token": token})

    def test_the_print_menu_downloads_a_named_pdf(self):
        self.authenticate("admin", "admin")
        self.report.print_report_name = "'Sheet %s' % object.name"
        answer = self.download(self.report)
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertIn("Sheet%20Paringin.pdf", answer.headers["Content-Disposition"])
        self.assertIn("R-1", read_text(answer.content))

    def test_the_client_learns_the_engine_with_the_action(self):
        self.authenticate("admin", "admin")
        answer = self.make_jsonrpc_request("/web/action/load", {"action_id": self.report.id})
        self.assertEqual(answer["engine"], "weasyprint")

    def test_the_check_of_wkhtmltopdf_answers_as_ever(self):
        self.authenticate("admin", "admin")
        answer = self.make_jsonrpc_request("/report/check_wkhtmltopdf", {})
        self.assertEqual(answer, _wkhtml().state)

    def test_the_clients_handler_leaves_foreign_reports_alone(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&filter=%22%40report_weasyprint%22",
            "",
            "",
            login="admin",
            timeout=120,
            success_signal="[HOOT] Test suite succeeded",
        )
