from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SIDES = ("a", "b", "civilian", "unknown")


@dataclass(frozen=True, slots=True)
class Toll:
    """How many died: the lowest, the best and the highest figure, and the best by side. None is "not said"."""

    low: float | None
    best: float | None
    high: float | None
    sides: tuple[float | None, ...] = (None, None, None, None)

    @property
    def conservative(self) -> float | None:
        """The smallest figure given."""
        given = [value for value in (self.low, self.best, self.high) if value is not None]
        return min(given) if given else None


def count_dead(numbers: Iterable[Mapping[str, Any]]) -> Toll | None:
    """Count the dead of one event in one report, each once.

    A figure that is part of another ("12, including three children"), or of a whole campaign, is not added. Figures
    for the same people by different claims are accounts of one toll: the lowest best is taken, and the range spans
    all. Figures for different sides or actors are added.
    """
    groups: dict[tuple[Any, Any], list[Mapping[str, Any]]] = {}
    for number in numbers:
        if number["what"] == "killed" and number["scope"] == "event" and not number.get("part_of"):
            groups.setdefault((number["side"], number["actor"]), []).append(number)
    if not groups:
        return None
    accounts = [(side, _merge(group)) for (side, _), group in groups.items()]
    sides = tuple(_add([best for side, (_, best, _) in accounts if (side or "unknown") == name]) for name in SIDES)
    low, best, high = (_add([bounds[at] for _, bounds in accounts]) for at in range(3))
    return Toll(low, best, high, sides)


def settle_tolls(tolls: Sequence[Toll]) -> Toll | None:
    """Return one toll for the reports of one occurrence: that of the most conservative report, its range over all."""
    known = [toll for toll in tolls if toll.conservative is not None]
    if not known:
        return None
    least = min(known, key=lambda toll: toll.conservative or 0)
    high = None if any(toll.high is None for toll in known) else max(toll.high or 0 for toll in known)
    return Toll(least.low, least.best, high, least.sides)


def _merge(group: Sequence[Mapping[str, Any]]) -> tuple[float | None, float | None, float | None]:
    """Merge accounts of one toll; "at least 12" has no highest figure, whatever others say."""
    lows = [number["low"] for number in group if number["low"] is not None]
    bests = [number["best"] for number in group if number["best"] is not None]
    highs = [number["high"] for number in group]
    high = None if None in highs else max(highs)
    return min(lows) if lows else None, min(bests) if bests else None, high


def _add(values: Sequence[float | None]) -> float | None:
    return None if not values or None in values else sum(value for value in values if value is not None)
