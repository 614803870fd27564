"""Long polling: one poller a bot, a dead one replaced, nothing lost and nothing doubled on the way."""

import contextlib
import json
import os
import signal
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

import pytest
import requests

from tests import telegram_updates as telegram
from tests.processes import until

TOKEN = "7000000011:token-of-the-polling-test"  # noqa: S105 - of this test's own server
BODIES = "SELECT body FROM lalisa_message WHERE direction = 'inbound' ORDER BY id"


class Telegram:
    """Holds updates until an offset confirms them or a webhook takes them, one way at a time, as Telegram does."""

    def __init__(self):
        self.waiting, self.polling, self.clashes, self.calls = [], 0, 0, []
        self.webhook, self.office = {}, ""
        self.lock = threading.Lock()
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()))
                method = self.path.rpartition("/")[2]
                service.calls.append(method)
                status, content = service.answer(method, form)
                with contextlib.suppress(OSError):  # the poller was killed
                    self.send_response(status)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)

            def log_message(self, *_args):
                """A test's log stays quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, method, form):
        """Return (HTTP status, body)."""
        if method == "getUpdates" and self.webhook:
            conflict = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first"
            return 409, json.dumps({"ok": False, "error_code": 409, "description": conflict}).encode()
        if method in ("setWebhook", "deleteWebhook"):
            with self.lock:
                self.webhook = form if method == "setWebhook" else {}
        result = self.updates(form) if method == "getUpdates" else True
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def deliver(self, stop):
        """Post what waits while there is a webhook, oldest first; what is not answered with 200 stays."""
        while not stop.is_set():
            with self.lock:
                hook, first = self.webhook, self.waiting[:1]
            if not hook or not first:
                stop.wait(0.05)
                continue
            address = self.office + hook["url"][hook["url"].index("/lalisa/") :]
            headers = {"X-Telegram-Bot-Api-Secret-Token": hook["secret_token"]}
            taken = requests.post(address, json=first[0], headers=headers, timeout=30).status_code == 200
            with self.lock:
                self.waiting = [one for one in self.waiting if not taken or one is not first[0]]

    def updates(self, form):
        with self.lock:
            self.polling += 1
            self.clashes += self.polling > 1
            offset = int(form.get("offset", 0))
            self.waiting = [one for one in self.waiting if one["update_id"] >= offset]
            found = self.waiting[:7]
        if not found:
            threading.Event().wait(0.3)
        with self.lock:
            self.polling -= 1
        return found

    def say(self, words, person=520_800_001):
        body = json.loads(telegram.build_message(person, words))
        with self.lock:
            self.waiting.append(body)


@pytest.fixture
def service():
    running = Telegram()
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture
def channel(server, service):
    """Return (the manager's client, the id of a channel that polls)."""
    manager = server.login("lalisa_admin")
    values = {
        "name": "Bot tanpa alamat",
        "driver": "telegram",
        "telegram_api_url": service.url,
        "telegram_bot_token": TOKEN,
    }
    [number] = manager.call("lalisa.channel", "create", [values])
    manager.call("lalisa.channel", "action_poll_telegram", [number])
    return manager, number


@pytest.fixture
def poller(server):
    """Start pollers; those that live at the end are killed."""
    started = []

    def start():
        command = ["odoo", f"--addons-path={_get_addons(server)}", "telegram_poll", "-c", str(server.conf)]
        log = server.log.with_suffix(f".poll{len(started)}")
        process = subprocess.Popen([*command, f"--logfile={log}"], start_new_session=True)
        started.append(process)
        return process

    yield start
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


def _get_addons(server):
    return dict(line.split(" = ", 1) for line in server.conf.read_text().splitlines() if " = " in line)["addons_path"]


def read_heard(server):
    return [row[0] for row in server.database.rows(BODIES)]


@pytest.mark.thorough
def test_a_poller_that_is_killed_is_replaced_and_nothing_is_lost_doubled_or_reordered(server, service, channel, poller):
    wanted = [f"baris {number} tentang ternak di jalan" for number in range(30)]
    first, _second = poller(), poller()
    for words in wanted[:15]:
        service.say(words)
    until(lambda: len(read_heard(server)) >= 5, 90, lambda: server.log_text()[-2000:])
    os.killpg(first.pid, signal.SIGKILL)
    for words in wanted[15:]:
        service.say(words)
    until(lambda: len(read_heard(server)) >= 30, 90, lambda: f"{read_heard(server)}\n{server.log_text()[-2000:]}")
    assert read_heard(server) == wanted
    until(lambda: not service.waiting)
    assert service.clashes <= 1, "only the killed poller's own request may still have been open"


@pytest.mark.thorough
def test_switching_to_the_webhook_and_back_loses_nothing(server, service, channel, poller):
    manager, number = channel
    poller()
    with service.lock:
        # What no database can store comes once and holds nothing back.
        service.waiting.append({"update_id": next(telegram.NUMBERS), "poll": float("nan")})
    service.say("Lewat penjemputan")
    until(lambda: read_heard(server), 90)
    told = len(service.calls)
    manager.call("lalisa.channel", "action_connect_telegram", [number])
    # A poller that was already asking may ask once more, in vain.
    assert "setWebhook" in service.calls[told:]
    assert manager.call("lalisa.channel", "read", [number], ["telegram_polling"])[0]["telegram_polling"] is False
    service.say("Menunggu di Telegram")
    manager.call("lalisa.channel", "action_poll_telegram", [number])
    until(lambda: len(read_heard(server)) == 2, 60)
    assert read_heard(server) == ["Lewat penjemputan", "Menunggu di Telegram"]


@pytest.mark.thorough
def test_switching_to_and_fro_while_people_write_loses_doubles_and_reorders_nothing(server, service, channel, poller):
    manager, number = channel
    service.office = server.url
    poller()
    stop = threading.Event()
    threading.Thread(target=service.deliver, args=(stop,), daemon=True).start()
    people, lines = range(520_820_001, 520_820_004), 16

    def write():
        for line in range(lines):
            for person in people:
                service.say(f"{person} baris {line}", person)
            stop.wait(0.4)

    writing = threading.Thread(target=write)
    writing.start()
    try:
        for _round in range(2):
            manager.call("lalisa.channel", "action_connect_telegram", [number])
            stop.wait(1.5)
            manager.call("lalisa.channel", "action_poll_telegram", [number])
            stop.wait(1.5)
        writing.join(60)
        until(lambda: len(read_heard(server)) >= lines * len(people), 120, lambda: server.log_text()[-2000:])
    finally:
        stop.set()
    for person in people:
        mine = [words for words in read_heard(server) if words.startswith(str(person))]
        assert mine == [f"{person} baris {line}" for line in range(lines)]
