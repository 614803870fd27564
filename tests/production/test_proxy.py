"""The office's own odoo.conf and proxy configuration: prefork, two workers, everything through TLS."""

import concurrent.futures
import contextlib
import os
import socket
import ssl
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
import requests
import websocket

from lalisa_cli.processes import has_in_command_line
from lalisa_cli.proxy import Proxy
from tests import processes
from tests.processes import WEBHOOK, post_webhook, text_body, until
from tests.walk import test_complaint_walk as steps

REPO = Path(__file__).resolve().parents[2]
CONF = REPO / "config" / "odoo.conf"


class Office(processes.Server):
    """A server that is reached through the proxy only; config/odoo.conf but for places and ports."""

    def __init__(self, database, folder):
        super().__init__(database, folder)
        own = dict(line.split(" = ", 1) for line in self.conf.read_text().splitlines() if " = " in line)
        self.places = {
            name: own[name] for name in ("addons_path", "data_dir", "http_interface", "http_port", "gevent_port")
        }
        self.places |= {"db_name": database.name, "dbfilter": f"^{database.name}$"}
        kept = [line for line in CONF.read_text().splitlines() if line.partition("=")[0].strip() not in self.places]
        text = [*kept, *(f"{name} = {value}" for name, value in self.places.items())]
        self.conf.write_text("\n".join(text) + "\n")
        ports = (self.port, self.gevent_port)
        self.proxy = Proxy(os.environ, Path(folder) / "proxy", processes.free_port(), ports)

    @property
    def url(self):
        return self.proxy.url

    def start(self):
        self.proxy.start_proxy()
        return super().start()

    def stop(self):
        super().stop()
        self.proxy.stop_proxy()


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    database = processes.Database()
    running = Office(database, tmp_path_factory.mktemp("office"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REQUESTS_CA_BUNDLE", str(running.proxy.certificate))
        running.start()
        yield running
    running.stop()
    database.drop()


def send_raw(office, request):
    """Return what the proxy answers to bytes, or b"" when it hangs up."""
    trusting = ssl.create_default_context(cafile=office.proxy.certificate)
    with socket.create_connection(("127.0.0.1", office.proxy.port), 20) as plain:
        with trusting.wrap_socket(plain, server_hostname="127.0.0.1") as line:
            line.sendall(request)
            return line.recv(4096)


def access_log(office):
    return (office.proxy.folder / "access.log").read_text()


def test_it_is_prefork_with_two_workers_and_the_websocket_apart(office):
    # two workers, five cron processes, one evented
    assert len(find_children(office.process.pid)) == 8


def find_children(pid):
    """Return the processes that a process has started; a bare system has no `ps`."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(stat.parent.name)
    return found


@pytest.mark.thorough
def test_a_complaint_walks_from_the_webhook_to_done_through_the_proxy(office):
    steps.test_a_complaint_goes_from_the_webhook_to_done_by_five_people(steps.Walk(office))
    assert f'"POST {WEBHOOK.rpartition("/")[0]}/*" 200' in access_log(office)


def test_the_websocket_is_switched_to(office):
    person = office.login("operator")
    cookie = f"session_id={person.web.cookies['session_id']}"
    # The first who asks waits until the script is built.
    version = person.web.get(f"{office.url}/bus/websocket_worker_bundle", timeout=60 * processes.compute_patience())
    assert version.status_code == 200

    def connected():
        """Connect, unless the process of the websockets, which begins after the others, does not listen yet."""
        try:
            return websocket.create_connection(
                f"{office.url.replace('https', 'wss')}/websocket?version=0",
                origin=office.url,
                cookie=cookie,
                timeout=60 * processes.compute_patience(),
                sslopt={"ca_certs": str(office.proxy.certificate)},
            )
        except websocket.WebSocketBadStatusException as error:
            assert error.status_code == 502, error
            return None

    line = until(connected, 60)
    assert line.getstatus() == 101
    line.close()


# The table that a webhook's signature is judged by: who never reaches Odoo never makes it be read.
READS = "SELECT coalesce(seq_scan, 0) + coalesce(idx_scan, 0) FROM pg_stat_user_tables WHERE relname = %s"
WRITES = """SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables
             WHERE relname IN ('lalisa_webhook_event', 'lalisa_message', 'lalisa_contact', 'lalisa_conversation',
                               'lalisa_complaint', 'lalisa_channel', 'lalisa_channel_secret')"""


def count_touched(office):
    """Return (how often the channels' secrets were read, rows written for messages), when all is counted."""
    time.sleep(11)  # a process tells its counts after ten idle seconds
    return office.database.value(READS, "lalisa_channel_secret"), office.database.value(WRITES)


def test_what_the_proxy_turns_away_does_not_touch_the_database(office):
    until(lambda: not office.database.value("SELECT count(*) FROM lalisa_message WHERE state = 'queued'"), 60)
    before = count_touched(office)
    wrong_host = f"POST {WEBHOOK} HTTP/1.1\r\nHost: other.example\r\nContent-Length: 2\r\n\r\n{{}}"
    oversized = f"POST {WEBHOOK} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {5 * 1024 * 1024}\r\n\r\n"
    assert send_raw(office, wrong_host.encode()) == b"", "a wrong name gets no answer at all"
    assert send_raw(office, oversized.encode()).split()[1] in (b"403", b"413")
    signed = oversized.replace("Content-Length", f"X-Hub-Signature-256: {FORGED}\r\nContent-Length")
    assert send_raw(office, signed.encode()).startswith(b"HTTP/1.1 413"), "refused before it is read"
    assert post_flood(office, "sha256=00") == {403: 200}, "unsigned: whatever comes, Odoo never hears of it"
    telegram = requests.post(f"{office.url}/lalisa/webhook/telegram/demo-telegram", data=b"{}", timeout=30)
    assert telegram.status_code == 403
    assert count_touched(office) == before


FORGED = "sha256=" + "0" * 64


def post_flood(office, signature, count=200):
    """Post many bodies with a bad signature, as fast as 16 senders can, and return {status: how often}."""
    local = threading.local()

    def send_one(number):
        if not hasattr(local, "session"):
            local.session = requests.Session()
        headers = {"X-Hub-Signature-256": signature, "Content-Type": "application/json"}
        body = text_body(f"banjir {number}")
        return local.session.post(f"{office.url}{WEBHOOK}", data=body, headers=headers, timeout=60).status_code

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        return dict(Counter(pool.map(send_one, range(count))))


@pytest.mark.thorough
def test_of_a_flood_of_forged_signatures_odoo_hears_a_few_and_writes_nothing(office):
    before, codes = count_touched(office), Counter()
    for _batch in range(20):
        codes += Counter(post_flood(office, FORGED))
        if codes[429] > codes[403]:
            break
    assert set(codes) == {403, 429} and codes[429] > codes[403]
    # The office itself goes on meanwhile, and so does the webhook as soon as the flood is over.
    assert requests.get(f"{office.url}/web/login", timeout=30).status_code == 200
    reads, writes = count_touched(office)
    assert writes == before[1]
    # One judgement looks up a secret's row and reads it.
    assert reads - before[0] <= 2 * codes[403], "what the rate limit turned away was not judged"
    until(lambda: post_webhook(office, text_body("Setelah banjir")) == 200)


def test_what_is_not_for_visitors_is_not_there(office):
    for path in (
        "/web/database/manager",
        "/lalisa/simulator/phone",
        "/jsonrpc",
        "/xmlrpc/2/common",
    ):
        assert requests.get(f"{office.url}{path}", timeout=30).status_code == 404, path


def test_tokens_are_in_no_log(office):
    requests.get(f"{office.url}/aduan/LL-26-0001/sangat-rahasia-token", timeout=30)
    requests.post(f"{office.url}/lalisa/webhook/whatsapp/kunci-rahasia", data=b"{}", timeout=30)
    logs = [path.read_text() for path in office.proxy.folder.glob("*.log")] + [office.log_text()]
    assert not [text for text in logs if "rahasia" in text]
    assert "/aduan/*" in access_log(office)


def test_a_visitor_cannot_pretend_to_be_on_the_machine(office):
    answer = requests.get(f"{office.url}/lalisa/health", headers={"X-Forwarded-For": "127.0.0.1"}, timeout=30)
    assert answer.json() == {"status": "ok"}


def test_health_and_webhooks_are_503_while_odoo_is_down(tmp_path, monkeypatch):
    ports = (processes.free_port(), processes.free_port())
    proxy = Proxy(os.environ, tmp_path / "alone", processes.free_port(), ports)
    proxy.start_proxy()
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(proxy.certificate))
    try:
        answer = requests.get(f"{proxy.url}/lalisa/health", timeout=30)
        assert (answer.status_code, answer.json()) == (503, {"status": "down"})
        signed = {"X-Hub-Signature-256": f"sha256={'0' * 64}"}
        told = requests.post(f"{proxy.url}/lalisa/webhook/whatsapp/x", data=b"{}", headers=signed, timeout=30)
        assert told.status_code == 503
    finally:
        proxy.stop_proxy()


def test_the_check_of_papers_has_the_pace_of_a_reader(office):
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        codes = Counter(
            pool.map(lambda _number: requests.get(f"{office.url}/periksa/x", timeout=60).status_code, range(200))
        )
    assert set(codes) == {404, 429} and codes[429] > codes[404], codes


def test_only_the_proxy_of_its_own_folder_is_ended_as_left_over(office, tmp_path):
    """A number that was written down before a power cut may be another nginx's, an office's for one."""
    number = (office.proxy.folder / "nginx.pid").read_text()
    (tmp_path / "nginx.pid").write_text(number)
    Proxy.end_left_over(tmp_path)
    assert office.proxy.is_passing()
    # Its own folder's is found by the same means.
    assert has_in_command_line(int(number), f"{office.proxy.folder}/nginx.conf")
