"""`burst`: one person's burst of webhooks, eight at once: the slow ones against the usual ones, beside the peer.

The drains work meanwhile, as in an office.
"""

from lalisa_cli.output import show_step
from lalisa_cli.template import TEMPLATE

from . import load
from .accept import compute_percentile
from .figure import Figure, build_ratio
from .place import Place
from .serving import PEER_ROUTE, make_gateway, serve_database

ROUNDS, SECONDS, AT_ONCE = 5, 5, 8
GOAL = 3


def measure_figures(place: Place) -> list[Figure]:
    """Return a list of Figure; p99 / p50 and the serialization failures must hold."""
    ours = place.ours, place.make_copy(place.ours, TEMPLATE, "bench_burst")
    peer = make_gateway(place)
    usual, slow = {}, {}
    with (
        serve_database(*ours, workers=2, cron=5, ODOO_NOTIFY_CRON_CHANGES="1") as one,
        serve_database(*peer, workers=2) as other,
    ):
        sides = {"ours": (one.url + load.WHATSAPP, "whatsapp"), "peer": (other.url + PEER_ROUTE, "telegram")}
        for side, (url, kind) in sides.items():
            load.run_load(url, kind=kind, people=1, count=1)
            usual[side], slow[side] = [], []
        for number in range(ROUNDS):
            with show_step(f"round {number + 1} of {ROUNDS}"):
                for side, (url, kind) in sides.items():
                    got = load.run_load(url, kind=kind, people=1, seconds=SECONDS, at_once=AT_ONCE)
                    waits = sorted(waited for _person, _sent, waited, _status in got["answers"])
                    usual[side].append(compute_percentile(waits, 0.5) * 1000)
                    slow[side].append(compute_percentile(waits, 0.99) * 1000)
        failures = one.count_in_log("serializ")
    return [
        *(Figure(f"{side}: p50", usual[side], "ms") for side in sides),
        *(Figure(f"{side}: p99", slow[side], "ms") for side in sides),
        build_ratio("ours: p99 / p50", slow["ours"], usual["ours"], limit=GOAL),
        Figure("ours: serialization failures in the log", [failures], "", limit=0),
    ]
