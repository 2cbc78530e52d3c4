"""Stories that people put together: described as the linker describes its own."""

from collections.abc import Iterable, Sequence

from dateline.errors import UsageError
from dateline.model.story import CopyGroup, Occurrence
from dateline.stories.comparing import Match, screen_events, share_title, weigh_events
from dateline.stories.occurrences import describe_occurrence
from dateline.stories.provenance import fold_name
from dateline.stories.rules import LinkingRules, load_rules
from dateline.stories.sketch import DocumentSketch, EventSketch

Event = tuple[str, str]  # a document's key, an event's id
_EARLIER = 50  # reports before a member that may give the reason for it
_REAL = {"occurred": 0, "ongoing": 1, "attempted": 2}
_NEVER = 10**7  # the day of a report without one


class Describer:
    """Counts, reasons and contradictions of any group of events, from the sketches of their documents alone.

    A group that the linker made is described as the linker described it.
    """

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
        self._told: dict[Event, tuple[DocumentSketch, EventSketch, int]] = {}
        folded = {fold_name(name) for name in outlets}
        for document in sketches:
            folded |= {fold_name(document.outlet)} if document.outlet else set()
            for place, event in enumerate(document.events):
                self._told[document.key, event.id] = document, event, place
        self._outlets = frozenset(folded)
        self._home = {key: group.id for group in copies for key in group.documents}

    def nearness(self, one: Sequence[Event], other: Sequence[Event]) -> float:
        """Return the mean points of the pairs of two groups of events; 0 for a pair that cannot be one."""
        points = [self._points(mine, theirs) for mine in one for theirs in other]
        return sum(points) / len(points) if points else 0.0

    def describe(self, members: Sequence[Event]) -> Occurrence:
        """Return the occurrence of these events.

        Raises:
            UsageError: an event is of no document that was taken in.
        """
        for key, event in members:
            if (key, event) not in self._told:
                raise UsageError(f"the event {key}#{event} is of no document that is described")
        ordered = sorted(members, key=self._rank_published)
        reasons = [self._reasons(event, ordered[:place]) for place, event in enumerate(ordered)]
        best = ordered.index(min(ordered, key=self._rank_representative))
        given = [self._told[event][:2] for event in ordered]
        return describe_occurrence(given, reasons, best, self._home, self._outlets, self._rules)

    def _match(self, first: Event, second: Event) -> Match | None:
        """Compare two events, in the order of their keys, so that the reasons are always worded alike."""
        (mine, one, _), (theirs, other, _) = self._told[first], self._told[second]
        screened = screen_events(one, other, self._rules)
        if mine.key == theirs.key or screened is None:
            return None
        if (theirs.key, other.id) < (mine.key, one.id):
            one, other, mine, theirs = other, one, theirs, mine
        copies = self._home.get(mine.key, mine.key) == self._home.get(theirs.key, theirs.key)
        title = share_title(mine.title, theirs.title)
        return weigh_events(screened, one, other, self._rules, copies=copies, title=title)

    def _points(self, one: Event, other: Event) -> int:
        match = self._match(one, other)
        return match.points if match else 0

    def _reasons(self, event: Event, earlier: Sequence[Event]) -> tuple[str, ...]:
        """Return why a member is here: what it has in common with the report before it that is most like it."""
        if not earlier:
            return ()
        least = self._rules.points["threshold"]
        found = [(self._points(event, other), -place) for place, other in enumerate(earlier[:_EARLIER])]
        _, place = max((points if points >= least else 0, place) for points, place in found)
        match = self._match(earlier[-place], event)
        return match.reasons if match else ()

    def _rank_published(self, event: Event) -> tuple[object, ...]:
        document, _, place = self._told[event]
        return (_NEVER if document.published is None else document.published, document.key, place)

    def _rank_representative(self, given: Event) -> tuple[object, ...]:
        """Return how well an event stands for its story: news that is exact comes first."""
        document, event, number = self._told[given]
        place, date = event.place, event.date
        where = place.precision if place and place.stated else 9
        when = date.end - date.start if date and date.stated and date.start is not None else 999
        vague = (event.background, _REAL.get(event.status, 3), where, when, -len(event.parties), -len(event.tolls))
        return (*vague, -(document.published or 0), document.key, number)
