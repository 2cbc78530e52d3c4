"""Where one event took place: the places that its own mention names."""

from collections.abc import Iterator, Sequence
from typing import Literal

from dateline.codebook import Codebook
from dateline.model import Location, Place, Span, Token
from dateline.stages.events.candidate import Candidate
from dateline.stages.events.reading import Reading
from dateline.syntax import is_verbal

_CLOSED = ("ccomp", "relcl", "advcl", "parataxis", "conj", "appos", "acl")
_MODIFIERS = ("compound", "nmod", "amod")
_WHICH = ("relcl", "acl")  # "near a patrol passing on a bridge at Ica": what stands in a place says more of it
_COARSER = 2  # UCDP where_prec of "near" or "outside" a point
_BUILDING = 0.5
_UNKNOWN = 0.8  # of a named place that no gazetteer holds: a village or a building, hardly ever a province


def find_locations(reading: Reading, codebook: Codebook, candidate: Candidate) -> tuple[Location, ...]:
    """Return the places of one event mention, the finest first; where none is named, ().

    Example: in "Rebels shelled a camp near Goma on Friday, the army said in Kinshasa" the place is Goma, related
    "near"; Kinshasa is where the army spoke.
    """
    found: dict[str, Location] = {}
    kinds = codebook.classes.get("PLACE_NOUN", frozenset())
    impact = codebook.classes.get("IMPACT", frozenset())
    parties = {party.span for party in candidate.parties.source}
    words = reading.prepositions
    named = list(_named(reading, candidate, kinds, impact))
    for place, span, preposition in named or _nearby(reading, candidate, kinds, impact):
        if span in parties:  # "talks between Serbia and Kosovo" took place in neither
            continue
        role: Literal["at", "origin", "destination", "affected"] = "at"
        if preposition in words.origin:
            role = "origin"
        elif preposition in words.destination:
            role = "destination"
        elif preposition == "object":
            role = "affected"
        relation = preposition if preposition in words.relation else None
        precision = place.precision
        if relation and precision is not None:
            precision = max(precision, _COARSER)
        found.setdefault(
            place.id, Location(place=place.id, role=role, span=span, relation=relation, precision=precision)
        )
    return tuple(sorted(found.values(), key=lambda location: _fineness(location, reading.places[location.place])))


_ORDER = {"at": 0, "affected": 0, "destination": 1, "origin": 2}


def _fineness(location: Location, place: Place) -> tuple[int, float, bool, Span]:
    """Order places from the finest: a building within its town, what was hit within what it was hit in."""
    size = _BUILDING if place.kind == "facility" else location.precision or _UNKNOWN
    return _ORDER[location.role], size, location.role != "affected", location.span


def _named(
    reading: Reading, candidate: Candidate, kinds: frozenset[str], impact: frozenset[str]
) -> Iterator[tuple[Place, Span, str]]:
    match, words = candidate.match, reading.prepositions
    parties = {span for party in (*candidate.parties.source,) for span in [party.span]}
    token = match.token
    yield from _below(reading, kinds, token, "")
    for filled in match.filled:
        if filled.i != token.i and not words.topic & {filled.lower, reading.tokens[filled.head].lower}:
            yield from _below(reading, kinds, filled, "")
    for head, name in ((match.args.objects, "object"), (match.args.subjects, "")):
        for argument in head:
            place = reading.place_at.get(argument.i)
            if place is not None and name and place[2] != "demonym" and place[1] not in parties:
                yield place[0], place[1], name
            elif argument.sent == token.sent and not match.args.inherited:
                yield from _below(reading, kinds, argument, name)
    for preposition, argument in match.args.preps:
        place = reading.place_at.get(argument.i)
        if place is None and preposition in words.at | words.during:
            yield from _below(reading, kinds, argument, preposition)
    verb = reading.tree.head(token)
    if match.noun and token.dep == "nsubj" and verb is not None and verb.lemma.lower() in impact:
        yield from _below(reading, kinds, verb, "")  # "artillery fire hit a hospital in Misrata"
        for argument in reading.tree.children(verb, "dobj"):
            yield from _below(reading, kinds, argument, "")
    yield from _above(reading, kinds, token)
    yield from _anywhere(reading, kinds, match.args.objects)


def _nearby(
    reading: Reading, candidate: Candidate, kinds: frozenset[str], impact: frozenset[str]
) -> Iterator[tuple[Place, Span, str]]:
    """Places of what came together with the event, where it has none itself.

    "Two were killed and nine *wounded in Ica*"; "killed while *planting a bomb in Ica*"; "after *clashes in Ica*".
    """
    tree, token = reading.tree, candidate.match.token
    for other in tree.children(token, "conj"):
        if other.lemma.lower() in impact and is_verbal(tree, other):
            yield from _below(reading, kinds, other, "")
    if token.lemma.lower() not in impact:
        return
    for clause in tree.children(token, "advcl"):
        if any(each.lower in _TOGETHER for each in tree.children(clause, "mark", "advmod")):
            yield from _below(reading, kinds, clause, "")
            for argument in tree.children(clause, "dobj", "nsubj"):
                yield from _below(reading, kinds, argument, "")
    for preposition in tree.children(token, "prep"):
        if preposition.lower == "after":
            for noun in tree.children(preposition, "pobj"):
                yield from _below(reading, kinds, noun, "")


_TOGETHER = frozenset({"while", "when", "as"})


def _anywhere(reading: Reading, kinds: frozenset[str], arguments: Sequence[Token]) -> Iterator[tuple[Place, Span, str]]:
    """Places in phrases that the parser hung on a name beside an argument: "killed X, an aide, outside the port"."""
    for argument in arguments:
        for token in reading.tree.subtree(argument, without=("relcl", "acl", "ccomp", "advcl")):
            if token.pos == "ADP" and token.lower in reading.prepositions.at:
                yield from _below(reading, kinds, token, token.lower)


def _below(reading: Reading, kinds: frozenset[str], token: Token, inherited: str) -> Iterator[tuple[Place, Span, str]]:
    """Places in the phrases that hang on a word, each with the preposition that brings it in."""
    stack = [(child, inherited) for child in reversed(reading.tree.children(token)) if child.dep not in _CLOSED]
    if not stack or not reading.place_at:
        return
    words = reading.prepositions
    open_ = words.open | {"", "of", "object"}
    while stack:
        child, preposition = stack.pop()
        if child.lower == "according":
            continue
        if child.dep in ("nsubj", "nsubjpass", "dobj") and is_verbal(reading.tree, token):
            continue
        if child.dep == "agent":
            preposition = "by whom"
        elif child.pos == "ADP" and not (child.lower == "of" and _kind_noun(reading, child, kinds)):
            preposition = child.lower
        place = reading.place_at.get(child.i)
        head = reading.tokens[child.head]
        names = (child.dep == "npadvmod" or (child.dep in ("compound", "poss", "nmod") and head.pos != "PROPN")) and (
            child.i not in reading.actors_at or preposition in words.at | words.during
        )
        named_by_of = child.dep == "pobj" and _kind_noun(reading, head, kinds)
        located = named_by_of or (
            preposition in words.at | words.origin | words.destination and child.dep not in _MODIFIERS
        )
        if place is not None and place[2] != "demonym" and (located or (names and place[2] != "abbreviation")):
            yield place[0], place[1], preposition
        if preposition in open_ or child.pos == "ADP":
            closed = frozenset(_CLOSED).difference(_WHICH if preposition in words.at else ())
            stack += [(c, preposition) for c in reversed(reading.tree.children(child)) if c.dep not in closed]


def _above(reading: Reading, kinds: frozenset[str], token: Token) -> Iterator[tuple[Place, Span, str]]:
    """Places of the verb that carries or shares the event: "were killed in a raid on Friday in Goma"."""
    tree = reading.tree
    for _ in range(3):
        head = tree.head(token)
        if head is None or token.dep in ("ccomp", "parataxis", "relcl", "pcomp"):
            return
        if token.dep == "nsubj" and not _carries(reading, head):
            return
        if is_verbal(tree, head):
            for child in tree.children(head, "prep", "npadvmod", "advmod"):
                if child.lower in reading.prepositions.at:
                    yield from _below(reading, kinds, child, child.lower)
        token = head


def _kind_noun(reading: Reading, preposition: Token, kinds: frozenset[str]) -> bool:
    """Tell whether "of" only names what kind of place it is: "the town of Djibo", "the outskirts of Damascus"."""
    head = reading.tree.head(preposition)
    return preposition.lower == "of" and head is not None and head.lemma.lower() in kinds


def _carries(reading: Reading, verb: Token) -> bool:
    """Tell whether a verb only says that its subject took place: "talks began in …", "a bomber blew himself up"."""
    objects = reading.tree.children(verb, "dobj", "ccomp", "xcomp", "attr")
    return all(each.lower.endswith(("self", "selves")) or each.lower == "place" for each in objects)
