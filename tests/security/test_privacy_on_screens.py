"""What each role's screens hold of reporters, messages, closed operations and cases about members.

Words that exist nowhere else are planted in every such place. Then everything that a role can be answered is read:
lists, exports, searches, chatter, files, pushes, and what a Chromium is answered while the role looks around. Each word
must be found by the roles it is for (else the reading itself would prove nothing) and by no other.
"""

import csv
import io
import json

import pytest

from tests.processes import Refused, post, text_body, until
from tests.security.office import LETTERS
from tests.security.registry import inventory, shell
from tests.walk.browser import Page

LOGINS = {login: letter for login, letter in LETTERS.items() if login != "warga_portal"}
# What is planted, and the letters of those who may come upon it without asking for it by name.
SEEN_BY = {
    # The person: of an ordinary complaint for those who work it; of all others nobody, except by `action_reveal`.
    "namaterbukaqx": "osdh",
    "alamatterbukaqx": "osdh",
    "0811000111": "osdh",
    "namarahasiaqx": "",
    "alamatrahasiaqx": "",
    "0811000222": "",
    "namaanonimqx": "",
    "alamatanonimqx": "",
    "namaanggotaqx": "",
    "alamatanggotaqx": "",
    "namatertutupqx": "osdh",
    # The citizen's own words: the operator's and the administrator's inbox, and the panel beside the case.
    "pesanwargaqx": "osdha",
    # WhatsApp's profile name becomes the unconfirmed name of the reporter of an open complaint.
    "profilwargaqx": "osdha",
    "berkaswargaqx": "oa",
    # The case: everybody who works complaints, not the team.
    "ringkasanrahasiaqx": "osdha",
    "ringkasantertutupqx": "osdha",
    "tempatbelumpastiqx": "osdha",
    # About a member of the agency: the head alone.
    "ringkasananggotaqx": "h",
    "konsepanggotaqx": "h",
    "catatananggotaqx": "h",
    # What is written for the team reaches the team.
    "faktaregurx": "osdtha",
    "temuanregurx": "osdth",
}
PLANT = '''
complaint = env['lalisa.complaint'].search([('number', '=', {member!r})])
kepala = env['res.users'].search([('login', '=', 'kepala')])
complaint.with_user(kepala).brief = 'konsepanggotaqx'
complaint.with_user(kepala).message_post(body='catatananggotaqx')
message = env['lalisa.message'].search([('body', 'ilike', 'pesanwargaqx')], limit=1)
env['ir.attachment'].create({{
    'name': 'berkas.txt', 'raw': b'berkaswargaqx', 'res_model': 'lalisa.message', 'res_id': message.id}})
env['mail.push.device'].sudo().get_web_push_vapid_public_key()
env.cr.execute("""
    CREATE TABLE pushed (payload text);
    CREATE FUNCTION keep_push() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN INSERT INTO pushed VALUES (NEW.payload); RETURN NEW; END';
    CREATE TRIGGER keep_push BEFORE INSERT ON mail_push FOR EACH ROW EXECUTE FUNCTION keep_push();
""")
for user in env['res.users'].search([('login', 'in', {logins!r})]):
    env['mail.push.device'].create({{
        'partner_id': user.partner_id.id, 'endpoint': 'https://push.invalid/' + user.login,
        'keys': '{{"p256dh": "x", "auth": "y"}}'}})
env.cr.commit()
'''
CASES = (
    {"summary": "Aduan terbuka", "who": "terbuka", "phone": "0811000111"},
    {
        "summary": "ringkasanrahasiaqx",
        "who": "rahasia",
        "phone": "0811000222",
        "confidentiality": "secret",
        "location_text": "tempatbelumpastiqx",
    },
    {"summary": "Aduan anonim", "who": "anonim", "confidentiality": "anonymous"},
    {"summary": "ringkasananggotaqx", "who": "anggota", "category": "PEL"},
    {"summary": "ringkasantertutupqx", "who": "tertutup", "category": "MIR", "confidentiality": "open"},
)


@pytest.fixture(scope="module")
def office(pool):
    """A server where every word of SEEN_BY is planted."""
    with pool.server() as server:
        yield server, _planted(server)


def _planted(server):
    """Write the words as those do who bring them, and give everybody's client."""
    database = server.database
    people = {login: server.login(login) for login in LOGINS}
    numbers = [_typed(people["operator"], database, **case) for case in CASES]
    assert post(server, text_body("Ada keributan di terminal", "6281299900011", name="profilwargaqx")) == 200
    until(lambda: database.rows("SELECT 1 FROM lalisa_complaint WHERE summary = 'Ada keributan di terminal'"))
    assert post(server, text_body("Tambahan: pesanwargaqx", "6281299900011", name="profilwargaqx")) == 200
    until(lambda: database.rows("SELECT 1 FROM lalisa_message WHERE body LIKE '%%pesanwargaqx%%'"))
    shell(database, PLANT.format(member=numbers[3], logins=list(LOGINS)))
    _dispatched(people, database, numbers[1])
    return people


def _typed(operator, database, who, category=None, phone=False, **values):
    reporter = operator.call(
        "lalisa.reporter",
        "create",
        [{"name": f"nama{who}qx", "address": f"alamat{who}qx", "phone": phone}],
    )[0]
    if category:
        values["category_id"] = operator.call("lalisa.category", "search", [["code", "=", category]])[0]
    created = operator.call("lalisa.complaint", "create", [{**values, "reporter_id": reporter}])
    return database.value("SELECT number FROM lalisa_complaint WHERE id = %s", created[0])


def _dispatched(people, database, number):
    """Carries the secret case to the team and lets the team write."""
    case = database.value("SELECT id FROM lalisa_complaint WHERE number = %s", number)
    operator, kasi, kabid, team = (people[login] for login in ("operator", "kasi", "kabid", "trc"))
    category = operator.call("lalisa.category", "search", [["code", "=", "TRN"]])[0]
    checks = operator.call("lalisa.complaint.check", "search", [["complaint_id", "=", case]])
    operator.call("lalisa.complaint.check", "write", checks, {"done": True})
    operator.call("lalisa.complaint", "write", [case], {"category_id": category, "confidentiality": "secret"})
    operator.call("lalisa.complaint", "action_advance", [case])
    kasi.call("lalisa.complaint", "write", [case], {"brief": "faktaregurx"})
    kasi.call("lalisa.complaint", "action_advance", [case])
    kabid.call("lalisa.complaint", "write", [case], {"check_source": "village", "check_finding": "Benar."})
    kabid.call("lalisa.complaint", "action_advance", [case])
    regu = kabid.call("lalisa.team", "search", [["name", "=", "Regu 1"]])[0]
    order = kabid.call("lalisa.dispatch", "create", [{"complaint_id": case, "team_id": regu}])[0]
    for step in ("action_depart", "action_arrive", "action_act"):
        team.call("lalisa.dispatch", step, [order])
    team.call("lalisa.dispatch", "write", [order], {"findings": "temuanregurx"})


@pytest.fixture(scope="module")
def models(office):
    found = inventory(office[0].database)
    ours = [name for name, model in found.items() if model["kind"] == "stored" and name.startswith("lalisa.")]
    return [*ours, "mail.message", "mail.followers", "mail.activity", "ir.attachment", "res.partner", "res.users"]


def rows_of(person, model):
    """Every row and every field of a model that a person is given, as text; '' where they are refused."""
    try:
        known = person.call(model, "fields_get", [], attributes=["type"])
        # Lists of ids hold no words, and may point at what the reader may not list.
        numbers = ("binary", "one2many", "many2many")
        names = [name for name, field in known.items() if field["type"] not in numbers]
        return json.dumps(person.call(model, "search_read", [], names))
    except Refused:
        return ""


def wrong(found):
    """{word: who finds it instead of whom}, for the words whose finders are not those of SEEN_BY."""
    letters = {word: "".join(LOGINS[login] for login in LOGINS if word in found[login]) for word in SEEN_BY}
    return {
        word: f"{letters[word] or 'nobody'} instead of {SEEN_BY[word] or 'nobody'}"
        for word in SEEN_BY
        if not set(letters[word]) <= set(SEEN_BY[word])
    }


def missing(found, words):
    """The words that a role should find and does not: then nothing was read."""
    return [
        (word, login)
        for word in words
        for login, letter in LOGINS.items()
        if letter in SEEN_BY[word] and word not in found[login]
    ]


def test_lists_and_chatter_give_each_role_its_own_words_and_no_other(office, models):
    _server, people = office
    found = {
        login: "\n".join(rows_of(person, model) for model in models) for login, person in people.items()
    }
    assert wrong(found) == {}
    listed = [word for word in SEEN_BY if word not in ("pesanwargaqx", "berkaswargaqx")]
    assert missing(found, listed) == []


def test_exports_hold_no_more_than_lists(office):
    server, people = office
    found, refused = {}, []
    for login, person in people.items():
        texts = []
        for model in ("lalisa.complaint", "lalisa.reporter", "lalisa.dispatch", "lalisa.message"):
            paths = ["id", "display_name", *(_paths(person, model))]
            fields = [{"name": path, "label": path, "type": "char"} for path in paths]
            asked = {
                "import_compat": False, "model": model, "domain": [], "ids": False, "fields": fields, "groupby": [],
            }  # fmt: skip
            answer = person.web.post(
                f"{server.url}/web/export/csv",
                data={"data": json.dumps(asked), "csrf_token": _csrf(person)},
                timeout=120,
            )
            texts.append(answer.text)
            refused += [] if answer.ok else [(login, model)]
        found[login] = "\n".join(texts)
    assert wrong(found) == {}
    written = [login for login in LOGINS if list(csv.reader(io.StringIO(found[login])))]
    assert written, refused


def _paths(person, model):
    """The model's fields, and the person's and the messages' by way of the case: paths that an export may ask for."""
    try:
        known = person.call(model, "fields_get", [], attributes=["type"])
    except Refused:
        return []
    by_way = ("reporter_id/name", "reporter_id/phone", "reporter_id/address", "complaint_id/summary",
              "complaint_id/reporter_id/name", "conversation_id/contact_id/name", "message_ids/body")  # fmt: skip
    own = [name for name, field in known.items() if field["type"] not in ("binary", "one2many", "many2many")]
    return own + [path for path in by_way if path.split("/")[0] in known]


def _csrf(person):
    page = person.web.get(f"{person.server.url}/odoo", timeout=60).text
    return page.split('csrf_token: "', 1)[1].split('"', 1)[0]


def test_searches_find_no_record_by_words_that_the_searcher_may_not_read(office, models):
    _server, people = office
    paths = {
        "lalisa.complaint": ("reporter_id.name", "reporter_id.phone", "summary", "brief", "message_ids.body"),
        "lalisa.dispatch": ("complaint_id.summary", "complaint_id.reporter_id.name", "complaint_id.brief"),
        "lalisa.reporter": ("name", "phone", "address"),
    }
    leaks = []
    for login, letter in LOGINS.items():
        named = {model: _named(people[login], model) for model in models}
        for word in (word for word, readers in SEEN_BY.items() if letter not in readers):
            hits = [model for model, names in named.items() if word in names]
            hits += [
                f"{model} by {path}"
                for model, each in paths.items()
                for path in each
                if _counted(people[login], model, path, word)
            ]
            leaks += [(login, word, hit) for hit in hits]
    assert leaks == []


def _named(person, model):
    """The names that a search for what the planted words have in common gives, as text."""
    try:
        return json.dumps([person.call(model, "name_search", part, limit=500) for part in ("qx", "rx", "0811")])
    except Refused:
        return ""


def _counted(person, model, path, word):
    try:
        return person.call(model, "search_count", [[path, "ilike", word]])
    except Refused:
        return 0


def test_no_file_of_others_can_be_fetched_by_its_number(office):
    server, people = office
    ids = [row[0] for row in server.database.rows("SELECT id FROM ir_attachment WHERE res_model LIKE 'lalisa.%%'")]
    planted = server.database.value("SELECT id FROM ir_attachment WHERE name = 'berkas.txt'")
    assert planted in ids
    found = {}
    for login, person in people.items():
        answers = [person.web.get(f"{server.url}/web/content/{one}", timeout=60).text for one in ids]
        found[login] = "\n".join(answers)
    assert wrong(found) == {}
    assert missing(found, ["berkaswargaqx"]) == []


def test_pushes_and_live_messages_name_nobody_and_repeat_nothing(office):
    server, _people = office
    # A call is a live message and a push of the same words; pushes leave the queue when they are sent.
    pushes = server.database.rows("SELECT payload FROM pushed")
    live = server.database.rows("SELECT message FROM bus_bus")
    assert any("simple_notification" in row[0] for row in live)
    text = json.dumps([pushes, live])
    assert [word for word in SEEN_BY if word in text] == []


class Listener(Page):
    """A browser that keeps everything it is answered."""

    def __init__(self, client, path):
        self.asked, self.heard, self.under_way = [], [], set()
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

        self.browser.call = call

    def _note(self, event):
        if event.get("method") == "Network.requestWillBeSent":
            self.under_way.add(event["params"]["requestId"])
        if event.get("method") in ("Network.loadingFinished", "Network.loadingFailed"):
            self.under_way.discard(event["params"]["requestId"])
            self.asked.append(event["params"]["requestId"])
        if event.get("method") == "Network.webSocketFrameReceived":
            self.heard.append(event["params"]["response"]["payloadData"])

    def visit(self, url, seen):
        """Opens a page and keeps the bodies of all its answers."""
        self.browser.call("Page.navigate", url=url)
        self.sees(seen)
        until(lambda: not self.run("document.querySelector('.o_blockUI')"), 20)
        until(self._is_quiet, 20)
        while self.asked:
            answer = self.browser.call("Network.getResponseBody", requestId=self.asked.pop())
            self.heard.append(answer.get("body", ""))

    def _is_quiet(self):
        """Say whether the page asks for nothing for three tenths of a second."""
        for _ in range(3):
            self.run("new Promise(done => setTimeout(done, 100))")
            if self.under_way:
                return False
        return True


@pytest.mark.thorough
def test_the_browser_of_each_role_is_answered_nothing_that_is_not_theirs(office):
    server, people = office
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
    assert wrong(found) == {}
    seen = ["ringkasanrahasiaqx", "ringkasananggotaqx", "temuanregurx"]
    assert missing(found, seen) == []
