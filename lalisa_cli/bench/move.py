"""`move`: one step forward by its role with all bookkeeping, beside the peer's change of stage.

Ours at 10,000 and 1,000,000 complaints, the peer (OCA's helpdesk with its SLA) at 10,000 tickets. The three
take turns, so that what else the machine does meets all alike.
"""

import statistics

from ..output import step
from ..template import TEMPLATE
from .figure import Figure, ratio

SMALL, LARGE = 10_000, 1_000_000
ROUNDS, REPEATS = 5, 15
HELPDESK = "helpdesk_mgmt,helpdesk_mgmt_sla"


def measure(place):
    """:return: list of Figure, with the two ratios that must hold"""
    peer = place.peer_database("bench_peer", HELPDESK)
    sides = {
        "ours at 10k": (place.ours, _filled(place, place.ours, TEMPLATE, SMALL), "move_ours"),
        "peer at 10k": (place.peer, _filled(place, place.peer, peer, SMALL), "move_peer"),
        "ours at 1M": (place.ours, _filled(place, place.ours, TEMPLATE, LARGE), "move_ours"),
    }
    times, queries = {name: [] for name in sides}, {}
    for round_ in range(ROUNDS):
        with step(f"round {round_ + 1} of {ROUNDS}"):
            for name, (databases, database, script) in sides.items():
                got = place.inside(databases, database, "clone", script, repeats=REPEATS)
                times[name].append(got["times"])
                queries[name] = got["queries"]
    ours, peers, large = ([statistics.median(one) for one in rounds] for rounds in times.values())
    return [
        *(
            Figure(name, [one for round_ in rounds for one in round_], "ms",
                   note=f"{queries[name]} queries")
            for name, rounds in times.items()
        ),
        ratio("ours / peer at 10k", ours, peers, limit=1),
        ratio("ours at 1M / ours at 10k", large, ours, limit=1.3),
    ]  # fmt: skip


def _filled(place, databases, source, count):
    side = "ours" if databases is place.ours else "peer"
    name = place.copied(databases, source, f"bench_{side}_{count}")
    with step(f"filling {name}"):
        place.inside(databases, name, "clone", f"fill_{side}", count=count)
    return name
