"""`move`: one step forward by its role with all bookkeeping, beside the peer's change of stage.

Ours at 10,000 and 1,000,000 complaints, the peer (OCA's helpdesk with its SLA) at 10,000 tickets. The three
take turns, one move each, so that what else the machine does meets all alike.
"""

import statistics
from contextlib import ExitStack

from lalisa_cli.database import Databases
from lalisa_cli.output import show_step
from lalisa_cli.template import TEMPLATE

from .figure import Figure, build_ratio
from .place import Place

SMALL, LARGE = 10_000, 1_000_000
WARM, TURNS, ROUND = 10, 100, 20
HELPDESK = "helpdesk_mgmt,helpdesk_mgmt_sla"


def measure_figures(place: Place) -> list[Figure]:
    """Return a list of Figure, with the two ratios that must hold."""
    peer = place.make_peer_database("bench_peer", HELPDESK)
    sides = {
        "ours at 10k": (place.ours, _make_filled(place, place.ours, TEMPLATE, SMALL), "move_ours"),
        "peer at 10k": (place.peer, _make_filled(place, place.peer, peer, SMALL), "move_peer"),
        "ours at 1M": (place.ours, _make_filled(place, place.ours, TEMPLATE, LARGE), "move_ours"),
    }
    answers = _move_in_turns(place, sides)
    times = {name: [spent for spent, _queries in found] for name, found in answers.items()}
    ours, peers, large = (_compute_round_medians(found) for found in times.values())
    figures = [
        Figure(name, times[name], "ms", note=f"{statistics.median(q for _s, q in found):.0f} queries")
        for name, found in answers.items()
    ]
    figures.append(build_ratio("ours / peer at 10k", ours, peers, limit=1))
    figures.append(build_ratio("ours at 1M / ours at 10k", large, ours, limit=1.3))
    return figures


def _move_in_turns(place: Place, sides: dict[str, tuple[Databases, str, str]]) -> dict[str, list[list[float]]]:
    """Let the sides move one after another and return {side: [(milliseconds, queries)]}."""
    answers = {name: [] for name in sides}
    with ExitStack() as stack, show_step(f"{TURNS} moves of each side in turn"):
        asks = {
            name: stack.enter_context(place.open_shell(databases, database, "turns", script, turns=WARM + TURNS))
            for name, (databases, database, script) in sides.items()
        }
        for _turn in range(WARM + TURNS):
            for name, ask in asks.items():
                answers[name].append(ask())
    return {name: found[WARM:] for name, found in answers.items()}


def _compute_round_medians(times: list[float]) -> list[float]:
    """Return the medians of neighbouring turns."""
    return [statistics.median(times[at : at + ROUND]) for at in range(0, len(times), ROUND)]


def _make_filled(place: Place, databases: Databases, source: str, count: int) -> str:
    side = "ours" if databases is place.ours else "peer"
    name = place.make_copy(databases, source, f"bench_{side}_{count}")
    with show_step(f"filling {name}"):
        place.run_inside(databases, name, "clone", f"fill_{side}", count=count)
    return name
