"""The main job on Telegram: from an update to `done`, where only the reporter can prove that the result arrived."""

import pytest

from tests import telegram_updates as telegram
from tests.processes import until
from tests.walk.test_complaint_walk import Walk, do_dispatch_steps, do_operator_steps, do_verify_steps

REPORTER, STRANGER = 520_900_001, 520_900_002
WORDS = "Ada pedagang menutup trotoar depan sekolah Paringin, sudah dua hari"


@pytest.fixture
def walk(server):
    return Walk(server)


def read_heard(walk, person=REPORTER):
    """Return (text, buttons) that the simulated Telegram has shown to a person."""
    return walk.database.rows(
        """SELECT m.body, m.buttons FROM lalisa_simulated_message m JOIN lalisa_simulated_phone p ON p.id = m.phone_id
            WHERE p.number = %s ORDER BY m.id""",
        str(person),
    )


def await_settled(walk):
    until(lambda: walk.database.value("SELECT count(*) FROM lalisa_webhook_event WHERE state = 'new'") == 0)


def ordered_to_tell(walk):
    """Bring the complaint to where it waits for its reporter: all five have done their part."""
    assert telegram.post_update(walk.server, telegram.build_message(REPORTER, WORDS)).status_code == 200
    rows = until(lambda: walk.database.rows("SELECT id, number FROM lalisa_complaint WHERE summary = %s", WORDS))
    walk.complaint, number = rows[0]
    first = until(lambda: read_heard(walk))
    assert number in first[0][0]
    do_operator_steps(walk)
    do_verify_steps(walk)
    do_dispatch_steps(walk)
    walk.write("kepala", result_public="Trotoar telah dibersihkan.")
    walk.press("kepala")
    assert walk.stage() == "delivery"
    result = until(lambda: [row for row in read_heard(walk) if "Trotoar telah dibersihkan" in row[0]])
    until(
        lambda: (
            walk.database.value(
                "SELECT m.state FROM lalisa_complaint c"
                " JOIN lalisa_message m ON m.id = c.closing_message_id WHERE c.id = %s",
                walk.complaint,
            )
            == "sent"
        )
    )
    return number, result[0][1]


def read_proof(walk):
    return walk.database.value("SELECT closing_proof FROM lalisa_complaint WHERE id = %s", walk.complaint)


def assert_nothing_lost_or_doubled(walk):
    """A tap may meet the call to whoever's turn it is: the database lets one of the two try again, and logs it.

    What counts is what is left of it: every event handled, the step left once, each text at the reporter's once.
    """
    states = walk.database.rows("SELECT DISTINCT state, attempts FROM lalisa_webhook_event")
    assert {state for state, _attempts in states} <= {"done", "ignored"}
    assert {attempts for _state, attempts in states} == {0}
    left = walk.database.rows(
        """SELECT v.acting_role FROM lalisa_stage_log v JOIN lalisa_stage s ON s.id = v.stage_id
            WHERE v.complaint_id = %s AND s.code = 'delivery' AND v.left_at IS NOT NULL""",
        walk.complaint,
    )
    assert left == [("system",)]
    texts = [text for text, _buttons in read_heard(walk)]
    assert len(texts) == len(set(texts))
    queued = "SELECT count(*) FROM lalisa_message WHERE direction = 'outbound' AND state <> 'sent'"
    until(lambda: walk.database.value(queued) == 0)


def test_a_tap_of_the_reporter_and_of_nobody_else_closes_the_complaint(walk):
    number, buttons = ordered_to_tell(walk)
    assert buttons == [[f"received:{number}", "Sudah saya terima"]]
    # Sending is not delivering; and a button that somebody forwarded or forged does nothing.
    assert telegram.post_update(walk.server, telegram.build_tap(STRANGER, f"received:{number}")).status_code == 200
    await_settled(walk)
    assert walk.stage() == "delivery" and not read_proof(walk)
    body = telegram.build_tap(REPORTER, f"received:{number}")
    for _time in range(2):
        assert telegram.post_update(walk.server, body).json()["method"] == "answerCallbackQuery"
    until(lambda: walk.stage() == "done", 30, lambda: walk.server.log_text()[-2000:])
    assert read_proof(walk) == "confirmed"
    await_settled(walk)
    assert_nothing_lost_or_doubled(walk)


def test_an_answer_to_the_result_is_a_proof_too(walk):
    ordered_to_tell(walk)
    assert (
        telegram.post_update(walk.server, telegram.build_message(REPORTER, "Terima kasih banyak pak")).status_code
        == 200
    )
    until(lambda: walk.stage() == "done", 30, lambda: walk.server.log_text()[-2000:])
    assert read_proof(walk) == "confirmed"
