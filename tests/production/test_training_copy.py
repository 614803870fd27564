"""A neutralised copy (`odoo neutralize`, what `restore --training` runs) tries to send and cannot.

Somebody switches everything on again: channels, keys, jobs, mail server, push device, poller. Each really tries.
"""

import contextlib
import json
import os
import socketserver
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.engine.test_push_arrives import Telephone
from tests.processes import DATA, Refused, Server, post_webhook, text_body, until
from tests.security.registry import run_shell


class Trap:
    """A service that a message would arrive at: HTTP for providers and pushes. It counts who comes."""

    def __init__(self):
        self.came = []
        trap = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                trap.came.append(self.path)
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                body = json.dumps({"ok": True, "result": []}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST

            def log_message(self, *_arguments):
                """Quiet."""

        self.service = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.service.server_port
        threading.Thread(target=self.service.serve_forever, daemon=True).start()

    def close(self):
        self.service.shutdown()
        self.service.server_close()


class PostOffice(socketserver.ThreadingTCPServer):
    """An SMTP server that counts the letters it takes."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        self.letters = 0
        office = self

        class Counter(socketserver.StreamRequestHandler):
            def handle(self):
                self.wfile.write(b"220 test\r\n")
                for line in self.rfile:
                    word = line[:4].upper().strip()
                    if word == b"DATA":
                        self.wfile.write(b"354 go on\r\n")
                        while self.rfile.readline() != b".\r\n":
                            """A line of the letter."""
                        office.letters += 1
                    self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")

        super().__init__(("127.0.0.1", 0), Counter)
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()


@pytest.fixture
def post_office():
    service = PostOffice()
    yield service
    service.shutdown()
    service.server_close()


@pytest.fixture
def telephone():
    one = Telephone()
    yield one
    one.service.shutdown()


@pytest.fixture
def trap():
    service = Trap()
    yield service
    service.close()


def run_update(database, statement):
    subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", database.name, "-c", statement], check=True)


def neutralise_copy(database):
    subprocess.run(
        [
            *("odoo", "neutralize", "-d", database.name),
            f"--data-dir={os.environ['LALISA_TEST_DATA']}",
            f"--addons-path={os.environ['LALISA_TEST_ADDONS']}",
        ],
        check=True,
    )


def switch_on_again(database):
    """What a careless hand can undo with clicks."""
    run_update(database, "UPDATE ir_cron SET active = true")
    run_update(database, "UPDATE lalisa_channel SET state = 'active', webhook_key = 'demo-' || driver WHERE simulated")


def is_waiting(database):
    return database.value("SELECT count(*) FROM ir_cron_trigger WHERE call_at <= now() AT TIME ZONE 'UTC'")


def test_the_outbox_of_a_training_copy_sends_nothing_whatever_its_users_switch_on(database, tmp_path):
    neutralise_copy(database)
    switch_on_again(database)
    server = Server(database, tmp_path).start()
    try:
        admin = server.login("lalisa_admin")
        channel = admin.call("lalisa.channel", "search", [["driver", "=", "whatsapp"]])[0]
        names = ("app_secret", "verify_token", "access_token")
        secrets = {f"whatsapp_{name}": f"demo-{name.replace('_', '-')}" for name in names}
        admin.call("lalisa.channel", "write", [channel], secrets)
        assert post_webhook(server, text_body("Aduan latihan")) == 200
        until(lambda: database.value("SELECT count(*) FROM lalisa_message WHERE direction = 'outbound'"))
        until(lambda: not is_waiting(database), 60)
        states = database.rows("SELECT DISTINCT state FROM lalisa_message WHERE direction = 'outbound'")
        assert states == [("queued",)]
        assert database.value("SELECT count(*) FROM lalisa_simulated_message") == 0
    finally:
        server.stop()


TOKEN = "7000000012:token-of-the-training-copy"


@pytest.mark.thorough
def test_the_telegram_poller_of_a_training_copy_fetches_nothing(database, tmp_path, trap):
    with run_server(database, tmp_path / "office") as server:
        channel = polling_bot(server, trap)
        with run_poller(database, tmp_path / "office"):
            until(lambda: any("getUpdates" in path for path in trap.came), 60)
            assert time.time() - (DATA / "telegram_poll.alive").stat().st_mtime < 60, "a monitor sees it live"
    neutralise_copy(database)
    assert database.value("SELECT count(*) FROM lalisa_channel WHERE telegram_polling") == 0
    with run_server(database, tmp_path / "copy") as server:
        server.login("lalisa_admin").call("lalisa.channel", "write", [channel], {"telegram_bot_token": TOKEN})
        run_update(database, "UPDATE lalisa_channel SET telegram_polling = true, state = 'active' WHERE NOT simulated")
        trap.came.clear()
        with run_poller(database, tmp_path / "copy"):
            time.sleep(12)  # the office's poller asked within two seconds of its start
    assert trap.came == []


def polling_bot(server, trap):
    manager = server.login("lalisa_admin")
    values = {
        "name": "Bot kantor",
        "driver": "telegram",
        "telegram_bot_token": TOKEN,
        "telegram_api_url": f"http://127.0.0.1:{trap.port}",
    }
    [channel] = manager.call("lalisa.channel", "create", [values])
    manager.call("lalisa.channel", "action_poll_telegram", [channel])
    return channel


@contextlib.contextmanager
def run_server(database, folder):
    folder.mkdir(exist_ok=True)
    server = Server(database, folder).start()
    try:
        yield server
    finally:
        server.stop()


def test_the_push_of_a_training_copy_rings_no_telephone_of_the_office(database, tmp_path, telephone):
    with run_server(database, tmp_path) as server:
        kasi = server.login("kasi")
        telephone.allow(server)
        key = kasi.call("mail.push.device", "get_web_push_vapid_public_key")
        kasi.call("mail.push.device", "register_devices", vapid_public_key=key, **telephone.subscription)
        kasi.call("res.users", "action_test_push", [])
        until(lambda: telephone.bodies, 60)
    neutralise_copy(database)
    switch_on_again(database)
    telephone.bodies.clear()
    with run_server(database, tmp_path) as server:
        with pytest.raises(Refused):
            server.login("kasi").call("res.users", "action_test_push", [])
        operator = server.login("operator")
        operator.call("lalisa.complaint", "create", [{"summary": "Latihan"}])
        until(lambda: not is_waiting(database), 60)
    assert telephone.bodies == []


MAIL = """
mail = env['mail.mail'].create({'subject': 'uji', 'body_html': 'uji', 'email_to': 'pelapor@example.org',
                                'email_from': 'kantor@example.org'})
mail.send()
print('MAIL', mail.exists().state or 'sent')
env.cr.commit()
"""


def test_the_mail_of_a_training_copy_leaves_by_no_server(database, post_office):
    server = {"name": "kantor", "smtp_host": "127.0.0.1", "smtp_port": post_office.port}
    run_shell(database, f"env['ir.mail_server'].create({server})\n{MAIL}")
    assert post_office.letters == 1
    neutralise_copy(database)
    assert "MAIL exception" in run_shell(database, MAIL)
    assert post_office.letters == 1


@contextlib.contextmanager
def run_poller(database, folder):
    """`odoo telegram_poll` while the block runs."""
    command = [
        *("odoo", f"--addons-path={os.environ['LALISA_TEST_ADDONS']}", "telegram_poll", "-d", database.name),
        *(f"--logfile={folder / 'poll.log'}", f"--data-dir={os.environ['LALISA_TEST_DATA']}"),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)
