"""The stories of a project as people left them: the linker's, with splits, merges and rejected events taken in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dateline.engine.reviewed import ReviewedRecords
from dateline.model.story import Occurrence
from dateline.review import (
    Anchor,
    Bonds,
    Decision,
    StoryDecision,
    find_anchored,
    regroup_stories,
    settle_bonds,
    sides_of,
    standing_stories,
)
from dateline.store import Store
from dateline.store.reviewed import read_copies_of, read_members, read_outlets, story_decisions
from dateline.stories import Describer, sketch_record

Event = tuple[str, str]  # a document's key, an event's id
BY_HAND = "joined by hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """What the data set has in place of some of the machine's occurrences.

    ``looked_at`` are the ids of all that were gone through, ``replaced`` those that give way to ``occurrences``.
    """

    looked_at: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    events: frozenset[Event] = frozenset()


class LinkedStories:
    """The machine's occurrences by their members, read once for each document."""

    def __init__(self, store: Store) -> None:
        """Read nothing yet."""
        self._store = store
        self._read = set[str]()
        self._members: dict[str, tuple[Event, ...]] = {}

    def near(self, keys: Iterable[str]) -> dict[str, tuple[Event, ...]]:
        """Return the members of the occurrences that have one in some documents, by their ids and in their order."""
        wanted = set(keys)
        if missing := sorted(wanted - self._read):
            self._members |= read_members(self._store.connection, missing)
            self._read.update(missing)
        found = sorted(self._members.items())
        return {id: members for id, members in found if wanted.intersection(key for key, _ in members)}


class StoryCorrector:
    """Takes what people said into the machine's stories, a neighbourhood at a time."""

    def __init__(
        self, store: Store, *, until: str | None = None, final: Sequence[str] = (),
        records: ReviewedRecords | None = None, linked: LinkedStories | None = None,
    ) -> None:  # fmt: skip
        """Read the splits and merges of a project.

        Args:
            store: an open project.
            until: only decisions up to this moment (UTC, ISO 8601).
            final: coders whose word stands over everybody else's.
            records: the records as reviewed at that moment, where somebody has them already.
            linked: the machine's stories, where somebody has read of them already.
        """
        self._store, self._linked = store, linked or LinkedStories(store)
        self.records = records or ReviewedRecords(store, until=until, final=final)
        rows = (Decision.from_dict(row) for row in story_decisions(store.connection))
        self.decisions = standing_stories(rows, until=until, final=final)
        self._found: dict[str, StoryDecision] = {}
        self._about: dict[str, list[Decision]] = {}
        for decision in self.decisions:
            for key in {item["document"] for side in sides_of(decision) for item in side}:
                self._about.setdefault(key, []).append(decision)

    def bonds(self) -> Bonds:
        """Return what holds of all splits and merges, and what wants another look."""
        return settle_bonds([self._resolve(decision) for decision in self.decisions])

    def events(self) -> list[Event]:
        """Return all events that splits and merges are about."""
        return sorted({event for decision in self.decisions for event in self._resolve(decision).events})

    def correct(self, seeds: Iterable[Event]) -> Corrected:
        """Return what stands in place of the machine's occurrences of some events, and of all that hangs on them."""
        whole, active, seen = self._gather(set(seeds))
        ordered = [self._found[decision.key] for decision in self.decisions if decision.key in active]
        bonds = settle_bonds(ordered)
        self.records.load({key for members in whole.values() for key, _ in members} | {key for key, _ in seen})
        clusters = [tuple(e for e in members if self.records.holds(e)) for members in whole.values()]
        linked = {event for members in whole.values() for event in members}
        clusters += [(event,) for event in sorted(seen - linked) if self.records.holds(event)]
        describing = _Describing(self._store, self.records, {event for cluster in clusters for event in cluster})
        groups = regroup_stories([cluster for cluster in clusters if cluster], bonds, describing.nearness)
        kept = {
            tuple(sorted(members)): id for id, members in whole.items()
            if len(members) == 1 or not any(self.records.is_corrected(event) for event in members)
        }  # fmt: skip
        untouched = {kept[group] for group in groups if group in kept}
        return Corrected(
            looked_at=tuple(sorted(whole)), replaced=tuple(sorted(set(whole) - untouched)),
            occurrences=tuple(describing.describe(group) for group in groups if group not in kept),
            events=frozenset(linked | seen),
        )  # fmt: skip

    def _gather(self, pending: set[Event]) -> tuple[dict[str, tuple[Event, ...]], set[str], set[Event]]:
        """Return the machine's occurrences around some events, and the decisions that touch them."""
        occurrences: dict[str, tuple[Event, ...]] = {}
        active, seen = set[str](), set[Event]()
        while pending:
            seen |= pending
            for id, members in self._linked.near(key for key, _ in pending).items():
                if id not in occurrences and pending.intersection(members):
                    occurrences[id] = members
                    seen.update(members)
            about = {d.key: d for key in {key for key, _ in seen} for d in self._about.get(key, ())}
            pending = set()
            for key, decision in about.items():
                events = self._resolve(decision).events
                if key not in active and seen.intersection(events):
                    active.add(key)
                    pending.update(events)
            pending -= seen
        return occurrences, active, seen

    def _resolve(self, decision: Decision) -> StoryDecision:
        """Find the events of a split or merge in what is coded now; rejected ones are left out."""
        if decision.key not in self._found:
            these, others = sides_of(decision)
            self.records.load({item["document"] for item in (*these, *others)})
            counts = {"gone": 0, "changed": 0}
            sides = [tuple(self._find(side, counts)) for side in (these, others)]
            self._found[decision.key] = StoryDecision(
                decision=decision, these=sides[0], others=sides[1], gone=counts["gone"], changed=counts["changed"]
            )
        return self._found[decision.key]

    def _find(self, side: Iterable[Mapping[str, Any]], counts: dict[str, int]) -> Iterator[Event]:
        for item in side:
            record = self.records.record(item["document"])
            if record is None:
                counts["gone"] += 1
                continue
            added = item["event"].startswith("r")  # by people: its words may be those of another event, too
            alike = [event for event in record["events"] if event["id"].startswith("r") == added]
            id = find_anchored({**record, "events": alike}, Anchor(**item["anchor"]))
            if id is None:
                counts["changed"] += 1
            elif self.records.holds((item["document"], id)):
                yield item["document"], id


class _Describing:
    """The sketches that describing needs, made when they are needed first."""

    def __init__(self, store: Store, records: ReviewedRecords, events: set[Event]) -> None:
        self._store, self._records, self._events = store, records, events
        self._made: Describer | None = None

    def nearness(self, one: Sequence[Event], other: Sequence[Event]) -> float:
        return self._describer().nearness(one, other)

    def describe(self, members: Sequence[Event]) -> Occurrence:
        found = self._describer().describe(members)
        return replace(
            found,
            members=tuple(
                replace(member, reasons=member.reasons or ((BY_HAND,) if place else ()))
                for place, member in enumerate(found.members)
            ),
        )

    def _describer(self) -> Describer:
        if self._made is None:
            keys = sorted({key for key, _ in self._events})
            sketches = [sketch_record(self._records.kept(key), key=key, signed=False) for key in keys]
            cited = any(voice.names for one in sketches for event in one.events for voice in event.voices)
            self._made = Describer(
                sketches, copies=read_copies_of(self._store.connection, keys),
                outlets=read_outlets(self._store.connection) if cited else (),
            )  # fmt: skip
        return self._made
