from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestWidgets(HttpCase):
    def test_the_widgets_of_the_field_report_show_what_they_promise(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&filter=%22%40lalisa_dispatch%22",
            "",
            "",
            login="admin",
            timeout=120,
            success_signal="[HOOT] Test suite succeeded",
        )
