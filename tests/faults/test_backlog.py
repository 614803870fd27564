"""What piled up while nothing worked is worked off by itself: no new webhook, and no look of the scheduler's clock."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.processes import Server, post_webhook, text_body, until

pytestmark = pytest.mark.thorough

# Half a minute of a busy office's messages.
PEOPLE = [f"62800666{number:04d}" for number in range(12)]
LINES = 30
LEFT = "SELECT count(*) FROM lalisa_webhook_event WHERE state = 'new'"
UNANSWERED = "SELECT count(*) FROM lalisa_message WHERE state IN ('queued', 'sending')"
SAID = """
    SELECT m.body FROM lalisa_message m JOIN lalisa_conversation v ON v.id = m.conversation_id
      JOIN lalisa_contact c ON c.id = v.contact_id
     WHERE m.direction = 'inbound' AND c.external_id = %s ORDER BY m.id"""
# Odoo looks each minute for jobs that nobody told it of; here it never does.
NEVER_LOOKS = """
import odoo.service.server as server
server.SLEEP_INTERVAL = 10**6
from odoo.cli.command import main
main()
"""


def build_words(line):
    return f"baris {line} tentang ternak di jalan"


def post_lines(server, person):
    return {
        post_webhook(server, text_body(build_words(line), person, f"wamid.{person}.{line}")) for line in range(LINES)
    }


def test_a_backlog_is_handled_whole_and_in_order_by_wake_ups_alone(database, tmp_path):
    accepting = Server(database, tmp_path, workers=2, cron=False).start()
    with ThreadPoolExecutor(len(PEOPLE)) as pool:
        assert set().union(*pool.map(lambda person: post_lines(accepting, person), PEOPLE)) == {200}
    accepting.stop()
    assert database.value(LEFT) == len(PEOPLE) * LINES
    # The jobs' own interval is no help either.
    database.execute("UPDATE ir_cron SET nextcall = now() + interval '1 day'")
    script = tmp_path / "never_looks.py"
    script.write_text(NEVER_LOOKS)
    working = Server(database, tmp_path, workers=2)
    working.program = ("python", script)
    working.start()
    try:
        for count in (LEFT, UNANSWERED):
            until(lambda: not database.value(count), 240, lambda: format_left(working, count))  # noqa: B023
        for person in PEOPLE:
            assert [body for (body,) in database.rows(SAID, person)] == [build_words(line) for line in range(LINES)]
    finally:
        working.stop()


def format_left(server, count):
    return f"{server.database.value(count)} are left:\n{server.log_text()[-2000:]}"
