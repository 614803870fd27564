"""Outside Odoo, in our Python: opens the screens in a Chromium, writes down its calls, makes them again and again.

Reads one JSON object from its input and answers with one line, as `place.py` describes.
"""

import importlib.util
import json
import sys
import time
from collections.abc import Sequence
from typing import Any

import requests

# What a screen asks of its model; the description of views is kept by the browser and read seldom.
NOT_DATA = ("get_views", "has_group", "name_search")
CALL = "/web/dataset/call_kw/"
CHATTER = ("/mail/data", "/mail/thread/data", "/mail/thread/messages")


class Client:
    """A logged-in Chromium whose calls can be read, and the same session for making them again."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.given, self.calls, self.last, self.with_chatter, self.turn = given, [], 0, False, 0
        self.web = requests.Session()
        login = {"db": given["database"], "login": given["login"], "password": given["login"]}
        self.post_json("/web/session/authenticate", {"jsonrpc": "2.0", "params": login})
        spec = importlib.util.spec_from_file_location("take", given["take"])
        take = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(take)
        self.browser = take.Browser()
        self.call_browser("Network.enable")
        self.call_browser(
            "Emulation.setDeviceMetricsOverride", width=1440, height=900, deviceScaleFactor=1, mobile=False
        )
        session = self.web.cookies["session_id"]
        self.call_browser("Network.setCookie", name="session_id", value=session, url=given["url"])

    def post_json(self, path: str, body: dict[str, Any]) -> Any:
        answer = self.web.post(self.given["url"] + path, json=body, timeout=600).json()
        if "error" in answer:
            raise RuntimeError(answer["error"]["data"]["message"])
        return answer.get("result")

    def call_browser(self, method: str, **params: Any) -> dict[str, Any]:
        """Send one command of the debugging protocol; requests seen meanwhile are written down."""
        self.browser.count += 1
        number = self.browser.count
        message = {"id": number, "method": method, "params": params}
        self.browser.socket.send(json.dumps(message))
        while True:
            answer = json.loads(self.browser.socket.recv())
            if answer.get("id") == number:
                return answer.get("result", {})
            if answer.get("method") == "Network.requestWillBeSent":
                self._note_request(answer["params"]["request"])

    def _note_request(self, request: dict[str, Any]) -> None:
        path = request["url"].removeprefix(self.given["url"])
        method = path.rsplit("/", 1)[-1]
        own = path.startswith(f"{CALL}{self.given['model']}/") and method not in NOT_DATA
        if (own or (path in CHATTER and self.with_chatter)) and "postData" in request:
            self.calls.append((path, request["postData"]))
            self.last = time.monotonic()

    def run_script(self, expression: str) -> Any:
        return self.call_browser("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def await_true(self, expression: str) -> None:
        deadline = time.monotonic() + 120
        while not self.run_script(expression):
            if time.monotonic() > deadline:
                raise RuntimeError(f"never seen: {expression}")
            time.sleep(0.1)

    def collect_calls(self) -> list[tuple[str, str]]:
        """Return the calls since the last asking, once none has followed for two seconds."""
        self.last = time.monotonic()
        while time.monotonic() - self.last < 2:
            self.run_script("1")
            time.sleep(0.1)
        calls, self.calls = self.calls, []
        return calls

    def open_screen(self, path: str, needed: str, chatter: bool = False) -> list[tuple[str, str]]:
        self.calls, self.with_chatter = [], chatter
        self.call_browser("Page.navigate", url=self.given["url"] + path)
        self.await_true(f"!!document.querySelector('{needed}')")
        return self.collect_calls()

    def search_words(self, words: str) -> list[tuple[str, str]]:
        """Type words into the search of an open list, without any filter."""
        while self.run_script("document.querySelectorAll('.o_facet_remove').length"):
            self.run_script("document.querySelector('.o_facet_remove').click()")
            self.collect_calls()
        self.run_script("document.querySelector('.o_searchview_input').focus()")
        self.call_browser("Input.insertText", text=words)
        self.await_true("!!document.querySelector('.o_searchview_autocomplete .o-dropdown-item')")
        for kind in ("keyDown", "keyUp"):
            self.call_browser("Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", windowsVirtualKeyCode=13)
        return self.collect_calls()

    def choose_filter(self, label: str) -> list[tuple[str, str]]:
        """Choose a filter from the menu of an open list, without any other."""
        while self.run_script("document.querySelectorAll('.o_facet_remove').length"):
            self.run_script("document.querySelector('.o_facet_remove').click()")
            self.collect_calls()
        self.run_script("document.querySelector('.o_searchview_dropdown_toggler').click()")
        items = "[...document.querySelectorAll('.o_filter_menu .o_menu_item')]"
        found = f"{items}.find(e => e.textContent.trim() === {json.dumps(label)})"
        self.await_true(f"!!{found}")
        self.run_script(f"{found}.click()")
        return self.collect_calls()

    def repeat_calls(self, recorded: tuple[list[tuple[str, str]], str, Sequence[str]]) -> float:
        """Make the calls of a screen in their order, with the next of the words that may be typed there.

        :return: milliseconds for all of them
        """
        calls, typed, others = recorded
        if not calls:
            raise RuntimeError("the screen asked for nothing")
        self.turn, total = self.turn + 1, 0
        for path, body in calls:
            text = body.replace(typed, others[self.turn % len(others)]) if typed else body
            headers = {"Content-Type": "application/json"}
            started = time.perf_counter()
            answer = self.web.post(self.given["url"] + path, data=text, headers=headers, timeout=600)
            total += (time.perf_counter() - started) * 1000
            if b'"error"' in answer.content[:60]:
                raise RuntimeError(answer.text[:600])
        return total

    def record_screens(self) -> dict[str, tuple[list[tuple[str, str]], str, Sequence[str]]]:
        """Open the screens in the browser, then end it.

        :return: {screen: (calls, what in them is replaced at each turn, by what)}
        """
        given, half = self.given, self.given["count"] // 2
        numbers = [f"BN-{half + 37 * turn}" for turn in range(30)]
        words = [f"kata{1500 + turn}" for turn in range(30)]
        bare = [("/web/session/check", json.dumps({"jsonrpc": "2.0", "params": {}}))]
        found = {"bare route": (bare, "", ())}
        found["kanban"] = (self.open_screen(given["board"], ".o_kanban_record"), "", ())
        if given["turn"]:
            found["my turn"] = (self.open_screen(given["turn"], ".o_kanban_renderer"), "", ())
        found["list"] = (self.open_screen(f"{given['board']}?view_type=list", ".o_data_row"), "", ())
        found["number search"] = (self.search_words(numbers[0]), numbers[0], numbers)
        found["text search"] = (self.search_words(words[0]), words[0], words)
        found["common word"] = (self.search_words("tempat"), "", ())
        if given["overdue"]:
            found["overdue"] = (self.choose_filter(given["overdue"]), "", ())
        form = f"{given['board']}/{given['record']}"
        found["form"] = (self.open_screen(form, ".o_form_view", chatter=True), "", ())
        self.browser.process.terminate()
        return found


def measure_screens(given: dict[str, Any]) -> dict[str, Any]:
    """Measure all screens of all sides.

    :param given: what `place.run_outside` was called with
    :return: {side: {screen: {'rounds': [[milliseconds, one a repeat], one a round], 'note': what was called}}}
    """
    clients = {side: Client({**one, "take": given["take"]}) for side, one in given["sides"].items()}
    recorded = {side: client.record_screens() for side, client in clients.items()}
    found = {
        side: {screen: {"rounds": [], "note": _format_names(one[0])} for screen, one in screens.items()}
        for side, screens in recorded.items()
    }
    for round_ in range(given["rounds"] + 1):
        for side, screens in recorded.items():
            for screen, one in screens.items():
                times = [clients[side].repeat_calls(one) for _ in range(given["repeats"])]
                # The first round only warms up.
                found[side][screen]["rounds"] += [times] if round_ else []
    return found


def _format_names(calls: list[tuple[str, str]]) -> str:
    return " ".join(path.rsplit("/", 1)[-1] for path, _body in calls)


sys.stdout.write(f"LALISA_BENCH {json.dumps(measure_screens(json.load(sys.stdin)))}\n")
