"""What a bench gives back: numbers with their spread, and ratios with the goal they should reach."""

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass
class Figure:
    """What was measured: repeats of one thing, or a ratio with the goal it should reach.

    :param values: one number a repeat, in `unit`
    :param limit: what the median should not exceed (or, with `at_least`, should reach); None: no goal
    """

    name: str
    values: list
    unit: str
    limit: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def spread(self) -> tuple[float, float]:
        return min(self.values), max(self.values)

    @property
    def reached(self) -> bool | None:
        """Tell whether the goal is reached; None where there is none."""
        if self.limit is None:
            return None
        return self.median >= self.limit if self.at_least else self.median <= self.limit

    def format_line(self) -> str:
        """Format the figure as one line for people."""
        low, high = self.spread
        text = f"  {self.name:44} {self.median:10.4g} {self.unit}"
        if len(self.values) > 1:
            text += f"   ({low:.4g} to {high:.4g}, n={len(self.values)})"
        if self.limit is not None:
            verdict = "reached" if self.reached else "NOT reached"
            text += f"   goal {'>=' if self.at_least else '<='} {self.limit:g}: {verdict}"
        return f"{text}  {self.note}".rstrip()

    def build_data(self) -> dict[str, Any]:
        """Return the figure for machines."""
        names = ("name", "unit", "median", "spread", "limit", "at_least", "reached", "note")
        return {**{name: getattr(self, name) for name in names}, "repeats": len(self.values)}


def build_ratio(name: str, ours: Iterable[float], theirs: Iterable[float], **goal: Any) -> Figure:
    """Build the ratio of two things that were measured in turns, one pair of numbers a round.

    Rounds are paired because a busy machine slows neighbours in time alike.

    :param ours: one number a round
    :param theirs: the same rounds' numbers of what ours is compared with
    """
    return Figure(name, [one / other for one, other in zip(ours, theirs, strict=True)], "x", **goal)
