"""What a reviewed sample says about the whole data set: precision by type, recall, each with its interval."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dateline.review.agreement import Interval, Z, wilson


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One event of a random sample: its stratum (type), and whether the reviewer took it as right."""

    stratum: str
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """Of one stratum: events in the data set, events judged, those right, and the share with a Wilson interval."""

    stratum: str
    events: int
    judged: int
    right: int
    share: Interval | None


def estimate_precision(judged: Iterable[Judged], sizes: Mapping[str, int]) -> tuple[Precision, ...]:
    """Return precision by stratum, the largest first; strata that nobody judged are there with no share."""
    seen: dict[str, list[bool]] = defaultdict(list)
    for one in judged:
        seen[one.stratum].append(one.right)
    rows = [
        Precision(
            stratum=name, events=sizes.get(name, 0), judged=len(seen[name]), right=sum(seen[name]),
            share=wilson(sum(seen[name]), len(seen[name])),
        )
        for name in {**sizes, **seen}
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (-row.events, row.stratum)))


def weighted_precision(rows: Sequence[Precision]) -> Interval | None:
    """Return precision over the whole data set: each stratum's share weighted by its size in the corpus.

    The stratified estimator with its normal interval (Cochran 1977, Sampling Techniques, ch. 5), cut to 0 and 1; strata
    without a judged event are left out and lower what the figure covers. A stratum with a single judged event gets the
    variance of a fair coin, the largest there is.
    """
    used = [row for row in rows if row.judged and row.events]
    total = sum(row.events for row in used)
    if not total:
        return None
    value = sum(row.events / total * row.right / row.judged for row in used)
    variance = 0.0
    for row in used:
        share = row.right / row.judged
        spread = share * (1 - share) / (row.judged - 1) if row.judged > 1 else 0.25
        left = max(0.0, 1 - row.judged / row.events)  # finite population
        variance += (row.events / total) ** 2 * spread * left
    half = Z * math.sqrt(variance)
    return Interval(value=value, low=max(0.0, value - half), high=min(1.0, value + half))


def estimate_recall(found: int, missed: int) -> Interval | None:
    """Return the share of events that the machine had, of all that double-checked documents hold."""
    return wilson(found, found + missed)
