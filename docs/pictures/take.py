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
    browser.call("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0, uploadThroughput=0)
    browser.run(TYPE)
    browser.wait_for(".o_lalisa_field_banner")


def with_signal(browser):
    """Undoes `without_signal`; what was typed for the picture is not sent."""
    browser.run("indexedDB.deleteDatabase('lalisa_field')")
    browser.call("Page.navigate", url="about:blank")
    browser.call(
        "Network.emulateNetworkConditions", offline=False, latency=0, downloadThroughput=-1, uploadThroughput=-1
    )


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


# The leader of a team links an account with the code of the own screen and writes the report of the open order.
TEAM_TALK = """(async () => {
    const post = async (path, params) => (await (await fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ jsonrpc: "2.0", params }),
    })).json()).result;
    const me = { name: "Komandan Regu 1", number: "530900777", driver: "telegram" };
    const say = (more) => post("/lalisa/simulator/phone/say", { ...me, ...more });
    const heard = async (words) => {
        for (let count = 0; count < 60; count++) {
            const { messages } = await post("/lalisa/simulator/phone/state", me);
            const found = messages.filter((one) => !one.mine).at(-1);
            if (found && (found.body + JSON.stringify(found.buttons)).includes(words)) {
                return found;
            }
            await new Promise((done) => setTimeout(done, 500));
        }
        throw new Error(words);
    };
    const tap = (message, title) => {
        const [id, text] = message.buttons.find(([, text]) => text.includes(title));
        return say({ text, button_id: id });
    };
    localStorage.setItem("lalisa_citizens", JSON.stringify([me]));
    const link = { model: "res.users", method: "action_link_chat", args: [[]], kwargs: {} };
    await say({ text: `/start taut-${(await post("/web/dataset/call_kw", link)).context.default_code}` });
    await heard("TUGAS");
    await say({ text: "TUGAS" });
    await tap(await heard("NUMBER"), "NUMBER");
    const order = await heard("Susun laporan");
    await say({ place: [-2.4155, 115.676] });
    await heard("Lokasi");
    await tap(order, "Susun laporan");
    await heard("ditemukan");
    await say({ text: "Enam remaja menghirup lem di belakang balai desa." });
    await heard("dilakukan");
    await say({ text: "Dibina di tempat, orang tua dipanggil." });
    await tap(await heard("Ditangani"), "Ditangani");
    await heard("Nyatakan dan kirim");
})()"""


def team_talk(browser):
    """Plays the report of a team on the telephone and shows its end."""
    number = browser.number
    browser.call("Runtime.evaluate", expression=TEAM_TALK.replace("NUMBER", number), awaitPromise=True)
    browser.call("Page.reload")
    browser.wait_for("#chat")
    browser.run("document.getElementById('app').value = 'telegram'")
    browser.run("document.getElementById('app').dispatchEvent(new Event('change'))")
    browser.wait_for("#chat li.theirs")


def drilled(place):
    """Shows the telephone of one citizen of the drill."""
    return lambda browser: (
        browser.run(f"document.querySelectorAll('#lessons li')[{place - 1}].click()"),
        browser.wait_for("#chat li.theirs"),
    )


# What is done at a page before its picture is taken, and undone after it.
ACTS = {
    "trc-tanpa-sinyal": (without_signal, with_signal),
    "kasi-geser-ditolak": (refused_drag, None),
    "phone": (drilled(2), None),
    "operator-latihan": (drilled(9), None),
    "operator-percakapan": (from_the_beginning, None),
    "petugas-telegram": (team_talk, None),
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
    "operator-aduan-baru": ("operator", "/odoo/aduan-masuk/new", 1366, 640, ".o_lalisa_map_point"),
    "operator-daftar": ("operator", "/odoo/aduan-masuk?view_type=list", 1366, 680, ".o_data_row"),
    "kabid-kalender": ("kabid", "/odoo/aduan-masuk?view_type=calendar", 1366, 800, ".fc-event"),
    "kepala-pivot": ("kepala", "/odoo/aduan-masuk?view_type=pivot", 1366, 760, ".o_pivot td"),
    "kepala-grafik": ("kepala", "/odoo/aduan-masuk?view_type=graph", 1366, 720, ".o_graph_renderer canvas"),
    "trc-papan": ("trc", "/odoo/penugasan-saya", 390, 640, ".o_kanban_record"),
    "kasi-papan": ("kasi", "/odoo/aduan-masuk", 1440, 860, ".o_kanban_record"),
    "kasi-geser-ditolak": ("kasi", "/odoo/aduan-masuk", 1366, 700, ".o_kanban_record"),
    "kabid-formulir": ("kabid", "/odoo/aduan-masuk/{complaint}", 1440, 1000, ".o_lalisa_stepper"),
    "kepala-papan": ("kepala", "/odoo/aduan-masuk", 1440, 860, ".o_kanban_record"),
    "kabid-penugasan": ("kabid", "/odoo/penugasan", 1440, 620, ".o_kanban_record"),
    "petugas-telegram": ("trc", "/lalisa/simulator/phone", 412, 1180, "#chat"),
    "trc-penugasan": ("trc", "/odoo/penugasan/{dispatch}", 1440, 1000, ".o_lalisa_field_next"),
    "trc-telepon": ("trc", "/odoo/penugasan/{dispatch}", 412, 1180, ".o_lalisa_field_next"),
    "trc-tanpa-sinyal": ("trc", "/odoo/penugasan/{dispatch}", 412, 760, ".o_lalisa_field_next"),
    "administrator-kendaraan": (
        "lalisa_admin",
        "/odoo/action-lalisa_dispatch.lalisa_vehicle_action",
        1440,
        520,
        ".o_data_row",
    ),
    "kepala-dasbor": ("kepala", "/odoo/dasbor", 1366, 1500, ".o_lalisa_tile"),
    "kabid-peta": ("kabid", "/odoo/peta-aduan", 1366, 720, ".o_lalisa_districts"),
    "administrator-regu": (
        "lalisa_admin",
        "/odoo/action-lalisa_dispatch.lalisa_team_action",
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
            "--disable-backgrounding-occluded-windows",
            "--disable-renderer-backgrounding",
            "--hide-scrollbars",
            "--remote-debugging-port=0",
            f"--user-data-dir={profile}",
            "about:blank",
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        port_file = Path(profile) / "DevToolsActivePort"
        while not (port_file.exists() and port_file.read_text().strip()):
            time.sleep(0.1)
        self.port = port_file.read_text().split()[0]
        page = next(
            one
            for one in requests.get(f"http://127.0.0.1:{self.port}/json", timeout=10).json()
            if one["type"] == "page"
        )
        self.socket = websocket.create_connection(page["webSocketDebuggerUrl"], suppress_origin=True)
        self.count = 0
        self.number = ""  # of the order that a picture tells of

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
        return web.post(url + path, json={"jsonrpc": "2.0", "params": params}, timeout=60).json().get("result")

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

    orders = call(
        "/web/dataset/call_kw",
        model="lalisa.dispatch",
        method="search_read",
        args=[[["state", "!=", "accepted"]], ["number"]],
        kwargs={"limit": 1, "order": "id desc"},
    )
    found = {
        "order": orders[0]["number"] if orders else "",
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
            browser.number = found["order"]
            acts = ACTS.get(name, (None, None))
            png = browser.shoot(address, session, width, height, needed, acts)
            (Path(__file__).parent / f"{name}.png").write_bytes(png)
    finally:
        browser.process.terminate()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), *sys.argv[2:])
