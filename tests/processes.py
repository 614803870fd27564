"""Databases and server processes of a test's own: real PostgreSQL, real HTTP, real scheduled jobs.

What the launcher gives in the environment is described in `lalisa_cli/testing.py`.
"""

import contextlib
import hashlib
import hmac
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import psycopg2
import requests

from lalisa_cli.database import link_files
from lalisa_cli.processes import compute_patience

TEMPLATE = os.environ.get("LALISA_TEST_TEMPLATE", "lalisa_template")
DATA = Path(os.environ.get("LALISA_TEST_DATA", "/nonexistent"))
ADDONS = os.environ.get("LALISA_TEST_ADDONS", "addons")
APP_SECRET = "demo-app-secret"
WEBHOOK = "/lalisa/webhook/whatsapp/demo-whatsapp"
NUMBER_ID, WABA_ID = "410020000000001", "302010000000001"
# In every copy all jobs by the clock would be due at once (warnings for the demo's complaints, clean-up) and cost
# more than the test. What carries messages goes on, and so does whatever a test's own records ask for; of the demo's
# complaints everybody has been told.
LET_JOBS_REST = """
CREATE TEMPORARY TABLE resting AS
SELECT id FROM ir_cron WHERE id NOT IN (
    SELECT res_id FROM ir_model_data
     WHERE model = 'ir.cron' AND module IN ('lalisa_messaging', 'lalisa_simulator')
       AND (name LIKE 'cron_drain%' OR name IN ('cron_deliver', 'cron_fetch_media')));
UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC' + interval '1 day' WHERE id IN (SELECT id FROM resting);
DELETE FROM ir_cron_trigger WHERE cron_id IN (SELECT id FROM resting);
INSERT INTO lalisa_stage_event (stage_log_id, kind, at)
SELECT v.id, kind, now() AT TIME ZONE 'UTC'
  FROM lalisa_stage_log v, unnest('{called_at,handed_on_at,warned_at,escalated_at}'::text[]) kind
 WHERE v.left_at IS NULL AND v.deadline_at IS NOT NULL
ON CONFLICT DO NOTHING"""


class Database:
    """A copy of the template with its files; the template itself is never connected to."""

    def __init__(self, template=TEMPLATE):
        self.name = f"lalisa_t_{secrets.token_hex(4)}"
        subprocess.run(["createdb", "-T", template, self.name], check=True)
        link_files(DATA / "filestore" / template, DATA / "filestore" / self.name)
        self.execute(LET_JOBS_REST)

    def drop(self):
        subprocess.run(["dropdb", "--if-exists", "--force", self.name], check=False)
        shutil.rmtree(DATA / "filestore" / self.name, ignore_errors=True)

    def rows(self, query, *values):
        """Return what a query answers, on a connection of its own."""
        with self.cursor() as cursor:
            cursor.execute(query, values or None)
            return cursor.fetchall()

    @contextlib.contextmanager
    def cursor(self):
        """Yield a connection of its own, committed at the end."""
        connection = psycopg2.connect(dbname=self.name)
        try:
            with connection, connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def value(self, query, *values):
        return self.rows(query, *values)[0][0]

    def execute(self, query, *values):
        """Change rows directly, committed: what time or a mishap would have done."""
        connection = psycopg2.connect(dbname=self.name)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(query, values or None)
        finally:
            connection.close()


class Server:
    """One `odoo server` process group on a database.

    :param cron: whether it runs scheduled jobs, or how many at once
    """

    program = ("odoo",)

    def __init__(self, database, folder, workers=0, cron=True, **environment):
        self.database, self.workers = database, workers
        self.environment = {**os.environ, **environment}
        self.port, self.gevent_port = free_port(), free_port()
        self.log = Path(folder) / f"odoo-{self.port}.log"
        self.conf = Path(folder) / f"odoo-{self.port}.conf"
        options = {
            "addons_path": ADDONS,
            "data_dir": DATA,
            "http_interface": "127.0.0.1",
            "http_port": self.port,
            "gevent_port": self.gevent_port,
            "list_db": "False",
            "server_wide_modules": "base,rpc,web,lalisa_messaging",
            "workers": workers,
            "max_cron_threads": 6 if cron is True else int(cron),
            "db_name": database.name,
            "limit_time_cpu": 600,
            "limit_time_real": 1200,
        }
        self.conf.write_text("[options]\n" + "".join(f"{name} = {value}\n" for name, value in options.items()))
        self.process = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        """Start the process and waits until it answers."""
        command = [*self.program, "server", "-c", self.conf, f"--logfile={self.log}"]
        self.process = subprocess.Popen(
            command,
            env=self.environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )
        until(self.healthy, 90, lambda: f"the server does not answer:\n{self.log_text()[-3000:]}")
        return self

    def healthy(self):
        assert self.process.poll() is None, f"the server has ended:\n{self.log_text()[-3000:]}"
        try:
            return requests.get(f"{self.url}/lalisa/health", timeout=10).status_code == 200
        except (requests.ConnectionError, requests.Timeout):
            return False

    def kill(self):
        """kill -9 of the whole process group."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def stop(self):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def log_text(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def login(self, login):
        return Client(self, login)


class Client:
    """A logged-in browser's own calls, without the browser.

    A password is made to take long, and a database that was put under a server anew knows the same people: whoever
    logged in there before comes back with their cookies.
    """

    cookies = {}

    def __init__(self, server, login):
        self.server = server
        self.web = requests.Session()
        known = (server.database.name, login)
        self.uid = known in self.cookies and self._come_back(self.cookies[known])
        if not self.uid:
            asked = {"db": server.database.name, "login": login, "password": login}
            self.uid = self._post("/web/session/authenticate", asked)["uid"]
            self.cookies[known] = self.web.cookies.copy()

    def _come_back(self, cookies):
        """Use the cookies of an earlier login.

        :return: the user's id, or None where the server no longer takes them
        """
        self.web.cookies.update(cookies)
        try:
            return self._post("/web/session/get_session_info", {})["uid"]
        except Refused:
            self.web.cookies.clear()
            return None

    def _post(self, path, params):
        answer = self.web.post(
            f"{self.server.url}{path}",
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            timeout=60,
        ).json()
        if "error" in answer:
            raise Refused(answer["error"]["data"]["name"], answer["error"]["data"]["message"])
        return answer.get("result")

    def call(self, model, method, *args, **kwargs):
        return self._post(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        )


class Refused(Exception):
    """What the server answered instead of a result."""

    def __init__(self, name, message):
        super().__init__(f"{name}: {message}")
        self.name = name


def text_body(text, number="6281200000001", wamid=None, name="Warga Uji"):
    """Return a WhatsApp webhook body with one text, as bytes."""
    message = {
        "from": number,
        "id": wamid or f"wamid.T{secrets.token_hex(8)}",
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": text},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550100200", "phone_number_id": NUMBER_ID},
        "contacts": [{"profile": {"name": name}, "wa_id": number}],
        "messages": [message],
    }
    change = {"field": "messages", "value": value}
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": WABA_ID, "changes": [change]}]}).encode()


def post_webhook(server, body, secret=APP_SECRET, signature=None):
    """Post a body as Meta does and gives the HTTP status."""
    signature = signature or "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return requests.post(
        f"{server.url}{WEBHOOK}",
        data=body,
        timeout=60,
        headers={"X-Hub-Signature-256": signature, "Content-Type": "application/json"},
    ).status_code


def until(condition, seconds=30, explain=lambda: "it did not happen in time"):
    """Wait for a condition and gives its value; fails with an explanation.

    :param seconds: how long on a calm machine; longer where others want the processors too
    """
    begun, pause = time.monotonic(), 0.01
    while time.monotonic() < begun + seconds * compute_patience():
        if value := condition():
            return value
        time.sleep(pause)
        pause = min(0.15, pause * 1.5)
    raise AssertionError(explain())


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
