"""What two codebooks make of the same report: events that one codes and the other does not, or codes otherwise."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Literal

from dateline.codebook.revision import Cause, Revision
from dateline.model import Document, Event, Span
from dateline.model.event import ParticipantRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """How one codebook coded an event: what is compared, and the rule. Parties are written "name (CODE)"."""

    type: str
    mode: str | None
    cameo: str | None
    contexts: tuple[str, ...]
    status: str
    standing: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    others: tuple[str, ...]
    place: str | None
    date: tuple[str | None, str | None]
    about: str | None
    mentions: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventChange:
    """One event that a change of the codebook adds, drops or alters; ``fields`` names what is altered."""

    kind: Literal["added", "dropped", "altered"]
    document: str
    source: str
    sentence: str
    trigger: str
    span: Span
    old: Coding | None
    new: Coding | None
    fields: tuple[str, ...]
    cause: Cause


Pair = tuple[Event | None, Event | None]


def compare_documents(old: Document, new: Document, revision: Revision) -> tuple[EventChange, ...]:
    """Return what differs between two codings of one report, in text order.

    Events are taken for the same where their triggers are (with the same type, if there is a choice), else where a word
    of theirs is ("the *strike* … Friday's *strike*"). A coding by another rule that says the same is no change.

    Known miss: an event that joins another occurrence counts as dropped, although its words are still a mention of it.
    """
    changes = []
    for before, after in _pair(old.events or (), new.events or ()):
        a = _coding(old, before) if before else None
        b = _coding(new, after) if after else None
        altered = tuple(
            f.name for f in fields(Coding) if a and b and f.name != "rule" and getattr(a, f.name) != getattr(b, f.name)
        )
        event = after or before
        if event is None or (a and b and not altered):
            continue
        doc = new if after else old
        changes.append(
            EventChange(
                kind="altered" if a and b else "added" if b else "dropped",
                document=doc.id,
                source=doc.source,
                sentence=" ".join(doc.sentence_text(event.sentence).split()),
                trigger=" ".join(event.trigger.of(doc.text or "").split()),
                span=event.trigger,
                old=a,
                new=b,
                fields=altered,
                cause=revision.find_cause(a.rule if a else None, b.rule if b else None)
                or _cause_of_mention(doc, before, after, revision)
                or Cause(reason="unknown"),
            )
        )
    changes.sort(key=lambda change: (change.span, change.kind))
    return tuple(_with_other_causes(new, changes, revision))


def _cause_of_mention(doc: Document, before: Event | None, after: Event | None, revision: Revision) -> Cause | None:
    """Name the rule by which a word joined the event, or joins it no more: "shelled a village, *killing* two"."""
    joined = [{m.trigger for m in event.mentions} if event else set() for event in (before, after)]
    return _cause_in(doc, sorted(joined[0] ^ joined[1]), revision)


def _cause_in(doc: Document, spans: Iterable[Span], revision: Revision) -> Cause | None:
    for span in spans:
        for token in doc.tokens or ():
            if span.contains(token.span) and (cause := revision.find_cause_of_word(token.lemma.lower())):
                return Cause(reason="neighbour", entry=cause.entry, parts=(f"“{token.text}”, where {cause}",))
    return None


def _with_other_causes(doc: Document, changes: Sequence[EventChange], revision: Revision) -> Iterable[EventChange]:
    """Name a changed rule of the same sentence, else what entries share, where an event's own rules are as before."""
    told = [change for change in changes if change.cause.reason != "unknown"]
    for change in changes:
        if change.cause.reason != "unknown":
            yield change
            continue
        near = next((other for other in told if other.sentence == change.sentence), None)
        if near and near.cause.reason != "neighbour":
            part = f"“{near.trigger}”, where {near.cause}"
            yield replace(change, cause=Cause(reason="neighbour", entry=near.cause.entry, parts=(part,)))
            continue
        sentence = [span for span in doc.sentences or () if span.contains(change.span)]
        shared = Cause(reason="shared", parts=revision.shared) if revision.shared else change.cause
        yield replace(change, cause=_cause_in(doc, sentence, revision) or shared)


def _pair(old: Sequence[Event], new: Sequence[Event]) -> list[Pair]:
    """Pair the events of two codings: by trigger and type, by trigger, by a shared word and type, by a shared word."""
    pairs: list[Pair] = []
    left, right = list(old), list(new)
    for same in _SAMENESS:
        for before in list(left):
            after = next((event for event in right if same(before, event)), None)
            if after:
                pairs.append((before, after))
                left.remove(before)
                right.remove(after)
    return [*pairs, *((event, None) for event in left), *((None, event) for event in right)]


def _share_words(a: Event, b: Event) -> bool:
    return any(m.trigger.overlaps(n.trigger) for m in a.mentions for n in b.mentions)


_SAMENESS: tuple[Callable[[Event, Event], bool], ...] = (
    lambda a, b: a.trigger == b.trigger and a.type == b.type,
    lambda a, b: a.trigger == b.trigger,
    lambda a, b: a.type == b.type and _share_words(a, b),
    lambda a, b: _share_words(a, b),
)


def _coding(doc: Document, event: Event) -> Coding:
    place = next((place for place in doc.places or () if place.id == event.where), None)
    inner = next((other for other in doc.events or () if other.id == event.about), None)
    others = sorted({p.role for p in event.participants} - {"source", "target"})
    return Coding(
        type=event.type,
        mode=event.mode,
        cameo=event.cameo,
        contexts=event.contexts,
        status=event.status,
        standing=event.standing,
        source=_parties(doc, event, "source"),
        target=_parties(doc, event, "target"),
        others=tuple(f"{role}: {name}" for role in others for name in _parties(doc, event, role)),
        place=place.name if place else event.where,
        date=(event.date.start, event.date.end) if event.date else (None, None),
        about=f"{inner.type} “{' '.join(inner.trigger.of(doc.text or '').split())}”" if inner else event.about,
        mentions=tuple(" ".join(mention.trigger.of(doc.text or "").split()) for mention in event.mentions[1:]),
        rule=event.rule,
    )


def _parties(doc: Document, event: Event, role: ParticipantRole) -> tuple[str, ...]:
    actors = {actor.id: actor for actor in doc.actors or ()}
    found = []
    for party in event.parties(role):
        actor = actors.get(party.actor)
        name = " ".join(actor.name.split()) if actor else party.actor
        code = f" ({actor.code})" if actor and actor.code else ""
        found.append(name + code + ("" if party.certainty == "stated" else f", {party.certainty}"))
    return tuple(found)
