"""How far coders agree, and how sure a share is: the figures that a methods section quotes."""

import math
import random
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

Z = 1.959963984540054  # 95 %
TURNS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A value between two bounds; 95 % where nothing else is said."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Of one field: how many units two or more coders judged, how often they agree, and Krippendorff's alpha."""

    units: int
    percent: float | None
    alpha: Interval | None


def wilson(hits: int, n: int, z: float = Z) -> Interval | None:
    """Return the Wilson score interval of a share (Wilson 1927, JASA 22); None where nothing was counted.

    Example:
        >>> wilson(45, 50)
        Interval(value=0.9, low=0.786…, high=0.956…)
    """
    if n == 0:
        return None
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Interval(value=share, low=max(0.0, middle - half), high=min(1.0, middle + half))


def krippendorff_alpha(units: Sequence[Sequence[Hashable]]) -> float | None:
    """Return Krippendorff's alpha for nominal values (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability").

    Args:
        units: for each unit the values that its coders gave, in any order; fewer than two count for nothing.

    Returns:
        1 for full agreement, 0 for chance, below 0 for less; None where fewer than two values were paired. Where only
        one value was ever given, nothing can disagree and alpha is 1 by convention here.
    """
    paired = [unit for unit in units if len(unit) > 1]
    n = sum(map(len, paired))
    if n < 2:
        return None
    totals = Counter(value for unit in paired for value in unit)
    observed = sum(_pairs(Counter(unit)) / (len(unit) - 1) for unit in paired)
    expected = _pairs(totals) / (n - 1)
    return 1.0 if expected == 0 else 1 - observed / expected


def measure_agreement(units: Sequence[Sequence[Hashable]], *, seed: int = 1, turns: int = TURNS) -> Agreement:
    """Return percent agreement and alpha with a bootstrap interval over units (percentiles 2.5 and 97.5).

    Percent agreement is the share of pairs of coders that gave the same value. The same seed gives the same interval.
    """
    paired = [unit for unit in units if len(unit) > 1]
    alpha = krippendorff_alpha(paired)
    if alpha is None:
        return Agreement(units=0, percent=None, alpha=None)
    pairs = sum(len(unit) * (len(unit) - 1) for unit in paired)
    percent = 1 - sum(_pairs(Counter(unit)) for unit in paired) / pairs
    patterns = Counter(tuple(sorted(unit, key=repr)) for unit in paired)
    kinds = [_Kind.of(unit) for unit in patterns]
    weights, n = list(accumulate(patterns.values())), len(paired)
    chance = random.Random(seed)
    drawn = sorted(
        _alpha_of(kinds, Counter(chance.choices(range(len(kinds)), cum_weights=weights, k=n))) for _ in range(turns)
    )
    low, high = drawn[int(0.025 * len(drawn))], drawn[min(len(drawn) - 1, int(0.975 * len(drawn)))]
    return Agreement(units=len(paired), percent=percent, alpha=Interval(value=alpha, low=low, high=high))


@dataclass(frozen=True, slots=True)
class _Kind:
    """Units that hold the same values: how many of each, how many values, and what one adds to the disagreement."""

    totals: Counter[Hashable]
    values: int
    observed: float

    @classmethod
    def of(cls, unit: Sequence[Hashable]) -> "_Kind":
        totals = Counter(unit)
        return cls(totals, len(unit), _pairs(totals) / (len(unit) - 1))


def _alpha_of(kinds: Sequence[_Kind], counts: Mapping[int, int]) -> float:
    """Return alpha where there are so many units of each kind; the same as ``krippendorff_alpha`` of them all."""
    totals: Counter[Hashable] = Counter()
    n, observed = 0, 0.0
    for kind, count in counts.items():
        n += count * kinds[kind].values
        observed += count * kinds[kind].observed
        for value, times in kinds[kind].totals.items():
            totals[value] += count * times
    expected = _pairs(totals) / (n - 1)
    return 1.0 if expected == 0 else 1 - observed / expected


def _pairs(counts: Counter[Hashable]) -> int:
    """Count the ordered pairs of unlike values."""
    n = sum(counts.values())
    return n * n - sum(count * count for count in counts.values())
