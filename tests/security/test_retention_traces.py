"""After retention nothing in the database or among the files tells who the reporter was."""

import base64
import json
import secrets

import pytest

from tests.processes import DATA, NUMBER_ID, WABA_ID, post_webhook, until
from tests.walk.citizen import Citizen
from tests.walk.player import Player

NUMBER = "6281276543219"
NAME, FILE_NAME = "Zulaikha Penanda", "berkas-penanda-rumah.pdf"
CAPTION, PLACE = "keterangan penanda foto", "Gang Penanda"
EDIT, REACTION = "kalimat penanda sesudah", "\U0001f98e"
LATITUDE, LONGITUDE = -2.317913, 115.471937
USER_ID = "ID.9172635481726"
PHOTO = "SELECT store_fname FROM ir_attachment WHERE res_model = 'lalisa.message' AND res_field = 'media_original'"
# The telephone that stands in the place of the citizen's is no part of the office.
STAND_INS = "lalisa_sim"


def build_wamid():
    """Return a message's id as WhatsApp makes it: the number stands in it, encoded."""
    return "wamid." + base64.b64encode(f"\x1c{len(NUMBER)}{NUMBER}\x15{secrets.token_hex(9)}".encode()).decode()


def encode_number(number):
    """Yield the texts that base64 makes of a number, whichever byte it begins at."""
    for shift in range(3):
        raw = base64.b64encode(b"x" * shift + number.encode() + b"y" * 3).decode()
        yield raw[shift + 1 : len(raw) - 6]


MARKS = (
    NUMBER,
    NUMBER[2:],
    NAME,
    FILE_NAME,
    CAPTION,
    PLACE,
    EDIT,
    REACTION,
    json.dumps(REACTION)[1:-1],
    USER_ID,
    str(LATITUDE),
    str(LONGITUDE),
    *encode_number(NUMBER),
)


@pytest.fixture(scope="module")
def office(pool):
    with pool.server() as server:
        yield server


def test_after_retention_no_table_and_no_file_tells_who_it_was(office):
    database = office.database
    filestore = DATA / "filestore" / database.name
    citizen = Citizen(office, NUMBER, NAME)
    tell_everything(citizen)
    Player(office.login("kasi"), NUMBER, "whatsapp").photo(CAPTION)
    until(lambda: database.rows(PHOTO), 120, lambda: office.log_text()[-2000:])
    complaint = until(lambda: citizen.cases() and database.value("SELECT max(id) FROM lalisa_complaint"), 90)
    until(lambda: not count_waiting(database), 120, lambda: office.log_text()[-2000:])
    assert set(find_marks(database)) >= {NUMBER, NAME, FILE_NAME, CAPTION, PLACE, EDIT}
    ((photo_name,),) = database.rows(PHOTO)
    photo = filestore / photo_name
    assert photo.exists()
    end_complaint(office, complaint)
    age_everything(office, complaint)
    assert database.value("SELECT retained_at FROM lalisa_complaint WHERE id = %s", complaint)
    assert find_marks(database) == {}
    # The citizen's telephone still has the photo, and the filestore keeps equal bytes once.
    database.execute("DELETE FROM ir_attachment WHERE res_model LIKE 'lalisa.simulat%'")
    kept = database.rows("SELECT res_model, res_field, name FROM ir_attachment WHERE store_fname = %s", photo_name)
    assert kept == []
    run_job(office, "autovacuum_job")
    assert not photo.exists()
    telling = [
        path
        for path in filestore.rglob("*")
        if path.is_file() and any(mark.encode() in path.read_bytes() for mark in (NUMBER, NAME, CAPTION))
    ]
    assert telling == []


def test_whoever_was_forgotten_comes_back_as_a_new_person(office):
    citizen = Citizen(office, NUMBER, NAME)
    citizen.text("Ada pohon tumbang di jalan depan pasar Paringin")
    until(lambda: citizen.cases(), 90, lambda: office.log_text()[-2000:])
    assert len(citizen.cases()) == 1, "the old complaint is not theirs any more"


def tell_everything(citizen):
    """One complaint with all that a webhook can tell of a person."""
    say = citizen.send
    first = say(
        "text", {"body": f"Ada sapi di jalan depan pasar Paringin, saya {NAME}"}, id=build_wamid(), from_user_id=USER_ID
    )
    say("location", {"latitude": LATITUDE, "longitude": LONGITUDE, "name": PLACE, "address": PLACE}, id=build_wamid())
    file = {"id": str(10**14 + secrets.randbelow(10**14)), "mime_type": "application/pdf", "filename": FILE_NAME}
    say("document", {**file, "caption": CAPTION}, id=build_wamid())
    say(
        "image",
        {"id": str(10**14 + secrets.randbelow(10**14)), "mime_type": "image/jpeg", "caption": CAPTION},
        id=build_wamid(),
    )
    say("text", {"body": f"{EDIT} {NUMBER}"}, id=build_wamid(), context={"id": first, "from": "15550100200"})
    # Reactions make no message of their own.
    post_message(citizen.server, "reaction", {"message_id": first, "emoji": REACTION})
    # Nor does what nobody can read.
    post_message(citizen.server, "text", {"body": {"bukan": [f"{NAME} {CAPTION}"]}})


def post_message(server, kind, node):
    message = {"from": NUMBER, "id": build_wamid(), "timestamp": "1795480001", "type": kind, kind: node}
    contact = {"profile": {"name": NAME}, "wa_id": NUMBER, "user_id": USER_ID}
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"phone_number_id": NUMBER_ID},
        "contacts": [contact],
        "messages": [message],
    }
    entry = {"id": WABA_ID, "changes": [{"field": "messages", "value": value}]}
    assert post_webhook(server, json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()) == 200


def count_waiting(database):
    """Count what is still on its way, the telephone's receipts too: they hold its number."""
    return database.value(
        """SELECT (SELECT count(*) FROM lalisa_webhook_event WHERE state = 'new')
                + (SELECT count(*) FROM lalisa_message
                    WHERE media_state = 'waiting' OR state IN ('queued', 'sending', 'sent'))"""
    )


def end_complaint(office, complaint):
    """The operator and the reporter's own words about the reporter, and the end of the case."""
    operator = office.login("operator")
    operator.call("lalisa.complaint", "write", [complaint], {"summary": f"Sapi di depan rumah {NAME}"})
    operator.call("lalisa.complaint", "message_post", [complaint], body=f"Sudah menelepon {NAME} {NUMBER}")
    (stage,) = operator.call("lalisa.stage", "search", [["code", "=", "unsuitable"]])
    reasons = operator.call("lalisa.move.reason", "search", [["to_stage_ids", "in", [stage]]])
    operator.call(
        "lalisa.complaint",
        "write",
        [complaint],
        {"stage_id": stage, "move_reason_id": reasons[0], "move_reason": f"{NAME} keliru"},
    )
    until(lambda: not count_waiting(office.database), 120)


def age_everything(office, complaint):
    """Six years pass, and the schedule says five."""
    database = office.database
    database.execute("UPDATE lalisa_retention SET years = 5")
    database.execute("UPDATE lalisa_complaint SET closed_at = closed_at - interval '6 years' WHERE id = %s", complaint)
    database.execute("UPDATE lalisa_message SET occurred_at = occurred_at - interval '6 years'")
    database.execute("UPDATE lalisa_webhook_event SET received_at = received_at - interval '6 years'")
    run_job(office, "cron_retain")


def run_job(office, name):
    """Run a scheduled job to its end, as the administrator does by hand."""
    job = office.database.value("SELECT res_id FROM ir_model_data WHERE name = %s AND model = 'ir.cron'", name)
    office.login("admin").call("ir.cron", "method_direct_trigger", [job])


def find_marks(database):
    """Return {mark: the tables that hold it in any column}."""
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE %s ORDER BY 1"
    holds = """SELECT m FROM unnest(%s::text[]) m WHERE EXISTS (SELECT 1 FROM "{}" t WHERE strpos(t::text, m) > 0)"""
    telling = {}
    with database.cursor() as cursor:
        cursor.execute(tables, (f"{STAND_INS}%",))
        for (table,) in cursor.fetchall():
            cursor.execute(holds.format(table), (list(MARKS),))
            for (mark,) in cursor.fetchall():
                telling.setdefault(mark, []).append(table)
    return telling
