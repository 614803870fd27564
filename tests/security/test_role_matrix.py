"""Who may do what, over RPC: every model and every public method, for each role, a portal user and the public.

The expected rights are `rights.yaml`. What a new model or method may be used for must be written
there, else this fails. "May" means: not refused by the rights (AccessError); a step may still be
refused because something is missing.
"""

from pathlib import Path

import pytest
import requests
import yaml

from tests.processes import Database, Refused, Server, post, text_body, until
from tests.security.registry import inventory, shell

LETTERS = {
    "operator": "o",
    "kasi": "s",
    "kabid": "d",
    "trc": "t",
    "kepala": "h",
    "lalisa_admin": "a",
    "warga_portal": "p",
}
RIGHTS = yaml.safe_load(Path(__file__).with_name("rights.yaml").read_text())
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
GROUPS = {
    "group_operator": "o",
    "group_section_head": "s",
    "group_division_head": "d",
    "group_response_team": "t",
    "group_agency_head": "h",
}
AT_EVERY_STAGE = """
for stage in env['lalisa.stage'].search([]):
    made = env['lalisa.complaint'].create({'summary': f'Di tahap {stage.code}'})
    made.visit_id._close(result='advanced', role='system', reason=env['lalisa.move.reason'], text=False)
    made._write_engine({'stage_id': stage.id})
    made._open_visit()
env.cr.commit()
"""
OF_EVERY_STAGE = (
    "SELECT id, stage_code FROM lalisa_complaint WHERE summary LIKE 'Di tahap %%' ORDER BY id"
)
ARROWS = """
SELECT a.stage_from, a.stage_to, d.name FROM (
    SELECT w.id, f.code AS stage_from, t.code AS stage_to FROM lalisa_sop_arrow w
      JOIN lalisa_sop p ON p.id = w.sop_id AND p.kind = 'public' AND p.active
      JOIN lalisa_stage f ON f.id = w.from_stage_id JOIN lalisa_stage t ON t.id = w.to_stage_id
     WHERE w.active) a
  JOIN lalisa_sop_arrow_res_groups_rel r ON r.lalisa_sop_arrow_id = a.id
  JOIN ir_model_data d ON d.model = 'res.groups' AND d.module = 'lalisa_complaint' AND d.res_id = r.res_groups_id
"""
PORTAL_USER = """
env['res.users'].with_context(no_reset_password=True).create({
    'name': 'Warga', 'login': 'warga_portal', 'password': 'warga_portal',
    'group_ids': [(6, 0, [env.ref('base.group_portal').id])]})
env['lalisa.register.closing'].create({'month': '2026-01-01', 'position': 1, 'hash': 'uji'})
env.cr.commit()
"""
# A record that its readers may see: not about a member, not protected, of the demo's own team.
VISIBLE = {
    "lalisa.complaint": "sop_id IN (SELECT id FROM lalisa_sop WHERE kind = 'public')"
    " AND conversation_id IS NOT NULL",
    "lalisa.complaint.visit": "complaint_id IN (SELECT id FROM lalisa_complaint"
    " WHERE conversation_id IS NOT NULL)",
    "lalisa.complaint.check": "complaint_id IN (SELECT id FROM lalisa_complaint"
    " WHERE conversation_id IS NOT NULL)",
    "lalisa.register.line": "complaint_id IN (SELECT id FROM lalisa_complaint"
    " WHERE conversation_id IS NOT NULL)",
    "lalisa.visit.report": "sop_id IN (SELECT id FROM lalisa_sop WHERE kind = 'public')",
    "lalisa.reporter": "NOT protected",
    "lalisa.dispatch": "leader_id = (SELECT id FROM res_users WHERE login = 'trc')",
    "lalisa.dispatch.equipment": "dispatch_id IN (SELECT id FROM lalisa_dispatch"
    " WHERE leader_id = (SELECT id FROM res_users WHERE login = 'trc'))",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A server with demo data and one complaint that came in by WhatsApp."""
    database = Database()
    shell(database, PORTAL_USER)
    server = Server(database, tmp_path_factory.mktemp("matrix")).start()
    assert post(server, text_body("Musik keras sampai pagi di gang belakang terminal")) == 200
    until(
        lambda: database.value(
            "SELECT count(*) FROM lalisa_message WHERE direction = 'outbound' AND state <> 'queued'"
        )
    )
    # Somebody has looked at a reporter, so that the log of it has a row to be guarded.
    complaint = record_of(database, "lalisa.complaint")
    server.login("kasi").call("lalisa.complaint", "action_reveal", [complaint])
    yield server
    server.stop()
    database.drop()


@pytest.fixture(scope="module")
def models(office):
    return inventory(office.database)


@pytest.fixture(scope="module")
def people(office):
    return {login: office.login(login) for login in LETTERS}


def record_of(database, model):
    table = model.replace(".", "_")
    where = VISIBLE.get(model, "true")
    rows = database.rows(f"SELECT id FROM {table} WHERE {where} ORDER BY id DESC LIMIT 1")  # noqa: S608
    return rows[0][0] if rows else None


def is_refused(person, model, method, *args, any_way=False):
    """Whether the rights refuse a call.

    :param any_way: for what nobody may do: a refusal for any other reason counts as well
    """
    try:
        person.call(model, method, *args)
    except Refused as refusal:
        return any_way or refusal.name == "odoo.exceptions.AccessError"
    return False


def letters_of(people, model, method, *args, any_way=False):
    """The letters of those whom the rights let pass, in their fixed order.

    One after another: two at once would be refused for being in each other's way.
    """
    return "".join(
        letter
        for login, letter in LETTERS.items()
        if not is_refused(people[login], model, method, *args, any_way=any_way)
    )


def test_every_model_and_method_has_an_entry(models):
    unknown = set(models) ^ set(RIGHTS)
    assert not unknown, f"in only one of registry and rights.yaml: {sorted(unknown)}"
    for model, found in models.items():
        named = set(RIGHTS[model].get("methods", {})) | {"create", "write", "copy", "init", "web_save"}
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


def test_diary_attachments_followers_and_activities_are_seen_by_the_complaints_readers_only(
    office, people
):
    complaint = record_of(office.database, "lalisa.complaint")
    people["operator"].call(
        "lalisa.complaint", "message_post", [complaint], body="Catatan untuk kantor"
    )
    people["operator"].call(
        "ir.attachment",
        "create",
        [{"name": "a.txt", "raw": "x", "res_model": "lalisa.complaint", "res_id": complaint}],
    )
    people["operator"].call(
        "lalisa.complaint", "activity_schedule", [complaint], "mail.mail_activity_data_todo"
    )
    here = [("res_model", "=", "lalisa.complaint"), ("res_id", "=", complaint)]
    asked = {
        "mail.message": [("model", "=", "lalisa.complaint"), ("res_id", "=", complaint)],
        "ir.attachment": here,
        "mail.activity": here,
    }
    for model, domain in asked.items():
        assert readers_of(people, model, domain) == "osdha", model
    # Who follows a case is nobody's to list: each finds themselves, where they follow it.
    own = {}
    for login in ("operator", "kasi"):
        user = people[login].call("res.users", "read", [people[login].uid], ["partner_id"])[0]
        own[login] = user["partner_id"][0]
        people[login].call("lalisa.complaint", "message_subscribe", [complaint], [own[login]])
    partners = {one["partner_id"][0] for one in followers(people["operator"], here)}
    assert partners == {own["operator"]}
    assert not followers(people["trc"], here) and not followers(people["warga_portal"], here)


def test_files_of_a_reporter_are_for_those_who_may_read_the_reporter(office, people):
    for condition, expected in (("NOT protected", "osdh"), ("protected", "")):
        found = office.database.rows(f"SELECT id FROM lalisa_reporter WHERE {condition} LIMIT 1")  # noqa: S608
        assert found, f"no reporter who is {condition}"
        values = {"name": "ktp.txt", "raw": "x", "res_model": "lalisa.reporter", "res_id": found[0][0]}
        made = shell(office.database, f"""
made = env['ir.attachment'].create({values!r}).id
env.cr.commit()
print('MADE', made)
""")
        number = int(made.split("MADE ")[1].split()[0])
        assert readers_of(people, "ir.attachment", [("id", "=", number)]) == expected, condition
        for login, letter in LETTERS.items():
            got = people[login].web.get(f"{office.url}/web/content/{number}", timeout=30)
            assert (got.status_code == 200 and got.content == b"x") == (letter in expected), (condition, login)


def readers_of(people, model, domain):
    """The letters of those who find something."""
    return "".join(letter for login, letter in LETTERS.items() if found_by(people[login], model, domain))


def found_by(person, model, domain, fields=("id",)):
    try:
        return person.call(model, "search_read", domain, fields=list(fields))
    except Refused:
        return []


def followers(person, domain):
    return found_by(person, "mail.followers", domain, ["partner_id"])


def test_nobody_moves_a_complaint_over_rpc_where_the_procedure_does_not_let_their_role(office, people):
    """Those who may are tried with all they need in the addon's own matrix; here the door is tried from outside."""
    shell(office.database, f"exec({AT_EVERY_STAGE!r}, globals())")
    stages = dict(office.database.rows("SELECT code, id FROM lalisa_stage"))
    arrows = office.database.rows(ARROWS)
    may = {(start, end, GROUPS[group]) for start, end, group in arrows if group in GROUPS}
    reason = office.database.value("SELECT min(id) FROM lalisa_move_reason")
    before = office.database.rows(OF_EVERY_STAGE)
    assert {code for _id, code in before} == set(stages)
    for complaint, start in before:
        for login, letter in LETTERS.items():
            # Who may write no complaint at all is stopped before the door, wherever it would lead.
            ends = stages if letter in RIGHTS["lalisa.complaint"]["write"] else ["done"]
            for end in ends:
                if (start, end, letter) not in may:
                    values = {"stage_id": stages[end], "move_reason_id": reason, "move_reason": "uji"}
                    args = ([complaint], values)
                    assert is_refused(people[login], "lalisa.complaint", "write", *args, any_way=True), (
                        f"{login}: {start} -> {end}"
                    )
        nobody = requests.post(
            f"{office.url}/web/dataset/call_kw/lalisa.complaint/write",
            json={"params": {"model": "lalisa.complaint", "method": "write", "kwargs": {},
                             "args": [[complaint], {"stage_id": stages["done"]}]}},
            timeout=30,
        ).json()  # fmt: skip
        assert "Session" in nobody["error"]["data"]["name"]
    assert office.database.rows(OF_EVERY_STAGE) == before
