"""`flow`: a message of a citizen until the reply with the complaint's number is at the provider.

Each message is a new person's, so each makes a complaint; every reply is followed by its sent, delivered and read
webhooks. Two workers, and cron processes for the drains. The highest steady rate that holds, and the drains alone.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from lalisa_cli.output import Problem, show_step
from lalisa_cli.template import TEMPLATE

from . import load
from .accept import compute_percentile
from .figure import Figure, build_ratio
from .place import Place
from .provider import Provider
from .serving import Served, read_rows, serve_database

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


def measure_figures(place: Place) -> list[Figure]:
    """Return a list of Figure."""
    return [*_measure_drains_alone(place), *_measure_steady_rates(place)]


def _measure_steady_rates(place: Place) -> list[Figure]:
    held, figures = 0, []
    for block, rate in enumerate(RATES, 1):
        p95, wrong = _measure_rate(place, rate, block)
        figures += [
            Figure(f"at {rate} a second: p95", [p95], "s"),
            Figure(f"at {rate} a second: lost or doubled", [wrong], "", limit=0),
        ]
        if p95 > GOAL_P95:
            break
        held = rate
    figures.append(Figure("highest rate with p95 within 2 s", [held], "per s", limit=GOAL_RATE, at_least=True))
    return figures + ([_measure_hanging_host(place, held)] if held else [])


def _measure_hanging_host(place: Place, rate: float) -> Figure:
    calm = [_measure_rate(place, rate / 2, 50)[0]]
    hanging = [_measure_rate(place, rate / 2, 60, photos_every=10)[0]]
    return build_ratio("p95 at half that rate: the media host hangs / it does not", hanging, calm, limit=1.5)


def _measure_rate(place: Place, rate: float, block: int, **options: Any) -> tuple[float, int]:
    """Measure a minute at a steady rate.

    :return: (p95 in s from the webhook to the reply at the provider, how many messages were lost or replies doubled)
    """
    name = place.make_copy(place.ours, TEMPLATE, "bench_flow")
    with show_step(f"{rate:g} a second for {SECONDS} s"), open_office(place, name) as (odoo, provider):
        url = odoo.url + load.WHATSAPP
        load.run_load(url, kind="whatsapp", new_people=True, count=20, at_once=2, block=block + 30)  # warms the caches
        got = load.run_load(url, kind="whatsapp", new_people=True, seconds=SECONDS, rate=rate, block=block, **options)
        _await_settled(place, name)
        return _judge_answers(place, name, got, provider.read_taken(), f"6280{block:02d}")


@contextmanager
def open_office(place: Place, name: str, latency: float = 0.0, tells: bool = True) -> Iterator[tuple[Served, Provider]]:
    """Run our service with all of its processes, and the provider that it talks to, for the time of the block.

    :return: (Served, Provider)
    """
    provider = Provider(latency)
    environment = {"ODOO_NOTIFY_CRON_CHANGES": "1", "LALISA_SIMULATOR_API": provider.url}
    with serve_database(place.ours, name, workers=2, cron=CRON, **environment) as odoo:
        if tells:
            provider.add_webhook(odoo.url + load.WHATSAPP)
        yield odoo, provider


def _await_settled(place: Place, name: str) -> None:
    """Wait until nothing is left to do; a rate that does not hold leaves a long tail, which is cut off."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and any(
        int(read_rows(place.ours, name, query)[0][0]) for query in (LEFT, UNSENT)
    ):
        time.sleep(0.5)


def _judge_answers(
    place: Place, name: str, got: dict[str, Any], taken: list[list[Any]], block: str
) -> tuple[float, int]:
    if refused := sum(status != 200 for *_rest, status in got["answers"]):
        raise Problem(f"{refused} webhooks were not accepted: the figure would be worthless.")
    sent = {person: moment for person, moment, _waited, _status in got["answers"]}
    replies = {}
    for person, _reference, moment in taken:
        if person in sent:
            replies.setdefault(person, []).append(moment)
    waits = sorted(replies[person][0] - moment if person in replies else NEVER for person, moment in sent.items())
    kept = int(read_rows(place.ours, name, KEPT.format(block=block))[0][0])
    doubled = sum(len(moments) - 1 for moments in replies.values())
    return compute_percentile(waits, 0.95), abs(len(sent) - kept) + doubled


def _measure_drains_alone(place: Place) -> list[Figure]:
    """Measure half a minute's backlog, stored while nothing drained; nothing more comes while it is handled."""
    name = place.make_copy(place.ours, TEMPLATE, "bench_backlog")
    with show_step(f"storing {BACKLOG} messages"), serve_database(place.ours, name, workers=2) as odoo:
        load.run_load(odoo.url + load.WHATSAPP, kind="whatsapp", new_people=True, count=BACKLOG, at_once=8)
    with show_step("draining them"), open_office(place, name, tells=False) as (_odoo, provider):
        moments = _watch_backlog(place, name)
        provider.read_taken()
    rate = BACKLOG / (moments[-1] - moments[0])
    pause = max(later - earlier for earlier, later in pairwise(moments))
    return [
        Figure("the drains alone", [rate], "per s", limit=GOAL_DRAIN, at_least=True),
        Figure("their longest pause", [pause], "s", limit=GOAL_PAUSE),
    ]


def _watch_backlog(place: Place, name: str) -> list[float]:
    """Return the moments (monotonic, s) at which the backlog was seen to have become smaller."""
    left, moments = BACKLOG, [time.monotonic()]
    while left:
        now_left = int(read_rows(place.ours, name, LEFT)[0][0])
        if now_left < left:
            left = now_left
            moments.append(time.monotonic())
        elif time.monotonic() - moments[-1] > PATIENCE:
            raise Problem(f"The drains stand still with {left} messages left.")
        time.sleep(0.2)
    return moments
