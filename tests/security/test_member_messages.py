"""Complaints about members are the head's alone: over RPC nobody else reads a word of their conversations."""

import pytest

from tests.processes import Refused, until
from tests.walk.citizen import Citizen

WORDS = "Anggota meminta uang kepada pedagang di pasar"
OTHER = "Lampu jalan di depan sekolah dirusak orang"
ACCESS, EXPORT = "odoo.exceptions.AccessError", "odoo.exceptions.UserError"
NUMBER, PLAIN = "6281255508801", "6281255508802"


@pytest.fixture(scope="module")
def office(pool):
    """Yield a citizen who wrote about a member and about a lamp; another one who wrote about a member only."""
    with pool.server() as server:
        _tell_stories(server)
        yield server


def _tell_stories(server):
    both, plain = Citizen(server, NUMBER, "Siti Saksi"), Citizen(server, PLAIN, "Amat Saksi")
    for citizen in (both, plain):
        citizen.text(WORDS)
        citizen.photo()
    both.text("BARU")
    both.text(OTHER)
    # What comes last belongs to the case about a member: no list may show it as the newest.
    both.text(f"{both.cases()[0][0]} pelakunya dua orang")
    server.people = {login: server.login(login) for login in ("operator", "kasi", "kepala", "lalisa_admin", "admin")}
    operator = server.people["operator"]
    category = operator.call("lalisa.category", "search", [["about_members", "=", True]])[0]
    for citizen in (both, plain):
        assert words_of(operator, citizen.number), "until the operator has said what it is about, it is the operator's"
        complaint = operator.call("lalisa.complaint", "search", [["number", "=", citizen.cases()[0][0]]])
        operator.call("lalisa.complaint", "write", complaint, {"category_id": category})


def words_of(person, number):
    rows = person.call(
        "lalisa.message", "search_read", [["conversation_id.contact_id.external_id", "=", number]], fields=["body"]
    )
    return [row["body"] for row in rows]


def case_of(office, number):
    """Return the case about a member of a citizen."""
    return office.database.value(
        """SELECT c.id FROM lalisa_complaint c JOIN lalisa_sop s ON s.id = c.sop_id
             JOIN lalisa_conversation v ON v.id = c.conversation_id JOIN lalisa_contact p ON p.id = v.contact_id
            WHERE s.kind = 'member' AND p.external_id = %s""",
        number,
    )


def secret_messages(office):
    return [
        row[0]
        for row in office.database.rows(
            """SELECT m.id FROM lalisa_message m JOIN lalisa_complaint c ON c.id = m.complaint_id
             JOIN lalisa_sop s ON s.id = c.sop_id WHERE s.kind = 'member'"""
        )
    ]


def check_refused(person, model, method, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        person.call(model, method, *args, **kwargs)
    return caught.value.name


@pytest.mark.parametrize("login", ["operator", "lalisa_admin", "admin"])
def test_readers_of_messages_find_nothing_of_a_case_about_a_member(office, login):
    person, hidden = office.people[login], secret_messages(office)
    assert len(hidden) > 6
    assert person.call("lalisa.message", "search", [["id", "in", hidden]]) == []
    assert person.call("lalisa.message", "search", [["body", "ilike", "meminta uang"]]) == []
    assert check_refused(person, "lalisa.message", "read", hidden[:1], ["body"]) == ACCESS
    # Who may not export at all is told so first.
    assert check_refused(person, "lalisa.message", "export_data", hidden[:1], ["body"]) in (ACCESS, EXPORT)
    assert check_refused(person, "lalisa.message", "action_retry", hidden[:1]) == ACCESS
    grouped = person.call("lalisa.message", "formatted_read_group", [["id", "in", hidden]], ["body"], ["__count"])
    assert grouped == []
    assert words_of(person, PLAIN) == []


@pytest.mark.parametrize("login", ["operator", "lalisa_admin", "admin"])
def test_who_wrote_about_members_only_is_in_no_list_of_conversations_or_contacts(office, login):
    person = office.people[login]
    contacts = office.database.rows("SELECT id FROM lalisa_contact WHERE external_id = %s", PLAIN)[0]
    talks = office.database.rows("SELECT id FROM lalisa_conversation WHERE contact_id = %s", contacts[0])[0]
    for model, (record,) in (("lalisa.contact", contacts), ("lalisa.conversation", talks)):
        assert person.call(model, "search", [["id", "=", record]]) == []
        assert check_refused(person, model, "read", [record], ["display_name"]) == ACCESS
    assert person.call("lalisa.contact", "name_search", "Amat Saksi") == []
    assert check_refused(person, "lalisa.conversation", "conversation_panel", list(talks)) == ACCESS
    assert check_refused(person, "lalisa.conversation", "action_mark_read", list(talks)) == ACCESS


@pytest.mark.parametrize("login", ["operator", "lalisa_admin"])
def test_the_same_persons_other_case_stays_readable_without_a_word_of_the_hidden_one(office, login):
    person = office.people[login]
    (talk,) = person.call("lalisa.conversation", "search", [["contact_id.external_id", "=", NUMBER]])
    assert OTHER in words_of(person, NUMBER)
    shown = [
        person.call("lalisa.conversation", "read", [talk]),
        person.call("lalisa.conversation", "conversation_panel", [talk]),
        words_of(person, NUMBER),
    ]
    for words in ("meminta uang", "pelakunya"):
        assert words not in str(shown)


def test_files_of_a_case_about_a_member_are_found_by_the_head_only(office):
    hidden = secret_messages(office)
    files = [["res_model", "=", "lalisa.message"], ["res_id", "in", hidden]]
    for login in ("operator", "lalisa_admin"):
        assert office.people[login].call("ir.attachment", "search", files) == [], login
    assert check_refused(office.people["kasi"], "ir.attachment", "search", files) == ACCESS


def test_looking_at_the_other_case_takes_nothing_off_the_heads_list(office):
    operator, head = office.people["operator"], office.people["kepala"]
    (talk,) = operator.call("lalisa.conversation", "search", [["contact_id.external_id", "=", NUMBER]])
    operator.call("lalisa.conversation", "action_mark_read", [talk])
    case = case_of(office, NUMBER)
    assert head.call("lalisa.complaint", "read", [case], ["unread_count"])[0]["unread_count"] > 0


def test_the_head_reads_answers_and_does_the_operators_part_beside_the_case(office):
    head = office.people["kepala"]
    case = case_of(office, PLAIN)
    panel = head.call("lalisa.complaint", "conversation_panel", [case])
    assert WORDS in str(panel) and panel["is_operator"] and panel["may_answer"]
    head.call("lalisa.complaint", "mark_conversation_seen", [case])
    assert head.call("lalisa.complaint", "read", [case], ["unread_count"])[0]["unread_count"] == 0
    answer = head.call("lalisa.reply.composer", "create", [{"complaint_id": case, "body": "Kami periksa sendiri."}])
    head.call("lalisa.reply.composer", "action_send", answer)
    until(
        lambda: (
            office.database.value("SELECT state FROM lalisa_message WHERE body = 'Kami periksa sendiri.'")
            not in ("queued", "sending")
        )
    )
    for login in ("operator", "kasi"):
        assert check_refused(office.people[login], "lalisa.complaint", "conversation_panel", [case]) == ACCESS
        assert check_refused(office.people[login], "lalisa.complaint", "mark_conversation_seen", [case]) == ACCESS


def test_what_such_a_citizen_writes_next_is_the_heads_too(office):
    citizen = Citizen(office, PLAIN, "Amat Saksi")
    citizen.text("Mereka datang lagi tadi malam")
    assert words_of(office.people["operator"], PLAIN) == []
    head = office.people["kepala"]
    case = case_of(office, PLAIN)
    assert "Mereka datang lagi" in str(head.call("lalisa.complaint", "conversation_panel", [case]))
