"""Stories that people put together: described as the linker describes its own."""

from collections.abc import Iterable, Sequence
from itertools import combinations

from dateline.errors import UsageError
from dateline.model.story import CopyGroup, Occurrence
from dateline.stories.linker import Linker
from dateline.stories.pairing import pack_pair
from dateline.stories.provenance import fold_name
from dateline.stories.rules import LinkingRules
from dateline.stories.sketch import DocumentSketch

Event = tuple[str, str]  # a document's key, an event's id
_EARLIER = 50  # members that the others are compared with, to say why they are here


class Describer:
    """Counts, reasons and contradictions of any group of events, from the sketches of their documents alone."""

    def __init__(
        self, sketches: Iterable[DocumentSketch], *, copies: Iterable[CopyGroup], outlets: Iterable[str],
        rules: LinkingRules | None = None,
    ) -> None:  # fmt: skip
        """Take the documents in.

        Args:
            sketches: of all documents whose events are described.
            copies: the groups of documents that carry one text; those of other documents count for nothing.
            outlets: the names of the collection's outlets, which a cited source may turn out to be.
            rules: the tables.
        """
        self._linker = Linker(rules=rules)
        self._linker.known.register(sketches)
        self._linker.known.outlets |= {fold_name(name) for name in outlets}
        self._home: dict[str, str] = {}
        for group in copies:
            numbers = [self._linker.known.find_document(key) for key in group.documents]
            here = sorted(number for number in numbers if number is not None)
            self._home |= dict.fromkeys(group.documents, group.id)
            self._linker.copies |= {pack_pair(one, other) for one, other in combinations(here, 2)}

    def nearness(self, one: Sequence[Event], other: Sequence[Event]) -> float:
        """Return the mean points of the pairs of two groups of events; 0 for a pair that cannot be one."""
        points = [self._points(self._number(mine), self._number(theirs)) for mine in one for theirs in other]
        return sum(points) / len(points) if points else 0.0

    def describe(self, members: Sequence[Event]) -> Occurrence:
        """Return the occurrence of these events.

        Raises:
            UsageError: an event is of no document that was taken in.
        """
        numbers = [self._number(member) for member in members]
        for place, number in enumerate(numbers):
            for other in numbers[: min(place, _EARLIER)]:
                self._linker.matches[pack_pair(number, other)] = self._points(number, other)
        return self._linker.describe(numbers, self._home)

    def _number(self, event: Event) -> int:
        number = self._linker.known.find_event(*event)
        if number is None:
            raise UsageError(f"the event {event[0]}#{event[1]} is of no document that is described")
        return number

    def _points(self, one: int, other: int) -> int:
        if self._linker.known.events[one][0] == self._linker.known.events[other][0]:
            return 0
        match = self._linker.known.match((one, other), self._linker.copies)
        return match.points if match else 0
