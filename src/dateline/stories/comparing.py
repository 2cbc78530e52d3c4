from dataclasses import dataclass

from dateline.stories.agreement import Points, agree_date, agree_place, agree_tolls, agree_type, agree_words
from dateline.stories.parties import agree_parties
from dateline.stories.rules import LinkingRules
from dateline.stories.sketch import DocumentSketch, EventSketch

Member = tuple[DocumentSketch, EventSketch]
UNDATED = 10**7  # behind every day


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


def match_events(one: Member, other: Member, rules: LinkingRules, *, copies: bool) -> Match | None:
    """Compare two events with their documents, in the order of their keys, so that reasons are always worded alike.

    ``copies``: the documents carry one text. None where the events cannot be one occurrence.
    """
    screened = screen_events(one[1], other[1], rules)
    if screened is None:
        return None
    (mine, first), (theirs, second) = one, other
    if (theirs.key, second.id) < (mine.key, first.id):
        first, second, mine, theirs = second, first, theirs, mine
    title = share_title(mine.title, theirs.title)
    return weigh_events(screened, first, second, rules, copies=copies, title=title)


def rank_vagueness(member: Member) -> tuple[object, ...]:
    """Return how little an event says of itself; the least vague ones stand for their cluster."""
    document, event = member
    place, date = event.place, event.date
    where = place.precision if place and place.stated else 9
    when = date.end - date.start if date and date.stated and date.start is not None else 999
    return (where, when, -len(event.parties), document.key, event.id)


def rank_published(document: DocumentSketch) -> int:
    """Return a document's day of publication as it is ordered by: last, where it is not known."""
    return UNDATED if document.published is None else document.published
