"""Groups that grow by joining, where some must not meet."""

from collections.abc import Iterable

Event = tuple[str, str]  # a document's key, an event's id
Pair = tuple[Event, Event]


class Groups:
    """Groups of events, each known by its least member; two that were parted are never joined.

    The groups are those of a union-find (Tarjan 1975); what is apart is kept between whole groups, so that joining and
    parting say at once whether they fit what was said before.
    """

    def __init__(self, apart: Iterable[Pair] = ()) -> None:
        """Begin with every event for itself, and these pairs apart."""
        self._parent: dict[Event, Event] = {}
        self._members: dict[Event, list[Event]] = {}
        self._against: dict[Event, set[Event]] = {}
        for pair in apart:
            self.part(*pair)

    def find(self, event: Event) -> Event:
        """Return the least member of an event's group."""
        parent = self._parent
        while parent.get(event, event) != event:
            parent[event] = parent.get(parent[event], parent[event])
            event = parent[event]
        return event

    def join(self, one: Event, other: Event) -> bool:
        """Make the groups of two events one; return False where they are apart."""
        first, second = sorted((self.find(one), self.find(other)))
        if first == second:
            return True
        if second in self._against.get(first, ()):
            return False
        self._members[first] = [*self.members(first), *self.members(second)]
        self._members.pop(second, None)
        self._parent[second] = first
        for enemy in self._against.pop(second, ()):
            self._against[enemy].discard(second)
            self._against[enemy].add(first)
            self._against.setdefault(first, set()).add(enemy)
        return True

    def part(self, one: Event, other: Event) -> bool:
        """Keep the groups of two events apart from now on; return False where they are one."""
        first, second = self.find(one), self.find(other)
        if first == second:
            return False
        self._against.setdefault(first, set()).add(second)
        self._against.setdefault(second, set()).add(first)
        return True

    def members(self, event: Event) -> list[Event]:
        """Return the events of an event's group, in no order."""
        root = self.find(event)
        return self._members.get(root, [root])

    def against(self, event: Event) -> frozenset[Event]:
        """Return the groups that an event's group is kept apart from, by their least members."""
        return frozenset(self._against.get(self.find(event), ()))

    def groups(self) -> tuple[tuple[Event, ...], ...]:
        """Return the groups of two and more, sorted."""
        return tuple(sorted(tuple(sorted(members)) for members in self._members.values() if len(members) > 1))

    def apart(self) -> frozenset[Pair]:
        """Return the pairs of groups that are kept apart, by their least members."""
        return frozenset((one, other) for one, enemies in self._against.items() for other in enemies if one < other)
