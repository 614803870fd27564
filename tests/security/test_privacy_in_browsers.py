"""A Chromium of each role, looking around: it is answered nothing that is not theirs."""

import json

import pytest

from tests.processes import until
from tests.security.planted_words import find_missing, find_wrong, plant_words
from tests.walk.browser import Page


class Listener(Page):
    """A browser that keeps everything it is answered."""

    def __init__(self, client, path):
        self.asked, self.heard, self.same = [], [], set()
        super().__init__(client, path)

        def call(method, **params):
            self.browser.count += 1
            number = self.browser.count
            self.browser.socket.send(json.dumps({"id": number, "method": method, "params": params}))
            while True:
                answer = json.loads(self.browser.socket.recv())
                if answer.get("id") == number:
                    return answer.get("result", {})
                self._note(answer)

        self.browser.send_command = call

    def _note(self, event):
        if event.get("method") == "Network.responseReceived":
            # Scripts and styles are the same for everybody, and megabytes.
            is_same = any(part in event["params"]["response"]["url"] for part in ("/web/assets/", "/static/"))
            self.same.update([event["params"]["requestId"]] if is_same else [])
        if event.get("method") == "Network.loadingFinished" and event["params"]["requestId"] not in self.same:
            self.asked.append(event["params"]["requestId"])
        if event.get("method") == "Network.webSocketFrameReceived":
            self.heard.append(event["params"]["response"]["payloadData"])

    def visit(self, url, seen):
        """Open a page and keeps the bodies of all its answers."""
        self.browser.send_command("Page.navigate", url=url)
        self.sees(seen)
        until(lambda: not self.run("document.querySelector('.o_blockUI')"), 20)
        for _ in range(15):
            self.run("new Promise(done => setTimeout(done, 100))")
        while self.asked:
            answer = self.browser.send_command("Network.getResponseBody", requestId=self.asked.pop())
            self.heard.append(answer.get("body", ""))


@pytest.mark.thorough
def test_the_browser_of_each_role_is_answered_nothing_that_is_not_theirs(pool):
    with pool.server() as server:
        found = _looked_around(server, plant_words(server))
    assert find_wrong(found) == {}
    seen = ["ringkasanrahasiaqx", "ringkasananggotaqx", "temuanregurx"]
    assert find_missing(found, seen) == []


def _looked_around(server, people):
    """Open the board, the orders and some cases as each role.

    :return: {login: all that the browser was answered}
    """
    cases = [row[0] for row in server.database.rows("SELECT id FROM lalisa_complaint ORDER BY id DESC LIMIT 6")]
    order = server.database.value("SELECT max(id) FROM lalisa_dispatch")
    found = {}
    for login, person in people.items():
        browser = Listener(person, "/lalisa/health")
        try:
            board = ("penugasan", f"penugasan/{order}", "aduan-masuk", "aduan-masuk?view_type=list")
            for path in (*board, *(f"aduan-masuk/{case}" for case in cases)):
                browser.visit(f"{server.url}/odoo/{path}", ".o_main_navbar")
        finally:
            browser.close()
        found[login] = "\n".join(browser.heard)
    return found
