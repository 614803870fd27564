"""Whoever looks at a message while its file is being fetched must not hold the file back."""

import threading

from tests.processes import until
from tests.walk.player import Player

PEOPLE = 12
# Far below the lease after which a file that was claimed and not written would be tried again.
PATIENCE = 90
LOOK = "UPDATE lalisa_message SET seen_at = now() WHERE media_state = 'waiting' AND seen_at IS NULL RETURNING id"


def test_a_look_at_each_message_the_moment_it_comes_does_not_hold_back_its_file(server):
    client = server.login("kasi")
    looking = threading.Event()

    def look():
        while not looking.is_set():
            server.database.rows(LOOK)

    eyes = threading.Thread(target=look)
    eyes.start()
    try:
        for index in range(PEOPLE):
            Player(client, str(6280088800001 + index), "telegram" if index % 2 else "whatsapp").photo("Spanduk liar")
        query = "SELECT count(*) FROM lalisa_message WHERE direction = 'inbound' AND media_state = 'fetched'"
        until(
            lambda: server.database.value(query) >= PEOPLE, PATIENCE,
            lambda: server.database.rows("SELECT media_state, media_attempts FROM lalisa_message WHERE kind = 'image'"),
        )
    finally:
        looking.set()
        eyes.join()
