"""What each role's screens hold of reporters, messages, closed operations and cases about members.

Words that exist nowhere else are planted in every such place. Then everything that a role can be answered is read:
lists, exports, searches, chatter, files, pushes. Each word must be found by the roles it is for (else the reading
itself would prove nothing) and by no other.
"""

import csv
import io
import json

import pytest

from tests.processes import Refused
from tests.security.planted_words import LOGINS, SEEN_BY, find_missing, find_wrong, plant_words
from tests.security.registry import read_inventory


@pytest.fixture(scope="module")
def office(pool):
    """Yield a server where every word of SEEN_BY is planted."""
    with pool.server() as server:
        yield server, plant_words(server)


@pytest.fixture(scope="module")
def models(office):
    found = read_inventory(office[0].shell)
    ours = [name for name, model in found.items() if model["kind"] == "stored" and name.startswith("lalisa.")]
    return [*ours, "mail.message", "mail.followers", "mail.activity", "ir.attachment", "res.partner", "res.users"]


def rows_of(person, model):
    """Return every row and every field of a model that a person is given, as text; '' where they are refused."""
    try:
        known = person.call(model, "fields_get", [], attributes=["type"])
        # Lists of ids hold no words, and may point at what the reader may not list.
        numbers = ("binary", "one2many", "many2many")
        names = [name for name, field in known.items() if field["type"] not in numbers]
        return json.dumps(person.call(model, "search_read", [], names))
    except Refused:
        return ""


def test_lists_and_chatter_give_each_role_its_own_words_and_no_other(office, models):
    _server, people = office
    found = {login: "\n".join(rows_of(person, model) for model in models) for login, person in people.items()}
    assert find_wrong(found) == {}
    listed = [word for word in SEEN_BY if word not in ("pesanwargaqx", "berkaswargaqx")]
    assert find_missing(found, listed) == []


def test_exports_hold_no_more_than_lists(office):
    server, people = office
    found, refused = {}, []
    for login, person in people.items():
        texts = []
        for model in ("lalisa.complaint", "lalisa.reporter", "lalisa.dispatch", "lalisa.message"):
            paths = ["id", "display_name", *(_find_paths(person, model))]
            fields = [{"name": path, "label": path, "type": "char"} for path in paths]
            asked = {
                "import_compat": False,
                "model": model,
                "domain": [],
                "ids": False,
                "fields": fields,
                "groupby": [],
            }
            answer = person.web.post(
                f"{server.url}/web/export/csv",
                data={"data": json.dumps(asked), "csrf_token": _read_csrf(person)},
                timeout=120,
            )
            texts.append(answer.text)
            refused += [] if answer.ok else [(login, model)]
        found[login] = "\n".join(texts)
    assert find_wrong(found) == {}
    written = [login for login in LOGINS if list(csv.reader(io.StringIO(found[login])))]
    assert written, refused


def _find_paths(person, model):
    """Return the model's fields, and the person's and the messages' by way of the case: what an export may ask for."""
    try:
        known = person.call(model, "fields_get", [], attributes=["type"])
    except Refused:
        return []
    by_way = (
        "reporter_id/name",
        "reporter_id/phone",
        "reporter_id/address",
        "complaint_id/summary",
        "complaint_id/reporter_id/name",
        "conversation_id/contact_id/name",
        "message_ids/body",
    )
    own = [name for name, field in known.items() if field["type"] not in ("binary", "one2many", "many2many")]
    return own + [path for path in by_way if path.split("/")[0] in known]


def _read_csrf(person):
    page = person.web.get(f"{person.server.url}/odoo", timeout=60).text
    return page.split('csrf_token: "', 1)[1].split('"', 1)[0]


@pytest.mark.thorough
def test_searches_find_no_record_by_words_that_the_searcher_may_not_read(office, models):
    _server, people = office
    paths = {
        "lalisa.complaint": ("reporter_id.name", "reporter_id.phone", "summary", "brief", "message_ids.body"),
        "lalisa.dispatch": ("complaint_id.summary", "complaint_id.reporter_id.name", "complaint_id.brief"),
        "lalisa.reporter": ("name", "phone", "address"),
    }
    leaks = []
    for login, letter in LOGINS.items():
        named = {model: _find_named(people[login], model) for model in models}
        for word in (word for word, readers in SEEN_BY.items() if letter not in readers):
            hits = [model for model, names in named.items() if word in names]
            hits += [
                f"{model} by {path}"
                for model, each in paths.items()
                for path in each
                if _count_found(people[login], model, path, word)
            ]
            leaks += [(login, word, hit) for hit in hits]
    assert leaks == []


def _find_named(person, model):
    """Return the names that a search for what the planted words have in common gives, as text."""
    try:
        return json.dumps([person.call(model, "name_search", part, limit=500) for part in ("qx", "rx", "0811")])
    except Refused:
        return ""


def _count_found(person, model, path, word):
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
    assert find_wrong(found) == {}
    assert find_missing(found, ["berkaswargaqx"]) == []


def test_pushes_and_live_messages_name_nobody_and_repeat_nothing(office):
    server, _people = office
    # A call is a live message and a push of the same words; pushes leave the queue when they are sent.
    pushes = server.database.rows("SELECT payload FROM pushed")
    live = server.database.rows("SELECT message FROM bus_bus")
    assert any("simple_notification" in row[0] for row in live)
    text = json.dumps([pushes, live])
    assert [word for word in SEEN_BY if word in text] == []
