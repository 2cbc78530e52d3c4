"""What people say of stories: which events of different reports are one occurrence, and which are not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any, Literal

from dateline.review.decision import STORIES as STORIES
from dateline.review.decision import Decision, is_model, standing_decisions
from dateline.review.groups import Event, Groups, Pair

Reason = Literal["gone", "changed", "overruled"]
SIDES = ("these", "others")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDecision:
    """A split or merge whose events were found again in what is coded now.

    ``split``: ``these`` are one story, and none of ``others`` is in it. ``merge``: all of ``these`` and all of
    ``others`` are one. ``gone`` counts events whose document is no longer there, ``changed`` those whose document is
    there and was coded so that they cannot be found.
    """

    decision: Decision
    these: tuple[Event, ...]
    others: tuple[Event, ...]
    gone: int = 0
    changed: int = 0

    @property
    def events(self) -> tuple[Event, ...]:
        """All events that it is about."""
        return (*self.these, *self.others)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A decision about stories that does not hold, or not in full, and why: it wants another look.

    ``gone``: no document of one side is left. ``changed``: a document was coded anew, and its event was not found.
    ``overruled``: a later decision, or an adjudicator's, by somebody else says otherwise of a pair of events.
    """

    decision: Decision
    reason: Reason
    by: Decision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bonds:
    """What holds: groups of events that are one, pairs that are not, and the decisions that are in doubt."""

    together: tuple[tuple[Event, ...], ...] = ()
    apart: frozenset[Pair] = frozenset()
    looks: tuple[Look, ...] = ()


def standing_stories(
    decisions: Iterable[Decision], *, until: str | None = None, final: Sequence[str] = ()
) -> list[Decision]:
    """Return the splits and merges that nobody took back, the weightiest last: an adjudicator's over a coder's."""
    rows = [row for row in decisions if (until is None or row.at <= until) and not is_model(row.coder)]
    found = [row for row in standing_decisions(rows) if row.action in STORIES]
    return sorted(found, key=lambda row: row.coder in final)


def sides_of(decision: Decision) -> tuple[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]]:
    """Return the two sides of a split or merge: each event with its document, its id then, and its anchor."""
    given = decision.after or {}
    return given.get(SIDES[0], ()), given.get(SIDES[1], ())


def settle_bonds(decisions: Sequence[StoryDecision]) -> Bonds:
    """Return what holds of splits and merges, given the weightiest last.

    1. Of each pair of events the weightiest decision counts (the latest; an adjudicator's over a coder's).
    2. From the weightiest decision to the least, its pairs are taken in: one that says "together" joins two groups
       unless something is apart between them already, one that says "apart" holds unless both are in one group already.
       What does not fit is left out.

    A decision of which a pair is left out because of somebody else's is listed as overruled; whoever decides otherwise
    later has simply changed their mind.
    """
    said = {pair: (place, one) for place, decision in enumerate(decisions) for pair, one in _pairs(decision)}
    groups = Groups()
    looks: dict[str, Look] = {}
    for place in range(len(decisions) - 1, -1, -1):
        mine = decisions[place]
        if reason := _unfound(mine):
            looks[mine.decision.key] = Look(decision=mine.decision, reason=reason)
        for pair, one in _pairs(mine):
            last, now = said[pair]
            if (last != place and now == one) or (last == place and (groups.join if one else groups.part)(*pair)):
                continue
            by = decisions[last].decision if last != place else None
            if by is None or by.coder != mine.decision.coder:
                looks.setdefault(mine.decision.key, Look(decision=mine.decision, reason="overruled", by=by))
    listed = tuple(looks[one.decision.key] for one in decisions if one.decision.key in looks)
    return Bonds(together=groups.groups(), apart=groups.apart(), looks=listed)


def _pairs(one: StoryDecision) -> Iterator[tuple[Pair, bool]]:
    """Yield the pairs that a decision speaks of, and whether it says that they are one."""
    if one.decision.action == "split":
        yield from ((_pair(*pair), True) for pair in combinations(one.these, 2))
    across = (_pair(*pair) for pair in product(one.these, one.others) if pair[0] != pair[1])
    yield from ((pair, one.decision.action == "merge") for pair in across)


def _pair(one: Event, other: Event) -> Pair:
    return (one, other) if one < other else (other, one)


def _unfound(one: StoryDecision) -> Reason | None:
    if one.changed:
        return "changed"
    empty = not one.these or not (one.others or (one.decision.action == "split" and len(one.these) > 1))
    return "gone" if empty else None
