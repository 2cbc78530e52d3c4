"""Where and when one event took place, by its own mentions: the first that tells counts, others fill or contradict."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from dateline.codebook import Codebook
from dateline.model import EventDate, Location, Span
from dateline.model.event import Status
from dateline.stages.events.candidate import Candidate
from dateline.stages.events.dating import find_date
from dateline.stages.events.placing import find_locations
from dateline.stages.events.reading import Reading
from dateline.stages.events.standing import find_chain

_POINT = 2  # UCDP where_prec: two different towns contradict each other, a town and its province do not


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """Places and date of one event, and the fields for which its mentions disagree."""

    locations: tuple[Location, ...]
    date: EventDate | None
    conflicts: tuple[dict[str, Any], ...]


def gather(reading: Reading, codebook: Codebook, candidate: Candidate, status: Status) -> Details:
    """Return what the mentions of one event say of its place and date, never what stands elsewhere in the story.

    Example: "A bomb killed six people. The blast, in Kirkuk, …" has the place of its second mention. Where the army
    says Kirkuk and a witness says Mosul, the first stays and both stand in ``conflicts``, each with its span and claim.
    """
    mentions = (candidate, *candidate.later)
    places = [(mention, find_locations(reading, codebook, mention)) for mention in mentions]
    dates = [(mention, find_date(reading, mention, status)) for mention in mentions]
    told = [(mention, date) for mention, date in dates if date is not None and date.start is not None]
    conflicts = [*_places_at_odds(reading, places), *_dates_at_odds(reading, told)]
    return Details(
        locations=next((found for _, found in places if found), ()),
        date=told[0][1] if told else dates[0][1],
        conflicts=tuple(conflicts),
    )


def _places_at_odds(reading: Reading, places: list[tuple[Candidate, tuple[Location, ...]]]) -> Iterable[dict[str, Any]]:
    points = [
        (mention, found[0])
        for mention, found in places
        if found and found[0].precision and found[0].precision <= _POINT
    ]
    if len({location.place for _, location in points}) > 1:
        yield {
            "field": "where",
            "values": [_value(reading, mention, location.place, location.span) for mention, location in points],
        }


def _dates_at_odds(reading: Reading, told: list[tuple[Candidate, EventDate]]) -> Iterable[dict[str, Any]]:
    apart = any(
        (one.end or "") < (other.start or "") or (other.end or "") < (one.start or "")
        for (_, one), (_, other) in combinations(told, 2)
    )
    if apart:
        yield {
            "field": "date",
            "values": [_value(reading, mention, date.start, _span(reading, date)) for mention, date in told],
        }


def _span(reading: Reading, date: EventDate) -> Span | None:
    time = reading.times.get(date.time) if date.time else None
    return time.span if time is not None else None


def _value(reading: Reading, mention: Candidate, value: str | None, span: Span | None) -> dict[str, Any]:
    chain = find_chain(reading, mention.match.token)
    return {"value": value, "span": span, "claim": chain[0] if chain else None}
