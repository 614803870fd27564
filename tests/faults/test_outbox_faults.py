"""What goes wrong on the way out: a provider that is down for an hour, two servers that send, a host that hangs."""

import socket
import threading

import pytest

from tests.processes import Server, post_webhook, text_body, until
from tests.walk.citizen import Citizen

PEOPLE = [f"6280088{number:05d}" for number in range(6)]
UNSENT = "SELECT count(*) FROM lalisa_message WHERE state IN ('queued', 'sending')"
SENT = """
    SELECT m.conversation_id, m.id, m.state, m.purpose, array(
           SELECT s.id FROM lalisa_simulated_message s WHERE s.client_ref = m.client_ref ORDER BY s.id)
      FROM lalisa_message m WHERE m.direction = 'outbound' ORDER BY m.id"""
AN_HOUR_PASSES = """
    UPDATE lalisa_message SET occurred_at = occurred_at - interval '1 hour',
           next_attempt_at = next_attempt_at - interval '1 hour' WHERE state = 'queued'"""
NOWHERE = "http://127.0.0.1:9"  # the port of a service that throws everything away, and runs nowhere


@pytest.mark.thorough
def test_after_an_hour_without_the_provider_the_queue_drains_in_order_without_what_became_pointless(database, tmp_path):
    cut_off = Server(database, tmp_path, LALISA_SIMULATOR_API=NOWHERE).start()
    try:
        tell_every_step(cut_off.login("lalisa_admin"))
        citizens = [Citizen(cut_off, number) for number in PEOPLE]
        for citizen in citizens:
            citizen.text("Ada ternak sapi berkeliaran di jalan depan pasar Paringin")
            citizen.text("STATUS")
        until(lambda: refused_once(database) >= len(PEOPLE), 60, cut_off.log_text)
        complaint = database.value("SELECT min(id) FROM lalisa_complaint WHERE conversation_id IS NOT NULL")
        operator = cut_off.login("operator")
        forward_complaint(operator, complaint)
        assert database.value(UNSENT) >= 2 * len(PEOPLE) + 1
        database.execute(AN_HOUR_PASSES)
        kasi = cut_off.login("kasi")
        kasi.call("lalisa.complaint", "write", [complaint], {"brief": "Lima ekor sapi di badan jalan."})
        kasi.call("lalisa.complaint", "action_advance", [complaint])
    finally:
        cut_off.stop()
    dropped = database.rows(
        "SELECT purpose, failure_reason FROM lalisa_message WHERE state = 'cancelled' AND complaint_id = %s", complaint
    )
    assert dropped, "the older notice of the step said nothing that the newer one does not"
    assert all(purpose.startswith("notice:") and reason for purpose, reason in dropped), dropped
    back = Server(database, tmp_path).start()
    try:
        database.execute(AN_HOUR_PASSES)
        until(lambda: not database.value(UNSENT), 120, back.log_text)
        judge_outbox(database, cancelled=len(dropped))
    finally:
        back.stop()


@pytest.mark.thorough
def test_two_servers_on_one_database_share_the_work_and_double_nothing(database, tmp_path):
    servers = [Server(database, tmp_path, workers=2).start() for _one in range(2)]
    try:
        talks = [threading.Thread(target=post_lines, args=(servers, number)) for number in PEOPLE]
        for thread in talks:
            thread.start()
        for thread in talks:
            thread.join()
        waiting = "SELECT count(*) FROM lalisa_webhook_event WHERE state = 'new'"
        for count in (waiting, UNSENT):
            until(lambda: not database.value(count), 120, servers[0].log_text)  # noqa: B023
        for number in PEOPLE:
            bodies = database.rows(
                """SELECT m.body FROM lalisa_message m JOIN lalisa_conversation v ON v.id = m.conversation_id
                     JOIN lalisa_contact c ON c.id = v.contact_id
                    WHERE m.direction = 'inbound' AND c.external_id = %s ORDER BY m.id""",
                number,
            )
            assert [body for (body,) in bodies] == build_lines()
        judge_outbox(database)
    finally:
        for server in servers:
            server.stop()


def test_a_media_host_that_hangs_delays_no_message(database, tmp_path, hanging_host):
    server = Server(database, tmp_path, LALISA_SIMULATOR_API=hanging_host).start()
    try:
        for number in PEOPLE:
            Citizen(server, number).photo("Sapi di jalan depan pasar Paringin")
        writer = Citizen(server, "628008899999")
        writer.text("Musik keras sampai pagi di gang belakang terminal Paringin")
        until(lambda: len(writer.cases()) == 1, 60, server.log_text)
        waiting = "SELECT count(*) FROM lalisa_message WHERE media_state = 'waiting'"
        assert database.value(waiting) == len(PEOPLE), "the files are still being waited for"
    finally:
        server.stop()


@pytest.fixture
def hanging_host():
    """Take every connection and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def refused_once(database):
    return database.value("SELECT count(*) FROM lalisa_message WHERE state = 'queued' AND attempts > 0")


def tell_every_step(administrator):
    """Most offices send fewer notices; the more are sent, the more become pointless."""
    every = ["&", ["kind", "=", "notice"], ["active", "in", [True, False]]]
    found = administrator.call("lalisa.message.template", "search", every)
    administrator.call("lalisa.message.template", "write", found, {"active": True})


def forward_complaint(operator, complaint):
    """Steps 1 and 2 by the operator."""
    category = operator.call("lalisa.category", "search", [["code", "=", "TRN"]])[0]
    district = operator.call("lalisa.district", "search", [["name", "=", "Paringin"]])[0]
    checks = operator.call("lalisa.complaint.check", "search", [["complaint_id", "=", complaint]])
    operator.call("lalisa.complaint.check", "write", checks, {"done": True})
    place = {"location_text": "Depan pasar Paringin", "location_confirmed": True}
    operator.call("lalisa.complaint", "write", [complaint], {"category_id": category, "district_id": district, **place})
    operator.call("lalisa.complaint", "action_advance", [complaint])


def build_lines():
    return [f"baris {line} tentang ternak di jalan" if line % 3 != 2 else "STATUS" for line in range(9)]


def post_lines(servers, number):
    """A person's lines, each through the other server than the one before."""
    for line, words in enumerate(build_lines()):
        assert post_webhook(servers[line % 2], text_body(words, number, f"wamid.{number}.{line}")) == 200


def judge_outbox(database, cancelled=0):
    """Everything that was queued is at the provider once and in the order of its conversation."""
    last, given_up = {}, 0
    for conversation, message, state, purpose, copies in database.rows(SENT):
        if state == "cancelled":
            given_up += 1
            assert not copies, f"message {message} ({purpose}) was taken back and sent"
            continue
        assert len(copies) == 1, f"message {message} ({purpose}) is {state}, {len(copies)} times at the provider"
        assert copies[0] > last.get(conversation, 0), f"message {message} is out of order"
        last[conversation] = copies[0]
    assert given_up == cancelled
    assert last
