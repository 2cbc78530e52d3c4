"""Stories that people put together: described as the linker describes its own."""

from collections.abc import Iterable, Sequence

from dateline.errors import UsageError
from dateline.model.story import CopyGroup, Occurrence
from dateline.stories.comparing import Match, match_events
from dateline.stories.occurrences import Told, tell_occurrence
from dateline.stories.provenance import fold_name
from dateline.stories.rules import LinkingRules, load_rules
from dateline.stories.sketch import DocumentSketch

Event = tuple[str, str]  # a document's key, an event's id


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
        self._rules = rules or load_rules()
        self._outlets = {fold_name(name) for name in outlets}
        self._home = {key: group.id for group in copies for key in group.documents}
        self._events: dict[Event, Told] = {}
        for document in sketches:
            if document.outlet:
                self._outlets.add(fold_name(document.outlet))
            for place, event in enumerate(document.events):
                self._events[document.key, event.id] = (document, event, place)

    def nearness(self, one: Sequence[Event], other: Sequence[Event]) -> float:
        """Return the mean points of the pairs of two groups of events; 0 for a pair that cannot be one."""
        points = [self._points(self._find(mine), self._find(theirs)) for mine in one for theirs in other]
        return sum(points) / len(points) if points else 0.0

    def describe(self, members: Sequence[Event]) -> Occurrence:
        """Return the occurrence of these events.

        Raises:
            UsageError: an event is of no document that was taken in.
        """
        told = [self._find(member) for member in members]
        least = self._rules.points["threshold"]

        def near(one: int, other: int) -> int:
            points = self._points(told[one], told[other])
            return points if points >= least else 0  # the linker keeps no others

        return tell_occurrence(
            told,
            points=near,
            match=lambda one, other: self._match(told[one], told[other]),
            copy_group=self._home,
            outlets=self._outlets,
            rules=self._rules,
        )

    def _find(self, event: Event) -> Told:
        found = self._events.get(event)
        if found is None:
            raise UsageError(f"the event {event[0]}#{event[1]} is of no document that is described")
        return found

    def _match(self, one: Told, other: Told) -> Match | None:
        home = self._home.get(one[0].key)
        copies = home is not None and home == self._home.get(other[0].key) and one[0].key != other[0].key
        return match_events(one[:2], other[:2], self._rules, copies=copies)

    def _points(self, one: Told, other: Told) -> int:
        if one[0].key == other[0].key:
            return 0
        match = self._match(one, other)
        return match.points if match else 0
