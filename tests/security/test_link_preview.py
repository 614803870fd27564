"""What Odoo looks up because somebody wrote an address: for staff only, at public addresses only, along no redirect."""

import threading
from http.server import HTTPServer

import pytest
import requests

from tests.security.test_sign_up import REFUSED

INNER = [one for one in REFUSED if one.startswith("https://1") or "localhost" in one]
ROUTES = ("/html_editor/link_preview_external", "/html_editor/link_preview_internal")


def ask_route(web, office, path, **params):
    """Ask a JSON route and give its answer."""
    return web.post(f"{office.url}{path}", json={"params": params}, timeout=60).json()


@pytest.fixture
def onward(listener):
    """Yield a page of this machine that the office allows by name, and that sends the server on to another place."""
    page = HTTPServer(("127.0.0.1", 0), listener.RequestHandlerClass)
    page.heard, page.onward = listener.heard, f"http://127.0.0.1:{listener.server_port}/inner"
    threading.Thread(target=page.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{page.server_port}"
    page.shutdown()


def allow_address(office, address):
    office.login("admin").call("ir.config_parameter", "set_param", "lalisa_base.allowed_addresses", address)


def test_a_stranger_makes_the_server_call_nobody(office, listener, onward):
    allow_address(office, onward)
    for path in ROUTES:
        for address in (f"http://127.0.0.1:{listener.server_port}/x", f"{onward}/outer"):
            assert "Session" in str(ask_route(requests, office, path, preview_url=address)["error"]["data"]["name"])
    assert listener.heard == []


def test_staff_see_previews_of_public_addresses_alone_and_no_redirect_leads_inside(office, people, listener, onward):
    allow_address(office, onward)
    kasi = people["kasi"]
    inner = f"http://127.0.0.1:{listener.server_port}/x"
    for path in ROUTES:
        ask_route(kasi.web, office, path, preview_url=inner)
        ask_route(kasi.web, office, path, preview_url=inner.replace("127.0.0.1", "localhost"))
    assert listener.heard == []
    for path in ROUTES:
        ask_route(kasi.web, office, path, preview_url=f"{onward}/outer")
    assert listener.heard == ["/outer", "/outer"], "else nothing was ever called, and the test proved nothing"


@pytest.mark.parametrize("who", ["kasi", "warga_portal"])
def test_a_file_is_linked_from_no_inner_address(office, people, listener, who):
    for path in ("/html_editor/attachment/add_url", "/web_editor/attachment/add_url"):
        for address in (*INNER, f"http://127.0.0.1:{listener.server_port}/x.png"):
            answer = ask_route(people[who].web, office, path, url=address, res_model="res.partner", res_id=1)
            assert "error" in answer, (path, address)
    assert listener.heard == []


def write_note(web, office, complaint, url):
    """Write a link into the chatter of a complaint, as the web client does, and have its preview made."""
    post_data = {"body": f'<p><a href="{url}">lihat</a></p>', "message_type": "comment"}
    posted = ask_route(
        web, office, "/mail/message/post", thread_model="lalisa.complaint", thread_id=complaint, post_data=post_data
    )
    ask_route(web, office, "/mail/link_preview", message_id=posted["result"]["message_id"])


def test_a_link_in_the_chatter_is_looked_up_at_public_addresses_alone_and_along_no_redirect(
    office, people, listener, onward
):
    allow_address(office, onward)
    kasi = people["kasi"]
    (complaint,) = kasi.call("lalisa.complaint", "search", [], limit=1)
    for path in ("/outer", "/outer2"):
        write_note(kasi.web, office, complaint, f"{onward}{path}")
    assert listener.heard == ["/outer", "/outer2"]
    for host in ("127.0.0.1", "localhost"):
        write_note(kasi.web, office, complaint, f"http://{host}:{listener.server_port}/x")
    assert listener.heard == ["/outer", "/outer2"]
