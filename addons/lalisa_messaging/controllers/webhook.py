import psycopg2

from odoo import SUPERUSER_ID, http
from odoo.http import request
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

MAX_BODY = 4 * 1024 * 1024  # Meta's bodies reach 3 MB
AWAY = 503  # whoever reads it comes again later; 404 would tell a provider that there is no such webhook
PLAIN = [("Content-Type", "text/plain")]


class BodyUnread(http.HttpDispatcher):
    """Leave a body to its route: Odoo would read one that calls itself a form and log the names of its fields."""

    routing_type = "lalisa_webhook"

    def dispatch(self, endpoint, args):
        """Hand the request over as it is, see `http.Dispatcher`."""
        self.request.params = dict(args)
        if self.request.db:
            return self.request.registry["ir.http"]._dispatch(endpoint)
        return endpoint(**self.request.params)


class Webhook(http.Controller):
    """The route of the providers. It answers without a database too (`server_wide_modules` in odoo.conf)."""

    @http.route(
        "/lalisa/webhook/<string:driver>/<string:key>",
        type=BodyUnread.routing_type,
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=MAX_BODY,
        wordless=True,
    )
    def receive(self, driver, key):
        """Store what the provider tells and answer at once; the work is the inbox drain's."""
        if not request.db:
            return request.make_response("", status=AWAY, headers=PLAIN)
        raw, answer = request.httprequest.get_data(), None
        # No user of Odoo is looked up: the signature is the only right there is here.
        env = request.env(user=SUPERUSER_ID)
        connector = env.get(f"lalisa.driver.{driver}")
        try:
            status = env["lalisa.webhook.event"]._accept_webhook(driver, key, request.httprequest.headers, raw)
            if status == 200 and connector._reads_answer:
                answer = connector._get_webhook_answer(raw)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except (psycopg2.OperationalError, psycopg2.InterfaceError):
            status = AWAY
        if answer:
            return request.make_json_response(answer)
        return request.make_response("", status=status, headers=PLAIN)

    @http.route(
        "/lalisa/webhook/<string:driver>/<string:key>",
        type=BodyUnread.routing_type,
        auth="none",
        methods=["GET"],
        save_session=False,
        readonly=True,
    )
    def answer_check(self, driver, key):
        """Answer a provider's check of the address; a channel that has one brings a route of its own for it."""
        return request.make_response("", status=404 if request.db else AWAY, headers=PLAIN)
