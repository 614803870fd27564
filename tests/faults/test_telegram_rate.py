"""Telegram's limits hold for all processes together: two servers send what waits, and nothing is refused.

The network and a busy machine bunch what left evenly. So above the load that measures are taken at, one in fifty may be
told to wait; it is sent again like every other, once.

The whole proof, a thousand notices at 200 ms each: ./lalisa test tests/faults/test_telegram_rate.py --rounds=10 -s
"""

import os

import pytest

from lalisa_cli.test_report import CALM
from tests.processes import Server, until

pytestmark = [pytest.mark.thorough, pytest.mark.alone]

COUNT = 100 * int(os.environ.get("LALISA_ROUNDS", 2))
TOKEN = "demo-telegram-bot-token"  # noqa: S105 - the demo bot's, public
NOTICES = """
    WITH people AS (INSERT INTO lalisa_contact (channel_id, external_id, name)
             SELECT id, (521000000 + number)::text, 'Warga' FROM lalisa_channel, generate_series(1, %s) number
              WHERE webhook_key = 'demo-telegram' RETURNING id, channel_id),
         talks AS (INSERT INTO lalisa_conversation (channel_id, contact_id, mode)
             SELECT channel_id, id, 'bot' FROM people RETURNING id, channel_id)
    INSERT INTO lalisa_message (conversation_id, channel_id, direction, kind, body, state, client_ref, occurred_at)
    SELECT id, channel_id, 'outbound', 'text', 'Aduan Bapak/Ibu telah diterima.', 'queued', gen_random_uuid(), now()
      FROM talks RETURNING id"""
SENT = "SELECT called_at FROM lalisa_simulated_call WHERE method = 'sendMessage' AND NOT refused ORDER BY called_at"


@pytest.fixture
def servers(database, tmp_path):
    """Two servers on one database; each does one job at a time, so that they must share the work."""
    database.rows("""INSERT INTO ir_config_parameter (key, value) VALUES ('lalisa_simulator.bot_latency_ms', '200')
        RETURNING id""")
    running = [Server(database, tmp_path, cron=1).start() for _number in range(2)]
    yield running
    for server in running:
        server.stop()


def test_two_servers_send_what_waits_once_each_and_are_never_told_to_wait(servers, database):
    database.rows(NOTICES, COUNT)
    manager = servers[0].login("lalisa_admin")
    [channel] = manager.call("lalisa.channel", "search", [["webhook_key", "=", "demo-telegram"]])
    manager.call("lalisa.channel", "action_activate", [channel])
    open_ones = "SELECT count(*) FROM lalisa_message WHERE direction = 'outbound' AND state <> 'sent'"
    until(lambda: database.value(open_ones) == 0, 60 + COUNT, lambda: servers[0].log_text()[-3000:])
    moments = [row[0] for row in database.rows(SENT)]
    print(f"{COUNT} notices, {(len(moments) - 1) / (moments[-1] - moments[0]):.1f} a second")
    refused = database.value("SELECT count(*) FROM lalisa_simulated_call WHERE refused")
    assert refused <= (COUNT // 50 if os.getloadavg()[0] > CALM else 0)
    assert len(moments) == COUNT
    chats = "SELECT count(DISTINCT chat) FROM lalisa_simulated_call WHERE method = 'sendMessage'"
    assert database.value(chats) == COUNT
    shares = [server.log_text().count("/sendMessage") for server in servers]
    assert all(shares), f"one server sent everything: {shares}"
    assert not any(TOKEN in server.log_text() for server in servers)
