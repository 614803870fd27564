"""The budget of a conversation, over HTTP: how many messages from whom, and what the complaint holds."""

import itertools

import pytest

from tests.processes import Database, Server, until
from tests.walk.citizen import Citizen

NUMBERS = itertools.count(6281255500001)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """One server for the whole table: every row is another citizen."""
    database = Database()
    server = Server(database, tmp_path_factory.mktemp("talks")).start()
    yield server
    server.stop()
    database.drop()


@pytest.fixture
def citizen(office):
    someone = Citizen(office, str(next(NUMBERS)))
    yield someone
    assert not someone.lost(), "a message is in no complaint and in no inbox"


def inbox_minutes(citizen):
    """In how many minutes the operator's inbox shows this citizen, or None."""
    rows = citizen._rows(
        """SELECT extract(epoch FROM v.inbox_at - v.last_inbound_at) / 60 FROM lalisa_conversation v
             JOIN lalisa_contact p ON p.id = v.contact_id WHERE p.external_id = %s""",
        citizen.number,
    )
    return rows and rows[0][0] is not None and round(rows[0][0])


@pytest.mark.parametrize(
    "first",
    [
        lambda one: one.text("assalamualaikum pak"),
        lambda one: one.text("P"),
        lambda one: one.text("tes"),
        lambda one: one.sticker(),
    ],
    ids=["salam", "P", "tes", "sticker"],
)
def test_a_greeting_gets_one_question_and_stands_in_the_inbox_after_ten_minutes(citizen, first):
    first(citizen)
    assert citizen.purposes() == ["intake:greeting"]
    assert citizen.cases() == []
    assert inbox_minutes(citizen) == 10


@pytest.mark.parametrize(
    ("first", "summary", "asked"),
    [
        (
            lambda one: one.text("Ada sapi di jalan depan pasar"),
            "Ada sapi di jalan depan pasar",
            "titik tempat",
        ),
        (lambda one: one.voice(), "Pesan suara, belum ditranskripsi", "titik tempat"),
        (lambda one: one.photo(), "Foto tanpa keterangan", "apa yang terjadi"),
        (lambda one: one.photo("Spanduk liar"), "Spanduk liar", "titik tempat"),
        (lambda one: one.pin(), "Titik lokasi tanpa keterangan", "apa yang terjadi"),
        (
            lambda one: one.text("Ulun handak melapor, ada nang bakalahi di pasar"),
            "Ulun handak melapor, ada nang bakalahi di pasar",
            "titik tempat",
        ),
        (
            lambda one: one.forwarded("Ada tawuran di terminal"),
            "Ada tawuran di terminal",
            "titik tempat",
        ),
    ],
    ids=["text", "voice", "photo", "photo with words", "pin", "Banjar", "forwarded"],
)
def test_the_complaint_stands_at_one_message_with_one_reply(citizen, first, summary, asked):
    sent = first(citizen)
    ((number, held, stage, _open, messages),) = citizen.cases()
    assert (held, stage, messages) == (summary, "receive", [sent])
    ((purpose, reply),) = citizen.replies()
    assert purpose == "intake:received" and number in reply and asked in reply


@pytest.mark.parametrize(
    ("messages", "replies", "cases"),
    [
        ([("photo",), ("text", "Warung menjual miras")], 2, ["Warung menjual miras"]),
        ([("text", "Musik keras di gang"), ("pin",)], 2, ["Musik keras di gang"]),
        ([("pin",), ("voice",), ("photo",)], 2, ["Pesan suara, belum ditranskripsi"]),
        ([("photo",), ("photo",), ("photo",), ("text", "Tumpukan sampah")], 2, ["Tumpukan sampah"]),
        (
            [("text", "Musik keras"), ("text", "aduan baru"), ("text", "Ada sapi di jalan")],
            3,
            ["Musik keras", "Ada sapi di jalan"],
        ),
        ([("text", "Musik keras"), ("text", "rahsia")], 2, ["Musik keras"]),
    ],
    ids=["photo then text", "text then pin", "pin, voice, photo", "album", "two at once", "hidden"],
)
def test_the_budget_of_a_conversation(citizen, messages, replies, cases):
    sent = [getattr(citizen, kind)(*words) for kind, *words in messages]
    assert [case[1] for case in citizen.cases()] == cases
    assert len(citizen.replies()) == replies
    assert sorted(sent) == sorted(itertools.chain(*(case[4] for case in citizen.cases())))


def test_an_answer_a_week_later_is_asked_about_and_a_tap_makes_it_a_new_complaint(citizen):
    first = citizen.text("Musik keras di gang", minutes_ago=7 * 24 * 60)
    later = citizen.text("Ada sapi di jalan raya")
    assert citizen.purposes()[-1] == "intake:which"
    number = citizen.cases()[0][0]
    tap = citizen.tap(f"new:{number}", "Aduan baru")
    (_n, _s, _t, _c, held), (_n2, summary, _t2, _c2, held_new) = citizen.cases()
    assert held == [first]
    assert (summary, held_new) == ("Ada sapi di jalan raya", [later, tap])


def test_an_answer_a_week_later_to_a_question_of_the_office_goes_to_its_complaint(citizen):
    citizen.text("Musik keras di gang", minutes_ago=8 * 24 * 60)
    operator = citizen.server.login("operator")
    complaint = operator.call(
        "lalisa.complaint", "search", [["number", "=", citizen.cases()[0][0]]]
    )
    checks = operator.call("lalisa.complaint.check", "search", [["complaint_id", "in", complaint]])
    operator.call("lalisa.complaint.check", "write", checks, {"done": True})
    stages = {
        row["code"]: row["id"]
        for row in operator.call("lalisa.stage", "search_read", [], fields=["code"])
    }
    operator.call("lalisa.complaint", "write", complaint, {"stage_id": stages["check"]})
    reason = operator.call("lalisa.move.reason", "search", [["code", "=", "unclear_place"]])[0]
    operator.call(
        "lalisa.complaint",
        "write",
        complaint,
        {
            "stage_id": stages["waiting_reporter"],
            "move_reason_id": reason,
            "move_reason": "Gang yang mana?",
        },
    )
    assert "Gang yang mana?" in citizen.replies()[-1][1]
    citizen.text("Gang Melati RT 3")
    ((_number, _summary, stage, _open, held),) = citizen.cases()
    assert stage == "check" and len(held) == 2


def test_two_people_on_one_telephone_have_two_complaints_and_neither_is_told_twice(citizen):
    citizen.text("Musik keras di gang", minutes_ago=180)
    citizen.name = "Tetangga"
    citizen.text("Saya tetangganya, ada ternak masuk kebun saya")
    citizen.text("2")
    assert [case[1] for case in citizen.cases()] == [
        "Musik keras di gang",
        "Saya tetangganya, ada ternak masuk kebun saya",
    ]
    citizen.text("cabut")
    assert citizen.purposes()[-1] == "intake:which_number"
    assert all(case[2] == "receive" for case in citizen.cases())


@pytest.mark.parametrize(
    ("words", "purpose"),
    [
        ("STATUS", "intake:status"),
        ("statsu", "intake:status"),
        ("status {number}", "intake:status"),
        ("Tambh", "intake:add"),
        ("TAMBAH {number}", "intake:add"),
        ("rahasia {number}", "intake:secret"),
        ("RAHASA", "intake:secret"),
        ("bantuann", "intake:help"),
        ("Setuju {number}", "intake:agreed"),
        ("stuju", "intake:agreed"),
        ("cabut {number}", "notice:cancelled"),
        ("Cabt", "notice:cancelled"),
        ("STATUS LL-26-9999", "intake:none"),
    ],
)
def test_commands_with_and_without_number_and_misspelt(citizen, words, purpose):
    citizen.text("Musik keras di gang")
    number = citizen.cases()[0][0]
    citizen.text(words.format(number=number))
    until(lambda: len(citizen.replies()) == 2)
    assert citizen.purposes()[-1] == purpose
    assert len(citizen.cases()) == 1


def test_nothing_is_said_about_another_persons_complaint(citizen, office):
    other = Citizen(office, str(next(NUMBERS)))
    other.text("Rahasia saya: tetangga menjual miras")
    number = other.cases()[0][0]
    citizen.text("Musik keras di gang")
    for word in ("STATUS", "CABUT", "TAMBAH", "RAHASIA"):
        citizen.text(f"{word} {number}")
        purpose, text = citizen.replies()[-1]
        assert purpose == "intake:none" and number not in text
    assert other.cases()[0][2] == "receive"


def test_a_missing_name_is_asked_for_in_the_one_reply(citizen):
    citizen.name = ""
    citizen.text("Musik keras di gang")
    ((_purpose, reply),) = citizen.replies()
    assert "nama Bapak/Ibu (boleh dikosongkan" in reply
    citizen.text("Nama saya Siti Aminah")
    assert len(citizen.cases()) == 1
