"""The reporter's page in a telephone's browser that runs no JavaScript, and before axe-core's eyes."""

import base64
import json
import os
import re
from pathlib import Path

import pytest

from tests.processes import until
from tests.walk.browser import _load_take
from tests.walk.citizen import Citizen

WIDTH, HEIGHT = 360, 740
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def phone():
    browser = _load_take().Browser()
    for domain in ("Page", "DOM", "Network"):
        browser.send_command(f"{domain}.enable")
    browser.send_command(
        "Emulation.setDeviceMetricsOverride",
        width=WIDTH,
        height=HEIGHT,
        deviceScaleFactor=2,
        mobile=True,
    )
    browser.send_command("Emulation.setScriptExecutionDisabled", value=True)
    yield browser
    browser.process.terminate()
    browser.process.wait(20)


def open_address(browser, address):
    browser.send_command("Page.navigate", url=address)
    until(lambda: "Perjalanan aduan" in read_markup(browser), 30, lambda: read_markup(browser)[-500:])


def read_markup(browser):
    """Return the page as it stands; nothing while the browser is on its way to the next."""
    return browser.send_command("DOM.getOuterHTML", nodeId=find_root(browser)).get("outerHTML", "")


def find_root(browser):
    return browser.send_command("DOM.getDocument", depth=0).get("root", {}).get("nodeId", 0)


def find_node(browser, selector):
    return browser.send_command("DOM.querySelector", nodeId=find_root(browser), selector=selector)["nodeId"]


def find_box(browser, selector):
    return browser.send_command("DOM.getBoxModel", nodeId=find_node(browser, selector))["model"]


def tap_node(browser, selector):
    browser.send_command("DOM.scrollIntoViewIfNeeded", nodeId=find_node(browser, selector))
    corners = find_box(browser, selector)["content"]
    where = {"x": (corners[0] + corners[2]) / 2, "y": (corners[1] + corners[5]) / 2}
    for kind in ("mousePressed", "mouseReleased"):
        browser.send_command("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **where)


@pytest.fixture
def address(server):
    """Return a citizen's complaint, and the link that came with its first answer."""
    number = "62812000" + os.urandom(3).hex().translate(str.maketrans("abcdef", "123456"))[:5]
    Citizen(server, number).text("Ada sapi di jalan depan pasar lama")
    complaint = server.database.value("SELECT max(id) FROM lalisa_complaint")
    secret = os.urandom(12).hex()
    server.database.rows(
        "INSERT INTO lalisa_tracking (complaint_id, digest) VALUES (%s, encode(sha256(%s::bytea), 'hex')) RETURNING id",
        complaint,
        secret,
    )
    public = server.database.value("SELECT number FROM lalisa_complaint WHERE id = %s", complaint)
    return complaint, f"{server.url}/aduan/{public}/{secret}"


def test_a_telephone_without_javascript_reads_the_page_and_adds_words_and_a_photo(server, phone, address, tmp_path):
    complaint, url = address
    open_address(phone, url)
    assert phone.send_command("Page.getLayoutMetrics")["cssContentSize"]["width"] <= WIDTH, "nothing is cut off"
    for selector in ("button", "textarea", "input[type=file]"):
        assert find_box(phone, selector)["height"] >= 44, f"{selector} is too low for a thumb"
    tap_node(phone, "textarea")
    phone.send_command("Input.insertText", text="Sekarang sudah sepuluh ekor")
    (tmp_path / "sapi.png").write_bytes(PIXEL)
    phone.send_command("DOM.setFileInputFiles", files=[str(tmp_path / "sapi.png")], nodeId=find_node(phone, "#photo"))
    tap_node(phone, "button")
    until(lambda: "sudah kami terima" in read_markup(phone), 30, lambda: read_markup(phone)[-500:])
    rows = server.database.rows(
        "SELECT kind, body FROM lalisa_message WHERE complaint_id = %s AND purpose = 'page' ORDER BY id",
        complaint,
    )
    assert rows == [("text", "Sekarang sudah sepuluh ekor"), ("image", "")]


def test_axe_finds_nothing_on_the_page(server, phone, address):
    if not os.environ.get("LALISA_TEST_AXE"):
        pytest.skip("not here: npm, from which axe-core comes")
    axe = Path(os.environ["LALISA_TEST_AXE"]).read_text()
    for url in (address[1], address[1] + "x"):
        phone.send_command("Emulation.setScriptExecutionDisabled", value=False)
        phone.send_command("Page.navigate", url=url)
        until(lambda: re.search(r"<h1>(Aduan|Mohon)", read_markup(phone)), 30)
        # By the debugger, because the page's own policy lets no script run.
        phone.send_command("Runtime.evaluate", expression=axe)
        found = phone.send_command(
            "Runtime.evaluate",
            awaitPromise=True,
            returnByValue=True,
            expression="axe.run().then(r => JSON.stringify("
            "{passes: r.passes.length, wrong: r.violations.map(v => [v.impact, v.id, v.nodes.length])}))",
        )
        judged = json.loads(found["result"]["value"])
        assert judged["passes"] > 10 and not judged["wrong"], judged
