"""Who may do what, over RPC: every model and every public method, for each role, a portal user and the public.

The expected rights are `rights.yaml`. What a new model or method may be used for must be written
there, else this fails. "May" means: not refused by the rights (AccessError); a step may still be
refused because something is missing.
"""

import pytest
import requests

from tests.processes import Refused
from tests.security.office import LETTERS, RIGHTS, is_refused, letters_of, record_of
from tests.security.registry import shell

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
# What nobody deletes, whatever the rights on the table say.
NEVER_DELETED = (
    "lalisa.complaint",
    "lalisa.complaint.visit",
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


def test_every_model_and_method_has_an_entry(models):
    unknown = set(models) ^ set(RIGHTS)
    assert not unknown, f"in only one of registry and rights.yaml: {sorted(unknown)}"
    for model, found in models.items():
        named = set(RIGHTS[model].get("methods", {})) | OF_ODOO
        assert set(found["methods"]) <= named, (
            f"{model}: {set(found['methods']) - named} not in rights.yaml"
        )


def test_the_rights_on_every_model_are_those_written_down(office, models, people):
    wrong = {}
    for model, found in models.items():
        if found["kind"] == "abstract" or not model.startswith("lalisa."):
            continue
        record = record_of(office.database, model) if found["kind"] == "stored" else None
        for right, method, args in operations(record, found):
            expected = RIGHTS[model].get(right, "")
            got = letters_of(people, model, method, *args, any_way=not expected)
            if got != expected:
                wrong[f"{model}.{method}"] = f"{got or '-'} instead of {expected or '-'}"
    assert not wrong, wrong


def operations(record, found):
    """[(right, method, arguments)]: the calls that each right must decide."""
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


def test_the_public_methods_pass_only_whom_they_are_for(office, models, people):
    wrong = {}
    for model, found in models.items():
        if found["kind"] != "stored":
            continue
        record = record_of(office.database, model)
        for method, expected in RIGHTS[model].get("methods", {}).items():
            ids = [record] if record else []
            got = letters_of(people, model, method, ids, any_way=not expected)
            if got != expected:
                wrong[f"{model}.{method}"] = f"{got or '-'} instead of {expected or '-'}"
    assert not wrong, wrong


def test_the_buttons_of_a_wizard_work_for_nobody_who_may_not_open_it(office, models, people):
    """Also where a wizard is open already, and its number is known."""
    shell(office.database, f"exec({WIZARDS!r}, globals())")
    tried = []
    for model, found in models.items():
        if found["kind"] != "transient" or not model.startswith("lalisa."):
            continue
        made = record_of(office.database, model)
        for method in RIGHTS[model].get("methods", {}):
            if made and method.startswith("action_"):
                tried.append(model)
                for login, letter in LETTERS.items():
                    if letter not in RIGHTS[model].get("create", ""):
                        args = (model, method, [made])
                        assert is_refused(people[login], *args, any_way=True), (login, args)
    assert {"lalisa.settings", "lalisa.setup"} <= set(tried)


def test_an_import_makes_what_creating_makes_and_nothing_for_anybody_else(office, models, people):
    wrong = {}
    for model, found in models.items():
        if found["kind"] != "stored" or not model.startswith("lalisa.") or model == "lalisa.complaint":
            continue
        count = f"SELECT count(*) FROM {model.replace('.', '_')}"  # noqa: S608
        before = office.database.value(count)
        for login, letter in LETTERS.items():
            ids, said = imported(people[login], model)
            may = letter in RIGHTS[model].get("create", "")
            if may and "not allowed to" in said:
                wrong[f"{login} {model}"] = said
            if not may and (ids or office.database.value(count) != before):
                wrong[f"{login} {model}"] = "made"
            before = office.database.value(count)
    assert not wrong, wrong


def imported(person, model):
    """(ids, what was said) of an import of one empty row: whoever may is told only what it lacks."""
    try:
        answer = person.call(model, "load", ["id"], [["__uji__.baris"]], context={"lang": "en_US"})
    except Refused:
        return False, "not allowed to"
    return answer["ids"], " ".join(message["message"] for message in answer["messages"])


def test_an_import_opens_complaints_at_the_first_step_and_only_for_those_who_may(office, people):
    made = {}
    for login, letter in LETTERS.items():
        rows = [[f"Impor {login}", "Aduan diimpor", "lalisa_complaint.stage_inform"]]
        try:
            answer = people[login].call(
                "lalisa.complaint", "load", ["summary", "brief", "stage_id/id"], rows
            )
        except Refused:
            answer = {"ids": False}
        made[letter] = bool(answer["ids"])
    stages = office.database.rows(
        "SELECT DISTINCT stage_code FROM lalisa_complaint WHERE summary LIKE 'Impor %%'"
    )
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
