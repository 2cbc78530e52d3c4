"""Which event, place, party and claim a figure belongs to."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Literal

from dateline.knowledge.number_words import NumberWords
from dateline.model import Actor, Claim, Document, Event, Span, Token
from dateline.stages.numbers.counting import Counted
from dateline.stages.numbers.figures import Figure
from dateline.syntax import Tree

Side = Literal["a", "b", "civilian", "unknown"]
_TYPES: dict[str, tuple[str, ...]] = {
    "killed": ("ASSAULT",),
    "injured": ("ASSAULT",),
    "casualties": ("ASSAULT",),
    "missing": ("ASSAULT",),
    "abducted": ("ASSAULT", "COERCE"),
    "arrested": ("COERCE", "SANCTION"),
    "convicted": ("SANCTION", "COERCE"),
    "expelled": ("SANCTION", "COERCE"),
    "participants": ("PROTEST",),
    "displaced": ("ASSAULT", "COERCE"),
    "released": ("RETREAT",),
    "troops": ("MOBILIZE", "RETREAT", "AID"),
    "fighters": ("ASSAULT", "MOBILIZE"),
    "weapons": ("ASSAULT", "MOBILIZE", "AID"),
}
_RECALLED = ("killed", "injured", "casualties", "missing", "arrested", "participants")
_FAR = 3  # sentences that a toll may look back for its event


class Links:
    """The events, places, actors and claims of one document, indexed by where they stand; built for one call."""

    def __init__(self, doc: Document, tree: Tree) -> None:
        """Index the layers."""
        self.doc, self.tree = doc, tree
        self.mentions = sorted(
            (m.span.start, m.span.end, n) for n, a in enumerate(doc.actors or ()) for m in a.mentions
        )
        self.starts = [row[0] for row in self.mentions]
        self.places = sorted((*m.span, p.id) for p in doc.places or () for m in p.mentions if m.form != "demonym")
        self.events: dict[int, list[tuple[int, Event, Span]]] = {}  # by sentence: order, event, trigger
        for order, event in enumerate(doc.events or ()):
            for mention in event.mentions:
                self.events.setdefault(mention.sentence, []).append((order, event, mention.trigger))
        begins = [sentence.start for sentence in doc.sentences or ()]
        self.said: dict[int, list[Claim]] = {}  # by sentence
        for claim in doc.claims or ():
            for span in claim.content:
                for held in range(max(0, bisect_right(begins, span.start) - 1), bisect_left(begins, span.end)):
                    self.said.setdefault(held, []).append(claim)
        self.when = {p.span: p.when for p in doc.predicates or () if p.when_from != "document"}

    def actor(self, noun: Token) -> Actor | None:
        """Return the actor in the shortest mention that covers the counted noun."""
        at = bisect_right(self.starts, noun.start)
        covering = [row for row in self.mentions[max(0, at - 6) : at] if row[1] >= noun.end]
        if not covering or self.doc.actors is None:
            return None
        return self.doc.actors[min(covering, key=lambda row: (row[1] - row[0], row[2]))[2]]

    def event(self, counted: Counted, figure: Figure, *, cumulative: bool) -> Event | None:
        """Return the event whose trigger governs the figure, else the only or nearest fitting one.

        A total since a start belongs to no single event unless its own verb is one ("the fighting has killed 700").
        Known miss: two attacks in one clause ("raids in A and B killed 12"): the nearest takes the figure.
        """
        sent, types = figure.first.sent, _TYPES.get(counted.what, ())
        near: list[tuple[int, int, Event]] = []
        for held in sorted({sent, counted.governor.sent}):
            for order, event, trigger in self.events.get(held, ()):
                if trigger.overlaps(counted.governor.span):
                    return event
                if held == sent and event.type in types:
                    near.append((abs(trigger.start - counted.governor.start), order, event))
        if cumulative:
            return None
        if near:
            return min(near)[2]
        return self._earlier(sent, types) if counted.what in _RECALLED else None

    def _earlier(self, sent: int, types: tuple[str, ...]) -> Event | None:
        """Return the event of the sentences before, where there is just one that fits."""
        fits = {
            event.id: event
            for held in range(sent - _FAR, sent)
            for _, event, _ in self.events.get(held, ())
            if event.type in types and not event.background and event.status in ("occurred", "ongoing")
        }
        return next(iter(fits.values())) if len(fits) == 1 else None

    def place(self, figure: Figure, counted: Counted, event: Event | None) -> str | None:
        """Return the place in the counted phrase ("some 900 in Syria"), else the event's."""
        after = max(figure.last.i, counted.noun.i) + 1
        tokens = self.tree.tokens[after : after + 5]
        for token in tokens:
            if token.sent != figure.first.sent or token.pos in ("VERB", "AUX", "CCONJ", "PUNCT"):
                break
            if token.lower in ("from", "to", "by", "against"):
                break
            at = bisect_right(self.places, (token.start, len(self.tree.text) + 1, ""))
            for start, end, place in self.places[max(0, at - 3) : at]:
                if start <= token.start and token.end <= end:
                    return place
        return event.where if event else None

    def time(self, counted: Counted, event: Event | None) -> str | None:
        """Return the time of the governing predicate, else the event's."""
        found = self.when.get(counted.governor.span)
        return found or (event.date.time if event and event.date else None)

    def claim(self, figure: Figure) -> Claim | None:
        """Return the innermost claim whose content holds the figure."""
        said = self.said.get(figure.first.sent, ())
        covering = [c for c in said if any(s.contains(figure.span) for s in c.content)]
        return min(covering, key=lambda c: (sum(s.end - s.start for s in c.content), c.id)) if covering else None

    def side(self, counted: Counted, event: Event | None, actor: Actor | None, words: NumberWords) -> Side:
        """Tell whose the dead are: civilians, the event's source (a) or target (b); unknown where nothing tells."""
        lemma = counted.noun.lemma.lower()
        if lemma in words.sets["civilian"]:
            return "civilian"
        if event is None or actor is None or lemma in words.sets["anybody"]:
            return "unknown"
        sources, targets = _parties(event, "source"), _parties(event, "target")
        if not sources and len(targets) > 1:
            return "unknown"
        if not targets and len(sources) == 2:
            sources, targets = sources[:1], sources[1:]
        source, target = self._is_party(actor, sources), self._is_party(actor, targets)
        if source == target:
            return "unknown"
        named = counted.noun.pos == "PROPN" or counted.noun.ent == "NORP"
        if target and not named and any(p.actor == actor.id and p.civilian for p in event.participants):
            return "civilian"  # "Palestinians" does not tell; the events layer's word for a common noun does
        return "a" if source else "b"

    def _is_party(self, actor: Actor, ids: Sequence[str]) -> bool:
        if actor.id in ids:
            return True
        parties = [a for a in self.doc.actors or () if a.id in ids]
        return any(
            (actor.code is not None and actor.code == p.code)
            or (actor.role is not None and actor.role == p.role and (actor.country is None or p.country is None))
            for p in parties
        )


def _parties(event: Event, role: Literal["source", "target"]) -> list[str]:
    return list(dict.fromkeys(p.actor for p in event.parties(role) if p.certainty != "denied"))
