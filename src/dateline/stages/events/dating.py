"""When one event took place: the time that governs its own mention, else a bound, never a default."""

import re

from dateline.model import Document, EventDate, Time, Token
from dateline.stages.events.candidate import Candidate
from dateline.stages.events.reading import Reading

_DURATION = re.compile(r"P(?P<n>\d+)(?P<unit>Y|DE|CE)")
_STEPS = 4
OWN = frozenset({"clause", "sentence"})  # a day carried over from another sentence is not this mention's own
BOUNDED = frozenset({"occurred", "attempted", "ongoing"})


def find_date(reading: Reading, candidate: Candidate, status: str) -> EventDate | None:
    """Return the date of an event mention, a bound where only that is known, or None.

    What a report tells as having happened did so not after its publication; that bound is evidence, a day is not.
    """
    predicate = candidate.predicate
    time = reading.times.get(predicate.when) if predicate is not None and predicate.when else None
    published = _published(reading.doc)
    told = predicate is not None and predicate.when_from in OWN
    if status in BOUNDED and published is not None and time is not None and (time.start or "") > published:
        told = False  # what has happened did so before it was reported: the expression is read wrongly
    if time is not None and told and time.type in ("DATE", "TIME") and (time.start or time.end):
        return EventDate(start=time.start, end=time.end, precision=time.precision, basis=time.basis, time=time.id)
    if status in BOUNDED:
        bound = _before_event(reading, candidate, published)
        if bound is not None:
            return bound
    if published is not None and status in BOUNDED:
        return EventDate(start=None, end=published, precision=None, basis="not-after-publication", time=None)
    return None


def _before_event(reading: Reading, candidate: Candidate, published: str | None) -> EventDate | None:
    """Return the bound of an act after which something else happened.

    "Parliament voted in 2020 after a strike killed him": the strike was not after 2020. "… two decades after troops
    invaded": not later than two decades before what it is set against.
    """
    clause = _after_clause(reading, candidate)
    if clause is None:
        return None
    main = reading.tree.head(clause)
    predicate = reading.predicate_at.get(main.i) if main is not None else None
    told = predicate is not None and predicate.when_from != "document"
    time = reading.times.get(predicate.when) if predicate is not None and predicate.when and told else None
    end = time.end if time is not None else published
    since = _duration_before(reading, clause)
    anchor = since or time
    if since is not None and end is not None:
        end = _years_before(end, since.value)
    if anchor is None or end is None:
        return None
    return EventDate(start=None, end=end, precision=None, basis="relative-to-event", time=anchor.id)


def _after_clause(reading: Reading, candidate: Candidate) -> Token | None:
    """The verb of the clause that "after" opens and that the trigger stands in."""
    token: Token | None = candidate.match.token
    for _ in range(_STEPS):
        if token is None:
            return None
        if token.dep in ("advcl", "pcomp") and any(c.lower == "after" for c in reading.tree.children(token, "mark")):
            return token
        token = reading.tree.head(token) if token.dep in ("nsubj", "nsubjpass", "dobj", "conj", "compound") else None
    return None


def _duration_before(reading: Reading, clause: Token) -> Time | None:
    """The length of time that stands right before "after"."""
    marks = [c for c in reading.tree.children(clause, "mark") if c.lower == "after"]
    for time in reading.doc.times or ():
        if time.type == "DURATION" and time.span is not None and 0 <= marks[0].start - time.span.end <= 1:
            return time
    return None


def _years_before(day: str, value: str | None) -> str | None:
    """Return the day a number of years or decades before another (ISO 8601 durations P3Y, P2DE); None for others."""
    found = _DURATION.fullmatch(value or "")
    if found is None:
        return None
    years = int(found["n"]) * {"Y": 1, "DE": 10, "CE": 100}[found["unit"]]
    year = int(day[:4]) - years
    return f"{year:04d}{day[4:]}" if year > 0 and day[5:] != "02-29" else f"{year:04d}-02-28"


def _published(doc: Document) -> str | None:
    header = doc.header
    for field in (header.published, header.dateline_date) if header else ():
        if field is not None and len(field.value) >= 10 and field.value[:4].isdigit():
            return field.value[:10]
    return None
