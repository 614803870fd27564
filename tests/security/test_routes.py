"""Every address that our addons answer: who may call it, how, with how large a body; a new one is written down."""

import json
import re
from pathlib import Path

import pytest
import requests
import yaml

ROUTES = yaml.safe_load(Path(__file__).with_name("routes.yaml").read_text())
INVENTORY = """
import json
found = {}
for rule in env['ir.http'].routing_map().iter_rules():
    if rule.endpoint.func.__module__.startswith(('odoo.addons.lalisa_', 'odoo.addons.report_weasyprint')):
        how = rule.endpoint.routing
        methods = sorted(how.get('methods') or ['any'])
        said = [how['auth'], how['type'], *methods]
        if how['type'] != 'jsonrpc' and methods != ['GET'] and not how.get('csrf', True):
            said += ['no csrf']
        if how.get('max_content_length'):
            said += [f"{how['max_content_length']} bytes"]
        found.setdefault(rule.rule, []).append(' '.join(said))
print('ROUTES ' + json.dumps({url: sorted(set(said)) for url, said in found.items()}))
"""


@pytest.fixture(scope="module")
def office(pool):
    with pool.server() as running:
        yield running


def test_every_route_is_the_one_that_is_written_down(office):
    answer = office.shell(INVENTORY)
    line = next(line for line in answer.splitlines() if line.startswith("ROUTES "))
    found = json.loads(line.removeprefix("ROUTES "))
    assert found == ROUTES


def test_whoever_is_not_logged_in_gets_nothing_of_the_routes_for_users(office):
    for url, ways in ROUTES.items():
        if not ways[0].startswith("user "):
            continue
        address = office.url + re.sub("<int:[a-z_]+>", "1", url)
        if "jsonrpc" in ways[0]:
            answer = requests.post(address, json={"params": {}}, timeout=30)
            assert "error" in answer.json(), url
        else:
            answer = requests.get(address, timeout=30, allow_redirects=False)
            assert answer.status_code in (303, 404), url


def test_every_public_route_that_takes_a_body_without_csrf_limits_it():
    for url, ways in ROUTES.items():
        for way in ways:
            if "public" in way and "no csrf" in way:
                assert "bytes" in way, url


def test_a_body_over_the_limit_is_refused_without_being_stored(office):
    before = office.database.value("SELECT count(*) FROM lalisa_webhook_event")
    answer = requests.post(
        f"{office.url}/lalisa/webhook/whatsapp/demo-whatsapp", data=b"x" * (4 * 1024 * 1024 + 1), timeout=60
    )
    assert answer.status_code == 413
    assert office.database.value("SELECT count(*) FROM lalisa_webhook_event") == before


def test_a_route_takes_no_other_method_than_its_own(office):
    for url, ways in ROUTES.items():
        if any("any" in way for way in ways):
            continue
        address = office.url + re.sub("<[a-z]+:[a-z_]+>", "1", url)
        allowed = {method for way in ways for method in ("GET", "POST") if f" {method}" in way}
        same = [other for other in ROUTES if re.fullmatch(re.sub("<[a-z]+:[a-z_]+>", "[^/]+", other), url)]
        allowed |= {method for other in same for way in ROUTES[other] for method in ("GET", "POST") if method in way}
        for method in {"GET", "POST", "PUT", "DELETE", "PATCH"} - allowed:
            status = requests.request(method, address, timeout=30, allow_redirects=False).status_code
            assert status in (400, 404, 405), (method, url, status)
