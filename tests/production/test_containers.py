"""The containers' installation on a real engine: from nothing to a printed paper, an upgrade, a disaster.

Every command is the document's own (docs/installation.md, docs/operations.md), in its order, on a copy
of the project. The images of the registries are stand-ins built from Debian (docker_engine.py).
"""

import os
import re
import shutil
import subprocess
import warnings
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests

from tests import processes
from tests.processes import free_port, until
from tests.production import docker_engine
from tests.production.documented_commands import documented

REPO = Path(__file__).resolve().parents[2]
REASON = docker_engine.missing()
pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(bool(REASON), reason=REASON),
    pytest.mark.filterwarnings("ignore:Unverified HTTPS request"),
]
HOST = "localhost"


class Person(processes.Client):
    """A person at the office's proxy, whose certificate is its own until certbot's comes."""

    def __init__(self, url, login, password):
        self.server = SimpleNamespace(url=url)
        self.web = requests.Session()
        self.web.verify = False
        self.web.trust_env = False  # else a bundle that the environment names has the last word
        self.uid = self._post(
            "/web/session/authenticate", {"db": "lalisa", "login": login, "password": password}
        )["uid"]


class Office:
    """A machine that the documents' commands are typed on.

    Its folders lie below a temporary one; images are asked for by tag, because a digest finds no
    stand-in; the ports are free ones.
    """

    def __init__(self, engine, folder):
        self.engine, self.folder = engine, folder
        self.project = folder / "opt-lalisa"
        self.http, self.https = free_port(), free_port()
        self.places = {
            name: folder / name.strip("/").replace("/", "-")
            for name in ("/etc/lalisa/secrets", "/etc/lalisa/tls", "/var/backups/lalisa", "/var/lib/lalisa-acme")
        }
        self.copy_project()

    @property
    def url(self):
        return f"https://{HOST}:{self.https}"

    def copy_project(self):
        """Copy what git has, and turn digests into tags, as a machine whose registry has them would not need to."""
        listed = docker_engine.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=REPO).splitlines()
        for name in listed:
            if (REPO / name).is_file():
                target = self.project / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(REPO / name, target)
        self.rewrite("Dockerfile", lambda text: re.sub(r"^(FROM \S+?)@sha256:\w+", r"\1", text, flags=re.M))
        self.rewrite("docker-compose.yml", self._by_tag)

    def rewrite(self, name, change):
        path = self.project / name
        path.write_text(change(path.read_text()))

    def _by_tag(self, text):
        text = re.sub(r"image: (\w+)@sha256:\w+ # (\S+)", r"image: \1:\2", text)
        text = text.replace("build: .", "build: {context: ., network: host}")
        return text.replace('["80:80", "443:443"]', f'["127.0.0.1:{self.http}:80", "127.0.0.1:{self.https}:443"]')

    def type(self, command, check=True, timeout=1200, **variables):
        """Type one of the documents' commands at this machine.

        :return: what it printed, both streams
        """
        # Longest first: no folder is the beginning of another's replacement.
        for name, place in sorted(self.places.items(), key=lambda pair: -len(pair[0])):
            command = command.replace(name, str(place))
        command = command.replace("/opt/lalisa/config", f"{self.project}/config")
        done = subprocess.run(
            ["bash", "-c", command], cwd=self.project, env={**self.engine.environment, **variables}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=timeout,
        )  # fmt: skip
        if check and done.returncode:
            logs = self.type("docker compose --profile '*' logs --tail 40", check=False)
            raise AssertionError(f"{command}:\n{done.stdout[-4000:]}\n{logs[-6000:]}")
        return done.stdout

    def secret(self, name):
        return (self.places["/etc/lalisa/secrets"] / name).read_text().strip()

    def settings(self):
        """Fill in .env as the document says, with this machine's folders."""
        lines = {"LALISA_HOST": HOST}

        def filled(text):
            for name, place in sorted(self.places.items(), key=lambda pair: -len(pair[0])):
                text = text.replace(f"={name}", f"={place}")
            return re.sub(r"^LALISA_HOST=.*", f"LALISA_HOST={lines['LALISA_HOST']}", text, flags=re.M)

        self.rewrite(".env", filled)

    def answers(self):
        """Say what the health page answers through the proxy, or None."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return requests.get(f"{self.url}/lalisa/health", verify=False, timeout=10).json()["status"]  # noqa: S501
        except (requests.RequestException, ValueError):
            return None

    def serves(self):
        def logs():
            return self.type("docker compose logs --tail 60", check=False)[-6000:]

        until(lambda: self.answers() == "ok", 180, logs)

    def sql(self, query):
        return self.type(f'docker compose exec -T db psql -U odoo -d lalisa -Atc "{query}"').strip()

    def paper(self, operator, complaint):
        answer = operator.web.get(f"{self.url}/report/pdf/lalisa_complaint.paper_complaint/{complaint}", timeout=120)
        assert answer.status_code == 200, answer.text[-1500:]
        return answer.content

    def operator(self):
        return Person(self.url, "operator", "sandi-operator-1")


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    running = docker_engine.Engine(tmp_path_factory.mktemp("docker"))
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.fixture(scope="module")
def office(engine, tmp_path_factory):
    """The office of docs/installation.md, Cara 1, up to its administrator's first log in."""
    place = Office(engine, tmp_path_factory.mktemp("office"))
    place.type(documented("cp config/env.example .env"))
    place.settings()
    place.type(documented("chmod 600 .env"))
    place.type(documented("mkdir -p /etc/lalisa/secrets /etc/lalisa/tls /var/backups/lalisa /var/lib/lalisa-acme"))
    place.type(documented("docker compose build"))
    made = place.type(documented(
        "docker run --rm --user root -v /etc/lalisa/secrets:/secrets -v /var/backups/lalisa:/backups lalisa:19.0"
        " lalisa make-secrets"
    ))  # fmt: skip
    assert made.count(" made") == 4
    place.type(documented(
        "openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=NAMA -keyout /etc/lalisa/tls/privkey.pem"
        " -out /etc/lalisa/tls/fullchain.pem", NAMA=HOST
    ))  # fmt: skip
    place.type(documented("docker compose up -d"))
    place.serves()
    yield place
    place.type("docker compose --profile '*' down -v", check=False)


@pytest.fixture(scope="module")
def case(office):
    """One complaint that the office's operator typed, and its paper's size: {complaint, number}."""
    password = office.type(documented("cat /etc/lalisa/secrets/admin_password")).strip()
    admin = Person(office.url, "admin", password)
    groups = admin.call("ir.model.data", "search_read", [
        ["module", "=", "lalisa_complaint"], ["name", "in", ["group_operator", "group_administrator"]],
    ], ["name", "res_id"])  # fmt: skip
    by_name = {row["name"]: row["res_id"] for row in groups}
    admin.call("res.users", "write", [admin.uid], {"group_ids": [[4, by_name["group_administrator"]]]})
    admin.call("res.users", "create", [{
        "name": "Operator", "login": "operator", "password": "sandi-operator-1",
        "group_ids": [[4, by_name["group_operator"]]],
    }])  # fmt: skip
    operator = office.operator()
    [complaint] = operator.call("lalisa.complaint", "create", [{"summary": "Sapi di jalan raya"}])
    return {"complaint": complaint}


def test_a_new_office_stands_with_a_password_of_its_own_and_prints_a_paper(office, case):
    assert office.paper(office.operator(), case["complaint"])[:5] == b"%PDF-"
    with pytest.raises((processes.Refused, KeyError, TypeError)):
        Person(office.url, "admin", "admin")
    again = office.type("docker compose logs init")
    assert office.secret("admin_password") not in again
    assert "about two minutes" in again


def test_port_80_answers_certbot_and_leads_all_else_to_https(office, case):
    asked = office.places["/var/lib/lalisa-acme"] / ".well-known" / "acme-challenge"
    asked.mkdir(parents=True)
    (asked / "token").write_text("the answer")
    plain = f"http://{HOST}:{office.http}"
    assert requests.get(f"{plain}/.well-known/acme-challenge/token", timeout=10).text == "the answer"
    led = requests.get(f"{plain}/aduan/abc?x=1", timeout=10, allow_redirects=False)
    assert (led.status_code, led.headers["Location"]) == (301, f"https://{HOST}/aduan/abc?x=1")


def test_a_renewed_certificate_of_certbots_folder_is_taken_by_the_proxy(office, case, tmp_path):
    archive, live = tmp_path / "archive", tmp_path / "live"
    archive.mkdir()
    live.mkdir()
    docker_engine.run([
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "90", "-subj", "/CN=renewed.test",
        "-keyout", archive / "privkey1.pem", "-out", archive / "fullchain1.pem",
    ])  # fmt: skip
    for name in ("privkey", "fullchain"):
        (live / f"{name}.pem").symlink_to(f"../archive/{name}1.pem")
    office.type("config/deploy-certificate", RENEWED_LINEAGE=str(live))

    def shown():
        command = f"openssl s_client -connect 127.0.0.1:{office.https} -servername {HOST} < /dev/null 2>/dev/null"
        return "renewed.test" in office.type(command, check=False)

    until(shown, 20)


def test_the_commands_of_the_documents_reach_the_database_and_no_password_is_on_a_command_line(office, case):
    said = office.type(documented("docker compose exec -T odoo odoo shell --no-http -d lalisa")
                       + " <<< 'print(\"found\", env[\"lalisa.complaint\"].search_count([]))'")  # fmt: skip
    assert "found 1" in said
    office.type(documented("docker compose ps"))
    lines = office.type("docker compose top")
    assert "odoo" in lines and office.secret("db_password") not in lines
    assert office.secret("db_password") not in office.type("docker compose --profile '*' logs")


def test_nothing_is_updated_and_the_service_goes_on_where_nothing_differs(office, case):
    before = office.type("docker compose ps -q odoo")
    office.type(documented("docker compose up -d"))
    assert office.type("docker compose ps -q odoo") == before
    said = office.type("docker compose run --rm -T init")
    assert "nothing to do" in said
    assert office.answers() == "ok"


def test_an_upgrade_brings_new_code_although_the_old_volumes_are_there(office, case):
    """The base image declares a volume; what lies there is the first start's for ever."""
    path = "addons/lalisa_messaging/controllers/health.py"
    office.rewrite(path, lambda text: text.replace("return request.make_json_response(figures)",
                                                   "return request.make_json_response({**figures, 'new': 'code'})"))
    office.rewrite("addons/lalisa_messaging/__manifest__.py", lambda text: re.sub(
        r'"version": "19.0.(\d+).(\d+).(\d+)"', lambda found: f'"version": "19.0.{found[1]}.{found[2]}.99"', text))
    office.type(documented("docker compose build"))
    office.type(documented("docker compose up -d"))
    office.serves()
    answer = requests.get(f"{office.url}/lalisa/health", verify=False, timeout=30).json()  # noqa: S501
    assert answer["new"] == "code"
    assert office.sql("SELECT latest_version FROM ir_module_module WHERE name = 'lalisa_messaging'").endswith(".99")
    log = office.type(documented("docker compose logs init"))
    assert re.search(r"Updating lalisa_messaging .* up to \d+ minutes", log), log[-2000:]
    assert "every module" not in log
    assert office.paper(office.operator(), case["complaint"])[:5] == b"%PDF-"


def test_the_service_is_stopped_while_an_update_runs_and_goes_on_after(office, case):
    """Also for whoever starts an update beside it: here the lock alone is held, as `prepare` holds it."""
    hold = (
        "import time; from lalisa_cli import serving\n"
        "with serving.stopped(): print('held', flush=True); time.sleep(8)"
    )
    holder = subprocess.Popen(
        ["docker", "compose", "exec", "-T", "-e", "PYTHONPATH=/opt/lalisa", "odoo", "python3", "-c", hold],
        cwd=office.project, env=office.engine.environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert "waiting" in holder.stdout.readline()
    assert holder.stdout.readline().strip() == "held"
    assert office.answers() != "ok"
    assert holder.wait(60) == 0
    office.serves()


def test_a_backup_brings_an_office_back_after_all_of_it_is_lost(office, case):
    said = office.type(documented("docker compose run --rm -T backup"))
    assert "1 complaint" in said, said
    assert office.sql("SELECT value FROM ir_config_parameter WHERE key = 'lalisa.backup.last_at'")
    [file] = office.places["/var/backups/lalisa"].glob("lalisa-*.age")
    assert file.read_bytes()[:21] == b"age-encryption.org/v1"
    refused = office.type("docker compose run --rm -T backup lalisa restore", check=False)
    assert "overwrites nothing" in refused
    office.serves()
    files = office.sql("SELECT count(*) FROM ir_attachment WHERE store_fname IS NOT NULL")
    office.type("docker compose down -v")
    office.type(documented("docker compose run --rm -T backup lalisa restore"))
    office.type(documented("docker compose up -d"))
    office.serves()
    assert "nothing to do" in office.type("docker compose logs init")
    assert office.sql("SELECT count(*) FROM ir_attachment WHERE store_fname IS NOT NULL") == files
    assert office.paper(office.operator(), case["complaint"])[:5] == b"%PDF-"


def test_an_unreadable_key_is_said_before_anything_starts(office, case):
    key = office.places["/etc/lalisa/secrets"] / "channel_key"
    os.chown(key, 0, 0)
    try:
        said = office.type("docker compose run --rm -T init", check=False)
        assert "cannot be read by uid 100" in said and "make-secrets" in said
    finally:
        os.chown(key, 100, -1)


def test_secrets_that_are_there_are_kept(office, case):
    before = {path.name: path.read_text() for path in office.places["/etc/lalisa/secrets"].iterdir()}
    office.type(documented(
        "docker run --rm --user root -v /etc/lalisa/secrets:/secrets -v /var/backups/lalisa:/backups lalisa:19.0"
        " lalisa make-secrets"
    ))  # fmt: skip
    assert {path.name: path.read_text() for path in office.places["/etc/lalisa/secrets"].iterdir()} == before
