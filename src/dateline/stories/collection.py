from collections.abc import Container, Iterable, Iterator
from itertools import product

from dateline.errors import UsageError
from dateline.stories.blocks import name_event_blocks, name_text_blocks
from dateline.stories.comparing import Match, screen_events, share_title, weigh_events
from dateline.stories.copies import are_copies
from dateline.stories.pairing import pack_pair
from dateline.stories.provenance import fold_name
from dateline.stories.rules import LinkingRules
from dateline.stories.sketch import DocumentSketch, EventSketch

Pair = tuple[int, int]
Rank = tuple[object, ...]


class Collection:
    """Documents and events by number, with their blocks, their order and their comparison.

    Numbers follow the order of arrival and mean nothing outside; what is returned is ordered by keys.
    """

    def __init__(self, rules: LinkingRules) -> None:
        self.rules = rules
        self.documents: list[DocumentSketch] = []
        self.events: list[tuple[int, EventSketch]] = []
        self.outlets: set[str] = set()
        self._first_event: list[int] = []
        self._numbers: dict[str, int] = {}

    def register(self, sketches: Iterable[DocumentSketch]) -> None:
        """Take documents in; one that is known already changes nothing.

        Raises:
            UsageError: a key is known with another sketch.
        """
        for sketch in sketches:
            number = self._numbers.get(sketch.key)
            if number is not None:
                if self.documents[number] != sketch:
                    raise UsageError(f"the document {sketch.key} has changed since it was linked; link all anew")
                continue
            if sketch.outlet:
                self.outlets.add(fold_name(sketch.outlet))
            self._numbers[sketch.key] = len(self.documents)
            self._first_event.append(len(self.events))
            self.events += [(len(self.documents), event) for event in sketch.events]
            self.documents.append(sketch)

    def find_event(self, key: str, event: str) -> int | None:
        """Return the number of an event by its document's key and its id; None where there is none."""
        document = self._numbers.get(key)
        if document is None:
            return None
        return next((number for number in self._events_of(document) if self.events[number][1].id == event), None)

    def find_document(self, key: str) -> int | None:
        """Return the number of a document by its key; None where there is none."""
        return self._numbers.get(key)

    def text_blocks(self, number: int) -> list[int]:
        """Return the blocks of a document's text."""
        return name_text_blocks(self.documents[number])

    def event_blocks(self, number: int) -> list[int]:
        """Return the blocks of an event."""
        event, rules = self.events[number][1], self.rules
        status = rules.status_class.get(event.status, event.status)
        return name_event_blocks(event, rules.family.get(event.type, event.type), status, rules.blocks)

    def cross(self, documents: Pair) -> Iterator[Pair]:
        """Return the pairs of events of two documents."""
        yield from product(*(self._events_of(number) for number in documents))

    def rank_text(self, number: int) -> Rank:
        """Return a document's place in a crowded block: copies, which are about as long, stand together."""
        document = self.documents[number]
        return (document.signature.letters if document.signature else 0, document.key)

    def rank_event(self, number: int) -> Rank:
        """Return an event's place in a crowded block: neighbours in space and time stand together."""
        document, event = self.events[number]
        place, date = event.place, event.date
        where = (place.admin1 or "", place.lat or 0.0, place.lon or 0.0) if place else ("", 0.0, 0.0)
        return (*where, date.end if date else 0, event.type, self.documents[document].key, event.id)

    def name(self, number: int) -> tuple[str, int]:
        """Return what an event is known by everywhere: its document's key, and its place in the document."""
        document = self.events[number][0]
        return self.documents[document].key, number - self._first_event[document]

    def vagueness(self, number: int) -> Rank:
        """Return how little an event says of itself; the least vague ones stand for their cluster."""
        document, event = self.events[number]
        place, date = event.place, event.date
        where = place.precision if place and place.stated else 9
        when = date.end - date.start if date and date.stated and date.start is not None else 999
        return (where, when, -len(event.parties), self.documents[document].key, event.id)

    def are_copies(self, pair: Pair) -> bool:
        """Say whether two documents carry one text."""
        one, other = (self.documents[number].signature for number in pair)
        return are_copies(one, other, self.rules.copies)

    def match(self, pair: Pair, copies: Container[int]) -> Match | None:
        """Compare two events, in the order of their keys, so that the reasons are always worded alike.

        Args:
            pair: the numbers of the events.
            copies: the pairs of documents (``pack_pair``) that carry one text.
        """
        (first, one), (second, other) = self.events[pair[0]], self.events[pair[1]]
        screened = screen_events(one, other, self.rules)
        if screened is None:
            return None
        mine, theirs = self.documents[first], self.documents[second]
        if (theirs.key, other.id) < (mine.key, one.id):
            one, other, mine, theirs = other, one, theirs, mine
        are_copies, title = pack_pair(first, second) in copies, share_title(mine.title, theirs.title)
        return weigh_events(screened, one, other, self.rules, copies=are_copies, title=title)

    def _events_of(self, document: int) -> range:
        start = self._first_event[document]
        return range(start, start + len(self.documents[document].events))
