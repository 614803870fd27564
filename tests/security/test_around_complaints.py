"""Chatter, files, followers and activities of complaints and reporters: for those who may read what they belong to."""

from tests.processes import Refused
from tests.security.office import LETTERS, is_refused, record_of

FOLLOWS = "SELECT count(*) FROM mail_followers WHERE res_model = %s AND res_id = %s AND partner_id = %s"


def test_chatter_attachments_followers_and_activities_are_seen_by_the_complaints_readers_only(office, people):
    complaint = record_of(office.database, "lalisa.complaint")
    people["operator"].call("lalisa.complaint", "message_post", [complaint], body="Catatan untuk kantor")
    people["operator"].call(
        "ir.attachment",
        "create",
        [{"name": "a.txt", "raw": "x", "res_model": "lalisa.complaint", "res_id": complaint}],
    )
    people["operator"].call("lalisa.complaint", "activity_schedule", [complaint], "mail.mail_activity_data_todo")
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
    partners = {one["partner_id"][0] for one in find_followers(people["operator"], here)}
    assert partners == {own["operator"]}
    assert not find_followers(people["trc"], here) and not find_followers(people["warga_portal"], here)


def test_files_of_a_reporter_are_for_those_who_may_read_the_reporter(office, people):
    for condition, expected in (("NOT protected", "osdh"), ("protected", "")):
        found = office.database.rows(f"SELECT id FROM lalisa_reporter WHERE {condition} LIMIT 1")  # noqa: S608
        assert found, f"no reporter who is {condition}"
        values = {"name": "ktp.txt", "raw": "x", "res_model": "lalisa.reporter", "res_id": found[0][0]}
        made = office.shell(f"""
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
    """Return the letters of those who find something."""
    return "".join(letter for login, letter in LETTERS.items() if found_by(people[login], model, domain))


def found_by(person, model, domain, fields=("id",)):
    try:
        return person.call(model, "search_read", domain, fields=list(fields))
    except Refused:
        return []


def find_followers(person, domain):
    return found_by(person, "mail.followers", domain, ["partner_id"])


def test_nothing_is_laid_beside_a_record_by_those_who_may_not_read_it(office, people):
    """A message, a file, a task or a follower on a complaint or a reporter is for their readers."""
    complaint = record_of(office.database, "lalisa.complaint")
    reporter = record_of(office.database, "lalisa.reporter")
    activity = office.database.value(
        "SELECT res_id FROM ir_model_data WHERE module = 'mail' AND name = 'mail_activity_data_todo'"
    )
    let_in = []
    for model, record in (("lalisa.complaint", complaint), ("lalisa.reporter", reporter)):
        model_id = office.database.value("SELECT id FROM ir_model WHERE model = %s", model)
        for login in ("trc", "warga_portal"):
            person = people[login]
            partner = office.database.value("SELECT partner_id FROM res_users WHERE login = %s", login)
            beside = {
                "mail.message": {"model": model, "res_id": record, "body": "titip"},
                "ir.attachment": {"name": "b.txt", "raw": "x", "res_model": model, "res_id": record},
                "mail.activity": {"res_model_id": model_id, "res_id": record, "activity_type_id": activity},
                "mail.followers": {"res_model": model, "res_id": record, "partner_id": partner},
            }
            for kind, values in beside.items():
                if not is_refused(person, kind, "create", [values], any_way=True):
                    let_in.append((login, kind, model))
            if not is_refused(person, model, "message_post", [record], any_way=True):
                let_in.append((login, "message_post", model))
            # Odoo answers whoever may not read it with "not subscribed", not with a refusal.
            is_refused(person, model, "message_subscribe", [record], [partner], any_way=True)
            if office.database.value(FOLLOWS, model, record, partner):
                let_in.append((login, "message_subscribe", model))
    assert not let_in, let_in
