"""A load of webhooks, made by a process of its own: `python -m bench.load` with JSON on its stdin.

Only the standard library: it shares the machine with what it measures, so it must be light.
"""

import asyncio
import hashlib
import hmac
import json
import secrets
import ssl
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

NUMBER_ID, WABA_ID = "410020000000001", "302010000000001"
PHOTO = "90002"  # each photo's id begins so
APP_SECRET = "demo-app-secret"  # noqa: S105 - of the demo, public
WHATSAPP = "/lalisa/webhook/whatsapp/demo-whatsapp"
WORDS = "Ada ternak sapi berkeliaran di jalan raya depan pasar Paringin sejak pagi"
PATIENCE = 60


def start(url, **options):
    """Starts the process; `finish` gives what it measured.

    :param url: where to post
    :param options: `kind`: whatsapp, telegram or ceiling; `people`: how many take turns; `at_once`: requests in
        the air; either `seconds` of as many as go through, or `rate` a second for so long; `new_people`: each
        message is another person's; `photos_every`: how many messages to one photo; `block`: other people
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.load"],
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[1],
    )
    process.stdin.write(json.dumps({"url": url, **options}))
    process.stdin.close()
    return process


def finish(process):
    """:return: {"seconds", "answers": [[person, when it was due (monotonic), seconds until the answer, status], …]}"""
    return json.loads(process.stdout.read())


def run(url, **options):
    """Starts and waits."""
    return finish(start(url, **options))


def whatsapp(person, number, photo=False):
    """A signed webhook with one text, or with a photo and its caption: (headers, body)."""
    node = {"type": "text", "text": {"body": WORDS}}
    if photo:
        image = {"id": f"{PHOTO}{number:010d}", "mime_type": "image/jpeg", "caption": WORDS}
        node = {"type": "image", "image": image}
    message = {"from": person, "id": f"wamid.B{number}", "timestamp": str(int(time.time())), **node}
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550100200", "phone_number_id": NUMBER_ID},
        "contacts": [{"profile": {"name": "Warga Uji"}, "wa_id": person}],
        "messages": [message],
    }
    return signed(value)


def signed(value):
    """A value in Meta's envelope with its signature: (headers, body)."""
    change = {"field": "messages", "value": value}
    entry = {"id": WABA_ID, "changes": [change]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    digest = hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature-256": f"sha256={digest}"}, body


def telegram(person, number):
    """An update with one text, as the peer takes it: (headers, body)."""
    chat = {"id": int(person), "type": "private", "first_name": "Warga"}
    sender = {"id": int(person), "is_bot": False, "first_name": "Warga"}
    message = {"message_id": 1 + number % 10**6, "date": int(time.time()), "chat": chat, "from": sender, "text": WORDS}
    headers = {"X-Telegram-Bot-Api-Secret-Token": "bench"}
    return headers, json.dumps({"update_id": number % 10**9, "message": message}).encode()


def ceiling(person, number):
    return {}, whatsapp(person, number)[1]


KINDS = {"whatsapp": whatsapp, "telegram": telegram, "ceiling": ceiling}


class Webhook:
    """One address; each request has a connection of its own, as Odoo closes them."""

    def __init__(self, url):
        parts = urlsplit(url)
        self.host, self.port, self.path = parts.hostname, parts.port, parts.path
        self.tls = None
        if parts.scheme == "https":
            self.tls = ssl.create_default_context()
            self.tls.check_hostname, self.tls.verify_mode = False, ssl.CERT_NONE  # the trial's own certificate

    async def post(self, headers, body):
        """:return: the HTTP status; 0 when there was no answer"""
        lines = {
            "Host": f"{self.host}:{self.port}",
            "Content-Type": "application/json",
            "Content-Length": len(body),
            "Connection": "close",
            **headers,
        }
        head = f"POST {self.path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await asyncio.open_connection(self.host, self.port, ssl=self.tls)
                writer.write(head.encode() + b"\r\n" + body)
                answer = await reader.read()
                writer.close()
        except (OSError, TimeoutError):
            return 0
        return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else 0


class Load:
    """Who writes what, and what came of it."""

    def __init__(self, options):
        self.options = options
        self.webhook = Webhook(options["url"])
        self.first = secrets.randbelow(10**6) * 10**6
        self.answers = []
        self.began = time.monotonic()

    def person(self, index):
        people = 10**7 if self.options.get("new_people") else self.options.get("people", 200)
        # As many digits as a number of Indonesia has; no such block is in use.
        return f"6280{self.options.get('block', 0):02d}{index % people:07d}"

    async def one(self, index):
        person, every = self.person(index), self.options.get("photos_every")
        more = {"photo": True} if every and index % every == 0 else {}
        headers, body = KINDS[self.options["kind"]](person, self.first + index, **more)
        sent = time.monotonic()
        status = await self.webhook.post(headers, body)
        self.answers.append([person, sent, time.monotonic() - sent, status])

    async def as_many_as_go(self, seconds, at_once):
        indexes = iter(range(10**9))

        async def keep_on():
            while time.monotonic() - self.began < seconds:
                await self.one(next(indexes))

        await asyncio.gather(*(keep_on() for _ in range(at_once)))

    async def steadily(self, seconds, rate):
        tasks = []
        for index in range(int(seconds * rate)):
            await asyncio.sleep(max(0, self.began + index / rate - time.monotonic()))
            tasks.append(asyncio.create_task(self.one(index)))
        await asyncio.gather(*tasks)

    async def all_of(self, count, at_once):
        indexes = iter(range(count))
        await asyncio.gather(*(self._share(indexes) for _ in range(at_once)))

    async def _share(self, indexes):
        for index in indexes:
            await self.one(index)

    async def go(self):
        seconds, at_once = self.options.get("seconds"), self.options.get("at_once", 1)
        if count := self.options.get("count"):
            await self.all_of(count, at_once)
        elif rate := self.options.get("rate"):
            await self.steadily(seconds, rate)
        else:
            await self.as_many_as_go(seconds, at_once)
        return {"seconds": time.monotonic() - self.began, "answers": self.answers}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(Load(json.load(sys.stdin)).go())))  # noqa: T201
