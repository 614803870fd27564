"""Ids that a caller hands in: of a record that they may not read, nothing is shown, used or changed.

Generated from the registry: every wizard, every link that it can be given, every role that may open it; and every
public method of every stored model, on a record that the role may not read. A new wizard or method is tried by itself.
"""

import json

import pytest

from tests.processes import Refused, post_webhook, text_body, until
from tests.security.judge import ACCESS, judge_calls, over_rpc
from tests.security.office import LETTERS, RIGHTS

# Every so many calls one is made over RPC too.
RPC_STEP = 11
SECRET_WORDS = "rahasiatertutupqx"
# A case about a member, with its conversation, reporter, a file of its citizen, an order and its rows.
MEMBER_CASE = f"""
case = env['lalisa.complaint'].search([('summary', 'ilike', '{SECRET_WORDS}')], limit=1)
kind = env['lalisa.sop'].search([('kind', '=', 'member')], limit=1)
case._write_engine({{'sop_id': kind.id, 'category_id': env.ref('lalisa_complaint.category_pel').id,
                     'confidentiality': 'secret'}})
file = env['ir.attachment'].create({{'name': '{SECRET_WORDS}.txt', 'raw': b'{SECRET_WORDS}',
    'res_model': 'lalisa.message', 'res_id': case.conversation_id.message_ids[:1].id}})
env.cr.commit()
print('CASE ' + str(case.id))
"""
LINKS = """
import json
found = {}
for name, model in env.registry.items():
    if model._transient and name.startswith('lalisa.'):
        for key, field in env[name]._fields.items():
            given = field.type in ('many2one', 'many2many') and field.store and not field.compute
            if given and key not in ('create_uid', 'write_uid'):
                found.setdefault(name, {})[key] = [field.comodel_name, field.type]
print('LINKS ' + json.dumps(found))
"""
# What must be among the links that were tried with a record out of reach, else the data of this test are too poor.
MUST_BE_TRIED = {
    ("lalisa.reply.composer", "complaint_id"),
    ("lalisa.reply.composer", "conversation_id"),
    ("lalisa.reply.composer", "attachment_ids"),
    ("lalisa.complaint.move.wizard", "complaint_id"),
    ("lalisa.complaint.move.wizard", "master_id"),
    ("lalisa.person.export", "complaint_id"),
    ("lalisa.hand.to.head", "complaint_id"),
    ("lalisa.chat.import", "complaint_id"),
    ("lalisa.manual.entry", "attachment_ids"),
    ("lalisa.reporter.change", "complaint_id"),
    ("lalisa.reporter.change", "same_as_id"),
}
# Methods that speak of the user themselves, whatever record is named.
OF_ONESELF = {("res.users", "action_test_push")}


@pytest.fixture(scope="module")
def member_case(office):
    """Return the id of the case about a member."""
    assert post_webhook(office, text_body(f"Petugas meminta uang {SECRET_WORDS}", number="6281200000666")) == 200
    query = "SELECT count(*) FROM lalisa_complaint WHERE summary LIKE %s"
    until(lambda: office.database.value(query, f"%{SECRET_WORDS}%"), 60)
    said = office.shell(MEMBER_CASE)
    return int(said.split("CASE ")[1].split()[0])


@pytest.fixture(scope="module")
def links(office):
    said = office.shell(LINKS)
    line = next(line for line in said.splitlines() if line.startswith("LINKS "))
    return json.loads(line.removeprefix("LINKS "))


def find_readable(person, model):
    """Return the ids of a model that a person may read."""
    try:
        return set(person.call(model, "search", [], context={"active_test": False}))
    except Refused:
        return set()


def out_of_reach(office, person, model):
    """Return an id of a model that a person may not read, the newest; None where they may read every one."""
    if model == "lalisa.message":
        # Whoever works a complaint works its messages, without a right on messages.
        worked = find_readable(person, "lalisa.complaint")
        query = "SELECT id, complaint_id FROM lalisa_message WHERE complaint_id > 0 ORDER BY id DESC"
        rows = office.database.rows(query)
        return next((one for one, case in rows if case not in worked), None)
    query = f"SELECT id FROM {model.replace('.', '_')} ORDER BY id DESC"  # noqa: S608 - names of the registry only
    mine = find_readable(person, model)
    return next((row[0] for row in office.database.rows(query) if row[0] not in mine), None)


def hidden_from(office, models):
    """Return for each person the newest record of each model that they may not read: {(login, model): id}."""
    found = {}
    for login in LETTERS:
        person = office.login(login)
        found |= {(login, model): out_of_reach(office, person, model) for model in models}
    return {key: record for key, record in found.items() if record is not None}


def passed_of(calls, answers):
    """Return the calls that were not refused by the rights, and what came of them."""
    return [
        (*call[:3], error, str(said)[:200])
        for call, (error, said) in zip(calls, answers, strict=True)
        if error != ACCESS
    ]


def assert_refused(office, calls):
    """Every call is refused by the rights inside the server, and a sample of them over RPC."""
    assert passed_of(calls, judge_calls(office, calls)) == []
    sample = calls[::RPC_STEP]
    assert passed_of(sample, over_rpc(office, sample)) == []


def test_no_wizard_takes_a_record_that_its_user_may_not_read(office, links, member_case):
    assert member_case
    hidden = hidden_from(office, {comodel for fields in links.values() for comodel, _kind in fields.values()})
    tried, calls = set(), []
    for login, letter in LETTERS.items():
        for wizard, fields in links.items():
            if letter not in RIGHTS[wizard].get("create", ""):
                continue
            for field, (comodel, kind) in fields.items():
                record = hidden.get((login, comodel))
                if record is None:
                    continue
                tried.add((wizard, field))
                value = record if kind == "many2one" else [[6, 0, [record]]]
                for call in list_ways(wizard, field, value, kind, record).values():
                    method, *args = call["args"]
                    calls.append((login, wizard, method, args, call.get("kwargs", {})))
    assert_refused(office, calls)
    assert tried >= MUST_BE_TRIED, MUST_BE_TRIED - tried


def list_ways(wizard, field, value, kind, hidden):
    """Return the ways in which a web client or a script hands an id to a wizard: {name: arguments}."""
    spec = {field: {"fields": {"display_name": {}}}}
    on_form = {"id": hidden, "display_name": ""} if kind == "many2one" else [[4, hidden]]
    default = {"context": {f"default_{field}": value}}
    return {
        "create": {"args": ("create", [{field: value}])},
        "form": {"args": ("web_save", [], {field: value}, spec)},
        "onchange": {"args": ("onchange", [], {field: on_form}, [field], spec)},
        "default": {"args": ("create", [{}]), "kwargs": default},
        "opened": {"args": ("onchange", [], {}, [], spec), "kwargs": default},
    }


def test_no_public_method_works_on_a_record_that_its_caller_may_not_read(office, models, member_case):
    assert member_case
    ours = [model for model, found in models.items() if found["kind"] == "stored" and found["methods"]]
    calls = [
        (login, model, method, [[record]])
        for (login, model), record in hidden_from(office, ours).items()
        for method in RIGHTS[model].get("methods", {})
        if (model, method) not in OF_ONESELF
    ]
    assert_refused(office, calls)
    tried = {(model, method) for _login, model, method, _args in calls}
    assert {("lalisa.complaint", "action_reveal"), ("lalisa.complaint", "action_reply")} <= tried


def test_the_composer_writes_into_no_conversation_but_the_complaints_own(office, people, member_case):
    """The operator reads both; the answer still goes where the complaint came from, or nowhere."""
    database, operator = office.database, people["operator"]
    typed = operator.call("lalisa.complaint", "create", [{"summary": "Diketik di loket"}])[0]
    query = "SELECT conversation_id FROM lalisa_complaint WHERE conversation_id IS NOT NULL AND id <> %s LIMIT 1"
    stranger = database.value(query, member_case)
    before = database.value("SELECT count(*) FROM lalisa_message WHERE conversation_id = %s", stranger)
    composer = operator.call(
        "lalisa.reply.composer", "create", [{"complaint_id": typed, "conversation_id": stranger, "body": "Halo"}]
    )
    with pytest.raises(Refused, match="no conversation"):
        operator.call("lalisa.reply.composer", "action_send", composer)
    assert database.value("SELECT count(*) FROM lalisa_message WHERE conversation_id = %s", stranger) == before


def test_choosing_a_quick_reply_makes_no_tracking_link_of_a_hidden_complaint(office, people, member_case):
    database = office.database
    before = database.value("SELECT count(*) FROM lalisa_tracking WHERE complaint_id = %s", member_case)
    for login in ("operator", "kasi", "kabid"):
        template = people[login].call("lalisa.message.template", "search", [["quick_reply", "=", True]])[0]
        values = {"complaint_id": member_case, "template_id": {"id": template}, "body": ""}
        with pytest.raises(Refused, match="AccessError"):
            people[login].call("lalisa.reply.composer", "onchange", [], values, ["template_id"], {"body": {}})
    assert database.value("SELECT count(*) FROM lalisa_tracking WHERE complaint_id = %s", member_case) == before


def test_what_the_operator_types_of_a_person_shows_no_case_of_theirs_that_is_hidden(office, people, member_case):
    """The person of the case about a member writes to the office's own telephone, too."""
    operator = people["operator"]
    entry = operator.call(
        "lalisa.manual.entry", "create", [{"phone": "081200000666", "body": f"Tambahan: di pasar {SECRET_WORDS}"}]
    )
    shown = operator.call("lalisa.manual.entry", "action_save", entry)
    until(
        lambda: office.database.value(
            "SELECT count(*) FROM lalisa_message WHERE complaint_id = %s AND body LIKE 'Tambahan: di pasar%%'",
            member_case,
        ),
        30,
    )
    assert shown.get("res_id") != member_case
    if "res_model" in shown:
        assert shown["res_id"] in find_readable(operator, shown["res_model"])
