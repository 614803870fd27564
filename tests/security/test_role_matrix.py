"""Who may do what, over RPC: every model and every public method, for each role, a portal user and the public.

The expected rights are `rights.yaml`. What a new model or method may be used for must be written
there, else this fails. "May" means: not refused by the rights (AccessError); a step may still be
refused because something is missing.
"""

import pytest
import requests

from tests.processes import Refused
from tests.security.judge import ACCESS, judge_calls, over_rpc
from tests.security.office import LETTERS, RIGHTS, record_of

# A wizard of each kind that the service itself has made, where one can be made of nothing.
WIZARDS = """
for name, model in sorted(env.registry.items()):
    if model._transient and name.startswith('lalisa.'):
        try:
            with env.cr.savepoint():
                env[name].create({})
                env.flush_all()
        except Exception as reason:
            print('NOT MADE', name, reason)

env.cr.commit()
"""
# Every so many calls of the whole table one is made over RPC: a prime number, so that all roles and rights are met.
RPC_STEP = 23
# What nobody deletes, whatever the rights on the table say.
NEVER_DELETED = (
    "lalisa.complaint",
    "lalisa.stage.log",
    "lalisa.complaint.check",
    "lalisa.message",
    "lalisa.dispatch",
    "lalisa.register.line",
    "lalisa.register.closing",
    "lalisa.reveal.log",
    "lalisa.webhook.event",
)


# Odoo's own, which a model of ours goes on with: their rights are those on the table.
OF_ODOO = {"create", "write", "copy", "unlink", "init", "web_save", "search_fetch", "onchange", "default_get"}


@pytest.fixture
def of_each(office, models):
    """Yield a record of each model that has none, by somebody who may make one, for as long as a test needs it."""
    laid_in = []
    for model, found in models.items():
        if found["kind"] == "stored" and model.startswith("lalisa.") and not record_of(office.database, model):
            makers = [login for login, letter in LETTERS.items() if letter in RIGHTS[model].get("create", "")]
            over_rpc(office, [(login, model, "create", [{}]) for login in makers[-1:]])
            laid_in.append(model)
    yield
    office.shell(f"for model in {laid_in}:\n    env[model].search([]).unlink()\nenv.cr.commit()")


def test_every_model_and_method_has_an_entry(models):
    mixins = {model for model, found in models.items() if found["kind"] == "mixin"}
    unknown = (set(models) - mixins) ^ (set(RIGHTS) - mixins)
    assert not unknown, f"in only one of registry and rights.yaml: {sorted(unknown)}"
    for model, found in models.items():
        if model in mixins:
            continue
        named = set(RIGHTS[model].get("methods", {})) | OF_ODOO
        assert set(found["methods"]) <= named, f"{model}: {set(found['methods']) - named} not in rights.yaml"


def test_the_rights_on_every_model_are_those_written_down(office, models):
    cells = cells_of_rights(office, models)
    assert wrong_of(cells, judge_calls(office, calls_of(cells))) == {}


def test_what_is_answered_over_rpc_is_what_the_rights_say(office, models, people):
    """A sample of the same table, with every role and every kind of call, as a browser or a script asks it."""
    cells = cells_of_rights(office, models)
    cells += [cell for cell in cells_of_methods(office, models) if cell[4] != ([],)]
    asked = cells[::RPC_STEP]
    # There are few of these: whether one is met would else go by how many models stand before it.
    asked += [cell for cell in cells if cell[2] == "post"][::RPC_STEP]
    assert {login for login, *_rest in asked} == set(people)
    assert {right for _login, _model, right, *_rest in asked} >= set(RIGHTS["lalisa.complaint"])
    assert wrong_of(asked, over_rpc(office, calls_of(asked))) == {}


def cells_of_rights(office, models):
    """Return each role's every way of using each model: [(login, model, right, method, arguments, letters)]."""
    cells = []
    for model, found in models.items():
        if found["kind"] in ("abstract", "mixin") or not model.startswith("lalisa."):
            continue
        record = record_of(office.database, model) if found["kind"] == "stored" else None
        for right, method, args in list_operations(record, found):
            letters = RIGHTS[model].get(right, "")
            cells += [(login, model, right, method, args, letters) for login in LETTERS]
    return cells


def cells_of_methods(office, models):
    """Return each role's call of each public method, as `cells_of_rights` does."""
    cells = []
    for model, found in models.items():
        if found["kind"] != "stored":
            continue
        record = record_of(office.database, model)
        args = ([record] if record else [],)
        for method, letters in RIGHTS[model].get("methods", {}).items():
            cells += [(login, model, "methods", method, args, letters) for login in LETTERS]
    return cells


def calls_of(cells):
    return [(login, model, method, args) for login, model, _right, method, args, _letters in cells]


def wrong_of(cells, answers):
    """Compare what was answered with what is written down: {call: what was answered to whom}."""
    wrong = {}
    for (login, model, _right, method, _args, letters), (error, said) in zip(cells, answers, strict=True):
        # What nobody may do may be refused for any other reason too.
        refused = bool(error) if not letters else error == ACCESS
        if refused == (LETTERS[login] in letters):
            told = f"{login}: {error} {str(said)[:200]}, for {letters or 'nobody'}"
            wrong.setdefault(f"{model}.{method}", []).append(told)
    return wrong


def list_operations(record, found):
    """Return [(right, method, arguments)]: the calls that each right must decide."""
    if found["kind"] == "transient":
        return [("create", "create", ([{}],))]
    calls = [
        ("read", "search_read", ([], ["display_name"])),
        ("read", "name_search", ("",)),
        ("read", "formatted_read_group", ([], [], ["__count"])),
        ("create", "create", ([{}],)),
    ]
    if record:
        calls += [
            ("read", "read", ([record], ["display_name"])),
            ("read", "web_read", ([record], {"display_name": {}})),
            ("write", "write", ([record], {})),
            ("write", "web_save", ([record], {}, {"id": {}})),
            ("copy", "copy", ([record],)),
            ("unlink", "unlink", ([record],)),
        ]
        calls.append(("export", "export_data", ([record], ["id"])))
    if found["mail"]:
        calls.append(("post", "message_post", ([record],)))
    return calls


def test_the_public_methods_pass_only_whom_they_are_for(office, models, of_each):
    cells = cells_of_methods(office, models)
    assert wrong_of(cells, judge_calls(office, calls_of(cells))) == {}


def test_the_buttons_of_a_wizard_work_for_nobody_who_may_not_open_it(office, models):
    """Also where a wizard is open already, and its number is known."""
    office.shell(WIZARDS)
    tried, calls = [], []
    for model, found in models.items():
        if found["kind"] != "transient" or not model.startswith("lalisa."):
            continue
        openers = RIGHTS[model].get("create", "")
        for login in [login for login, letter in LETTERS.items() if letter in openers][:1]:
            over_rpc(office, [(login, model, "create", [{}])])
        made = record_of(office.database, model)
        for method in RIGHTS[model].get("methods", {}):
            if made and method.startswith("action_"):
                tried.append(model)
                others = (login for login, letter in LETTERS.items() if letter not in openers)
                calls += [(login, model, method, [[made]]) for login in others]
    passed = [call for call, (error, _said) in zip(calls, judge_calls(office, calls), strict=True) if not error]
    assert not passed and {"lalisa.settings", "lalisa.setup"} <= set(tried)


def test_an_import_makes_what_creating_makes_and_nothing_for_anybody_else(office, models):
    """Of one empty row each; whoever may is told only what it lacks."""
    ours = [model for model, found in models.items() if found["kind"] == "stored" and model.startswith("lalisa.")]
    row = (["id"], [["__uji__.baris"]])
    calls = [
        (login, model, "load", row, {"context": {"lang": "en_US"}})
        for model in ours
        if model != "lalisa.complaint"
        for login in LETTERS
    ]
    assert wrong_imports(calls, judge_calls(office, calls)) == []
    for call in calls[::RPC_STEP]:
        count = f"SELECT count(*) FROM {call[1].replace('.', '_')}"  # noqa: S608
        before = office.database.value(count)
        answers = over_rpc(office, [call])
        made = office.database.value(count) - before
        ids = [] if answers[0][0] else answers[0][1]["ids"] or []
        assert wrong_imports([call], answers) == [] and made == len(ids), call


def wrong_imports(calls, answers):
    wrong = []
    for (login, model, *_rest), (error, said) in zip(calls, answers, strict=True):
        messages = error or " ".join(message["message"] for message in said["messages"])
        if LETTERS[login] in RIGHTS[model].get("create", ""):
            wrong += [(login, model, messages)] if error or "not allowed to" in messages else []
        elif not error and said["ids"]:
            wrong.append((login, model, "made"))
    return wrong


def test_an_import_opens_complaints_at_the_first_step_and_only_for_those_who_may(office, people):
    made = {}
    for login, letter in LETTERS.items():
        rows = [[f"Impor {login}", "Aduan diimpor", "lalisa_complaint.stage_inform"]]
        try:
            answer = people[login].call("lalisa.complaint", "load", ["summary", "brief", "stage_id/id"], rows)
        except Refused:
            answer = {"ids": False}
        made[letter] = bool(answer["ids"])
    stages = office.database.rows("SELECT DISTINCT stage_code FROM lalisa_complaint WHERE summary LIKE 'Impor %%'")
    assert [letter for letter, done in made.items() if done] == ["o", "h"], made
    assert stages == [("receive",)]


def test_whoever_is_not_logged_in_reaches_no_model(office, models):
    for model in models:
        answer = requests.post(
            f"{office.url}/web/dataset/call_kw/{model}/search_read",
            json={"params": {"model": model, "method": "search_read", "args": [[]], "kwargs": {}}},
            timeout=30,
        ).json()
        assert "Session" in answer["error"]["data"]["name"], (model, answer)


def test_nobody_deletes_what_is_evidence(office, people):
    for model in NEVER_DELETED:
        table = model.replace(".", "_")
        before = office.database.value(f"SELECT count(*) FROM {table}")  # noqa: S608
        ids = [row[0] for row in office.database.rows(f"SELECT id FROM {table} LIMIT 5")]  # noqa: S608
        assert ids, f"nothing of {model} to try it on"
        for person in [*people.values(), office.login("admin")]:
            with pytest.raises(Refused):
                person.call(model, "unlink", ids)
        assert office.database.value(f"SELECT count(*) FROM {table}") == before, model  # noqa: S608
