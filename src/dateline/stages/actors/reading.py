from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from dateline.knowledge.agents import Agents
from dateline.knowledge.registry import Entry, Registry, Word, words_of
from dateline.model import Document, Place, Span, Token
from dateline.syntax import Tree

ACTS_AS = frozenset({"nsubj", "nsubjpass", "dobj", "agent", "dative", "csubj", "attr"})
IN_PHRASE = frozenset(
    {"amod", "compound", "nmod", "poss", "case", "punct", "advmod", "npadvmod", "det", "nummod", "quantmod"}
)
PLACING = frozenset({"in", "at", "near", "inside", "outside", "across", "throughout", "around"})
GENERAL = frozenset({"igo", "ngo", "state", "person", "ethnic", "religious", "coalition"})
NOT_NAMING = frozenset({"PUNCT", "DET", "PRON", "NUM", "ADV", "SYM", "CCONJ", "ADP", "SCONJ"})
SKIPPED_REGIONS = frozenset({"dateline", "byline", "credit", "boilerplate"})


@dataclass(frozen=True, slots=True)
class NameHit:
    """A name of the registry at tokens ``[first, last)``; ``entries`` best first."""

    first: int
    last: int
    form: str
    entries: tuple[Entry, ...]
    ethnic: bool = False  # "ethnic Albanians", "Bosnian Serbs": a people, not the state

    @property
    def entry(self) -> Entry:
        return self.entries[0]


class Reading:
    """One document as the stage reads it: its tree, the registry's names in it, and what each token may be."""

    def __init__(self, doc: Document, registry: Registry, agents: Agents) -> None:
        """Index the document."""
        self.doc = doc
        self.text = doc.text or ""
        self.tree = Tree(doc)
        self.tokens: tuple[Token, ...] = doc.tokens or ()
        self.lower: list[str] = [token.text.lower() for token in self.tokens]
        self.registry = registry
        self.agents = agents
        self.date = _published(doc)
        self.skipped = [r.span for r in doc.regions or () if r.kind in SKIPPED_REGIONS]
        self._starts = [token.start for token in self.tokens]
        self._ends = [token.end for token in self.tokens]

    def token_range(self, start: int, end: int) -> tuple[int, int]:
        """Return the tokens ``[first, last)`` that a stretch of the text touches."""
        return bisect_right(self._ends, start), bisect_left(self._starts, end)

    def span(self, first: int, last: int) -> Span:
        return Span(self.tokens[first].start, self.tokens[last - 1].end)

    def text_of(self, first: int, last: int) -> str:
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]

    def is_skipped(self, first: int) -> bool:
        """Tell whether a token stands in a dateline, byline or credit, where nobody acts."""
        start = self.tokens[first].start
        return any(span.start <= start < span.end for span in self.skipped)

    @cached_property
    def hits(self) -> list[NameHit]:
        """The registry's names in the text, longest first at each place, none overlapping another."""
        return list(self._find_hits())

    def _find_hits(self) -> Iterator[NameHit]:
        for sentence in self.doc.sentences or ():
            yield from self._find_in(words_of(self.text, (sentence.start, sentence.end)))

    def _find_in(self, words: list[Word]) -> Iterator[NameHit]:
        at = 0
        state: tuple[int, str | None] | None = None  # the adjective of a state read last: where it ends, whose it is
        while at < len(words):
            match = self.registry.match(words, at)
            if match is None:
                at += 1
                continue
            begin = words[at].start
            if at and words[at - 1].key == "al" and self.text[words[at - 1].end : begin] == "-":
                begin = words[at - 1].start
            first, last = self.token_range(begin, words[match.last - 1].end)
            if first < last and not self._is_opposed(begin):
                entries = tuple(map(self.registry.entry, match.entries))
                entries = self._of_neighbour(state, first, last, entries)
                state = None
                if not entries:
                    at = match.last
                    continue
                if match.form == "demonym" and entries[0].kind == "state":
                    state = (last, entries[0].country)
                yield NameHit(first, last, match.form, entries, match.form == "demonym" and self._is_ethnic(first))
            at = match.last

    def _of_neighbour(
        self, state: tuple[int, str | None] | None, first: int, last: int, entries: tuple[Entry, ...]
    ) -> tuple[Entry, ...]:
        """Return the entries that a name may mean after a state's adjective.

        Names made of common nouns belong to many countries: "Iraqi Resistance Front" is no group of another country
        whose name is Resistance Front.
        """
        if state is None or state[0] != first or not self.agents.noun_at(self.lower, last - 1):
            return entries
        return tuple(e for e in entries if e.country in (state[1], None) or e.kind in GENERAL)

    def _is_opposed(self, begin: int) -> bool:
        """Tell whether a name only says what somebody is for, against or after: "anti-Syria", "pro-Iranian"."""
        return self.text[max(0, begin - 5) : begin].lower().endswith(("anti-", "pro-", "non-", "post-", "pre-", "ex-"))

    def _is_ethnic(self, first: int) -> bool:
        return first > 0 and self.lower[first - 1] == "ethnic"

    @cached_property
    def hit_at(self) -> dict[int, NameHit]:
        return {i: hit for hit in self.hits for i in range(hit.first, hit.last)}

    @cached_property
    def place_at(self) -> dict[int, Place]:
        """The place whose mention covers a token, by token."""
        found: dict[int, Place] = {}
        for place in self.doc.places or ():
            for mention in place.mentions:
                first, last = self.token_range(*mention.span)
                found.update((i, place) for i in range(first, last))
        return found

    def is_known_place(self, at: int) -> bool:
        """Tell whether a token is of a place that the gazetteer has; of one that it lacks, only the name is known."""
        place = self.place_at.get(at)
        return place is not None and place.basis != "unresolved"

    @cached_property
    def entities(self) -> list[tuple[int, int, str]]:
        """The parser's entities as token ranges with labels."""
        found: list[tuple[int, int, str]] = []
        for token in self.tokens:
            if token.ent_start:
                found.append((token.i, token.i + 1, token.ent))
            elif token.ent and found and found[-1][1] == token.i and found[-1][2] == token.ent:
                found[-1] = (found[-1][0], token.i + 1, token.ent)
        return found

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """The countries that the report names, most often first, then in text order."""
        counts: dict[str, int] = {}
        for hit in self.hits:
            if hit.entry.kind not in ("igo", "ngo", "media") and hit.entry.country:
                counts[hit.entry.country] = counts.get(hit.entry.country, 0) + 1
        for place in self.doc.places or ():
            if place.country:
                counts[place.country] = counts.get(place.country, 0) + len(place.mentions)
        return tuple(sorted(counts, key=lambda country: -counts[country]))

    def country_at(self, at: int) -> str | None:
        """Return the country of the state or place named at a token."""
        hit, place = self.hit_at.get(at), self.place_at.get(at)
        if hit and hit.entry.kind == "state":
            return hit.entry.country
        return place.country if place else None

    @cached_property
    def scenes(self) -> dict[int, str]:
        """The country where each sentence takes place, where "in", "near" and the like name exactly one.

        Where an official or a source is ("officials in Geneva said") does not count.
        """
        found: dict[int, set[str]] = {}
        for token in self.tokens:
            above = self.tree.head(token)
            if token.dep != "pobj" or above is None or above.lower not in PLACING or self.is_skipped(token.i):
                continue
            country = self.country_at(token.i)
            if country and not self.agents.noun_at(self.lower, above.head):
                found.setdefault(token.sent, set()).add(country)
        return {sent: next(iter(countries)) for sent, countries in found.items() if len(countries) == 1}

    def is_many(self, at: int) -> bool:
        """Tell whether a noun is written in the plural."""
        return self.tokens[at].tag in ("NNS", "NNPS")

    def possessor(self, at: int) -> Token | None:
        """Return the pronoun that says whose somebody is: "its troops", "our fighters"."""
        token = self.tree.child(self.tokens[at], "poss")
        known = token is not None and (token.lower in self.agents.pronouns or token.lower in self.agents.first_person)
        return token if known else None

    def head_of(self, first: int, last: int) -> int:
        """Return the token of a range that the rest hangs on (the last one if the parse breaks it up)."""
        for i in range(last - 1, first - 1, -1):
            head = self.tokens[i].head
            if (head == i or not first <= head < last) and self.tokens[i].pos != "PUNCT":
                return i
        return last - 1

    def phrase_start(self, head: int) -> int:
        """Return where the simple noun phrase of a head begins: with adjectives, compounds, possessors, no article.

        The words must hang on the head, on one another, or stand unbroken before it as nouns and adjectives.
        """
        first = head
        sent = self.tokens[head].sent
        while first > 0:
            token = self.tokens[first - 1]
            if token.sent != sent or not self._in_phrase(token, first, head):
                break
            first -= 1
        numbers = [i for i in range(first, head) if self.tokens[i].pos == "NUM"]
        if numbers and not any(i in self.hit_at for i in range(first, numbers[-1])):
            first = numbers[-1] + 1  # "more than 500 soldiers"
        while first < head and (
            first not in self.hit_at
            and (self.tokens[first].pos in NOT_NAMING or not self.tokens[first].text[0].isalnum())
        ):
            first += 1
        return first

    def _in_phrase(self, token: Token, first: int, head: int) -> bool:
        above = self.tokens[head]
        limit = above.head if above.dep in ("compound", "amod", "nmod") else head  # "U.S." of "U.S. drone strike"
        if token.dep in IN_PHRASE and token.i < token.head <= limit:
            return not (token.pos == "PUNCT" and token.text not in "-–'’\"“”")
        if token.tag == "POS" or token.text == "-":
            return token.i < head and self.tokens[token.head].head <= limit
        hit = self.hit_at.get(token.i)
        if hit and hit.form == "demonym" and hit.last == first and token.tag not in ("NNS", "NNPS"):
            return True  # however the parse hangs it: "U.S. and Russian negotiators"
        return (
            token.dep == "conj"
            and token.pos in ("ADJ",)
            and token.head < token.i
            and self.tokens[token.head].dep == "amod"
        )


def _published(doc: Document) -> str | None:
    """Return the report's day as ISO, or None when it has none (or only part of one)."""
    field = doc.header.published if doc.header else None
    value = field.value if field else doc.meta.published
    return value[:10] if value and value[:4].isdigit() and len(value) >= 10 else None
