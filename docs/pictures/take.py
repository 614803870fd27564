#!/usr/bin/env python3
"""Takes the pictures of the guides from a running demo: python docs/pictures/take.py http://127.0.0.1:8069 [name …]

Needs the packages of requirements/lock.txt and a Chromium on PATH (or its name in $CHROMIUM).
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests
import websocket

TYPE = """(() => {
    const field = document.querySelector("textarea[name=findings]");
    field.value = "Lima ekor sapi di badan jalan.";
    field.dispatchEvent(new Event("input", { bubbles: true }));
})()"""
CARD_AND_COLUMN = """(() => {
    const box = (one) => one.getBoundingClientRect();
    const card = box(document.querySelector(".o_kanban_group .o_kanban_record"));
    const column = box(document.querySelectorAll(".o_kanban_group")[1]);
    return [card.x + 60, card.y + 20, column.x + 100, column.y + 90];
})()"""


def without_signal(browser):
    """Cuts the network and writes into the report."""
    browser.call("Network.emulateNetworkConditions", offline=True, latency=0,
                 downloadThroughput=0, uploadThroughput=0)  # fmt: skip
    browser.run(TYPE)
    browser.wait_for(".o_lalisa_field_banner")


def with_signal(browser):
    """Undoes `without_signal`; what was typed for the picture is not sent."""
    browser.run("indexedDB.deleteDatabase('lalisa_field')")
    browser.call("Page.navigate", url="about:blank")
    browser.call("Network.emulateNetworkConditions", offline=False, latency=0,
                 downloadThroughput=-1, uploadThroughput=-1)  # fmt: skip


def refused_drag(browser):
    """Drags the first card to the second column with the mouse."""
    x, y, to_x, to_y = browser.run(CARD_AND_COLUMN)
    browser.mouse("mousePressed", x, y)
    for part in range(1, 13):
        browser.mouse("mouseMoved", x + (to_x - x) * part / 12, y + (to_y - y) * part / 12)
        time.sleep(0.05)
    browser.mouse("mouseReleased", to_x, to_y)
    browser.wait_for(".modal-body")


def from_the_beginning(browser):
    """Shows a conversation from its first message on."""
    browser.run("document.querySelector('.o_lalisa_conversation').scrollTop = 0")
    time.sleep(1)


def drilled(place):
    """Shows the telephone of one citizen of the drill."""
    return lambda browser: (
        browser.run(f"document.querySelectorAll('#lessons li')[{place - 1}].click()"),
        browser.wait_for("#chat li.theirs"),
    )


# What is done at a page before its picture is taken, and undone after it.
ACTS = {
    "trc-tanpa-sinyal": (without_signal, with_signal), "kasi-geser-ditolak": (refused_drag, None),
    "phone": (drilled(2), None), "operator-latihan": (drilled(9), None),
    "operator-percakapan": (from_the_beginning, None),
}
# picture: (login, page, width, height, what must be on it)
PICTURES = {
    "board": ("operator", "/odoo/aduan-masuk", 1440, 860, ".o_kanban_record"),
    "form": ("kasi", "/odoo/aduan-masuk/{complaint}", 1440, 1000, ".o_lalisa_stepper"),
    "phone": ("operator", "/lalisa/simulator/phone", 412, 900, "#lessons li"),
    # After the drill was played at the simulator's page, its photo answered by the operator, two messages taken over by
    # hand; the inbox fills ten minutes later.
    "operator-percakapan": ("operator", "/odoo/aduan-masuk/{talk}", 1440, 1720, ".o_lalisa_bubble"),
    "operator-kotak-masuk": ("operator", "/odoo/kotak-masuk", 1300, 420, ".o_data_row"),
    "operator-manual": ("operator", "/odoo/kirim-manual", 1300, 620, ".o_data_row"),
    "operator-latihan": ("operator", "/lalisa/simulator/phone", 1100, 1180, "#lessons li"),
    "kasi-papan": ("kasi", "/odoo/aduan-masuk", 1440, 860, ".o_kanban_record"),
    "kasi-geser-ditolak": ("kasi", "/odoo/aduan-masuk", 1366, 700, ".o_kanban_record"),
    "kabid-formulir": ("kabid", "/odoo/aduan-masuk/{complaint}", 1440, 1000, ".o_lalisa_stepper"),
    "kepala-papan": ("kepala", "/odoo/aduan-masuk", 1440, 860, ".o_kanban_record"),
    "kabid-penugasan": ("kabid", "/odoo/penugasan", 1440, 620, ".o_kanban_record"),
    "trc-penugasan": ("trc", "/odoo/penugasan/{dispatch}", 1440, 1000, ".o_lalisa_field_next"),
    "trc-telepon": ("trc", "/odoo/penugasan/{dispatch}", 412, 1180, ".o_lalisa_field_next"),
    "trc-tanpa-sinyal": ("trc", "/odoo/penugasan/{dispatch}", 412, 760, ".o_lalisa_field_next"),
    "administrator-kendaraan": (
        "lalisa_admin",
        "/odoo/action-lalisa_complaint.lalisa_vehicle_action",
        1440,
        520,
        ".o_data_row",
    ),
    "kepala-dasbor": ("kepala", "/odoo/dasbor", 1366, 1500, ".o_lalisa_tile"),
    "kabid-peta": ("kabid", "/odoo/peta-aduan", 1366, 720, ".o_lalisa_districts"),
    "administrator-regu": (
        "lalisa_admin",
        "/odoo/action-lalisa_complaint.lalisa_team_action",
        1440,
        600,
        ".o_data_row",
    ),
}


class Browser:
    """A headless Chromium, driven by its own debugging protocol."""

    def __init__(self):
        profile = tempfile.mkdtemp()
        command = [
            os.environ.get("CHROMIUM", "chromium"),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--hide-scrollbars",
            "--remote-debugging-port=0",
            f"--user-data-dir={profile}",
            "about:blank",
        ]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        port_file = Path(profile) / "DevToolsActivePort"
        while not (port_file.exists() and port_file.read_text().strip()):
            time.sleep(0.1)
        port = port_file.read_text().split()[0]
        page = next(
            one
            for one in requests.get(f"http://127.0.0.1:{port}/json", timeout=10).json()
            if one["type"] == "page"
        )
        self.socket = websocket.create_connection(
            page["webSocketDebuggerUrl"], suppress_origin=True
        )
        self.count = 0

    def call(self, method, **params):
        self.count += 1
        self.socket.send(json.dumps({"id": self.count, "method": method, "params": params}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.count:
                return answer.get("result", {})

    def run(self, expression):
        """What a JavaScript expression gives."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        return answer.get("result", {}).get("value")

    def wait_for(self, needed):
        """Waits until something is on the page, half a minute at most."""
        for _ in range(150):
            if self.run(f"!!document.querySelector('{needed}')"):
                break
            time.sleep(0.2)
        time.sleep(2)

    def mouse(self, kind, x, y):
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=1)

    def shoot(self, url, session, width, height, needed, acts=(None, None)):
        self.call("Network.enable")
        self.call("Network.setCookie", name="session_id", value=session, url=url)
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        # The office's browsers stand in the office.
        self.call("Emulation.setTimezoneOverride", timezoneId="Asia/Makassar")
        self.call("Page.navigate", url=url)
        self.wait_for(needed)
        before, after = acts
        if before:
            before(self)
        # Messages that pass by are no part of the page.
        self.run("document.querySelectorAll('.o_notification').forEach((one) => one.remove())")
        png = base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])
        if after:
            after(self)
        return png


def log_in(url, login):
    """A session of a demo user; a complaint and a dispatch at work, and the newest with a conversation."""
    web = requests.Session()

    def call(path, **params):
        return (
            web.post(url + path, json={"jsonrpc": "2.0", "params": params}, timeout=60)
            .json()
            .get("result")
        )

    call("/web/session/authenticate", db="lalisa", login=login, password=login)

    def newest(*domain, model="lalisa.complaint"):
        rows = call(
            "/web/dataset/call_kw",
            model=model,
            method="search_read",
            args=[list(domain), ["id"]],
            kwargs={"limit": 1, "order": "id desc"},
        )
        return rows[0]["id"] if rows else 0

    found = {
        "complaint": newest(["stage_code", "=", "resolve"]),
        "dispatch": newest(["state", "!=", "accepted"], model="lalisa.dispatch"),
        # Of the drill: a photo, then its story.
        "talk": newest(["channel", "=", "whatsapp"], ["summary", "ilike", "Spanduk dipaku"]),
    }
    return web.cookies["session_id"], found


def main(url, *names):
    """Takes the pictures with these names; without names all."""
    browser = Browser()
    try:
        for name in names or PICTURES:
            login, page, width, height, needed = PICTURES[name]
            session, found = log_in(url, login)
            address = url + page.format(**found)
            acts = ACTS.get(name, (None, None))
            png = browser.shoot(address, session, width, height, needed, acts)
            (Path(__file__).parent / f"{name}.png").write_bytes(png)
    finally:
        browser.process.terminate()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), *sys.argv[2:])
