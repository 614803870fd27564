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
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

NUMBER_ID, WABA_ID = "410020000000001", "302010000000001"
PHOTO = "90002"  # each photo's id begins so
APP_SECRET = "demo-app-secret"  # noqa: S105 - of the demo, public
WHATSAPP = "/lalisa/webhook/whatsapp/demo-whatsapp"
WORDS = "Ada ternak sapi berkeliaran di jalan raya depan pasar Paringin sejak pagi"
PATIENCE = 60


def start_load(url: str, **options: Any) -> subprocess.Popen:
    """Start the process; `read_answers` gives what it measured.

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


def read_answers(process: subprocess.Popen) -> dict[str, Any]:
    """Wait for the load's end and return what it measured.

    :return: {"seconds", "answers": [[person, when it was due (monotonic), seconds until the answer, status], …]}
    """
    return json.loads(process.stdout.read())


def run_load(url: str, **options: Any) -> dict[str, Any]:
    """Start a load, wait for its end and return what it measured."""
    return read_answers(start_load(url, **options))


def build_whatsapp_webhook(person: str, number: int, photo: bool = False) -> tuple[dict[str, str], bytes]:
    """Build a signed webhook with one text, or with a photo and its caption: (headers, body)."""
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
    return sign_value(value)


def sign_value(value: dict[str, Any]) -> tuple[dict[str, str], bytes]:
    """Put a value in Meta's envelope with its signature: (headers, body)."""
    change = {"field": "messages", "value": value}
    entry = {"id": WABA_ID, "changes": [change]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    digest = hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature-256": f"sha256={digest}"}, body


def build_telegram_update(person: str, number: int) -> tuple[dict[str, str], bytes]:
    """Build an update with one text, as the peer takes it: (headers, body)."""
    chat = {"id": int(person), "type": "private", "first_name": "Warga"}
    sender = {"id": int(person), "is_bot": False, "first_name": "Warga"}
    message = {"message_id": 1 + number % 10**6, "date": int(time.time()), "chat": chat, "from": sender, "text": WORDS}
    headers = {"X-Telegram-Bot-Api-Secret-Token": "bench"}
    return headers, json.dumps({"update_id": number % 10**9, "message": message}).encode()


def build_bare_request(person: str, number: int) -> tuple[dict[str, str], bytes]:
    return {}, build_whatsapp_webhook(person, number)[1]


KINDS = {"whatsapp": build_whatsapp_webhook, "telegram": build_telegram_update, "ceiling": build_bare_request}


class Webhook:
    """One address; each request has a connection of its own, as Odoo closes them."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.port, self.path = parts.hostname, parts.port, parts.path
        self.tls = None
        if parts.scheme == "https":
            self.tls = ssl.create_default_context()
            self.tls.check_hostname, self.tls.verify_mode = False, ssl.CERT_NONE  # the trial's own certificate

    async def post_body(self, headers: dict[str, str], body: bytes) -> int:
        """Post a body and return the HTTP status, or 0 without an answer."""
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

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        self.webhook = Webhook(options["url"])
        self.first = secrets.randbelow(10**6) * 10**6
        self.answers = []
        self.began = time.monotonic()

    def build_person(self, index: int) -> str:
        people = 10**7 if self.options.get("new_people") else self.options.get("people", 200)
        # As many digits as a number of Indonesia has; no such block is in use.
        return f"6280{self.options.get('block', 0):02d}{index % people:07d}"

    async def send_one(self, index: int) -> None:
        person, every = self.build_person(index), self.options.get("photos_every")
        more = {"photo": True} if every and index % every == 0 else {}
        headers, body = KINDS[self.options["kind"]](person, self.first + index, **more)
        sent = time.monotonic()
        status = await self.webhook.post_body(headers, body)
        self.answers.append([person, sent, time.monotonic() - sent, status])

    async def send_all_the_time(self, seconds: float, at_once: int) -> None:
        indexes = iter(range(10**9))

        async def keep_on() -> None:
            while time.monotonic() - self.began < seconds:
                await self.send_one(next(indexes))

        await asyncio.gather(*(keep_on() for _ in range(at_once)))

    async def send_steadily(self, seconds: float, rate: float) -> None:
        tasks = []
        for index in range(int(seconds * rate)):
            await asyncio.sleep(max(0, self.began + index / rate - time.monotonic()))
            tasks.append(asyncio.create_task(self.send_one(index)))
        await asyncio.gather(*tasks)

    async def send_count(self, count: int, at_once: int) -> None:
        indexes = iter(range(count))
        await asyncio.gather(*(self._send_indexes(indexes) for _ in range(at_once)))

    async def _send_indexes(self, indexes: Iterator[int]) -> None:
        for index in indexes:
            await self.send_one(index)

    async def send_load(self) -> dict[str, Any]:
        seconds, at_once = self.options.get("seconds"), self.options.get("at_once", 1)
        if count := self.options.get("count"):
            await self.send_count(count, at_once)
        elif rate := self.options.get("rate"):
            await self.send_steadily(seconds, rate)
        else:
            await self.send_all_the_time(seconds, at_once)
        return {"seconds": time.monotonic() - self.began, "answers": self.answers}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(Load(json.load(sys.stdin)).send_load())))  # noqa: T201
