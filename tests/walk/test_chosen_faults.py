"""What can go wrong at a provider, chosen at the simulator, met by the real drivers over HTTP.

All citizens begin at once, each with a fault of their own: waiting for a retry costs time, and costs it once.
"""

import itertools

import pytest

from tests.processes import Refused, until
from tests.standing import looking_for_jobs
from tests.walk.player import Player

NUMBERS = itertools.count(6280077700001)
PATIENCE = 200
# (fault, app): (state of the answer in the end, whether the phone shows it)
SENDING = {
    ("server_error", "whatsapp"): ("delivered", True),
    ("unavailable", "whatsapp"): ("uncertain", False),
    ("timeout_before", "whatsapp"): ("uncertain", False),
    ("timeout_after", "whatsapp"): ("delivered", True),
    ("rate", "whatsapp"): ("delivered", True),
    ("throughput", "whatsapp"): ("delivered", True),
    ("pair_rate", "whatsapp"): ("delivered", True),
    ("window", "whatsapp"): ("failed", False),
    ("server_error", "telegram"): ("sent", True),
    ("unavailable", "telegram"): ("uncertain", False),
    ("timeout_before", "telegram"): ("uncertain", False),
    ("timeout_after", "telegram"): ("uncertain", True),
    ("rate", "telegram"): ("sent", True),
    ("blocked", "telegram"): ("failed", False),
}
# (fault, app): (what became of the file, what the operator reads)
FILES = {
    ("media_gone", "whatsapp"): ("failed", "no longer has the file"),
    ("media_gone", "telegram"): ("failed", "no longer has the file"),
    ("media_large", "whatsapp"): ("failed", "too large"),
    ("media_large", "telegram"): ("failed", "too large"),
    ("media_fake", "whatsapp"): ("failed", "not what it claims"),
    ("media_fake", "telegram"): ("failed", "not what it claims"),
    ("media_error", "whatsapp"): ("fetched", ""),
    ("media_error", "telegram"): ("fetched", ""),
    ("media_damaged", "whatsapp"): ("fetched", ""),
    ("media_damaged", "telegram"): ("fetched", ""),
}
WEBHOOKS = list(itertools.product(("duplicate", "reorder", "delay"), ("whatsapp", "telegram")))


@pytest.fixture(scope="module")
def office(pool):
    with pool.server() as running, looking_for_jobs(running.database):
        yield running


@pytest.fixture(scope="module")
def citizens(office):
    """Return {(fault, app): `Player`}: each has met its fault and gone on."""
    client = office.login("kasi")
    people = {}
    # Whatever else is told of a channel overtakes too: these begin, while nobody else has said a word.
    for kind, app in sorted([*SENDING, *FILES, *WEBHOOKS], key=lambda one: one[0] != "reorder"):
        person = people[kind, app] = Player(client, str(next(NUMBERS)), app)
        person.fault(kind, seconds=2)
        if (kind, app) in FILES:
            person.photo("Spanduk dipaku di pohon")
        else:
            person.say("Ada sapi di jalan depan pasar")
        if kind == "reorder":
            person.say("Sekarang sudah sepuluh ekor")
    return people


@pytest.mark.parametrize(("kind", "app"), SENDING)
def test_a_fault_of_sending_loses_and_doubles_nothing(citizens, kind, app):
    citizen, (state, arrives) = citizens[kind, app], SENDING[kind, app]
    better = {"delivered": ["delivered", "read"]}.get(state, [state])
    until(
        lambda: citizen.answers() and citizen.answers()[0] in better,
        PATIENCE,
        lambda: citizen.answers("failure_reason"),
    )
    assert len(citizen.shown()) == (1 if arrives else 0)
    assert len(citizen.cases()) == 1, "the complaint stands whatever becomes of the answer"
    assert not citizen.faults(), "each struck once"


def test_what_nobody_knows_to_have_left_is_sent_again_on_a_persons_word(citizens, office):
    citizen = citizens["timeout_before", "whatsapp"]
    until(lambda: citizen.answers() == ["uncertain"], PATIENCE, citizen.answers)
    office.login("operator").call("lalisa.message", "action_retry", citizen.answers("id"))
    until(lambda: citizen.shown(), PATIENCE)
    assert len(citizen.shown()) == 1


def test_who_blocks_the_bot_is_marked_as_not_to_be_reached(citizens, office):
    citizen = citizens["blocked", "telegram"]
    until(lambda: citizen.answers() == ["failed"], PATIENCE, citizen.answers)
    query = "SELECT unreachable FROM lalisa_contact WHERE external_id = %s"
    assert office.database.value(query, citizen.number) is True


@pytest.mark.parametrize(("kind", "app"), FILES)
def test_a_fault_of_a_file_is_tried_again_or_told_to_the_operator(citizens, kind, app):
    citizen, (state, words) = citizens[kind, app], FILES[kind, app]
    until(lambda: citizen.heard("media_state") == [state], PATIENCE, lambda: citizen.heard("media_error"))
    (told,) = citizen.heard("media_error")
    assert words in (told or "") and bool(words) == bool(told)
    assert citizen.heard() == ["Spanduk dipaku di pohon"] and len(citizen.cases()) == 1


@pytest.mark.parametrize(("kind", "app"), WEBHOOKS)
def test_a_webhook_that_comes_twice_late_or_in_another_order_changes_nothing(citizens, kind, app):
    citizen = citizens[kind, app]
    said = ["Ada sapi di jalan depan pasar"] + ["Sekarang sudah sepuluh ekor"] * (kind == "reorder")
    until(lambda: len(citizen.heard()) == len(said), PATIENCE, citizen.heard)
    order = list(reversed(said)) if kind == "reorder" else said
    assert citizen.heard() == order
    assert len(citizen.cases()) == 1 and len(citizen.answers()) <= 2


@pytest.mark.parametrize("app", ["whatsapp", "telegram"])
def test_a_key_that_is_refused_stops_the_channel_and_keeps_what_waits(office, citizens, app):
    # After the others: nobody's answer passes a channel that stands.
    citizen = Player(office.login("kasi"), str(next(NUMBERS)), app)
    citizen.fault("token")
    citizen.say("Ada sapi di jalan depan pasar")
    state = "SELECT state FROM lalisa_channel WHERE driver = %s"
    until(lambda: office.database.value(state, app) == "paused", PATIENCE)
    assert citizen.answers() == ["queued"]
    administrator = office.login("lalisa_admin")
    channels = administrator.call("lalisa.channel", "search", [["driver", "=", app]])
    administrator.call("lalisa.channel", "action_activate", channels)
    until(lambda: len(citizen.shown()) == 1, PATIENCE)


def test_a_fault_strikes_only_its_citizen_and_can_be_taken_away(office):
    client = office.login("kasi")
    struck, other = (Player(client, str(next(NUMBERS))) for _person in range(2))
    struck.fault("window", times=0)
    for person in (struck, other):
        person.say("Musik keras di gang")
    until(lambda: struck.answers() == ["failed"], PATIENCE, struck.answers)
    until(lambda: other.shown(), PATIENCE)
    assert struck.faults() and not other.faults(), "until it is taken away"
    struck.post("faults/clear", driver="whatsapp")
    struck.say("STATUS")
    until(lambda: len(struck.shown()) == 1, PATIENCE)


def test_by_a_schedule_the_provider_fails_only_where_it_says(office):
    client = office.login("kasi")
    citizen, other = (Player(client, str(next(NUMBERS))) for _person in range(2))
    citizen.fault("server_error", after=1)
    other.fault("server_error", times=0, until_at="2020-01-01T06:00")
    for person in (citizen, other):
        person.say("Musik keras di gang")
    until(lambda: citizen.shown() and other.shown(), PATIENCE)
    assert citizen.faults(), "the first request is spared"
    for person in (citizen, other):
        person.say("STATUS")
    until(lambda: len(citizen.shown()) == len(other.shown()) == 2, PATIENCE)
    assert citizen.answers("attempts") == [1, 2] and other.answers("attempts") == [1, 1]
    assert not citizen.faults() and other.faults()
    assert citizen.post("faults/add", kind="rate", driver="whatsapp", from_at="besok")["error"]


def test_what_no_channel_has_and_who_is_not_on_the_page_is_refused(office):
    client = office.login("kasi")
    answer = Player(client, "6280077799999").post("faults/add", kind="pair_rate", driver="telegram")
    assert answer["error"]
    with pytest.raises(Refused):
        Player(client, "6280077799999").post("faults", driver="whatsapp_manual")
    with pytest.raises(Refused):
        Player(client, "1; DROP", "telegram").post("phone/state", name="x", number="1; DROP", driver="telegram")
