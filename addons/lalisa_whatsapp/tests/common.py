import hashlib
import hmac
import json

from odoo.tests import TransactionCase
from odoo.tests.common import _super_send

from odoo.addons.lalisa_messaging.tests.local_service import LocalService, QuietHandler

SECRET = "rahasia-aplikasi"
NUMBER_ID, ACCOUNT_ID = "410090000000007", "302090000000007"


def sign(raw, secret=SECRET):
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


def text_message(wamid, words="Ada pedagang di trotoar.", sender="6281255501001", **more):
    return {"from": sender, "id": wamid, "timestamp": "1795480001", "type": "text", "text": {"body": words}, **more}


def body(*messages, statuses=(), contacts=(), field="messages"):
    value = {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": "6251155500200",
            "phone_number_id": NUMBER_ID,
        },
        "contacts": list(contacts),
        "messages": list(messages),
        "statuses": list(statuses),
    }
    entry = {"id": ACCOUNT_ID, "changes": [{"field": field, "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def make_channel(env):
    channel = env["lalisa.channel"].create(
        {
            "name": "WhatsApp uji",
            "driver": "whatsapp",
            "webhook_key": "kunci-uji",
            "state": "active",
            "whatsapp_phone_number_id": NUMBER_ID,
            "whatsapp_waba_id": ACCOUNT_ID,
        }
    )
    channel._set_secret("app_secret", SECRET)
    channel._set_secret("access_token", "token-uji")
    channel._set_secret("verify_token", "token-verifikasi")
    return channel


class WhatsappCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What other addons make of a message is not this addon's subject: they would answer it.
        cls.classPatch(type(cls.env["lalisa.conversation"]), "_on_messages", lambda self, message: None)
        cls.classPatch(type(cls.env["lalisa.conversation"]), "_on_echo", lambda self, message: None)
        cls.channel = make_channel(cls.env)
        cls.events = cls.env["lalisa.webhook.event"]
        cls.messages = cls.env["lalisa.message"]

    @classmethod
    def _request_handler(cls, session, request, **options):
        # Odoo's own guard compares the timeout with a number; ours is a pair (connect, read)
        if request.url.startswith(("http://127.0.0.1:", "https://127.0.0.1:", "https://tidak-ada.invalid")):
            return _super_send(session, request, **options)
        return super()._request_handler(session, request, **options)

    def post(self, raw, signature=None):
        """A body through everything behind the route. :return: the HTTP status"""
        headers = {"X-Hub-Signature-256": signature or sign(raw)}
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            return self.env(cr=cr)["lalisa.webhook.event"]._accept_webhook("whatsapp", "kunci-uji", headers, raw)

    def drain(self):
        """The inbox and outbox jobs as the scheduler runs them."""
        with self.enter_registry_test_mode():
            for name in ("cron_drain_inbox_0", "cron_drain_inbox_1", "cron_drain_outbox"):
                self.env.ref(f"lalisa_messaging.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def inbound(self):
        return self.messages.search([("channel_id", "=", self.channel.id), ("direction", "=", "inbound")], order="id")


class Provider(LocalService):
    """A real HTTP server that answers as it is told: (status, body) or a callable on the handler."""

    def __init__(self):
        self.bodies, self.uploads, self.answers = [], [], []
        provider = self

        class Handler(QuietHandler):
            def do_POST(self):
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                is_upload = self.path.endswith("/media")
                (provider.uploads if is_upload else provider.bodies).append(raw if is_upload else json.loads(raw))
                answer = provider.answers.pop(0) if provider.answers else provider.accepted()
                if callable(answer):
                    return answer(self)
                status, content = answer
                self.answer(status, content if isinstance(content, bytes) else json.dumps(content).encode())

        self.serve(Handler)

    def accepted(self):
        return 200, {"messages": [{"id": f"wamid.out{len(self.bodies)}"}]}


def refusal(code, status=400):
    return status, {"error": {"code": code, "message": f"(#{code})", "type": "OAuthException"}}
