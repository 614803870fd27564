"""The budget of a conversation, over HTTP: how many messages from whom, and what the complaint holds."""

import itertools

import pytest

from tests.processes import until
from tests.walk.player import Player


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
        lambda one: one.text("Assalamu\u2019alaikum warahmatullahi wabarakatuh"),
        lambda one: one.text("aslmkm min"),
        lambda one: one.text("haloooo"),
        lambda one: one.text("PPP"),
        lambda one: one.text("testing 123"),
        lambda one: one.text("permisi numpang tanya"),
        lambda one: one.text("Selamat siang, apakah ini nomor satpol pp?"),
        lambda one: one.text("ulun handak melapor"),
        lambda one: one.text("\U0001f44b"),
        lambda one: one.text("\u0627\u0644\u0633\u0644\u0627\u0645 \u0639\u0644\u064a\u0643\u0645"),
        lambda one: one.text("as-salamu alaikum wr wb, mlm pak"),
        lambda one: one.text("umpat betakun pang, kulaan"),
        lambda one: one.text("maaf pak mengganggu waktunya, mau lapor di sini"),
    ],
    ids=[
        "salam",
        "P",
        "tes",
        "sticker",
        "long salam",
        "short salam",
        "drawn out",
        "PPP",
        "testing",
        "asking",
        "is it you",
        "announcing",
        "emoji",
        "Arabic script",
        "evening",
        "Banjar",
        "sorry",
    ],
)
def test_a_greeting_gets_one_question_and_stands_in_the_inbox_after_ten_minutes(citizen, first):
    first(citizen)
    assert citizen.purposes() == ["intake:greeting"]
    assert citizen.cases() == []
    assert inbox_minutes(citizen) == 10


def read_inbox(citizen):
    """Return what the operator's inbox shows of this citizen at this moment, by the screen's own filter."""
    operator = citizen.server.login("operator")
    action = operator._post(
        "/web/action/load", {"action_id": "lalisa_intake.lalisa_conversation_action_without_complaint"}
    )
    assert action["domain"] == "[('inbox_at', '<=', 'now')]"
    domain = [["inbox_at", "<=", "now"], ["contact_id.external_id", "=", citizen.number]]
    return operator, operator.call("lalisa.conversation", "search", domain)


def test_the_operators_inbox_shows_a_lone_greeting_after_ten_minutes_and_can_make_a_complaint_of_it(citizen):
    citizen.text("halo", minutes_ago=9)
    assert read_inbox(citizen)[1] == []
    citizen.sticker(minutes_ago=11)
    operator, (talk,) = read_inbox(citizen)
    action = operator.call("lalisa.conversation", "action_make_complaint", [talk])
    ((_number, _summary, stage, _open, held),) = citizen.cases()
    assert stage == "receive" and sorted(held) == sorted(citizen.sent)
    assert action["res_model"] == "lalisa.complaint"
    assert read_inbox(citizen)[1] == []


@pytest.mark.parametrize(
    "words",
    [
        "Ada urang bakalahi di muka pasar, lakasi ka sini",
        "pian tolongi ulun, sampah batumpuk di higa sungai",
        "Urang bajual banyu harum di balakang tarminal tiap malam",
        "kada tahan lagi, musik nyaring banar sampai subuh",
        "kambing urang masuk ka kabun ulun",
        "tolong",
        "ada orang mengganggu",
    ],
)
def test_what_happened_stands_in_any_words_and_no_machine_picks_its_category(citizen, words):
    sent = citizen.text(words)
    ((_number, summary, _stage, _open, held),) = citizen.cases()
    assert (summary, held) == (words, [sent])
    assert citizen._rows("SELECT category_id FROM lalisa_complaint WHERE number = %s", citizen.cases()[0][0]) == [
        (None,)
    ]


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
        ([("text", "Musik keras"), ("text", "Aduan baru: ada sapi")], 2, ["Musik keras", "Aduan baru: ada sapi"]),
        ([("text", "Musik keras"), ("text", "rahsia")], 2, ["Musik keras"]),
        ([("text", "Ada judi, rahasiakan nama saya"), ("pin",)], 2, ["Ada judi, rahasiakan nama saya"]),
    ],
    ids=[
        "photo then text",
        "text then pin",
        "pin, voice, photo",
        "album",
        "two at once",
        "two in two messages",
        "hidden",
        "hidden in the first",
    ],
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


def test_a_photo_a_week_later_and_its_story_go_together_where_the_citizen_says(citizen):
    first = citizen.text("Musik keras di gang", minutes_ago=7 * 24 * 60)
    photo = citizen.photo()
    assert citizen.purposes()[-1] == "intake:which"
    story = citizen.text("Ada sapi di jalan raya")
    answer = citizen.text("2")
    (_n, _s, _t, _c, held), (_n2, summary, _t2, _c2, held_new) = citizen.cases()
    assert held == [first]
    assert (summary, held_new) == ("Ada sapi di jalan raya", [photo, story, answer])


def test_an_answer_a_week_later_to_a_question_of_the_office_goes_to_its_complaint(citizen):
    citizen.text("Musik keras di gang", minutes_ago=8 * 24 * 60)
    operator = citizen.server.login("operator")
    complaint = operator.call("lalisa.complaint", "search", [["number", "=", citizen.cases()[0][0]]])
    checks = operator.call("lalisa.complaint.check", "search", [["complaint_id", "in", complaint]])
    operator.call("lalisa.complaint.check", "write", checks, {"done": True})
    stages = {row["code"]: row["id"] for row in operator.call("lalisa.stage", "search_read", [], fields=["code"])}
    operator.call("lalisa.complaint", "write", complaint, {"stage_id": stages["check"]})
    reason = operator.call("lalisa.move.reason", "search", [["code", "=", "unclear_place"]])[0]
    operator.call(
        "lalisa.complaint",
        "write",
        complaint,
        {
            "stage_id": stages["waiting_reporter"],
            "move_reason_id": reason,
            "move_reason_public": "Gang yang mana?",
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


def test_a_missing_name_is_asked_for_in_the_one_reply(citizen):
    citizen.name = ""
    citizen.text("Musik keras di gang")
    ((_purpose, reply),) = citizen.replies()
    assert "nama Bapak/Ibu (boleh dikosongkan" in reply
    citizen.text("Nama saya Siti Aminah")
    assert len(citizen.cases()) == 1


def test_the_same_holds_on_telegram(office, number):
    """The dialogue knows no channel: the simulated Telegram over HTTP, with its menu and its buttons."""
    citizen = Player(office.login("kasi"), number, "telegram")
    citizen.say("/start")
    until(lambda: len(citizen.shown()) == 1)
    assert citizen.cases() == []
    citizen.say("/lapor Ada sapi di jalan depan pasar")
    until(lambda: len(citizen.shown()) == 2)
    (number,) = citizen.cases()
    buttons = citizen.state()["messages"][-1]["buttons"]
    assert [title for _id, title in buttons] == [
        "Kirim lokasi",
        "Kirim nomor telepon saya",
        "Tambah",
        "Rahasiakan",
        "Cabut",
    ]
    citizen.say(own_card=True)
    until(lambda: len(citizen.shown()) == 3)
    known = "SELECT phone FROM lalisa_contact WHERE external_id = %s"
    assert office.database.value(known, citizen.number) == f"+{citizen.number}"
    citizen.say(place=[-2.3289, 115.4633])
    until(lambda: len(citizen.shown()) == 4)
    assert citizen.heard("kind") == ["text", "contacts", "location"]
    citizen.say("setatus")
    until(lambda: len(citizen.shown()) == 5)
    assert number in citizen.shown()[-1]
    # Telegram's keys send their title as a text.
    citizen.say("Rahasiakan")
    until(lambda: len(citizen.shown()) == 6)
    hidden = "SELECT confidentiality FROM lalisa_complaint WHERE number = %s"
    assert office.database.value(hidden, number) == "secret"
    citizen.say("/status")
    until(lambda: len(citizen.shown()) == 7)
    assert number in citizen.shown()[-1]
