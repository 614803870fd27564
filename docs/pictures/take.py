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
from collections.abc import Callable
from pathlib import Path
from typing import Any

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


def cut_network(browser: "Browser") -> None:
    """Cut the network and write into the report."""
    browser.send_command(
        "Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0, uploadThroughput=0
    )
    browser.run_script(TYPE)
    browser.wait_for(".o_lalisa_field_banner")


def restore_network(browser: "Browser") -> None:
    """Undo `cut_network`; what was typed for the picture is not sent."""
    browser.run_script("indexedDB.deleteDatabase('lalisa_field')")
    browser.send_command("Page.navigate", url="about:blank")
    browser.send_command(
        "Network.emulateNetworkConditions", offline=False, latency=0, downloadThroughput=-1, uploadThroughput=-1
    )


def drag_first_card(browser: "Browser") -> None:
    """Drag the first card to the second column with the mouse."""
    x, y, to_x, to_y = browser.run_script(CARD_AND_COLUMN)
    browser.move_mouse("mousePressed", x, y)
    for part in range(1, 13):
        browser.move_mouse("mouseMoved", x + (to_x - x) * part / 12, y + (to_y - y) * part / 12)
        time.sleep(0.05)
    browser.move_mouse("mouseReleased", to_x, to_y)
    browser.wait_for(".modal-body")


def scroll_to_beginning(browser: "Browser") -> None:
    """Show a conversation from its first message on."""
    browser.run_script("document.querySelector('.o_lalisa_conversation').scrollTop = 0")
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


def play_team_talk(browser: "Browser") -> None:
    """Play the report of a team on the telephone and show its end."""
    number = browser.number
    browser.send_command("Runtime.evaluate", expression=TEAM_TALK.replace("NUMBER", number), awaitPromise=True)
    browser.send_command("Page.reload")
    browser.wait_for("#chat")
    browser.run_script("document.getElementById('app').value = 'telegram'")
    browser.run_script("document.getElementById('app').dispatchEvent(new Event('change'))")
    browser.wait_for("#chat li.theirs")


def build_drill(place: int) -> Callable[["Browser"], tuple[Any, ...]]:
    """Build what shows the telephone of one citizen of the drill."""
    return lambda browser: (
        browser.run_script(f"document.querySelectorAll('#lessons li')[{place - 1}].click()"),
        browser.wait_for("#chat li.theirs"),
    )


# What is done at a page before its picture is taken, and undone after it.
ACTS = {
    "trc-tanpa-sinyal": (cut_network, restore_network),
    "kasi-geser-ditolak": (drag_first_card, None),
    "phone": (build_drill(2), None),
    "operator-latihan": (build_drill(9), None),
    "operator-percakapan": (scroll_to_beginning, None),
    "petugas-telegram": (play_team_talk, None),
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

    def __init__(self) -> None:
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

    def send_command(self, method: str, **params: Any) -> dict[str, Any]:
        self.count += 1
        self.socket.send(json.dumps({"id": self.count, "method": method, "params": params}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.count:
                return answer.get("result", {})

    def run_script(self, expression: str) -> Any:
        """Run a JavaScript expression and return what it gives."""
        answer = self.send_command("Runtime.evaluate", expression=expression, returnByValue=True)
        return answer.get("result", {}).get("value")

    def wait_for(self, needed: str) -> None:
        """Wait until something is on the page, half a minute at most."""
        for _ in range(150):
            if self.run_script(f"!!document.querySelector('{needed}')"):
                break
            time.sleep(0.2)
        time.sleep(2)

    def move_mouse(self, kind: str, x: float, y: float) -> None:
        self.send_command("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=1)

    def take_picture(
        self,
        url: str,
        session: str,
        width: int,
        height: int,
        needed: str,
        acts: tuple[Callable | None, Callable | None] = (None, None),
    ) -> bytes:
        self.send_command("Network.enable")
        self.send_command("Network.setCookie", name="session_id", value=session, url=url)
        self.send_command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        # The office's browsers stand in the office.
        self.send_command("Emulation.setTimezoneOverride", timezoneId="Asia/Makassar")
        self.send_command("Page.navigate", url=url)
        self.wait_for(needed)
        before, after = acts
        if before:
            before(self)
        # Messages that pass by are no part of the page.
        self.run_script("document.querySelectorAll('.o_notification').forEach((one) => one.remove())")
        png = base64.b64decode(self.send_command("Page.captureScreenshot", format="png")["data"])
        if after:
            after(self)
        return png


def log_in(url: str, login: str) -> tuple[str, dict[str, Any]]:
    """Log in a demo user.

    :return: (the session's id, {name: id of a complaint and a dispatch at work, and of the newest with a conversation})
    """
    web = requests.Session()

    def call_route(path: str, **params: Any) -> Any:
        return web.post(url + path, json={"jsonrpc": "2.0", "params": params}, timeout=60).json().get("result")

    call_route("/web/session/authenticate", db="lalisa", login=login, password=login)

    def find_newest(*domain: Any, model: str = "lalisa.complaint") -> int:
        rows = call_route(
            "/web/dataset/call_kw",
            model=model,
            method="search_read",
            args=[list(domain), ["id"]],
            kwargs={"limit": 1, "order": "id desc"},
        )
        return rows[0]["id"] if rows else 0

    orders = call_route(
        "/web/dataset/call_kw",
        model="lalisa.dispatch",
        method="search_read",
        args=[[["state", "!=", "accepted"]], ["number"]],
        kwargs={"limit": 1, "order": "id desc"},
    )
    found = {
        "order": orders[0]["number"] if orders else "",
        "complaint": find_newest(["stage_code", "=", "resolve"]),
        "dispatch": find_newest(["state", "!=", "accepted"], model="lalisa.dispatch"),
        # Of the drill: a photo, then its story.
        "talk": find_newest(["channel", "=", "whatsapp"], ["summary", "ilike", "Spanduk dipaku"]),
    }
    return web.cookies["session_id"], found


def main(url: str, *names: str) -> None:
    """Take the pictures with these names; without names all."""
    browser = Browser()
    try:
        for name in names or PICTURES:
            login, page, width, height, needed = PICTURES[name]
            session, found = log_in(url, login)
            address = url + page.format(**found)
            browser.number = found["order"]
            acts = ACTS.get(name, (None, None))
            png = browser.take_picture(address, session, width, height, needed, acts)
            (Path(__file__).parent / f"{name}.png").write_bytes(png)
    finally:
        browser.process.terminate()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), *sys.argv[2:])
