"""`flow`: a message of a citizen until the reply with the complaint's number is at the provider.

Each message is a new person's, so each makes a complaint; every reply is followed by its sent, delivered and read
webhooks. Two workers, and cron processes for the drains. The highest steady rate that holds, and the drains alone.
"""

import time
from contextlib import contextmanager
from itertools import pairwise

from lalisa_cli.output import Problem, show_step
from lalisa_cli.template import TEMPLATE

from . import load
from .accept import percentile
from .figure import Figure, ratio
from .provider import Provider
from .serving import rows, serving

SECONDS = 60
RATES = (4, 8, 12, 16, 20, 24)
GOAL_RATE, GOAL_P95, GOAL_DRAIN, GOAL_PAUSE = 12, 2.0, 40, 2.0
BACKLOG = 1200  # what half a minute brings at the rate that the drains must reach
CRON = 5
PATIENCE = 90  # seconds without any progress
NEVER = float("inf")
LEFT = "SELECT count(*) FROM lalisa_webhook_event WHERE state = 'new'"
UNSENT = "SELECT count(*) FROM lalisa_message WHERE state IN ('queued', 'sending')"
KEPT = """SELECT count(*) FROM lalisa_message m JOIN lalisa_conversation v ON v.id = m.conversation_id
            JOIN lalisa_contact c ON c.id = v.contact_id
           WHERE m.direction = 'inbound' AND c.external_id LIKE '{block}%'"""


def measure(place):
    """:return: list of Figure"""
    return [*_drains_alone(place), *_steady(place)]


def _steady(place):
    held, figures = 0, []
    for block, rate in enumerate(RATES, 1):
        p95, wrong = _at(place, rate, block)
        figures += [
            Figure(f"at {rate} a second: p95", [p95], "s"),
            Figure(f"at {rate} a second: lost or doubled", [wrong], "", limit=0),
        ]
        if p95 > GOAL_P95:
            break
        held = rate
    figures.append(Figure("highest rate with p95 within 2 s", [held], "per s", limit=GOAL_RATE, at_least=True))
    return figures + ([_beside_a_hanging_host(place, held)] if held else [])


def _beside_a_hanging_host(place, rate):
    calm = [_at(place, rate / 2, 50)[0]]
    hanging = [_at(place, rate / 2, 60, photos_every=10)[0]]
    return ratio("p95 at half that rate: the media host hangs / it does not", hanging, calm, limit=1.5)


def _at(place, rate, block, **options):
    """A minute at a steady rate.

    :return: (p95 in s from the webhook to the reply at the provider, how many messages were lost or replies doubled)
    """
    name = place.copied(place.ours, TEMPLATE, "bench_flow")
    with show_step(f"{rate:g} a second for {SECONDS} s"), office(place, name) as (odoo, provider):
        url = odoo.url + load.WHATSAPP
        load.run(url, kind="whatsapp", new_people=True, count=20, at_once=2, block=block + 30)  # warms the caches
        got = load.run(url, kind="whatsapp", new_people=True, seconds=SECONDS, rate=rate, block=block, **options)
        _settled(place, name)
        return _judged(place, name, got, provider.end(), f"6280{block:02d}")


@contextmanager
def office(place, name, latency=0.0, tells=True):
    """Our service with all of its processes, and the provider that it talks to.

    :return: (Served, Provider)
    """
    provider = Provider(latency)
    environment = {"ODOO_NOTIFY_CRON_CHANGES": "1", "LALISA_SIMULATOR_API": provider.url}
    with serving(place.ours, name, workers=2, cron=CRON, **environment) as odoo:
        if tells:
            provider.tell(odoo.url + load.WHATSAPP)
        yield odoo, provider


def _settled(place, name):
    """Waits until nothing is left to do; a rate that does not hold leaves a long tail, which is cut off."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and any(int(rows(place.ours, name, query)[0][0]) for query in (LEFT, UNSENT)):
        time.sleep(0.5)


def _judged(place, name, got, taken, block):
    if refused := sum(status != 200 for *_rest, status in got["answers"]):
        raise Problem(f"{refused} webhooks were not accepted: the figure would be worthless.")
    sent = {person: moment for person, moment, _waited, _status in got["answers"]}
    replies = {}
    for person, _reference, moment in taken:
        if person in sent:
            replies.setdefault(person, []).append(moment)
    waits = sorted(replies[person][0] - moment if person in replies else NEVER for person, moment in sent.items())
    kept = int(rows(place.ours, name, KEPT.format(block=block))[0][0])
    doubled = sum(len(moments) - 1 for moments in replies.values())
    return percentile(waits, 0.95), abs(len(sent) - kept) + doubled


def _drains_alone(place):
    """Half a minute's backlog, stored while nothing drained; nothing more comes while it is handled."""
    name = place.copied(place.ours, TEMPLATE, "bench_backlog")
    with show_step(f"storing {BACKLOG} messages"), serving(place.ours, name, workers=2) as odoo:
        load.run(odoo.url + load.WHATSAPP, kind="whatsapp", new_people=True, count=BACKLOG, at_once=8)
    with show_step("draining them"), office(place, name, tells=False) as (_odoo, provider):
        moments = _watched(place, name)
        provider.end()
    rate = BACKLOG / (moments[-1] - moments[0])
    pause = max(later - earlier for earlier, later in pairwise(moments))
    return [
        Figure("the drains alone", [rate], "per s", limit=GOAL_DRAIN, at_least=True),
        Figure("their longest pause", [pause], "s", limit=GOAL_PAUSE),
    ]


def _watched(place, name):
    """:return: the moments at which the backlog was seen to have become smaller"""
    left, moments = BACKLOG, [time.monotonic()]
    while left:
        now_left = int(rows(place.ours, name, LEFT)[0][0])
        if now_left < left:
            left = now_left
            moments.append(time.monotonic())
        elif time.monotonic() - moments[-1] > PATIENCE:
            raise Problem(f"The drains stand still with {left} messages left.")
        time.sleep(0.2)
    return moments
