from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestWidgets(HttpCase):
    def test_the_dashboard_shows_what_it_promises(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&filter=%22%40lalisa_oversight%22",
            "",
            "",
            login="admin",
            timeout=120,
            success_signal="[HOOT] Test suite succeeded",
        )
