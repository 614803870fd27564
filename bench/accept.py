"""`accept`: signed text webhooks taken in, beside the peer's gateway and the bare route of Odoo.

At 1, 8 and 32 requests at once, from 200 known chats, one process with threads and two workers; the drains rest, but
for the figures that name them. All take turns, so that what else the machine does meets them alike.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from lalisa_cli.database import Databases
from lalisa_cli.output import Problem, show_step
from lalisa_cli.proxy import Proxy
from lalisa_cli.template import TEMPLATE

from . import load
from .figure import Figure, build_ratio
from .place import Place
from .serving import PEER_ROUTE, make_ceiling, make_gateway, serve_database

ROUNDS, SECONDS = 5, 4
AT_ONCE = (1, 8, 32)
MODES = {"threads": 0, "2 workers": 2}
GOAL_PEER, GOAL_CEILING = 4, 0.75


def measure_figures(place: Place) -> list[Figure]:
    """Return a list of Figure, with the two ratios that must hold at 8 at once."""
    sides = {
        "ours": (place.ours, place.make_copy(place.ours, TEMPLATE, "bench_accept"), load.WHATSAPP, "whatsapp"),
        "peer": (*make_gateway(place), PEER_ROUTE, "telegram"),
        "ceiling": (*make_ceiling(place), "/bench/ceiling", "ceiling"),
    }
    figures = []
    for mode, workers in MODES.items():
        figures += _measure_sides(sides, mode, workers)
        figures += _measure_with_drains(place, mode, workers)
    return figures + _measure_behind_proxy(place)


def _measure_sides(sides: dict[str, tuple[Databases, str, str, str]], mode: str, workers: int) -> list[Figure]:
    rates = {(side, at_once): [] for side in sides for at_once in AT_ONCE}
    slow = {key: [] for key in rates}
    with ExitStack() as stack:
        urls = {
            side: (stack.enter_context(serve_database(databases, name, workers)).url + route, kind)
            for side, (databases, name, route, kind) in sides.items()
        }
        for url, kind in urls.values():
            load.run_load(url, kind=kind, count=200, at_once=4)  # all chats are known from here
        for number in range(ROUNDS):
            with show_step(f"{mode}: round {number + 1} of {ROUNDS}"):
                for side, at_once in rates:
                    url, kind = urls[side]
                    got = load.run_load(url, kind=kind, seconds=SECONDS, at_once=at_once)
                    rate, p99 = compute_rate(got)
                    rates[side, at_once].append(rate)
                    slow[side, at_once].append(p99)
    figures = [
        Figure(
            f"{side}, {mode}, {at_once} at once",
            values,
            "per s",
            note=f"p99 {_compute_median(slow[side, at_once]):.0f} ms",
        )
        for (side, at_once), values in rates.items()
    ]
    return figures + [
        build_ratio(
            f"ours / peer, {mode}, 8 at once", rates["ours", 8], rates["peer", 8], limit=GOAL_PEER, at_least=True
        ),
        build_ratio(
            f"ours / ceiling, {mode}, 8 at once",
            rates["ours", 8],
            rates["ceiling", 8],
            limit=GOAL_CEILING,
            at_least=True,
        ),
    ]


def _measure_with_drains(place: Place, mode: str, workers: int) -> list[Figure]:
    name = place.make_copy(place.ours, TEMPLATE, "bench_accept_drained")
    with serve_database(place.ours, name, workers, cron=5, ODOO_NOTIFY_CRON_CHANGES="1") as odoo:
        rates = [
            compute_rate(load.run_load(odoo.url + load.WHATSAPP, kind="whatsapp", seconds=SECONDS, at_once=8))[0]
            for _ in range(ROUNDS)
        ]
    return [Figure(f"ours, {mode}, 8 at once, drains working", rates, "per s")]


def _measure_behind_proxy(place: Place) -> list[Figure]:
    """Measure behind the office's own proxy, without its limit for each address: here all come from one."""
    name = place.make_copy(place.ours, TEMPLATE, "bench_accept_proxied")
    with serve_database(place.ours, name, workers=2) as odoo:
        folder = place.cluster.root / "proxy"
        port = odoo.evented + 1
        proxy = Proxy(place.environment, folder, port, (odoo.port, odoo.evented), webhooks_per_second=10_000)
        proxy.start_proxy()
        try:
            got = [
                compute_rate(load.run_load(proxy.url + load.WHATSAPP, kind="whatsapp", seconds=SECONDS, at_once=32))
                for _ in range(ROUNDS)
            ]
        finally:
            proxy.stop_proxy()
    return [
        Figure("ours, 2 workers behind the proxy, 32 at once", [rate for rate, _p99 in got], "per s"),
        Figure("its p99", [p99 for _rate, p99 in got], "ms", note="a full backlog would be seconds"),
    ]


def compute_rate(got: dict[str, Any]) -> tuple[float, float]:
    """Compute the rate of a load.

    :param got: what `load.run_load` returned
    :return: (requests that were answered with 200, a second; the 99th percentile of the waiting, in ms)
    :raises Problem: a request was not accepted
    """
    good = sorted(waited for _person, _sent, waited, status in got["answers"] if status == 200)
    refused = len(got["answers"]) - len(good)
    if refused:
        raise Problem(f"{refused} of {len(got['answers'])} requests were not accepted: the figure would be worthless.")
    return len(good) / got["seconds"], compute_percentile(good, 0.99) * 1000


def compute_percentile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _compute_median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
