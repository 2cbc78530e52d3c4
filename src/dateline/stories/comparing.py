from dataclasses import dataclass

from dateline.stories.agreement import Points, agree_date, agree_place, agree_tolls, agree_type, agree_words
from dateline.stories.parties import agree_parties
from dateline.stories.rules import LinkingRules
from dateline.stories.sketch import EventSketch


@dataclass(frozen=True, slots=True)
class Match:
    """How strongly two events are one occurrence, in points, and why."""

    points: int
    reasons: tuple[str, ...]


def screen_events(one: EventSketch, other: EventSketch, rules: LinkingRules) -> list[Points] | None:
    """Compare what can exclude: type, place and date. None where two events cannot be one occurrence."""
    kind = agree_type(one, other, rules)
    if kind is None:
        return None
    place = agree_place(one.place, other.place, rules)
    if place is None:
        return None
    date = agree_date(one, other, rules)
    return None if date is None else [kind, place, date]


def weigh_events(
    found: list[Points], one: EventSketch, other: EventSketch, rules: LinkingRules, *, copies: bool, title: float
) -> Match:
    """Return how strongly two events of different reports are one occurrence: every field adds or takes points.

    Args:
        found: what ``screen_events`` found.
        one: an event.
        other: another one.
        rules: the tables.
        copies: their reports carry one text.
        title: share of title words in common.
    """
    found += [agree_parties(one, other, rules), agree_tolls(one, other, rules), agree_words(one, other, rules)]
    points = sum(given for given, _ in found) + int(rules.points["title"] * title)
    reasons = [reason for given, reason in found if given > 0 and reason]
    if copies:
        points += rules.points["copy"]
        reasons.append("copy of one text")
    return Match(points, tuple(reasons))


def share_title(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Return the share of title words in common, by the shorter title."""
    least = min(len(one), len(other))
    return len(set(one).intersection(other)) / least if least >= 2 else 0.0
