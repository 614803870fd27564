"""Posts bodies and says what came of them, when nothing is left to do."""

import json
from concurrent.futures import ThreadPoolExecutor

from tests.processes import post_webhook, until

# A receipt of a message that is not known (yet) waits, and what follows it in its conversation waits behind it.
WAITING = """
    SELECT count(*) FROM lalisa_webhook_event e
     WHERE state = 'new' AND next_attempt_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM lalisa_webhook_event p
            WHERE p.state = 'new' AND p.next_attempt_at IS NOT NULL
              AND p.conversation_key = e.conversation_key AND p.id < e.id)
"""
INBOUND = "SELECT provider_message_id FROM lalisa_message WHERE direction = 'inbound'"


def await_settled(database):
    """Wait until every stored event was handled, or waits for something of its own; how fast is no matter here."""
    until(lambda: not database.value(WAITING), 300, lambda: f"{database.value(WAITING)} events were not handled")


def post_all(server, bodies, at_once=False):
    """Return the set of HTTP codes."""
    if not at_once:
        return {post_webhook(server, raw) for raw in bodies}
    with ThreadPoolExecutor(len(bodies)) as pool:
        return set(pool.map(lambda raw: post_webhook(server, raw), bodies))


def read_stored_ids(database):
    """Return the provider's ids of all inbound messages."""
    return [row[0] for row in database.rows(INBOUND)]


def read_named_ids(bodies, part):
    """Return the ids of the messages or statuses (`part`) that readable bodies name, in their order."""
    return [
        item["id"]
        for raw in bodies
        for value in read_values(raw)
        for item in value.get(part) or []
        if isinstance(item, dict) and isinstance(item.get("id"), str)
    ]


def read_values(raw):
    """Return the `value` nodes of a body; none where its shape is broken."""
    try:
        return [c["value"] for e in json.loads(raw)["entry"] for c in e["changes"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        return []
