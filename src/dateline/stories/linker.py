"""Linking of documents, all at once or batch by batch, with the same result."""

from collections.abc import Iterable, Iterator
from itertools import product

import numpy as np

from dateline.errors import UsageError
from dateline.model import CopyGroup, Linking, Occurrence
from dateline.stories.blocks import BlockIndex, name_event_blocks, name_text_blocks
from dateline.stories.clustering import Components, cluster_pairs
from dateline.stories.comparing import Match, compare_events, share_title
from dateline.stories.copies import are_copies
from dateline.stories.occurrences import Places, describe_occurrence
from dateline.stories.provenance import fold_name
from dateline.stories.rules import LinkingRules, load_rules
from dateline.stories.sketch import DocumentSketch, EventSketch

Pair = tuple[int, int]


def link_documents(sketches: Iterable[DocumentSketch], *, rules: LinkingRules | None = None) -> Linking:
    """Group copies and link the events of documents that are one occurrence.

    Example:
        Two reports of "Tuesday's bombing in Mosul", one with 12 dead and one with 17 a day later, are one occurrence
        with two reports and a toll that grows.
    """
    linker = Linker(rules=rules)
    linker.add(sketches)
    return linker.link()


class Linker:
    """The state of linking: sketches, blocks, and the pairs that were found to be one.

    ``add`` compares only what a batch brings with what shares a block with it; ``link`` groups the pairs anew. Both
    depend on the set of documents alone: which pairs are compared is a function of what stands in a block.
    """

    def __init__(self, *, rules: LinkingRules | None = None) -> None:
        self.rules = rules or load_rules()
        self.documents: list[DocumentSketch] = []
        self.events: list[tuple[int, EventSketch]] = []
        self.first_event: list[int] = []
        self.copies: set[Pair] = set()
        self.matches: dict[Pair, Match] = {}
        self._outlets: set[str] = set()
        self._numbers: dict[str, int] = {}
        self._texts = BlockIndex(self.rules.blocks)
        self._events = BlockIndex(self.rules.blocks)

    def add(self, sketches: Iterable[DocumentSketch]) -> None:
        """Take a batch of documents in.

        Raises:
            UsageError: a key is known already with another sketch; a changed document needs a new linker.
        """
        first_document, first_event = len(self.documents), len(self.events)
        self._register(sketches)
        copies, parted = self._pair(self._texts, self._text_keys(first_document), first_document, self._rank_text)
        for pair in self._candidates(copies):
            if self._copies(*pair):
                self.copies.add(pair)
        gone = [pair for pair in parted if pair in self.copies and not self._text_support(pair)]
        self.copies.difference_update(gone)
        pairs, dropped = self._pair(self._events, self._event_keys(first_event), first_event, self._rank_event)
        for pair in self.copies:
            if pair[1] >= first_document:
                pairs.append(np.array([one << 32 | other for one, other in self._cross(pair)], dtype=np.uint64))
        for pair in self._candidates(pairs):
            match = self._compare(*pair)
            if match and match.points >= self.rules.points["threshold"]:
                self.matches[pair] = match
        dropped.update(pair for lost in gone for pair in self._cross(lost))
        for pair in dropped:
            if pair in self.matches and not self._event_support(pair):
                del self.matches[pair]

    def link(self) -> Linking:
        """Return copy groups and occurrences of all documents so far."""
        groups = self._group_copies()
        home = {key: group.id for group in groups for key in group.documents}
        return Linking(
            rules=self.rules.version, copies=groups, occurrences=tuple(self._occurrences(home))
        )

    def _register(self, sketches: Iterable[DocumentSketch]) -> None:
        for sketch in sketches:
            number = self._numbers.get(sketch.key)
            if number is not None:
                if self.documents[number] != sketch:
                    raise UsageError(f"the document {sketch.key} has changed since it was linked; link all anew")
                continue
            if sketch.outlet:
                self._outlets.add(fold_name(sketch.outlet))
            self._numbers[sketch.key] = len(self.documents)
            self.first_event.append(len(self.events))
            self.events += [(len(self.documents), event) for event in sketch.events]
            self.documents.append(sketch)

    # --- blocks -----------------------------------------------------------------------------------------------------

    def _text_keys(self, first: int) -> Iterator[tuple[int, int]]:
        for number in range(first, len(self.documents)):
            for key in name_text_blocks(self.documents[number]):
                yield key, number

    def _event_keys(self, first: int) -> Iterator[tuple[int, int]]:
        for number in range(first, len(self.events)):
            for key in self._block_names(number):
                yield key, number

    def _block_names(self, number: int) -> list[int]:
        event, rules = self.events[number][1], self.rules
        status = rules.status_class.get(event.status, event.status)
        return name_event_blocks(event, rules.family.get(event.type, event.type), status, rules.blocks)

    def _pair(
        self, index: BlockIndex, keyed: Iterator[tuple[int, int]], first: int, rank: object
    ) -> tuple[list[np.ndarray], set[Pair]]:
        """Add members to an index; return what is to be compared, and pairs that a block no longer compares."""
        keys, members = [], []
        for key, member in keyed:
            keys.append(key)
            members.append(member)
        fresh: list[np.ndarray] = []
        dropped: set[Pair] = set()
        chunk: list[int] = []
        for block in index.blocks(index.add(keys, members)):
            pairs = list(index.pairs(block, rank))
            chunk += [one << 32 | other for one, other in pairs if other >= first]
            if len(block) > index.rules.cap:
                old = [member for member in block if member < first]
                dropped.update(set(index.pairs(old, rank)).difference(pairs))
            if len(chunk) > 1_000_000:
                fresh.append(np.unique(np.array(chunk, dtype=np.uint64)))
                chunk = []
        fresh.append(np.array(chunk, dtype=np.uint64))
        return fresh, dropped

    def _candidates(self, parts: list[np.ndarray]) -> Iterator[Pair]:
        for value in np.unique(np.concatenate(parts)):
            pair = int(value)
            yield pair >> 32, pair & 0xFFFFFFFF

    def _cross(self, pair: Pair) -> Iterator[Pair]:
        """Return the pairs of events of two documents."""
        yield from product(self._events_of(pair[0]), self._events_of(pair[1]))

    def _events_of(self, document: int) -> range:
        start = self.first_event[document]
        return range(start, start + len(self.documents[document].events))

    def _text_support(self, pair: Pair) -> bool:
        one, other = (set(name_text_blocks(self.documents[number])) for number in pair)
        return self._supported(self._texts, one & other, pair, self._rank_text)

    def _event_support(self, pair: Pair) -> bool:
        documents = (self.events[pair[0]][0], self.events[pair[1]][0])
        if (min(documents), max(documents)) in self.copies:
            return True
        one, other = (set(self._block_names(number)) for number in pair)
        return self._supported(self._events, one & other, pair, self._rank_event)

    def _supported(self, index: BlockIndex, keys: set[int], pair: Pair, rank: object) -> bool:
        blocks = index.blocks(np.array(sorted(keys), dtype=np.uint64))
        return any(pair in index.pairs(block, rank) for block in blocks)

    def _rank_text(self, number: int) -> tuple[object, ...]:
        document = self.documents[number]
        return (document.signature.letters if document.signature else 0, document.key)

    def _rank_event(self, number: int) -> tuple[object, ...]:
        document, event = self.events[number]
        place, date = event.place, event.date
        where = (place.admin1 or "", place.lat or 0.0, place.lon or 0.0) if place else ("", 0.0, 0.0)
        return (*where, date.end if date else 0, event.type, self.documents[document].key, event.id)

    # --- comparing --------------------------------------------------------------------------------------------------

    def _copies(self, one: int, other: int) -> bool:
        return are_copies(self.documents[one].signature, self.documents[other].signature, self.rules.copies)

    def _compare(self, one: int, other: int) -> Match | None:
        first, second = self.events[one], self.events[other]
        if first[0] == second[0]:
            return None
        return self._match(first, second)

    def _match(self, first: tuple[int, EventSketch], second: tuple[int, EventSketch]) -> Match | None:
        mine, theirs = self.documents[first[0]], self.documents[second[0]]
        if (mine.key, first[1].id) > (theirs.key, second[1].id):
            first, second, mine, theirs = second, first, theirs, mine
        pair = (min(first[0], second[0]), max(first[0], second[0]))
        title = share_title(mine.title, theirs.title)
        return compare_events(first[1], second[1], self.rules, copies=pair in self.copies, title=title)

    # --- groups -----------------------------------------------------------------------------------------------------

    def _group_copies(self) -> tuple[CopyGroup, ...]:
        components = Components()
        for one, other in self.copies:
            components.join(one, other)
        groups = []
        for members in components.groups():
            documents = sorted((self.documents[number] for number in members), key=_first_published)
            groups.append(CopyGroup(id=documents[0].key, documents=tuple(document.key for document in documents)))
        return tuple(sorted(groups, key=lambda group: group.id))

    def _occurrences(self, home: dict[str, str]) -> Iterator[Occurrence]:
        order = sorted(range(len(self.events)), key=self._name)
        rank = {number: place for place, number in enumerate(order)}
        pairs = ((match.points, *sorted((rank[one], rank[other]))) for (one, other), match in self.matches.items())
        clusters = cluster_pairs(pairs, lambda place: self._vagueness(order[place]), self._fits(order))
        alone = set(range(len(order))).difference(*clusters) if clusters else set(range(len(order)))
        every = sorted([*clusters, *([place] for place in alone)])
        for cluster in every:
            yield self._describe([order[place] for place in cluster], home)

    def _name(self, number: int) -> tuple[str, int]:
        document = self.events[number][0]
        return self.documents[document].key, number - self.first_event[document]

    def _fits(self, order: list[int]) -> object:
        least = self.rules.points["together"]

        def fits(anchors: list[int], others: list[int], mine: list[int], theirs: list[int]) -> bool:
            found = [self._meet(order[one], order[other]) for one in anchors for other in others]
            points = [match.points for match in found if match]
            if len(points) < len(found) or sum(points) < least * len(points):
                return False
            return self._fit_in_one_document([order[one] for one in mine], [order[other] for other in theirs])

        return fits

    def _meet(self, one: int, other: int) -> Match | None:
        known = self.matches.get((min(one, other), max(one, other)))
        return known or self._match(self.events[one], self.events[other])

    def _fit_in_one_document(self, mine: list[int], theirs: list[int]) -> bool:
        """Two events of one report are two occurrences, unless they agree in nearly everything."""
        here = {}
        for number in mine:
            here.setdefault(self.events[number][0], []).append(number)
        for number in theirs:
            for other in here.get(self.events[number][0], ()):
                match = self._match(self.events[number], self.events[other])
                if match is None or match.points < self.rules.points["same_document"]:
                    return False
        return True

    def _vagueness(self, number: int) -> tuple[object, ...]:
        document, event = self.events[number]
        place, date = event.place, event.date
        where = place.precision if place and place.stated else 9
        when = (date.end - date.start) if date and date.stated and date.start is not None else 999
        return (where, when, -len(event.parties), self.documents[document].key, event.id)

    def _describe(self, members: list[int], home: dict[str, str]) -> Occurrence:
        ordered = sorted(members, key=lambda number: (self.documents[self.events[number][0]].published or 0, self._name(number)))
        given: Places = [(self.documents[self.events[number][0]], self.events[number][1]) for number in ordered]
        reasons = [self._reasons(number, ordered[:place]) for place, number in enumerate(ordered)]
        best = min(ordered, key=lambda number: self._rank_representative(number))
        return describe_occurrence(given, reasons, ordered.index(best), home, self._outlets, self.rules)

    def _reasons(self, number: int, earlier: list[int]) -> tuple[str, ...]:
        """Return why a member is here: the strongest pair with a report before it."""
        found = [self._meet(number, other) for other in earlier[:20]]
        matches = [match for match in found if match]
        return max(matches, key=lambda match: (match.points, match.reasons)).reasons if matches else ()

    def _rank_representative(self, number: int) -> tuple[object, ...]:
        document, event = self.events[number]
        real = {"occurred": 0, "ongoing": 1, "attempted": 2}.get(event.status, 3)
        latest = -(self.documents[document].published or 0)
        return (event.background, real, *self._vagueness(number)[:3], -len(event.tolls), latest, *self._name(number))


def _first_published(document: DocumentSketch) -> tuple[int, str]:
    return (document.published if document.published is not None else 10**7, document.key)
