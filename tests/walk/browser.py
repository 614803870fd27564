"""Real browsers for a test: the Chromium that takes the guides' pictures, with hands."""

import functools
import importlib.util
import json
from pathlib import Path

import requests
import websocket

from tests.processes import until

TAKE = Path(__file__).parents[2] / "docs/pictures/take.py"


def _load_take():
    spec = importlib.util.spec_from_file_location("take", TAKE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@functools.cache
def get_chromium():
    """Return the one Chromium of this process, started by whoever asks first; `close_chromium` ends it."""
    return Chromium()


def close_chromium():
    """End this process's Chromium, where one was started."""
    if get_chromium.cache_info().currsize:
        get_chromium().close()
        get_chromium.cache_clear()


class Chromium:
    """A Chromium that gives each page a profile of its own: no cookie, no store and no cache is shared."""

    def __init__(self):
        self.first = _load_take().Browser()
        about = requests.get(f"http://127.0.0.1:{self.first.port}/json/version", timeout=10).json()
        self.control = Tab(about["webSocketDebuggerUrl"])

    def open(self):
        """Return a new, empty `Tab` with a profile of its own."""
        profile = self.control.send_command("Target.createBrowserContext")["browserContextId"]
        place = {"url": "about:blank", "browserContextId": profile, "newWindow": True}
        target = self.control.send_command("Target.createTarget", **place)["targetId"]
        return Tab(f"ws://127.0.0.1:{self.first.port}/devtools/page/{target}", profile)

    def forget(self, tab):
        """Close a tab with all that its profile holds."""
        tab.socket.close()
        self.control.send_command("Target.disposeBrowserContext", browserContextId=tab.profile)

    def close(self):
        self.first.process.terminate()
        self.first.process.wait(20)


class Tab(_load_take().Browser):
    """A connection to one tab of a Chromium that runs already."""

    def __init__(self, address, profile=None):  # pylint: disable=super-init-not-called
        self.socket = websocket.create_connection(address, suppress_origin=True)
        self.count, self.profile = 0, profile


class Page:
    """A tab with a profile of its own, logged in as one person, at one page."""

    def __init__(self, client, path):
        self.browser = get_chromium().open()
        url = client.server.url
        self.browser.send_command("Network.enable")
        self.browser.send_command(
            "Network.setCookie", name="session_id", value=client.web.cookies["session_id"], url=url
        )
        self.browser.send_command("Page.navigate", url=url + path)

    def close(self):
        get_chromium().forget(self.browser)

    def run(self, expression):
        """Run a JavaScript expression and return what it gives; a promise is waited for."""
        answer = self._evaluated(expression)
        return answer["result"].get("value")

    def read(self, expression):
        """Return what an expression gives that changes nothing, also while the page gives way to another."""
        return until(lambda: self._evaluated(expression).get("result"), 10).get("value")

    def _evaluated(self, expression):
        """Return the browser's answer; without a result where the page went away under it."""
        answer = self.browser.send_command(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer

    def text(self, selector):
        return self.read(f"[...document.querySelectorAll({json.dumps(selector)})].map(e => e.textContent).join('|')")

    def sees(self, selector, words="", seconds=40):
        """Wait until something on the page shows these words."""
        return until(
            lambda: words in self.text(selector) if self.count(selector) else False,
            seconds,
            lambda: f"{selector} shows no {words!r} but {self.text('body')[-1500:]!r}",
        )

    def count(self, selector):
        return self.read(f"document.querySelectorAll({json.dumps(selector)}).length")

    def click(self, selector, words=""):
        """Click the first element with these words."""
        self.sees(selector, words)
        self.run(
            f"[...document.querySelectorAll({json.dumps(selector)})]"
            f".find(e => e.textContent.includes({json.dumps(words)})).click()"
        )

    def write(self, selector, words):
        """Type into a field as a keyboard does for the page: value and event."""
        self.sees(selector)
        self.run(
            f"(() => {{ const field = document.querySelector({json.dumps(selector)});"
            f" field.value = {json.dumps(words)};"
            " field.dispatchEvent(new Event('input', {bubbles: true}));"
            " field.dispatchEvent(new Event('change', {bubbles: true})); })()"
        )
