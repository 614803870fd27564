"""A citizen on the simulated phone and the operator at the desk, two browsers against one server."""

import importlib.util
from pathlib import Path

import pytest

from tests.processes import until
from tests.walk.browser import Page

DRILL = Path(__file__).parents[2] / "addons/lalisa_simulator/tools/drill.py"


@pytest.fixture
def pages():
    opened = []

    def at(client, path):
        opened.append(Page(client, path))
        return opened[-1]

    yield at
    for page in opened:
        page.close()


def say_words(phone, words):
    phone.write("#text", words)
    phone.run("document.getElementById('write').requestSubmit()")


def await_message(server, words, *states):
    """Wait until the message with these words is in one of these states."""
    query = "SELECT state FROM lalisa_message WHERE body = %s"
    until(
        lambda: server.database.rows(query, words)[:1] in [[(state,)] for state in states],
        40,
        lambda: f"{words!r} is {server.database.rows(query, words)}, not {states}",
    )


def test_citizen_and_operator_talk_at_the_same_time(server, pages):
    phone = pages(server.login("kasi"), "/lalisa/simulator/phone")
    phone.sees("#lessons li", "Latihan")
    say_words(phone, "Ada sapi di jalan depan pasar")
    phone.sees("#chat li.theirs", "nomor LL-")
    complaint = server.database.value("SELECT max(id) FROM lalisa_complaint")
    desk = pages(server.login("operator"), f"/odoo/aduan-masuk/{complaint}")
    desk.sees(".o_lalisa_bubble", "Ada sapi di jalan depan pasar")
    phone.sees("#chat li.mine b", "✓✓")
    say_words(phone, "Sekarang sudah sepuluh ekor")
    desk.sees(".o_lalisa_bubble", "Sekarang sudah sepuluh ekor")
    desk.write(".o_lalisa_draft", "Di pasar mana, Bapak/Ibu?")
    desk.click(".o_lalisa_send:not([disabled])")
    phone.sees("#chat li.theirs", "Di pasar mana, Bapak/Ibu?")
    desk.sees(".o_lalisa_tick", "✓✓")
    until(lambda: desk.count(".o_lalisa_tick.text-primary"), 40, lambda: "never shown as read")
    phone.click("#sample")
    desk.sees(".o_lalisa_bubble .badge", "")
    phone.run("document.getElementById('online').click()")
    desk.write(".o_lalisa_draft", "Petugas menuju lokasi.")
    desk.click(".o_lalisa_send:not([disabled])")
    await_message(server, "Petugas menuju lokasi.", "sent")
    phone.run("document.getElementById('online').click()")
    await_message(server, "Petugas menuju lokasi.", "delivered", "read")
    phone.run("document.getElementById('blocks').click()")
    desk.write(".o_lalisa_draft", "Apakah pesan ini sampai?")
    desk.click(".o_lalisa_send:not([disabled])")
    desk.sees(".o_lalisa_tick", "⚠")


@pytest.mark.thorough
def test_on_telegram_the_page_plays_files_a_block_and_a_chosen_fault(server, pages):
    phone = pages(server.login("kasi"), "/lalisa/simulator/phone")
    phone.sees(".notice", "SIMULASI")
    phone.write("#app", "telegram")
    phone.sees("#kind", "403")
    assert "131047" not in phone.text("#kind"), "WhatsApp's own faults are not Telegram's"
    phone.write("#kind", "timeout_after")
    phone.click("#fault button")
    phone.sees("#faults li", "1 kali lagi")
    say_words(phone, "Ada sapi di jalan depan pasar")
    phone.sees("#chat li.theirs", "nomor LL-")
    until(lambda: not phone.count("#faults li"), 40, lambda: "the fault is still there")
    complaint = server.database.value("SELECT max(id) FROM lalisa_complaint")
    desk = pages(server.login("operator"), f"/odoo/aduan-masuk/{complaint}")
    desk.sees(".o_lalisa_tick", "?")
    phone.click("#sample")
    desk.sees(".o_lalisa_bubble img")
    phone.click("#voice")
    desk.sees(".o_lalisa_bubble audio")
    phone.run("document.getElementById('blocks').click()")
    query = "SELECT unreachable FROM lalisa_contact ORDER BY id DESC LIMIT 1"
    until(lambda: server.database.value(query), 40, lambda: "the block is not known")
    desk.write(".o_lalisa_draft", "Apakah pesan ini sampai?")
    desk.click(".o_lalisa_send:not([disabled])")
    desk.sees(".o_lalisa_tick", "⚠")


def test_the_open_board_shows_a_new_complaint_by_itself(server, pages):
    board = pages(server.login("operator"), "/odoo")
    board.sees(".o_kanban_view .o_kanban_record")
    phone = pages(server.login("kasi"), "/lalisa/simulator/phone")
    phone.sees("#lessons li", "Latihan")
    say_words(phone, "Ada kambing di halaman kantor desa")
    phone.sees("#chat li.theirs", "nomor LL-")
    number = server.database.value("SELECT number FROM lalisa_complaint ORDER BY id DESC LIMIT 1")
    board.sees(".o_kanban_view .o_kanban_record", number)


def test_a_button_on_a_page_that_is_out_of_date_takes_no_other_step_also_with_words_to_save(server, pages):
    # Six people run the office: one holds two roles, so that the next button too would be theirs.
    admin, operator, kasi = (server.login(login) for login in ("admin", "operator", "kasi"))
    division = server.database.value(
        "SELECT res_id FROM ir_model_data WHERE module = 'lalisa_complaint' AND name = 'group_division_head'"
    )
    person = admin.call("res.users", "search", [["login", "=", "kasi"]])
    admin.call("res.users", "write", person, {"group_ids": [[4, division]]})
    category = operator.call("lalisa.category", "search", [["code", "=", "TRN"]])[0]
    values = {"summary": "Sapi di jalan", "category_id": category}
    (complaint,) = operator.call("lalisa.complaint", "create", [values])
    checks = operator.call("lalisa.complaint.check", "search", [["complaint_id", "=", complaint]])
    operator.call("lalisa.complaint.check", "write", checks, {"done": True})
    operator.call("lalisa.complaint", "action_advance", [complaint])

    def stage():
        return server.database.value("SELECT stage_code FROM lalisa_complaint WHERE id = %s", complaint)

    desk = pages(kasi, f"/odoo/aduan-masuk/{complaint}")
    desk.sees("button[name=action_advance]", "Terverifikasi", 150)
    # A colleague hands the case on: on the page that is still open the same button would now take step 4.
    kasi.call("lalisa.complaint", "write", [complaint], {"brief": "Lima ekor sapi."})
    kasi.call("lalisa.complaint", "action_advance", [complaint])
    kasi.call("lalisa.complaint", "write", [complaint], {"check_source": "village", "check_finding": "Benar."})
    assert stage() == "field_check"
    desk.write("div[name=summary] input, div[name=summary] textarea", "Sapi di jalan raya")
    desk.click("button[name=action_advance]", "Terverifikasi")
    desk.sees(".modal", "sudah berpindah sejak halaman ini dibuka")
    assert stage() == "field_check"


def read_script():
    spec = importlib.util.spec_from_file_location("drill", DRILL)
    drill = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(drill)
    return drill.build_script()


@pytest.mark.parametrize("app", ["whatsapp", pytest.param("telegram", marks=pytest.mark.thorough)])
def test_the_drill_is_played_at_the_page_and_every_lesson_is_there(server, pages, app):
    phone = pages(server.login("kasi"), "/lalisa/simulator/phone")
    phone.sees("#lessons li", "Latihan 1")
    phone.write("#app", app)
    phone.write("#speed", "50")
    phone.click("#drill")
    phone.sees("#progress", "Selesai", 120)
    played = read_script()
    numbers = [citizen["number"] for citizen in played["citizens"]]
    sent = len(played["steps"])

    def heard():
        return server.database.value(
            """SELECT count(*) FROM lalisa_message m JOIN lalisa_conversation v ON v.id = m.conversation_id
                 JOIN lalisa_contact p ON p.id = v.contact_id JOIN lalisa_channel k ON k.id = v.channel_id
                WHERE m.direction = 'inbound' AND p.external_id = ANY(%s) AND k.driver = %s""",
            numbers,
            app,
        )

    until(lambda: heard() == sent, 60, lambda: f"{heard()} of {sent} arrived")

    def cases(place):
        return server.database.rows(
            """SELECT c.stage_code, c.confidentiality FROM lalisa_complaint c
                 JOIN lalisa_conversation v ON v.id = c.conversation_id
                 JOIN lalisa_contact p ON p.id = v.contact_id JOIN lalisa_channel k ON k.id = v.channel_id
                WHERE p.external_id = %s AND k.driver = %s ORDER BY c.id""",
            numbers[place - 1],
            app,
        )

    waiting = ("receive", "open")
    assert [len(cases(place)) for place in range(1, 11)] == [0, 1, 1, 1, 1, 1, 1, 1, 2, 0]
    assert cases(7) == [("receive", "secret")]
    assert cases(8) == [("cancelled", "open")]
    assert cases(9) == [waiting, waiting]
