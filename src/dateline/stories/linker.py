"""Linking of documents, all at once or batch by batch, with the same result."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from dateline.model import CopyGroup, Linking, Occurrence
from dateline.stories.clustering import Components, cluster_pairs
from dateline.stories.collection import Collection
from dateline.stories.comparing import Match
from dateline.stories.occurrences import Members, describe_occurrence
from dateline.stories.pairing import Packed, Pairing, pack_pair, unpack_pair
from dateline.stories.rules import LinkingRules, load_rules
from dateline.stories.sketch import DocumentSketch

Memory = dict[str, list[Any]]
_EARLIER = 50  # reports before a member that may give the reason for it


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
    depend on the set of documents alone, never on their order or batches.
    """

    def __init__(self, *, rules: LinkingRules | None = None) -> None:
        self.rules = rules or load_rules()
        self.known = Collection(self.rules)
        self.copies: set[int] = set()
        self.matches: dict[int, int] = {}
        self._texts = Pairing(self.rules.blocks, self.known.text_blocks, self.known.rank_text)
        self._events = Pairing(self.rules.blocks, self.known.event_blocks, self.known.rank_event)

    def add(self, sketches: Iterable[DocumentSketch]) -> None:
        """Take a batch of documents in; one that is known already changes nothing.

        Raises:
            UsageError: a key is known with another sketch; a changed document needs a new linker.
        """
        first_document, first_event = len(self.known.documents), len(self.known.events)
        self.known.register(sketches)
        gone = self._find_copies(first_document)
        pairs, dropped = self._events.add(first_event, len(self.known.events))
        for pair in self._with_copies(pairs, first_document).tolist():
            match = self._match(pair)
            if match and match.points >= self.rules.points["threshold"]:
                self.matches[pair] = match.points
        self._revise(dropped, gone)

    def remember(self) -> dict[str, Memory]:
        """Return what was found of each document, for ``recall``: a pair stands with the later of its documents."""
        found: dict[str, Memory] = {document.key: {"copies": [], "matches": []} for document in self.known.documents}
        for pair in sorted(self.copies):
            one, other = (self.known.documents[number].key for number in unpack_pair(pair))
            found[other]["copies"].append(one)
        for pair, points in sorted(self.matches.items()):
            (first, mine), (second, theirs) = (self.known.events[number] for number in unpack_pair(pair))
            keys = [self.known.documents[number].key for number in (first, second)]
            found[keys[1]]["matches"].append([theirs.id, keys[0], mine.id, points])
        return found

    def recall(self, sketches: Iterable[DocumentSketch], memory: Mapping[str, Memory]) -> None:
        """Take documents in that were linked before, with what was found of them: nothing is compared.

        They must be all that were linked, unchanged, or crowded blocks would have compared other pairs.
        """
        first_document, first_event = len(self.known.documents), len(self.known.events)
        self.known.register(sketches)
        self._texts.load(first_document, len(self.known.documents))
        self._events.load(first_event, len(self.known.events))
        for key, found in memory.items():
            number = self.known.find_document(key)
            others = [self.known.find_document(other) for other in found["copies"]]
            self.copies.update(pack_pair(number, other) for other in others if number is not None and other is not None)
            for event, other, other_event, points in found["matches"]:
                mine, theirs = self.known.find_event(key, event), self.known.find_event(other, other_event)
                if mine is not None and theirs is not None:
                    self.matches[pack_pair(mine, theirs)] = points

    def link(self) -> Linking:
        """Return copy groups and occurrences of all documents so far."""
        return Linking(rules=self.rules.version, copies=self.group_copies(), occurrences=tuple(self.occurrences()))

    def group_copies(self) -> tuple[CopyGroup, ...]:
        """Return the groups of documents that carry one text."""
        components = Components()
        for pair in self.copies:
            components.join(*unpack_pair(pair))
        groups = []
        for members in components.groups():
            documents = sorted((self.known.documents[number] for number in members), key=_first_published)
            groups.append(CopyGroup(id=documents[0].key, documents=tuple(document.key for document in documents)))
        return tuple(sorted(groups, key=lambda group: group.id))

    def occurrences(self) -> Iterator[Occurrence]:
        """Return the occurrences one by one, as a store writes them; every event is in one."""
        home = {key: group.id for group in self.group_copies() for key in group.documents}
        order = sorted(range(len(self.known.events)), key=self.known.name)
        clusters = self._cluster(order)
        linked = {member for cluster in clusters for member in cluster}
        alone = ([place] for place in range(len(order)) if place not in linked)
        for cluster in sorted([*clusters, *alone]):
            yield self._describe([order[place] for place in cluster], home)

    # --- pairs ------------------------------------------------------------------------------------------------------

    def _find_copies(self, first: int) -> set[int]:
        """Compare the texts of new documents; return the copies that are none any more."""
        pairs, dropped = self._texts.add(first, len(self.known.documents))
        self.copies.update(pair for pair in pairs.tolist() if self.known.are_copies(unpack_pair(pair)))
        gone = {pair for pair in dropped if pair in self.copies and not self._texts.supports(pair)}
        self.copies -= gone
        return gone

    def _with_copies(self, pairs: Packed, first: int) -> Packed:
        """Return the pairs of events to compare, with those of new copies, whatever their blocks."""
        crossed = [
            pack_pair(*events)
            for pair in self.copies
            if pair & 0xFFFFFFFF >= first
            for events in self.known.cross(unpack_pair(pair))
        ]
        return np.unique(np.concatenate([pairs, np.array(crossed, dtype=np.uint64)]))

    def _revise(self, dropped: set[int], gone: set[int]) -> None:
        """Compare anew what copies no longer hold together, and leave what no block brings together."""
        for copy in gone:
            for events in self.known.cross(unpack_pair(copy)):
                pair = pack_pair(*events)
                match = self._match(pair)
                if match is None or match.points < self.rules.points["threshold"]:
                    self.matches.pop(pair, None)
                elif pair in self.matches:
                    self.matches[pair] = match.points
                dropped.add(pair)
        for pair in dropped:
            if pair in self.matches and not self._are_of_copies(pair) and not self._events.supports(pair):
                del self.matches[pair]

    def _are_of_copies(self, pair: int) -> bool:
        one, other = (self.known.events[number][0] for number in unpack_pair(pair))
        return pack_pair(one, other) in self.copies

    def _match(self, pair: int) -> Match | None:
        """Compare two events of different documents."""
        one, other = unpack_pair(pair)
        if self.known.events[one][0] == self.known.events[other][0]:
            return None
        return self.known.match((one, other), self.copies)

    # --- groups -----------------------------------------------------------------------------------------------------

    def _cluster(self, order: list[int]) -> list[list[int]]:
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        pairs = np.fromiter(self.matches, dtype=np.uint64, count=len(self.matches))
        points = np.fromiter(self.matches.values(), dtype=np.int64, count=len(self.matches))
        one, other = (
            place[(pairs >> np.uint64(32)).astype(np.int64)],
            place[(pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)],
        )
        low, high = np.minimum(one, other), np.maximum(one, other)
        best_first = np.lexsort((high, low, -points))
        ordered = zip(low[best_first].tolist(), high[best_first].tolist(), strict=True)

        def fits(anchors: list[int], others: list[int], mine: list[int], theirs: list[int]) -> bool:
            found = [self._meet(order[one], order[other]) for one in anchors for other in others]
            if None in found or sum(filter(None, found)) < self.rules.points["together"] * len(found):
                return False
            return self._fit_in_one_document([order[one] for one in mine], [order[other] for other in theirs])

        return cluster_pairs(ordered, lambda member: self.known.vagueness(order[member]), fits)

    def _meet(self, one: int, other: int) -> int | None:
        """Return the points of two events, known or not; None where they cannot be one."""
        pair = pack_pair(one, other)
        known = self.matches.get(pair)
        if known is not None:
            return known
        match = self.known.match((one, other), self.copies)
        return match.points if match else None

    def _fit_in_one_document(self, mine: list[int], theirs: list[int]) -> bool:
        """Two events of one report are two occurrences, unless they agree in nearly everything."""
        here: dict[int, list[int]] = {}
        for number in mine:
            here.setdefault(self.known.events[number][0], []).append(number)
        least = self.rules.points["same_document"]
        return all(
            (self._meet(number, other) or 0) >= least
            for number in theirs
            for other in here.get(self.known.events[number][0], ())
        )

    def _describe(self, members: list[int], home: dict[str, str]) -> Occurrence:
        documents, events = self.known.documents, self.known.events
        ordered = sorted(
            members, key=lambda number: (*_first_published(documents[events[number][0]]), self.known.name(number)[1])
        )
        given: Members = [(documents[events[number][0]], events[number][1]) for number in ordered]
        reasons = [self._reasons(number, ordered[:place]) for place, number in enumerate(ordered)]
        best = ordered.index(min(ordered, key=self._rank_representative))
        return describe_occurrence(given, reasons, best, home, self.known.outlets, self.rules)

    def _reasons(self, number: int, earlier: list[int]) -> tuple[str, ...]:
        """Return why a member is here: what it has in common with the report before it that is most like it."""
        if not earlier:
            return ()
        points = [
            (self.matches.get(pack_pair(number, other), 0), -place) for place, other in enumerate(earlier[:_EARLIER])
        ]
        nearest = earlier[-max(points)[1]]
        match = self.known.match((nearest, number), self.copies)
        return match.reasons if match else ()

    def _rank_representative(self, number: int) -> tuple[object, ...]:
        document, event = self.known.events[number]
        real = {"occurred": 0, "ongoing": 1, "attempted": 2}.get(event.status, 3)
        latest = -(self.known.documents[document].published or 0)
        vague = self.known.vagueness(number)
        return (event.background, real, *vague[:3], -len(event.tolls), latest, *self.known.name(number))


def _first_published(document: DocumentSketch) -> tuple[int, str]:
    return (document.published if document.published is not None else 10**7, document.key)
