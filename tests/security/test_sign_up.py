"""Who gets in, and whom the server calls for them: by invitation, with a real password, at public addresses only."""

import re
import threading
from http.server import HTTPServer

import pytest
import requests

from tests.engine.test_push_arrives import Telephone
from tests.processes import Refused, until
from tests.security.office import PORTAL_USER

GOOD_PASSWORD = "kalimat panjang 7"
NO_ROLE = """
env['res.users'].with_context(no_reset_password=True).create({
    'name': 'Pegawai lain', 'login': 'tanpa_peran', 'password': 'tanpa_peran',
    'group_ids': [(6, 0, [env.ref('base.group_user').id])]})
env.cr.commit()
"""
INVITED = """
user = env['res.users'].with_context(no_reset_password=True).create({
    'name': 'Diundang', 'login': 'diundang@example.org', 'email': 'diundang@example.org',
    'group_ids': [(6, 0, [env.ref('base.group_user').id])]})
user.partner_id.signup_prepare()
env.cr.commit()
print('TOKEN ' + user.partner_id._generate_signup_token())
"""
# Addresses of this machine, of the office's network, of a cloud's metadata, in all their spellings, and no addresses.
REFUSED = [
    "http://push.example.org/x",
    "ftp://push.example.org/x",
    "https:///x",
    "https://",
    "push",
    "file:///etc/passwd",
    "https://127.0.0.1/x",
    "https://127.1/x",
    "https://2130706433/x",
    "https://0x7f000001/x",
    "https://0177.0.0.1/x",
    "https://0.0.0.0/x",
    "https://localhost/x",
    "https://localhost./x",
    "https://LOCALHOST:8443/x",
    "https://10.0.0.5/x",
    "https://172.16.3.4/x",
    "https://192.168.1.1/x",
    "https://100.64.0.1/x",
    "https://169.254.169.254/latest/meta-data",
    "https://224.0.0.1/x",
    "https://255.255.255.255/x",
    "https://[::1]/x",
    "https://[::]/x",
    "https://[::ffff:127.0.0.1]/x",
    "https://[::ffff:10.0.0.1]/x",
    "https://[fe80::1]/x",
    "https://[fc00::1]/x",
    "https://[64:ff9b::7f00:1]/x",
    "https://[2002:7f00:1::]/x",
    "https://[ff02::1]/x",
    "https://push.example.org@127.0.0.1/x",
    "https://push.example.org\\@127.0.0.1/x",
    "https://user:word@push.example.org/x",
    "https://push.example.org:99999/x",
]


@pytest.fixture(scope="module")
def office(pool):
    with pool.server() as server:
        server.shell(PORTAL_USER + NO_ROLE)
        yield server


def count_users(office, login):
    return office.database.value("SELECT count(*) FROM res_users WHERE login = %s", login)


def read_form(web, url):
    """Return the hidden token of a page's form; empty where there is none."""
    page = web.get(url, timeout=30).text
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"|csrf_token: "([^"]+)"', page)
    return found and (found.group(1) or found.group(2)) or ""


def send_form(office, path, **values):
    web = requests.Session()
    token = read_form(web, f"{office.url}/web/login")
    return web.post(f"{office.url}{path}", data={"csrf_token": token, **values}, timeout=60)


def test_nobody_makes_an_account_for_themselves(office):
    assert requests.get(f"{office.url}/web/signup", timeout=30).status_code == 404
    for password in ("x", GOOD_PASSWORD):
        words = {"login": "asing@example.org", "name": "Asing", "password": password, "confirm_password": password}
        assert send_form(office, "/web/signup", **words).status_code == 404
    assert count_users(office, "asing@example.org") == 0
    assert "/web/signup" not in requests.get(f"{office.url}/web/login", timeout=30).text


def test_who_was_invited_chooses_a_password_of_some_length_and_so_does_who_forgot_theirs(office):
    token = office.shell(INVITED).split("TOKEN ")[1].split()[0]
    for path in ("/web/signup", "/web/reset_password"):
        words = {"token": token, "login": "diundang@example.org", "name": "Diundang"}
        answer = send_form(office, path, **words, password="x", confirm_password="x")
        assert "at least 8" in answer.text or "minimal" in answer.text.lower(), (path, answer.status_code)
    with pytest.raises(Refused):
        log_in(office, "diundang@example.org", "x")
    send_form(office, "/web/signup", **words, password=GOOD_PASSWORD, confirm_password=GOOD_PASSWORD)
    assert log_in(office, "diundang@example.org", GOOD_PASSWORD)


def log_in(office, name, password):
    answer = requests.post(
        f"{office.url}/web/session/authenticate",
        timeout=30,
        json={"params": {"db": office.database.name, "login": name, "password": password}},
    ).json()
    if "error" in answer:
        raise Refused(answer["error"]["data"]["name"], answer["error"]["data"]["message"])
    return answer["result"]["uid"]


def register_device(person, endpoint):
    key = person.call("mail.push.device", "get_web_push_vapid_public_key")
    subscription = {**Telephone.__new__(Telephone).__dict__, "keys": {"p256dh": "x", "auth": "y"}}
    person.call("mail.push.device", "register_devices", vapid_public_key=key, endpoint=endpoint, **subscription)


def count_devices(office):
    return office.database.value("SELECT count(*) FROM mail_push_device")


def test_only_staff_register_a_device_and_only_those_with_a_role_are_rung(office):
    address = "https://push.example.org/send/abc"
    before = count_devices(office)
    answer = requests.post(
        f"{office.url}/web/dataset/call_kw/mail.push.device/register_devices",
        timeout=30,
        json={
            "params": {
                "model": "mail.push.device",
                "method": "register_devices",
                "args": [],
                "kwargs": {"endpoint": address, "keys": {}},
            }
        },
    ).json()
    assert "Session" in answer["error"]["data"]["name"]
    portal, clerk = office.login("warga_portal"), office.login("tanpa_peran")
    office.login("kasi").call("mail.push.device", "get_web_push_vapid_public_key")
    with pytest.raises(Refused, match="ValidationError"):
        register_device(portal, address)
    for person in (portal, clerk):
        with pytest.raises(Refused, match="AccessError"):
            person.call("res.users", "action_test_push", [])
    assert count_devices(office) == before
    register_device(office.login("kasi"), address)
    assert count_devices(office) == before + 1


@pytest.mark.parametrize("address", REFUSED)
def test_no_device_is_registered_at_an_address_that_is_not_public(office, address):
    before = count_devices(office)
    with pytest.raises(Refused):
        register_device(office.login("kasi"), address)
    assert count_devices(office) == before


def test_the_server_calls_no_device_of_its_own_network_whoever_registered_it_and_follows_no_redirect(office, listener):
    telephone, kasi = Telephone(), office.login("kasi")
    kasi.call("mail.push.device", "get_web_push_vapid_public_key")
    partner = office.database.value("SELECT partner_id FROM res_users WHERE login = 'kasi'")
    keys = telephone.subscription["keys"]
    office.database.execute("DELETE FROM mail_push_device")
    inner = f"http://127.0.0.1:{listener.server_port}/inner"
    office.database.execute(
        "INSERT INTO mail_push_device (partner_id, endpoint, keys) VALUES (%s, %s, %s)",
        partner,
        inner,
        str(keys).replace("'", '"'),
    )
    kasi.call("res.users", "action_test_push", [])
    until(lambda: not office.database.value("SELECT count(*) FROM mail_push"), 150)
    assert listener.heard == []
    # A push service that the office allows by name sends the server on to another place.
    onward = HTTPServer(("127.0.0.1", 0), listener.RequestHandlerClass)
    onward.heard, onward.onward = listener.heard, inner
    threading.Thread(target=onward.serve_forever, daemon=True).start()
    try:
        allowed = f"http://127.0.0.1:{onward.server_port}"
        manager = office.login("admin")
        manager.call("ir.config_parameter", "set_param", "lalisa_base.allowed_addresses", allowed)
        office.database.execute("UPDATE mail_push_device SET endpoint = %s", f"{allowed}/outer")
        kasi.call("res.users", "action_test_push", [])
        until(lambda: listener.heard, 150, lambda: office.log_text()[-2000:])
        until(lambda: not office.database.value("SELECT count(*) FROM mail_push"), 150)
        assert listener.heard == ["/outer"]
    finally:
        onward.shutdown()
        telephone.service.shutdown()
