"""A second company in the database: La-Lisa is the office's alone, and the other company's records are its own."""

import json

import pytest

from tests.processes import Refused
from tests.security.judge import ACCESS, judge_calls, over_rpc
from tests.security.office import RIGHTS

# Every so many calls one is made over RPC too.
RPC_STEP = 5
# Public methods that take no ids.
OF_THE_MODEL = {("lalisa.register.check", "action_check")}
SECOND = """
from odoo.fields import Command
other = env['res.company'].create({'name': 'Dinas Lain'})
group = env.ref('lalisa_complaint.group_operator')
make = env['res.users'].with_context(no_reset_password=True).create
outside = make({'name': 'Operator B', 'login': 'operator_b', 'password': 'operator_b',
    'company_id': other.id, 'company_ids': [Command.set(other.ids)],
    'group_ids': [Command.set([env.ref('base.group_user').id])]})
both = make({'name': 'Operator AB', 'login': 'operator_ab', 'password': 'operator_ab',
    'company_id': other.id, 'company_ids': [Command.set((other | env.ref('base.main_company')).ids)],
    'group_ids': [Command.set([group.id, env.ref('lalisa_complaint.group_administrator').id])]})
manager = make({'name': 'Pengelola B', 'login': 'pengelola_b', 'password': 'pengelola_b',
    'company_id': other.id, 'company_ids': [Command.set((other | env.ref('base.main_company')).ids)],
    'group_ids': [Command.set([env.ref('base.group_system').id, env.ref('base.group_user').id])]})
# As a database from before the rule has it.
for role in ('operator', 'section_head', 'division_head', 'agency_head', 'administrator'):
    env.cr.execute('INSERT INTO res_groups_users_rel (gid, uid) VALUES (%s, %s)',
                   (env.ref('lalisa_complaint.group_' + role).id, outside.id))
partner = env['res.partner'].create({'name': 'Milik B', 'company_id': other.id})
env.registry.clear_cache()
env.cr.commit()
print('SECOND ' + str(other.id) + ' ' + str(outside.id) + ' ' + str(partner.id))
"""


@pytest.fixture(scope="module")
def second(office):
    said = office.shell(SECOND).split("SECOND ")[1].split()
    return dict(zip(("company", "user", "partner"), map(int, said[:3]), strict=True))


def test_an_operator_of_another_company_sees_changes_and_opens_nothing(office, models, second):
    """Every call is tried inside the server, a sample of them over RPC."""
    person, calls = office.login("operator_b"), []
    case = office.database.value("SELECT id FROM lalisa_complaint WHERE reporter_id IS NOT NULL LIMIT 1")
    for model, found in models.items():
        if found["kind"] in ("abstract", "mixin") or not model.startswith("lalisa."):
            continue
        table = model.replace(".", "_")
        one = office.database.rows(f"SELECT id FROM {table} LIMIT 1")  # noqa: S608 - names of the registry only
        ids = [one[0][0]] if one else [case]
        tried = [("search_read", ([],)), ("create", ([{}],)), ("read", (ids,)), ("write", (ids, {}))]
        tried += [
            (method, () if (model, method) in OF_THE_MODEL else (ids,)) for method in RIGHTS[model].get("methods", {})
        ]
        calls += [("operator_b", model, method, args) for method, args in tried]
    assert passed_of(calls, judge_calls(office, calls)) == []
    sample = calls[::RPC_STEP]
    assert passed_of(sample, over_rpc(office, sample)) == []
    menus = person.call("ir.ui.menu", "load_menus", False)
    assert "La-Lisa" not in json.dumps(menus)
    with pytest.raises(Refused, match="AccessError"):
        person.call("res.users", "action_test_push", [])


def passed_of(calls, answers):
    """Return the calls that were not refused by the rights; what nobody changes is refused before these are asked."""
    return [
        (model, method, error, str(said)[:120])
        for (_login, model, method, _args), (error, said) in zip(calls, answers, strict=True)
        if error != ACCESS and not (error and method in ("create", "write"))
    ]


def test_the_other_companys_own_records_are_as_they_were(office, second):
    person = office.login("operator_b")
    assert person.call("res.partner", "read", [second["partner"]], ["name"])[0]["name"] == "Milik B"
    manager = office.login("pengelola_b")
    made = manager.call("res.partner", "create", [{"name": "Baru", "company_id": second["company"]}])
    manager.call("res.partner", "write", made, {"name": "Baru juga"})
    assert manager.call("res.partner", "read", made, ["name"])[0]["name"] == "Baru juga"


def test_a_role_for_somebody_of_another_company_is_refused_with_a_sentence(office, second):
    manager = office.login("pengelola_b")
    group = office.database.value(
        "SELECT res_id FROM ir_model_data WHERE module = 'lalisa_complaint' AND name = 'group_response_team'"
    )
    for model, ids, values in (
        ("res.users", [second["user"]], {"group_ids": [[4, group]]}),
        ("res.groups", [group], {"user_ids": [[4, second["user"]]]}),
    ):
        with pytest.raises(Refused, match="belong to the company"):
            manager.call(model, "write", ids, values, context={"lang": "en_US"})


def test_whoever_works_in_both_companies_makes_cases_of_the_office_only(office, second):
    person, at_other = office.login("operator_ab"), {"allowed_company_ids": [second["company"]], "lang": "en_US"}
    main = office.database.value("SELECT id FROM res_company WHERE lalisa_is_office")
    [made] = person.call("lalisa.complaint", "create", [{"summary": "Dari mana pun"}], context=at_other)
    assert office.database.value("SELECT company_id FROM lalisa_complaint WHERE id = %s", made) == main
    assert person.call("lalisa.complaint", "read", [made], ["summary"], context=at_other)
    with pytest.raises(Refused, match="belong to the company"):
        person.call("lalisa.complaint", "create", [{"summary": "B", "company_id": second["company"]}], context=at_other)
    with pytest.raises(Refused, match="belong to the company"):
        person.call("lalisa.complaint", "write", [made], {"company_id": second["company"]}, context=at_other)
    with pytest.raises(Refused, match="belong to the company"):
        person.call("lalisa.channel", "create", [{"name": "Kanal B", "driver": "whatsapp"}], context=at_other)


def test_the_office_is_chosen_until_the_first_complaint_stands(office, second):
    person = office.login("operator_ab")
    [wizard] = person.call("lalisa.settings", "create", [{"office_id": second["company"]}])
    with pytest.raises(Refused, match="stays with the company"):
        person.call("lalisa.settings", "action_save", [wizard], context={"lang": "en_US"})
