"""`outbox`: a thousand notices to a thousand people at a provider that takes 200 ms for each."""

import time
from itertools import pairwise

from lalisa_cli.output import Problem, show_step
from lalisa_cli.template import TEMPLATE

from .figure import Figure
from .flow import open_office
from .place import Place
from .serving import read_rows

COUNT, LATENCY, ROUNDS = 1000, 0.2, 3
GOAL = 60
OPEN = "SELECT count(*) FROM lalisa_message WHERE state IN ('queued', 'sending')"


def measure_figures(place: Place) -> list[Figure]:
    """Return a list of Figure."""
    rates, pauses = zip(*(_measure_round(place, number) for number in range(ROUNDS)), strict=True)
    return [
        Figure("notices sent on WhatsApp", list(rates), "per s", limit=GOAL, at_least=True),
        Figure("longest pause between two", list(pauses), "s"),
    ]


def _measure_round(place: Place, number: int) -> tuple[float, float]:
    name = place.make_copy(place.ours, TEMPLATE, "bench_outbox")
    with show_step(f"round {number + 1} of {ROUNDS}"):
        place.run_inside(place.ours, name, "queue_notices", count=COUNT)
        with open_office(place, name, latency=LATENCY, tells=False) as (_odoo, provider):
            _await_sent(place, name)
            moments = sorted(moment for *_rest, moment in provider.read_taken())
    if len(moments) != COUNT:
        raise Problem(f"{COUNT} notices were queued and {len(moments)} sent.")
    return (COUNT - 1) / (moments[-1] - moments[0]), max(later - one for one, later in pairwise(moments))


def _await_sent(place: Place, name: str) -> None:
    deadline = time.monotonic() + 180
    while int(read_rows(place.ours, name, OPEN)[0][0]):
        if time.monotonic() > deadline:
            raise Problem("The notices were not all sent in three minutes.")
        time.sleep(0.5)
