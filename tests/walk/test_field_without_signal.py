"""Steps 5 and 6 on a telephone in a Chromium whose network is slow, cut, and loses answers: nothing entered is lost."""

import hashlib
import io
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from tests.processes import until
from tests.walk.browser import Page
from tests.walk.test_complaint_walk import Walk, do_operator_steps, do_verify_steps, receive_message

PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
# An edge of coverage: half a second there and back, 30 kB a second.
SLOW = {"offline": False, "latency": 500, "downloadThroughput": 30_000, "uploadThroughput": 30_000}
GONE = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
BANNER = ".o_lalisa_field_banner"


@pytest.fixture
def order(server):
    """Return a case at step 5 with its dispatch: (walk, dispatch id)."""
    walk = Walk(server)
    receive_message(walk)
    do_operator_steps(walk)
    do_verify_steps(walk)
    kabid = walk.people["kabid"]
    team = kabid.call("lalisa.team", "search", [["name", "=", "Regu 1"]])[0]
    values = {"complaint_id": walk.complaint, "team_id": team}
    return walk, kabid.call("lalisa.dispatch", "create", [values])[0]


@pytest.fixture
def phone(order):
    """Yield the team leader's telephone, the order open on it."""
    walk, dispatch = order
    page = Phone(walk.people["trc"], f"/odoo/penugasan/{dispatch}")
    page.sees(".o_lalisa_field_next[data-step=departed]")
    yield page
    page.close()


class Phone(Page):
    def __init__(self, client, path):
        super().__init__(client, "/lalisa/health")
        self.browser.send_command("Emulation.setDeviceMetricsOverride", **PHONE)
        self.browser.send_command("Emulation.setTouchEmulationEnabled", enabled=True)
        self.url = client.server.url + path
        self.browser.send_command("Page.navigate", url=self.url)

    def network(self, state):
        self.browser.send_command("Network.emulateNetworkConditions", **state)

    def press(self, step):
        self.click(f".o_lalisa_field_next[data-step={step}]:not([disabled])")

    def photograph(self, moment, path):
        root = self.browser.send_command("DOM.getDocument")["root"]["nodeId"]
        field = self.browser.send_command("DOM.querySelector", nodeId=root, selector=f"input[name=photo_{moment}]")
        self.browser.send_command("DOM.setFileInputFiles", files=[str(path)], nodeId=field["nodeId"])

    def lose_the_answer(self, act):
        """Let the next entry reach the server, and its answer not reach the telephone."""
        stop = {"urlPattern": "*take_entry*", "requestStage": "Response"}
        self.browser.send_command("Fetch.enable", patterns=[stop])
        act()
        while True:
            event = json.loads(self.browser.socket.recv())
            if event.get("method") == "Fetch.requestPaused":
                request = event["params"]["requestId"]
                break
        self.browser.send_command("Fetch.failRequest", requestId=request, errorReason="ConnectionReset")
        self.browser.send_command("Fetch.disable")


def draw_picture(folder, colour):
    """Return a photo as a telephone makes it: twelve megapixels, some hundred kilobytes."""
    stream = io.BytesIO()
    noise = Image.effect_noise((700, 700), 60)
    whole = Image.new("RGB", (4000, 3000), (colour, 120, 90))
    whole.paste(Image.merge("RGB", (noise, noise, Image.new("L", noise.size, colour))))
    whole.save(stream, "JPEG", quality=85)
    path = folder / f"foto-{colour}.jpg"
    path.write_bytes(stream.getvalue())
    return path


def read_stored(walk, dispatch, *fields):
    names = ", ".join(fields)
    return walk.database.rows(f"SELECT {names} FROM lalisa_dispatch WHERE id = %s", dispatch)[0]  # noqa: S608


def await_state(walk, dispatch, state, seconds=60):
    until(
        lambda: read_stored(walk, dispatch, "state") == (state,),
        seconds,
        lambda: f"{read_stored(walk, dispatch, 'state')} instead of {state}",
    )


@pytest.mark.thorough
def test_steps_five_and_six_survive_a_slow_line_a_cut_a_reload_and_a_lost_answer(order, phone, tmp_path):
    walk, dispatch = order
    phone.network(SLOW)
    phone.press("departed")
    await_state(walk, dispatch, "departed")

    phone.network(GONE)
    phone.press("arrived")
    phone.sees(BANNER, "Belum terkirim")
    phone.write("textarea[name=findings]", "Lima ekor sapi di badan jalan.")
    before, after = draw_picture(tmp_path, 40), draw_picture(tmp_path, 200)
    phone.photograph("before", before)
    phone.sees(".o_lalisa_field_waiting img")
    assert read_stored(walk, dispatch, "state", "findings") == ("departed", None)

    # The telephone's browser is closed and opened again where the signal is back.
    phone.browser.send_command("Page.navigate", url="about:blank")
    phone.network(SLOW)
    phone.browser.send_command("Page.navigate", url=phone.url)
    await_state(walk, dispatch, "arrived")
    phone.sees(".o_lalisa_field_next[data-step=acted]")
    until(lambda: read_stored(walk, dispatch, "findings")[0] == "Lima ekor sapi di badan jalan.")

    phone.lose_the_answer(lambda: phone.press("acted"))
    await_state(walk, dispatch, "acted")
    phone.network(GONE)
    phone.write("textarea[name=actions_taken]", "Digiring ke kandang, pemilik ditegur.")
    phone.click("button[name=outcome][data-value=handled]")
    phone.photograph("after", after)
    phone.run("document.querySelector('input[name=declaration]').click()")
    phone.press("reported")
    assert read_stored(walk, dispatch, "state", "actions_taken") == ("acted", None)

    phone.network(SLOW)
    await_state(walk, dispatch, "reported", 120)
    until(lambda: phone.count(BANNER) == 0, 30, lambda: phone.text(BANNER))
    is_whole(walk, dispatch, before, after)
    walk.people["kabid"].call("lalisa.dispatch", "action_accept", [dispatch])
    assert walk.stage() == "report"


def is_whole(walk, dispatch, before, after):
    """Every word, both photos byte for byte, each thing once, and what came late says so."""
    assert read_stored(walk, dispatch, "findings", "actions_taken", "outcome", "declaration") == (
        "Lima ekor sapi di badan jalan.",
        "Digiring ke kandang, pemilik ditegur.",
        "handled",
        True,
    )
    photos = walk.database.rows(
        "SELECT moment, sha256 FROM lalisa_dispatch_evidence WHERE dispatch_id = %s ORDER BY id", dispatch
    )
    assert photos == [
        (moment, hashlib.sha256(path.read_bytes()).hexdigest())
        for moment, path in (("before", before), ("after", after))
    ]
    entries = walk.database.rows(
        "SELECT kind, count(*) FROM lalisa_dispatch_entry WHERE dispatch_id = %s"
        " AND kind NOT IN ('values') GROUP BY kind",
        dispatch,
    )
    assert dict(entries) == {"departed": 1, "arrived": 1, "acted": 1, "photo": 2, "reported": 1}
    visits = walk.database.value(
        "SELECT count(*) FROM lalisa_stage_log v JOIN lalisa_stage s ON s.id = v.stage_id"
        " WHERE v.complaint_id = %s AND s.code = 'resolve'",
        walk.complaint,
    )
    assert visits == 1


def test_a_page_that_is_read_anew_without_a_signal_still_holds_what_was_entered(order, phone):
    walk, dispatch = order
    # Odoo's own service worker answers once it has seen a second visit.
    phone.run("navigator.serviceWorker.ready.then(() => true)")
    phone.browser.send_command("Page.navigate", url=phone.url)
    phone.sees(".o_lalisa_field_next[data-step=departed]")
    phone.network(GONE)
    phone.press("departed")
    phone.sees(BANNER, "Belum terkirim")
    phone.browser.send_command("Page.reload")
    phone.sees(".o_lalisa_field_next[data-step=arrived]")
    phone.press("arrived")
    phone.write("textarea[name=findings]", "Tidak ada sinyal di sini.")
    # The cut is the page's: what the service worker asks for may pass, and may have taken the first press with it.
    assert read_stored(walk, dispatch, "state") in (("ordered",), ("departed",))
    phone.network(SLOW)
    until(
        lambda: read_stored(walk, dispatch, "state", "findings") == ("arrived", "Tidak ada sinyal di sini."),
        90,
        lambda: f"{read_stored(walk, dispatch, 'state', 'findings')}, banner {phone.text(BANNER)}",
    )


def test_what_the_server_refuses_stays_on_the_telephone_until_it_was_read(order, phone):
    walk, dispatch = order
    phone.network(GONE)
    phone.press("departed")
    phone.sees(BANNER, "Belum terkirim")
    # Meanwhile a colleague of the team, with a signal, has pressed the same.
    walk.people["trc"].call("lalisa.dispatch", "action_depart", [dispatch])
    phone.network(SLOW)
    phone.sees(".o_lalisa_field .alert-danger", "Langkah")
    phone.sees(".o_lalisa_field_next[data-step=arrived]")
    phone.click(".o_lalisa_field .alert-danger button")
    until(lambda: phone.count(BANNER) == 0, 30, lambda: phone.text(BANNER))


def test_an_entry_sent_eight_times_at_once_is_taken_once(order, server):
    walk, dispatch = order
    entry = {"key": "7f1d0b0e-4c8f-4a55-9d3e-0a4a5f1f2b11", "kind": "departed", "age": 120}
    people = [server.login("trc") for _ in range(8)]

    def send(person):
        return person.call("lalisa.dispatch", "take_entry", [dispatch], entry)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, people))
    assert sorted(answer["known"] for answer in answers) == [False] + [True] * 7
    rows = walk.database.rows(
        "SELECT late, extract(epoch FROM received_at - claimed_at)::int FROM lalisa_dispatch_entry"
    )
    assert rows == [(True, 120)]
