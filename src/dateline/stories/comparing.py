from dataclasses import dataclass

from dateline.stories.agreement import agree_date, agree_place, agree_tolls, agree_type, agree_words
from dateline.stories.parties import agree_parties
from dateline.stories.rules import LinkingRules
from dateline.stories.sketch import EventSketch


@dataclass(frozen=True, slots=True)
class Match:
    """How strongly two events are one occurrence, in points, and why."""

    points: int
    reasons: tuple[str, ...]


def compare_events(
    one: EventSketch, other: EventSketch, rules: LinkingRules, *, copies: bool = False, title: float = 0.0
) -> Match | None:
    """Return how strongly two events of different reports are one occurrence; None where that cannot be.

    Type, place and date can exclude; every field adds or takes points. Symmetric, and a function of the two alone.

    Args:
        one: an event.
        other: another one.
        rules: the tables.
        copies: their reports carry one text.
        title: share of title words in common.
    """
    kind = agree_type(one, other, rules)
    if kind is None:
        return None
    place, date = agree_place(one.place, other.place, rules), agree_date(one, other, rules)
    if place is None or date is None:
        return None
    found = [kind, place, date, agree_parties(one, other, rules), agree_tolls(one, other, rules)]
    found.append(agree_words(one, other, rules))
    points = sum(part[0] for part in found) + int(rules.points["title"] * title)
    reasons = [reason for given, reason in found if given > 0 and reason]
    if copies:
        points += rules.points["copy"]
        reasons.append("copy of one text")
    return Match(points, tuple(reasons))


def share_title(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Return the share of title words in common, by the shorter title."""
    least = min(len(one), len(other))
    return len(set(one).intersection(other)) / least if least >= 2 else 0.0
