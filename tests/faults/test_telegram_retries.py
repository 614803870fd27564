"""Telegram repeats what is not answered with 200, and the chat waits: nothing lost, doubled, reordered."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest
import requests

from tests import telegram_updates as telegram
from tests.processes import until

PEOPLE = range(520_810_001, 520_810_005)
LINES = 12
HEARD = """SELECT m.body FROM lalisa_message m JOIN lalisa_conversation v ON v.id = m.conversation_id
             JOIN lalisa_contact p ON p.id = v.contact_id
            WHERE p.external_id = %s AND m.direction = 'inbound' ORDER BY m.id"""


def deliver_bodies(server, bodies, answers):
    """One chat as Telegram delivers it: the next only after the 200 of the one before, each also once more at times."""
    for number, body in enumerate(bodies):
        while (code := try_delivery(server, body)) != 200:
            answers.append(code)
            time.sleep(0.2)
        if number % 3 == 0:
            try_delivery(server, body)  # the answer was lost on its way


def try_delivery(server, body):
    try:
        return telegram.post_update(server, body).status_code
    except requests.RequestException:
        return 0


def shut_database(name, closed):
    """Nobody gets into the database, or everybody again."""
    with psycopg2.connect(dbname="postgres") as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {"false" if closed else "true"}')
            if closed:
                cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
    connection.close()


@pytest.mark.thorough
def test_a_database_that_is_away_and_answers_that_are_lost_lose_double_and_reorder_nothing(server):
    wanted = {person: [f"baris {number} dari {person}" for number in range(LINES)] for person in PEOPLE}
    answers, done = [], threading.Event()

    def talk(person):
        bodies = [telegram.build_message(person, words) for words in wanted[person]]
        deliver_bodies(server, bodies[:4], answers)
        done.wait(60)
        deliver_bodies(server, bodies[4:], answers)

    with ThreadPoolExecutor(len(PEOPLE)) as pool:
        talks = [pool.submit(talk, person) for person in PEOPLE]
        until(lambda: server.database.value("SELECT count(*) FROM lalisa_webhook_event") >= 8, 60)
        shut_database(server.database.name, closed=True)
        done.set()
        try:
            # Whatever is not 200 is repeated: an error of what was under way, or an Odoo that knows no database.
            until(lambda: len(answers) >= len(PEOPLE), 60)
        finally:
            shut_database(server.database.name, closed=False)
        for one in talks:
            one.result(120)
    for person, lines in wanted.items():
        until(
            lambda one=str(person): len(server.database.rows(HEARD, one)) >= LINES,
            90,
            lambda: server.log_text()[-2000:],
        )
        assert [row[0] for row in server.database.rows(HEARD, str(person))] == lines
    assert server.database.rows("SELECT id FROM lalisa_webhook_event WHERE state NOT IN ('done', 'ignored')") == []


def test_an_update_that_no_code_can_handle_holds_back_nobody(server):
    poison = json.loads(telegram.build_message(PEOPLE[0], "x"))
    poison["message"]["photo"] = [{"file_id": "a", "width": 2**70, "file_size": "besar"}]
    assert telegram.post_update(server, json.dumps(poison).encode()).status_code == 200
    assert telegram.post_update(server, telegram.build_message(PEOPLE[0], "Sesudahnya")).status_code == 200
    until(lambda: ("Sesudahnya",) in server.database.rows(HEARD, str(PEOPLE[0])), 60)
