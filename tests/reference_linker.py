"""Linking as it is defined, in memory and without haste: what the linker on disk must agree with, byte for byte."""

from collections.abc import Iterable, Iterator
from itertools import combinations, product

from dateline.model import CopyGroup, Linking, Occurrence
from dateline.stories.blocks import name_event_blocks
from dateline.stories.clustering import cluster_pairs
from dateline.stories.comparing import Match, screen_events, share_title, weigh_events
from dateline.stories.copies import are_copies
from dateline.stories.occurrences import describe_occurrence
from dateline.stories.provenance import fold_name
from dateline.stories.rules import LinkingRules
from dateline.stories.sketch import DocumentSketch, unpack_numbers

Event = tuple[str, int]  # the document's key, the event's place in it
Pair = tuple[Event, Event]


class ReferenceLinker:
    """All documents at once; numbers are keys, and nothing is remembered."""

    def __init__(self, documents: Iterable[DocumentSketch], rules: LinkingRules) -> None:
        self.rules = rules
        self.documents = {document.key: document for document in sorted(documents, key=lambda one: one.key)}
        self.events = {
            (key, place): event
            for key, document in self.documents.items()
            for place, event in enumerate(document.events)
        }
        self.outlets = {fold_name(one.outlet) for one in self.documents.values() if one.outlet}
        self.copies = set(self._find_copies())
        self.matches = dict(self._find_matches())

    def link(self) -> Linking:
        groups = [sorted(group, key=lambda key: (self._published(key), key)) for group in _join(self.copies)]
        copies = tuple(CopyGroup(id=group[0], documents=tuple(group)) for group in sorted(groups))
        home = {key: group.id for group in copies for key in group.documents}
        numbers = {event: number for number, event in enumerate(self.events)}
        names = list(self.events)
        strongest = sorted((-points, numbers[one], numbers[other]) for (one, other), points in self.matches.items())
        clusters = cluster_pairs(
            ((one, other) for _, one, other in strongest),
            lambda number: self._vagueness(names[number]),
            lambda *sides: self._fit(*([names[number] for number in side] for side in sides)),
        )
        linked = {number for cluster in clusters for number in cluster}
        alone = [[number] for number in range(len(names)) if number not in linked]
        told = tuple(self._describe([names[n] for n in cluster], home) for cluster in sorted([*clusters, *alone]))
        return Linking(rules=self.rules.version, copies=copies, occurrences=told)

    def _find_copies(self) -> Iterator[tuple[str, str]]:
        blocks: dict[tuple[int, int], list[str]] = {}
        for key, document in self.documents.items():
            for band in enumerate(unpack_numbers(document.signature.bands) if document.signature else ()):
                blocks.setdefault(band, []).append(key)
        for pair in self._pair(blocks.values(), self._length):
            one, other = (self.documents[key].signature for key in pair)
            if are_copies(one, other, self.rules.copies):
                yield pair

    def _length(self, key: str) -> tuple[object, ...]:
        signature = self.documents[key].signature
        return (signature.letters if signature else 0, key)

    def _find_matches(self) -> Iterator[tuple[Pair, int]]:
        blocks: dict[int, list[Event]] = {}
        for name, event in self.events.items():
            family = self.rules.family.get(event.type, event.type)
            status = self.rules.status_class.get(event.status, event.status)
            for block in set(name_event_blocks(event, family, status, self.rules.blocks)):
                blocks.setdefault(block, []).append(name)
        pairs = set(self._pair(blocks.values(), self._rank))
        for one, other in self.copies:
            pairs |= set(product(self._events_of(one), self._events_of(other)))
        for one, other in sorted(pairs):
            match = self._match(one, other) if one[0] != other[0] else None
            if match and match.points >= self.rules.points["threshold"]:
                yield (one, other), match.points

    def _pair(self, blocks, rank):
        found = set()
        for members in blocks:
            if len(members) <= self.rules.blocks.cap:
                found |= {tuple(sorted(pair)) for pair in combinations(members, 2)}
                continue
            ordered = sorted(members, key=rank)
            for place, one in enumerate(ordered):
                nearby = ordered[place + 1 : place + 1 + self.rules.blocks.window]
                found |= {tuple(sorted((one, other))) for other in nearby}
        return found

    def _rank(self, name: Event) -> tuple[object, ...]:
        event = self.events[name]
        place, date = event.place, event.date
        where = (place.admin1 or "", place.lat or 0.0, place.lon or 0.0) if place else ("", 0.0, 0.0)
        return (*where, date.end if date else 0, event.type, name[0], event.id)

    def _events_of(self, key: str) -> list[Event]:
        return [(key, place) for place in range(len(self.documents[key].events))]

    def _match(self, one: Event, other: Event) -> Match | None:
        if (other[0], self.events[other].id) < (one[0], self.events[one].id):
            one, other = other, one
        mine, theirs = self.events[one], self.events[other]
        screened = screen_events(mine, theirs, self.rules)
        if screened is None:
            return None
        title = share_title(self.documents[one[0]].title, self.documents[other[0]].title)
        copies = (one[0], other[0]) in self.copies
        return weigh_events(screened, mine, theirs, self.rules, copies=copies, title=title)

    def _points(self, one: Event, other: Event) -> int | None:
        match = self._match(one, other)
        return match.points if match else None

    def _fit(self, anchors: list[Event], others: list[Event], mine: list[Event], theirs: list[Event]) -> bool:
        found = [self._points(one, other) for one in anchors for other in others]
        if None in found or sum(filter(None, found)) < self.rules.points["together"] * len(found):
            return False
        least = self.rules.points["same_document"]
        return all((self._points(a, b) or 0) >= least for a in mine for b in theirs if a[0] == b[0])

    def _vagueness(self, name: Event) -> tuple[object, ...]:
        event = self.events[name]
        place, date = event.place, event.date
        where = place.precision if place and place.stated else 9
        when = date.end - date.start if date and date.stated and date.start is not None else 999
        return (where, when, -len(event.parties), name[0], event.id)

    def _describe(self, members: list[Event], home: dict[str, str]) -> Occurrence:
        ordered = sorted(members, key=lambda name: (self._published(name[0]), *name))
        reasons: list[tuple[str, ...]] = []
        for place, name in enumerate(ordered):
            near = [
                (self.matches.get((name, other) if name < other else (other, name), 0), -n)
                for n, other in enumerate(ordered[:place][:50])
            ]
            match = self._match(ordered[-max(near)[1]], name) if near else None
            reasons.append(match.reasons if match else ())
        best = ordered.index(min(ordered, key=self._rank_representative))
        given = [(self.documents[key], self.events[key, place]) for key, place in ordered]
        return describe_occurrence(given, reasons, best, home, self.outlets, self.rules)

    def _rank_representative(self, name: Event) -> tuple[object, ...]:
        event = self.events[name]
        real = {"occurred": 0, "ongoing": 1, "attempted": 2}.get(event.status, 3)
        latest = -(self.documents[name[0]].published or 0)
        return (event.background, real, *self._vagueness(name)[:3], -len(event.tolls), latest, *name)

    def _published(self, key: str) -> int:
        published = self.documents[key].published
        return 10**7 if published is None else published


def _join(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    groups: list[set[str]] = []
    for pair in pairs:
        joined = set(pair).union(*(group for group in groups if group & set(pair)))
        groups = [*(group for group in groups if not group & set(pair)), joined]
    return groups
