from odoo import SUPERUSER_ID, http
from odoo.http import request

MAX_BODY = 4 * 1024 * 1024  # Meta's bodies reach 3 MB


class Webhook(http.Controller):
    @http.route("/lalisa/webhook/<string:driver>/<string:key>", type="http", auth="none", methods=["POST"],
                csrf=False, save_session=False, max_content_length=MAX_BODY, wordless=True)
    def receive(self, driver, key):
        """Stores what the provider tells and answers at once; the work is the inbox drain's."""
        raw = request.httprequest.get_data()
        # No user of Odoo is looked up: the signature is the only right there is here.
        env = request.env(user=SUPERUSER_ID)
        status = env["lalisa.channel"]._accept_webhook(driver, key, request.httprequest.headers, raw)
        answer = env[f"lalisa.driver.{driver}"]._answer(raw) if status == 200 else None
        if answer:
            return request.make_json_response(answer)
        return request.make_response("", status=status, headers=[("Content-Type", "text/plain")])
