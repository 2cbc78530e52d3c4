from collections.abc import Iterator
from dataclasses import dataclass

from dateline.errors import UsageError
from dateline.model import Document, Event, Note, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Words of the report that carry one thing about an event, and the rule or basis by which they were taken so."""

    span: Span
    role: str  # trigger, mention, a party's role, place or a location's role, time, who says so, claim cue
    meaning: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One event with the words that it rests on, in the order of the text, and what could not be told."""

    event: Event
    sentences: tuple[Span, ...]  # every sentence in which a mark stands, in text order
    marks: tuple[Mark, ...]
    absent: tuple[Note, ...]


def explain_events(doc: Document, event: str | None = None) -> tuple[Explanation, ...]:
    """Explain the events of a document, or one of them by its id.

    Raises:
        UsageError: no event has that id; the message lists those there are.
    """
    events = [e for e in doc.events or () if event in (None, e.id)]
    if event and not events:
        ids = ", ".join(e.id for e in doc.events or ()) or "none"
        raise UsageError(f"{doc.source} has no event {event!r}; its events: {ids}")
    return tuple(_explain(doc, one) for one in events)


def _explain(doc: Document, event: Event) -> Explanation:
    marks = sorted(dict.fromkeys(_marks(doc, event)), key=lambda mark: (mark.span, mark.role))
    sentences = [span for span in doc.sentences or () if any(span.overlaps(mark.span) for mark in marks)]
    absent = tuple(note for note in doc.notes if note.event == event.id)
    return Explanation(event=event, sentences=tuple(sentences), marks=tuple(marks), absent=absent)


def _marks(doc: Document, event: Event) -> Iterator[Mark]:
    what = " ".join(filter(None, (event.type, event.mode)))
    yield Mark(span=event.trigger, role="trigger", meaning=f"{what} · {event.status}", basis=event.rule)
    for mention in event.mentions:
        if mention.trigger != event.trigger:
            yield Mark(span=mention.trigger, role="mention", meaning="the same occurrence", basis=event.rule)
    actors = {actor.id: actor for actor in doc.actors or ()}
    for party in event.participants:
        actor = actors.get(party.actor)
        name = f"{actor.name} ({actor.code or 'no code'})" if actor else party.actor
        certainty = "" if party.certainty == "stated" else f", {party.certainty}"
        yield Mark(
            span=party.span, role=party.role, meaning=name + certainty, basis=actor.basis if actor else "unresolved"
        )
    places = {place.id: place for place in doc.places or ()}
    for location in event.locations:
        place = places.get(location.place)
        name = ", ".join(filter(None, (place.name, place.admin1, place.country))) if place else location.place
        role = "place" if location.role == "at" else location.role
        yield Mark(span=location.span, role=role, meaning=name, basis=place.basis if place else "unresolved")
    yield from _time_marks(doc, event)
    yield from _claim_marks(doc, event)


def _time_marks(doc: Document, event: Event) -> Iterator[Mark]:
    when = event.date
    time = next((time for time in doc.times or () if when and time.id == when.time), None)
    if when and time and time.span:
        days = when.start if when.start == when.end else f"{when.start or '…'} – {when.end or '…'}"
        yield Mark(span=time.span, role="time", meaning=str(days), basis=when.basis)


def _claim_marks(doc: Document, event: Event) -> Iterator[Mark]:
    claims = {claim.id: claim for claim in doc.claims or ()}
    for claim in (claims[id] for id in event.claims if id in claims):
        name = claim.source_name or "somebody not named"
        basis = claim.rule or claim.source_kind or "claim"
        for span in claim.source:
            yield Mark(span=span, role="who says so", meaning=name, basis=basis)
        for span in claim.cue:
            yield Mark(span=span, role="claim cue", meaning=f"{name}: {claim.stance}", basis=basis)
