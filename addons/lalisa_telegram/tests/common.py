import io
import json

from PIL import Image
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

from odoo.tests import TransactionCase

from odoo.addons.lalisa_messaging.tests.local_service import LocalService, QuietHandler

SECRET, TOKEN = "rahasia-bot", "7000000009:token-uji-token-uji"
PERSON = 520000001


def message(number, words="Ada pedagang di trotoar.", person=PERSON, **more):
    """A private message as the Bot API tells of it."""
    text = {"text": words} if words is not None else {}
    return {
        "message_id": number,
        "date": 1795480001,
        "from": {"id": person, "is_bot": False, "first_name": "Siti"},
        "chat": {"id": person, "type": "private", "first_name": "Siti"},
        **text,
        **more,
    }


def update(number, **content):
    return json.dumps({"update_id": number, **content}).encode()


def tap(number, data, person=PERSON, **more):
    """A tap on a button of a message of ours."""
    query = {
        "id": f"tap{number}",
        "from": {"id": person, "is_bot": False, "first_name": "Siti"},
        "chat_instance": "1",
        "data": data,
        "message": message(7, person=person),
        **more,
    }
    return update(number, callback_query=query)


GROUP = {"id": -1001900000077, "type": "supergroup", "title": "Warga RT 5"}


class TelegramCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.told = []
        # What other addons make of a message is not this addon's subject: they would answer it.
        conversation = type(cls.env["lalisa.conversation"])
        cls.classPatch(conversation, "_on_messages", lambda self, message: None)
        cls.classPatch(conversation, "_on_action", lambda self, action: cls.told.append(action))
        cls.classPatch(conversation, "_on_group", lambda self, event: cls.told.append(event))
        cls.classPatch(conversation, "_on_lost_edit", lambda self: cls.told.append("lost edit"))
        cls.classPatch(conversation, "_on_reach", lambda self, reachable: cls.told.append(reachable))
        cls.channel = cls.env["lalisa.channel"].create(
            {
                "name": "Bot uji",
                "driver": "telegram",
                "webhook_key": "bot-uji",
                "state": "active",
                "telegram_bot_token": TOKEN,
                "telegram_username": "bot_uji",
            }
        )
        cls.channel._set_secret("secret_token", SECRET)
        cls.events = cls.env["lalisa.webhook.event"]
        cls.messages = cls.env["lalisa.message"]

    def setUp(self):
        super().setUp()
        self.told.clear()

    def post(self, raw, secret=SECRET):
        """A body through everything behind the route. :return: the HTTP status"""
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret is not None else {}
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            return self.env(cr=cr)["lalisa.webhook.event"]._accept_webhook("telegram", "bot-uji", headers, raw)

    def drain(self):
        """The inbox and outbox jobs as the scheduler runs them."""
        with self.enter_registry_test_mode():
            for name in ("cron_drain_inbox_0", "cron_drain_inbox_1", "cron_drain_outbox", "cron_drain_outbox_1"):
                self.env.ref(f"lalisa_messaging.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def hear(self, *bodies):
        self.assertEqual({self.post(raw) for raw in bodies}, {200})
        self.drain()
        return self.inbound()

    def inbound(self):
        return self.messages.search([("channel_id", "=", self.channel.id), ("direction", "=", "inbound")], order="id")


class Provider(LocalService):
    """A real HTTP server that answers as it is told: (status, body) or a callable on the handler; `file` to a GET."""

    def __init__(self):
        self.calls, self.answers, self.files = [], [], []
        self.asked, self.file = [], (200, b"")
        provider = self

        class Handler(QuietHandler):
            def do_GET(self):
                provider.asked.append(self.path)
                self.answer(*provider.file)

            def do_POST(self):
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                kind, options = parse_options_header(self.headers["Content-Type"])
                _stream, form, files = FormDataParser().parse(io.BytesIO(raw), kind, len(raw), options)
                provider.calls.append((self.path, form.to_dict()))
                provider.files.append({name: (one.filename, one.read()) for name, one in files.items()})
                answer = provider.answers.pop(0) if provider.answers else provider.accepted()
                if callable(answer):
                    return answer(self)
                status, content = answer
                self.answer(status, json.dumps(content).encode())

        self.serve(Handler)

    def accepted(self):
        return 200, {"ok": True, "result": message(900 + len(self.calls), "terkirim")}


def photo():
    stream = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(stream, "JPEG")
    return stream.getvalue()


def refusal(code, description, **parameters):
    more = {"parameters": parameters} if parameters else {}
    return code, {"ok": False, "error_code": code, "description": description, **more}
