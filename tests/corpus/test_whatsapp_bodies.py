"""Every kind of body that WhatsApp, or somebody hostile, may post: stored once, understood, never an error."""

import pytest

from tests.corpus.receiver import await_settled, post_all, read_named_ids, read_stored_ids
from tests.corpus.whatsapp_bodies import BODIES


@pytest.fixture(scope="module")
def received(office):
    """Return all bodies posted twice: (what is stored after the first time, what after the second)."""
    found = []
    for _time in range(2):
        assert post_all(office, [raw for _name, raw, _messages in BODIES]) == {200}
        await_settled(office.database)
        found.append(read_stored_ids(office.database))
    return found


@pytest.mark.parametrize(("raw", "messages"), [row[1:] for row in BODIES], ids=[row[0] for row in BODIES])
def test_a_body_makes_exactly_its_messages(received, raw, messages):
    ids = set(read_named_ids([raw], "messages"))
    assert len([known for known in received[0] if known in ids]) == messages


def test_no_body_makes_a_message_that_it_does_not_name(received):
    assert set(received[0]) <= set(read_named_ids([raw for _name, raw, _count in BODIES], "messages"))


def test_bodies_that_come_again_make_nothing_new(received):
    assert received[0]
    assert sorted(received[1]) == sorted(received[0])


def test_no_body_made_the_server_stumble(office, received):
    assert "Traceback" not in office.log_text(), office.log_text()[-3000:]
    assert not office.database.rows("SELECT kind, error FROM lalisa_webhook_event WHERE state = 'dead'")
