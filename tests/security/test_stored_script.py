"""Script in every text that reaches the office, looked at in Chromium on every screen and paper: none of it runs."""

import io
import json
import re

import pytest
import requests
from pypdf import PdfReader

from tests.processes import until
from tests.security.hostile import NUMBER, SHOWN, Attack, script
from tests.security.registry import shell
from tests.walk.browser import Page
from tests.walk.test_complaint_walk import Walk

ROLES = ("operator", "kasi", "kabid", "trc", "kepala", "lalisa_admin", "admin")
WATCH = """
if (window === window.top) {
    window.ran = [];
    window.fired = (name) => window.ran.push(name);
    window.alert = window.confirm = window.prompt = (text) => window.ran.push('dialog ' + text);
}
"""
# Every action of our addons that this person's menus offer, with its kinds of view; then the newest records' forms.
OPEN = """(async () => {
    const env = odoo.__WOWL_DEBUG__.root.env;
    const wait = (ms) => new Promise((done) => setTimeout(done, ms));
    const seen = [];
    let heard = '';
    const look = async (what, act) => {
        try { await act(); } catch (error) { seen.push('could not open ' + what + ': ' + error); return; }
        await wait(%(pause)s);
        const fields = [...document.querySelectorAll('input, textarea')].map((field) => field.value);
        heard += ' ' + document.body.textContent + ' ' + fields.join(' ');
        seen.push(what);
    };
    const models = new Set();
    for (const menu of env.services.menu.getAll()) {
        if (!menu.actionID || !/^lalisa_/.test(menu.xmlid || '')) { continue; }
        const action = await env.services.action.loadAction(menu.actionID);
        if (action.type === 'ir.actions.server') { continue; } // does something and shows nothing
        const views = action.type === 'ir.actions.act_window' ? action.views.map((view) => view[1]) : [];
        const kinds = views.filter((one) => one !== 'form' && one !== 'search');
        if (kinds.length) { models.add(action.res_model); }
        for (const kind of kinds.length ? kinds : ['']) {
            const options = { clearBreadcrumbs: true, ...(kind ? { viewType: kind } : {}) };
            const what = menu.xmlid + ' ' + kind;
            if (%(walked)s.includes(what)) { continue; }
            await look(what, () => env.services.action.doAction(menu.actionID, options));
        }
    }
    for (const model of [...models, ...%(models)s]) {
        let ids = [];
        const options = { limit: %(records)s, order: 'id desc' };
        try { ids = await env.services.orm.search(model, [], options); } catch { continue; }
        for (const res_id of ids) {
            await look(model + ' form', () => env.services.action.doAction(
                { type: 'ir.actions.act_window', res_model: model, res_id, views: [[false, 'form']] },
                { clearBreadcrumbs: true }));
            for (const tab of document.querySelectorAll('.o_notebook .nav-link:not(.active)')) {
                await look(model + ' ' + tab.textContent, () => tab.click());
            }
        }
    }
    return { seen, heard, ran: window.ran };
})()"""
BOARDS = tuple(f"lalisa_complaint.menu_{name}" for name in ("my_turn", "complaints", "dispatches"))
MODELS = ["lalisa.reporter", "lalisa.message", "lalisa.conversation", "lalisa.contact", "lalisa.dispatch"]


@pytest.fixture(scope="module")
def attacked(pool):
    """A server that all of the hostile text has reached, and a tracking address of the complaint."""
    with pool.server() as running:
        attack = Attack(Walk(running))
        attack.run()
        yield attack


class Screen(Page):
    """A browser that notes whatever runs, from the first moment of each page on."""

    def __init__(self, client, path):
        super().__init__(client, "/web/webclient/version_info")
        self.url = client.server.url
        self.browser.call("Page.enable")
        self.browser.call("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
        self.go(path)

    def go(self, path):
        self.browser.call("Page.navigate", url=self.url + path)
        until(lambda: self.run("document.readyState === 'complete' && !!window.ran"), 60)


@pytest.fixture
def screens():
    opened = []

    def open_(client, path):
        opened.append(Screen(client, path))
        return opened[-1]

    yield open_
    for screen in opened:
        screen.close()


def test_the_script_of_this_test_does_run_where_text_is_taken_for_markup(attacked, screens):
    screen = screens(attacked.walk.people["operator"], "/web/login")
    screen.run(f"document.body.innerHTML = {json.dumps(script('control'))}")
    until(lambda: screen.run("window.ran.includes('control')"))


def test_no_screen_of_any_role_runs_what_was_written_and_every_text_is_read_on_one(attacked, screens):
    read, walked = set(), {}
    for role in ROLES:
        screen = screens(attacked.server.login(role), "/odoo")
        screen.sees(".o_main_navbar")
        # What another role has seen already looks the same; the boards and the forms do not.
        done = [one for seen in walked.values() for one in seen if not one.startswith(BOARDS)]
        given = {"pause": 200, "models": json.dumps(MODELS), "walked": json.dumps(done)}
        found = screen.run(OPEN % {**given, "records": 9 if role == "operator" else 2})
        assert not found["ran"], (role, found["ran"])
        walked[role] = found["seen"]
        assert not [one for one in found["seen"] if one.startswith("could not open")], (role, found["seen"])
        read |= {name for name in SHOWN if f"X-{name}\"" in found["heard"]}
        screen.close()
    assert {"lalisa_complaint.menu_complaints kanban", "lalisa.complaint form"} <= set(walked["operator"]), walked
    assert read == SHOWN, SHOWN - read


def test_no_paper_runs_what_was_written_and_each_prints_it_as_text(attacked, screens):
    papers = {
        "lalisa_complaint.paper_complaint": (attacked.walk.complaint, "kepala", "staff-result"),
        "lalisa_complaint.paper_duty_order": (attacked.order, "kabid", "staff-brief"),
        "lalisa_complaint.paper_incident": (attacked.order, "kabid", "staff-found"),
    }
    for name, (record, role, words) in papers.items():
        person = attacked.walk.people[role]
        screen = screens(person, f"/report/html/{name}/{record}")
        assert screen.run("window.ran") == [], name
        raw = person.web.get(f"{attacked.server.url}/report/pdf/{name}/{record}", timeout=120).content
        reader = PdfReader(io.BytesIO(raw))
        text = "".join(page.extract_text() for page in reader.pages)
        assert f"X-{words}" in re.sub(r"\s", "", text), name
        assert b"/JavaScript" not in raw and b"/JS" not in raw and not reader.attachments, name


def test_the_reporters_page_runs_nothing_and_shows_the_result_as_text(attacked, screens):
    answer = shell(attacked.database, f"""
print('URL', env['lalisa.complaint'].browse({attacked.walk.complaint})._tracking_url()); env.cr.commit()
""")
    path = "/aduan/" + re.search(r"URL \S+/aduan/(\S+)", answer).group(1)
    screen = screens(attacked.walk.people["operator"], path)
    assert screen.run("window.ran") == [] and "X-staff-result" in screen.text("body")
    # Its policy would stop script even where a text were taken for markup; the watch itself is not bound by it.
    policy = requests.get(attacked.server.url + path, timeout=30).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy


def test_the_simulated_phone_runs_nothing(attacked, screens):
    screen = screens(attacked.walk.people["operator"], "/lalisa/simulator/phone")
    citizens = json.dumps([{"name": script("phone"), "number": NUMBER}])
    screen.run(f"localStorage.setItem('lalisa_citizens', {json.dumps(citizens)})")
    screen.go("/lalisa/simulator/phone")
    screen.sees("#chat li")
    assert screen.run("window.ran") == []


def test_a_page_sent_as_a_file_is_never_opened_as_a_page_of_the_office(attacked, screens):
    files = attacked.database.rows(
        """SELECT a.id FROM ir_attachment a JOIN lalisa_message m ON m.id = a.res_id AND a.res_model = 'lalisa.message'
            WHERE m.kind = 'document'"""
    )
    assert files
    operator = attacked.walk.people["operator"]
    screen = screens(operator, "/odoo")
    for (number,) in files:
        for path in (f"/lalisa/conversation/media/{number}", f"/web/content/{number}", f"/web/image/{number}"):
            answer = operator.web.get(attacked.server.url + path, timeout=30)
            assert "html" not in answer.headers.get("Content-Type", "") or answer.status_code >= 400, path
            screen.run(f"(() => {{ window.ran = []; const f = document.createElement('iframe');"
                       f" f.src = {json.dumps(path)}; document.body.append(f);"
                       " return new Promise(done => setTimeout(done, 700)); })()")  # fmt: skip
            assert screen.run("window.ran") == [], path
