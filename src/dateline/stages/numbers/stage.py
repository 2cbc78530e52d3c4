from dataclasses import replace
from typing import Literal

from dateline.knowledge.number_words import NumberWords, load_number_words
from dateline.model import Document, Event, Number, Span, Token
from dateline.stage import Stage
from dateline.stages.numbers.counting import Counted, find_counted
from dateline.stages.numbers.figures import Figure, find_figures
from dateline.syntax import Tree

Side = Literal["a", "b", "civilian", "unknown"]
_HARM = frozenset({"killed", "injured", "casualties"})
_TYPES = {
    "killed": ("ASSAULT",),
    "injured": ("ASSAULT",),
    "casualties": ("ASSAULT",),
    "abducted": ("ASSAULT", "COERCE"),
    "arrested": ("COERCE", "SANCTION"),
    "participants": ("PROTEST",),
    "displaced": ("ASSAULT", "COERCE"),
    "released": ("RETREAT",),
    "troops": ("MOBILIZE", "RETREAT", "AID"),
}


def numbers_stage(words: NumberWords | None = None) -> Stage:
    """Build the stage that reads quantities of people and arms, with their bounds, their event and who gives them."""
    tables = words or load_number_words()
    return Stage(
        name="numbers",
        version="1",
        reads=frozenset({"text", "tokens", "sentences", "times", "places", "actors", "claims", "predicates", "events"}),
        writes=frozenset({"numbers"}),
        run=lambda doc: replace(doc, numbers=find_numbers(doc, tables)),
        resources=tables.hash,
    )


def find_numbers(doc: Document, words: NumberWords) -> tuple[Number, ...]:
    """Find the quantities of a document.

    Example: "The army said at least 12 people were killed" gives killed, low and best 12, no upper bound, with the
    army's claim. One claim's figure is never mixed with another's.
    """
    tree = Tree(doc)
    found: list[Number] = []
    whole: dict[tuple[int, str], str] = {}
    for figure in find_figures(tree, words):
        counted = find_counted(tree, figure, words)
        if counted is None:
            continue
        name = f"n{len(found) + 1}"
        event = _event(doc, tree, counted)
        key = (figure.last.sent, counted.what)
        found.append(_number(doc, tree, name, figure, counted, event, whole.get(key), words))
        if not counted.part:
            whole[key] = name
    return tuple(found)


def _number(
    doc: Document,
    tree: Tree,
    name: str,
    figure: Figure,
    counted: Counted,
    event: Event | None,
    whole: str | None,
    words: NumberWords,
) -> Number:
    actor = next((a.id for a in doc.actors or () if any(_covers(m.span, counted.noun) for m in a.mentions)), None)
    predicate = next((p for p in doc.predicates or () if p.span == counted.governor.span), None)
    return Number(
        id=name,
        what=counted.what,
        low=figure.low,
        best=figure.best,
        high=figure.high,
        qualifier=figure.qualifier,
        span=figure.span,
        event=event.id if event else None,
        actor=actor,
        where=_place(doc, tree, counted, event),
        when=predicate.when if predicate else None,
        claim=_claim(doc, figure.span),
        side=_side(counted, event, actor, words) if counted.what in _HARM else None,
        scope="cumulative" if counted.cumulative else "event",
        part_of=whole if counted.part else None,
    )


def _covers(span: Span, token: Token) -> bool:
    return span.start <= token.start and token.end <= span.end


def _event(doc: Document, tree: Tree, counted: Counted) -> Event | None:
    """The event whose trigger is the governing word; else the nearest of a fitting type in the same sentence."""
    sent = counted.governor.sent
    near: list[tuple[int, Event]] = []
    for event in doc.events or ():
        for mention in event.mentions:
            if mention.trigger.overlaps(counted.governor.span):
                return event
            if mention.sentence == sent and event.type in _TYPES.get(counted.what, ()):
                near.append((abs(mention.trigger.start - counted.governor.start), event))
    return min(near, key=lambda row: row[0])[1] if near else None


def _place(doc: Document, tree: Tree, counted: Counted, event: Event | None) -> str | None:
    """The place in the counted phrase ("some 900 in Syria"), else the event's."""
    for token in tree.subtree(counted.noun, without=("conj", "relcl", "appos", "acl")):
        for place in doc.places or ():
            if any(m.form != "demonym" and _covers(m.span, token) for m in place.mentions):
                return place.id
    return event.where if event else None


def _claim(doc: Document, span: Span) -> str | None:
    covering = [c for c in doc.claims or () if any(s.contains(span) for s in c.content)]
    return min(covering, key=lambda c: (sum(s.end - s.start for s in c.content), c.id)).id if covering else None


def _side(counted: Counted, event: Event | None, actor: str | None, words: NumberWords) -> Side:
    if counted.noun.lemma.lower() in words.civilian:
        return "civilian"
    if event is not None and actor is not None:
        if actor in {p.actor for p in event.parties("source")}:
            return "a"
        if actor in {p.actor for p in event.parties("target")}:
            party = next(p for p in event.parties("target") if p.actor == actor)
            return "civilian" if party.civilian else "b"
    return "unknown"
