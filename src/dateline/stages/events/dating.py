"""When one event took place: the time that governs its own mention, else a bound, never a default."""

from dateline.model import Document, EventDate
from dateline.stages.events.candidate import Candidate
from dateline.stages.events.reading import Reading

BOUNDED = frozenset({"occurred", "attempted", "ongoing"})


def find_date(reading: Reading, candidate: Candidate, status: str) -> EventDate | None:
    """Return the date of an event mention, a bound where only that is known, or None.

    What a report tells as having happened did so not after its publication; that bound is evidence, a day is not.
    """
    predicate = candidate.predicate
    time = reading.times.get(predicate.when) if predicate is not None and predicate.when else None
    if time is not None and time.type in ("DATE", "TIME") and (time.start or time.end):
        return EventDate(start=time.start, end=time.end, precision=time.precision, basis=time.basis, time=time.id)
    published = _published(reading.doc)
    if published is not None and status in BOUNDED:
        return EventDate(start=None, end=published, precision=None, basis="not-after-publication", time=None)
    return None


def _published(doc: Document) -> str | None:
    header = doc.header
    for field in (header.published, header.dateline_date) if header else ():
        if field is not None and len(field.value) >= 10 and field.value[:4].isdigit():
            return field.value[:10]
    return None
