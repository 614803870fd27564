"""The containers' installation on a real engine: from nothing to a printed paper, an upgrade, a disaster.

Every command is the document's own (docs/installation.md, docs/operations.md), in its order, on a copy
of the project. The images of the registries are stand-ins built from Debian (docker_engine.py).
"""

import os
import re
import subprocess
import tempfile

import pytest
import requests

from tests import processes
from tests.processes import until
from tests.production import debian_tree, docker_engine
from tests.production.containers_office import HOST, Office, Person
from tests.production.documented_commands import read_documented

REASON = docker_engine.name_missing()
pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(bool(REASON), reason=REASON),
    pytest.mark.filterwarnings("ignore:Unverified HTTPS request"),
]


@pytest.fixture(scope="module")
def engine():
    # A short name: the folders of pytest and of its workers leave a socket's path no room.
    with tempfile.TemporaryDirectory(prefix="engine-", ignore_cleanup_errors=True) as folder:
        running = docker_engine.Engine(folder)
        try:
            yield running.start()
        finally:
            running.stop()


@pytest.fixture(scope="module")
def office(engine, tmp_path_factory):
    """Return the office of docs/installation.md, way 1, up to its administrator's first log in."""
    place = Office(engine, tmp_path_factory.mktemp("office"))
    place.install()
    return place  # the engine's end is the end of all that runs in it


@pytest.fixture(scope="module")
def case(office):
    """Return one complaint that the office's operator typed, and its paper's size: {complaint, number}."""
    password = office.type(read_documented("cat /etc/lalisa/secrets/admin_password")).strip()
    admin = Person(office.url, "admin", password)
    groups = admin.call(
        "ir.model.data",
        "search_read",
        [
            ["module", "=", "lalisa_complaint"],
            ["name", "in", ["group_operator", "group_administrator"]],
        ],
        ["name", "res_id"],
    )
    by_name = {row["name"]: row["res_id"] for row in groups}
    admin.call("res.users", "write", [admin.uid], {"group_ids": [[4, by_name["group_administrator"]]]})
    admin.call(
        "res.users",
        "create",
        [
            {
                "name": "Operator",
                "login": "operator",
                "password": "sandi-operator-1",
                "group_ids": [[4, by_name["group_operator"]]],
            }
        ],
    )
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
    debian_tree.run_command(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "90",
            "-subj",
            "/CN=renewed.test",
            "-keyout",
            archive / "privkey1.pem",
            "-out",
            archive / "fullchain1.pem",
        ]
    )
    for name in ("privkey", "fullchain"):
        (live / f"{name}.pem").symlink_to(f"../archive/{name}1.pem")
    office.type("config/deploy-certificate", RENEWED_LINEAGE=str(live))

    def shown():
        command = f"openssl s_client -connect 127.0.0.1:{office.https} -servername {HOST} < /dev/null 2>/dev/null"
        return "renewed.test" in office.type(command, check=False)

    until(shown, 20)


def test_the_commands_of_the_documents_reach_the_database_and_no_password_is_on_a_command_line(office, case):
    said = office.type(
        read_documented("docker compose exec -T odoo odoo shell --no-http -d lalisa")
        + ' <<< \'print("found", env["lalisa.complaint"].search_count([]))\''
    )
    assert "found 1" in said
    office.type(read_documented("docker compose ps"))
    lines = office.type("docker compose top")
    assert "odoo" in lines and office.secret("db_password") not in lines
    assert office.secret("db_password") not in office.type("docker compose --profile '*' logs")


def test_nothing_is_updated_and_the_service_goes_on_where_nothing_differs(office, case):
    before = office.type("docker compose ps -q odoo")
    office.type(read_documented("docker compose up -d"))
    assert office.type("docker compose ps -q odoo") == before
    said = office.type("docker compose run --rm -T init")
    assert "nothing to do" in said
    assert office.answers() == "ok"


def test_an_upgrade_brings_new_code_although_the_old_volumes_are_there(office, case):
    """The base image declares a volume; what lies there is the first start's for ever."""
    path = "addons/lalisa_messaging/controllers/health.py"
    office.rewrite(
        path,
        lambda text: text.replace(
            "return request.make_json_response(figures)",
            "return request.make_json_response({**figures, 'new': 'code'})",
        ),
    )
    office.rewrite(
        "addons/lalisa_messaging/__manifest__.py",
        lambda text: re.sub(
            r'"version": "19.0.(\d+).(\d+).(\d+)"', lambda found: f'"version": "19.0.{found[1]}.{found[2]}.99"', text
        ),
    )
    office.type(read_documented("docker compose build"))
    office.type(read_documented("docker compose up -d"))
    office.serves()
    answer = requests.get(f"{office.url}/lalisa/health", verify=False, timeout=30).json()  # noqa: S501
    assert answer["new"] == "code"
    assert office.sql("SELECT latest_version FROM ir_module_module WHERE name = 'lalisa_messaging'").endswith(".99")
    log = office.type(read_documented("docker compose logs init"))
    assert re.search(r"Updating lalisa_messaging .* up to about \d+ minutes", log), log[-2000:]
    assert "every module" not in log
    assert office.paper(office.operator(), case["complaint"])[:5] == b"%PDF-"


def test_the_service_is_stopped_while_an_update_runs_and_goes_on_after(office, case):
    """Also for whoever starts an update beside it: here the lock alone is held, as `prepare` holds it."""
    hold = "from lalisa_cli import serving\nwith serving.hold_stopped(): print('held', flush=True); input()"
    holder = subprocess.Popen(
        ["docker", "compose", "exec", "-T", "-e", "PYTHONPATH=/opt/lalisa", "odoo", "python3", "-c", hold],
        cwd=office.project,
        env=office.engine.environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert "waiting" in holder.stdout.readline()
    assert holder.stdout.readline().strip() == "held"
    assert office.answers() != "ok"
    holder.communicate("\n")
    assert holder.returncode == 0
    office.serves()


def test_a_backup_brings_an_office_back_after_all_of_it_is_lost(office, case):
    said = office.type(read_documented("docker compose run --rm -T backup"))
    assert "1 complaint" in said, said
    assert office.sql("SELECT value FROM ir_config_parameter WHERE key = 'lalisa.backup.last_at'")
    [file] = office.places["/var/backups/lalisa"].glob("lalisa-*.age")
    assert file.read_bytes()[:21] == b"age-encryption.org/v1"
    refused = office.type("docker compose run --rm -T backup lalisa restore", check=False)
    assert "overwrites nothing" in refused
    office.serves()
    files = office.sql("SELECT count(*) FROM ir_attachment WHERE store_fname IS NOT NULL")
    office.type(read_documented("docker compose stop"))
    office.type("docker compose down -v")
    office.type(read_documented("docker compose run --rm -T backup lalisa restore"))
    office.type(read_documented("docker compose up -d"))
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
    office.secrets()
    assert {path.name: path.read_text() for path in office.places["/etc/lalisa/secrets"].iterdir()} == before
