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

from tests import telegram_updates as telegram
from tests.processes import until

TOKEN = "7000000011:token-of-the-polling-test"  # noqa: S105 - of this test's own server
BODIES = "SELECT body FROM lalisa_message WHERE direction = 'inbound' ORDER BY id"


class Telegram:
    """Holds updates until an offset confirms them, and refuses a second poller, as Telegram does."""

    def __init__(self):
        self.waiting, self.polling, self.clashes, self.calls = [], 0, 0, []
        self.lock = threading.Lock()
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()))
                method = self.path.rpartition("/")[2]
                service.calls.append(method)
                result = service.updates(form) if method == "getUpdates" else True
                content = json.dumps({"ok": True, "result": result}).encode()
                with contextlib.suppress(OSError):  # the poller was killed
                    self.send_response(200)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)

            def log_message(self, *_args):
                """A test's log stays quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

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
        body = json.loads(telegram.message(person, words))
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
    """(the manager's client, the id of a channel that polls)"""
    manager = server.login("lalisa_admin")
    values = {"name": "Bot tanpa alamat", "driver": "telegram", "telegram_api_url": service.url,
              "telegram_bot_token": TOKEN}
    [number] = manager.call("lalisa.channel", "create", [values])
    manager.call("lalisa.channel", "action_poll_telegram", [number])
    return manager, number


@pytest.fixture
def poller(server):
    """Starts pollers; those that live at the end are killed."""
    started = []

    def start():
        command = ["odoo", f"--addons-path={_addons(server)}", "telegram_poll", "-c", str(server.conf)]
        log = server.log.with_suffix(f".poll{len(started)}")
        process = subprocess.Popen([*command, f"--logfile={log}"], start_new_session=True)
        started.append(process)
        return process

    yield start
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


def _addons(server):
    return dict(line.split(" = ", 1) for line in server.conf.read_text().splitlines() if " = " in line)["addons_path"]


def heard(server):
    return [row[0] for row in server.database.rows(BODIES)]


def test_a_poller_that_is_killed_is_replaced_and_nothing_is_lost_doubled_or_reordered(
    server, service, channel, poller
):
    wanted = [f"baris {number} tentang ternak di jalan" for number in range(30)]
    first, _second = poller(), poller()
    for words in wanted[:15]:
        service.say(words)
    until(lambda: len(heard(server)) >= 5, 90, lambda: server.log_text()[-2000:])
    os.killpg(first.pid, signal.SIGKILL)
    for words in wanted[15:]:
        service.say(words)
    until(lambda: len(heard(server)) >= 30, 90, lambda: f"{heard(server)}\n{server.log_text()[-2000:]}")
    assert heard(server) == wanted
    until(lambda: not service.waiting)
    assert service.clashes <= 1, "only the killed poller's own request may still have been open"


def test_switching_to_the_webhook_and_back_loses_nothing(server, service, channel, poller):
    manager, number = channel
    poller()
    with service.lock:
        # What no database can store comes once and holds nothing back.
        service.waiting.append({"update_id": next(telegram.NUMBERS), "poll": float("nan")})
    service.say("Lewat penjemputan")
    until(lambda: heard(server), 90)
    told = len(service.calls)
    manager.call("lalisa.channel", "action_connect_telegram", [number])
    # A poller that was already asking may ask once more, in vain.
    assert "setWebhook" in service.calls[told:]
    assert manager.call("lalisa.channel", "read", [number], ["telegram_polling"])[0]["telegram_polling"] is False
    service.say("Menunggu di Telegram")
    manager.call("lalisa.channel", "action_poll_telegram", [number])
    until(lambda: len(heard(server)) == 2, 60)
    assert heard(server) == ["Lewat penjemputan", "Menunggu di Telegram"]
