from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestPanel(HttpCase):
    def test_the_conversation_panel_shows_what_it_promises(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&filter=%22%40lalisa_intake%22",
            "",
            "",
            login="admin",
            timeout=120,
            success_signal="[HOOT] Test suite succeeded",
        )
