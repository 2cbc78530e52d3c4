"""One document as the event coder reads it: its trees, and who, where and when by token."""

from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import pairwise

from dateline.knowledge.cue_lexicon import load_cue_lexicon
from dateline.knowledge.prepositions import load_prepositions
from dateline.model import Actor, Claim, Document, Place, Predicate, Region, Span, Time, Token
from dateline.syntax import Tree


class Reading:
    """Look-ups over the layers of one document, each made once; nothing here changes the document."""

    def __init__(self, doc: Document) -> None:
        """Index mentions by the tokens that they cover."""
        self.doc = doc
        self.tree = Tree(doc)
        self.text = doc.text or ""
        self.tokens = self.tree.tokens
        self.prepositions = load_prepositions()

    @cached_property
    def actors(self) -> dict[str, Actor]:
        return {actor.id: actor for actor in self.doc.actors or ()}

    @cached_property
    def places(self) -> dict[str, Place]:
        return {place.id: place for place in self.doc.places or ()}

    @cached_property
    def times(self) -> dict[str, Time]:
        return {time.id: time for time in self.doc.times or ()}

    @cached_property
    def claims(self) -> dict[str, Claim]:
        return {claim.id: claim for claim in self.doc.claims or ()}

    @cached_property
    def reporting(self) -> frozenset[str]:
        """The stances of claims that vouch for or against their content."""
        return load_cue_lexicon().reporting

    @cached_property
    def reported(self) -> dict[int, list[tuple[Span, Claim]]]:
        """By sentence, the stretches of text that some claim vouches for or against."""
        starts = [sentence.start for sentence in self.doc.sentences or ()]
        found: dict[int, list[tuple[Span, Claim]]] = {}
        for claim in self.doc.claims or ():
            for span in claim.content if claim.stance in self.reporting else ():
                for sent in range(max(0, bisect_right(starts, span.start) - 1), bisect_left(starts, span.end)):
                    found.setdefault(sent, []).append((span, claim))
        return found

    @cached_property
    def actors_at(self) -> dict[int, list[tuple[Actor, Span]]]:
        """The actors at each token: of the longest mention whose head it is, else of the shortest around it.

        Two actors may share one mention ("the two countries").
        """
        found: dict[int, list[tuple[Actor, Span]]] = {}
        rows = [(mention.span, actor) for actor in self.doc.actors or () for mention in actor.mentions]
        for span, actor in sorted(rows, key=lambda row: (row[0].end - row[0].start, row[0])):
            root = self.tree.root_of(span)
            for token in self.tree.at(span):
                held = found.get(token.i)
                if held is not None and held[0][1] == span:
                    held.append((actor, span))
                elif held is None or (root is not None and token.i == root.i):
                    found[token.i] = [(actor, span)]
        return found

    @cached_property
    def place_at(self) -> dict[int, tuple[Place, Span, str]]:
        """The place mention (place, span, form) at each token."""
        found: dict[int, tuple[Place, Span, str]] = {}
        for place in self.doc.places or ():
            for mention in place.mentions:
                for token in self.tree.at(mention.span):
                    found.setdefault(token.i, (place, mention.span, mention.form))
        return found

    @cached_property
    def predicate_at(self) -> dict[int, Predicate]:
        starts = {token.start: token.i for token in self.tokens}
        return {starts[p.span.start]: p for p in self.doc.predicates or () if p.span.start in starts}

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The lemmas and two-word phrases of the document: what tells an air strike from a teachers' strike."""
        lemmas = [token.lemma.lower() for token in self.tokens]
        return frozenset(lemmas) | frozenset(f"{a} {b}" for a, b in pairwise(lemmas))

    @cached_property
    def is_public(self) -> bool:
        """Whether the document names a state, an authority, an armed or a political actor at all."""
        return any(actor.country or actor.role in _PUBLIC for actor in self.doc.actors or ())

    @cached_property
    def region_at(self) -> dict[int, Region]:
        """The region of each sentence, by sentence index."""
        found = {}
        for index, sentence in enumerate(self.doc.sentences or ()):
            for region in self.doc.regions or ():
                if region.span.start <= sentence.start < region.span.end:
                    found[index] = region
        return found

    def region_of(self, token: Token) -> str:
        """Return the kind of the region that a token stands in."""
        region = self.region_at.get(token.sent)
        return region.kind if region is not None else "body"

    def kinds(self, token: Token) -> frozenset[str]:
        """Return the kinds that a codebook may ask of an argument (see ``codebook.pattern.KINDS``)."""
        kinds: set[str] = set()
        for actor, _ in self.actors_at.get(token.i, ()):
            kinds.add("actor")
            kinds |= _KIND_OF_ACTOR.get(actor.kind or "", frozenset())
            kinds |= _KIND_OF_ROLE.get(actor.role or "", frozenset())
        place = self.place_at.get(token.i)
        if place is not None and place[2] != "demonym":
            kinds.add("place")
            if place[0].kind == "country":
                kinds.add("country")
        if token.ent == "PERSON" and place is None:
            kinds |= {"actor", "person"}
        if token.ent == "MONEY" or any(
            c.ent == "MONEY" for c in self.tree.children(token, "nummod", "compound", "nmod")
        ):
            kinds.add("money")
        if token.pos == "NUM":
            kinds.add("number")
        return frozenset(kinds)


_PUBLIC = frozenset("GOV MIL COP JUD LEG REB SEP INS OPP PTY SPY UAF".split())
_KIND_OF_ACTOR = {
    "government": frozenset({"government", "organization"}),
    "state": frozenset({"government", "country"}),
    "country": frozenset({"government", "country"}),
    "military": frozenset({"military", "armed"}),
    "police": frozenset({"armed"}),
    "armed group": frozenset({"armed", "organization"}),
    "party": frozenset({"organization"}),
    "igo": frozenset({"organization"}),
    "ngo": frozenset({"organization"}),
    "media": frozenset({"media", "organization"}),
    "business": frozenset({"organization"}),
    "person": frozenset({"person"}),
    "civilian": frozenset({"civilian", "person"}),
}
_KIND_OF_ROLE = {
    "CVL": frozenset({"civilian", "person"}),
    "MIL": frozenset({"military", "armed"}),
    "COP": frozenset({"armed"}),
    "REB": frozenset({"armed"}),
    "UAF": frozenset({"armed"}),
    "GOV": frozenset({"government"}),
}
