"""`move`: one step forward by its role with all bookkeeping, at 10,000 and 1,000,000 complaints."""

from ..output import step
from ..template import TEMPLATE
from . import Figure
from .place import PEER

SMALL, LARGE = 10_000, 1_000_000
REPEATS = 60


def measure(place):
    """Ours at both sizes and the peer at the small one.

    :return: list of Figure, with the two ratios that must hold
    """
    small, small_queries = _ours(place, "bench_small", SMALL)
    peer, peer_queries = _peer(place)
    large, large_queries = _ours(place, "bench_large", LARGE)
    return [
        Figure("ours at 10k", small, "ms", note=f"{small_queries} queries"),
        Figure("peer at 10k", peer, "ms", note=f"{peer_queries} queries"),
        Figure("ours at 1M", large, "ms", note=f"{large_queries} queries"),
        Figure("ours / peer at 10k", [_median(small) / _median(peer)], "x", limit=1),
        Figure("ours at 1M / ours at 10k", [_median(large) / _median(small)], "x", limit=1.3),
    ]


def _ours(place, name, count):
    place.copied(place.ours, TEMPLATE, name)
    with step(f"filling {name} with {count:,} complaints"):
        place.inside(place.ours, name, "clone", "fill_ours", count=count)
    got = place.inside(place.ours, name, "clone", "move_ours", repeats=REPEATS)
    return got["times"], got["queries"]


def _peer(place):
    name = place.copied(place.peer, PEER, "bench_peer_small")
    with step(f"filling {name} with {SMALL:,} tickets"):
        place.inside(place.peer, name, "clone", "fill_peer", count=SMALL)
    got = place.inside(place.peer, name, "clone", "move_peer", repeats=REPEATS)
    return got["times"], got["queries"]


def _median(values):
    return sorted(values)[len(values) // 2]
