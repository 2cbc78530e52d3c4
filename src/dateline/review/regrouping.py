"""The stories as people left them: the linker's groups with what people said of them."""

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

from dateline.review.bonds import Bonds
from dateline.review.groups import Event, Groups

Cluster = tuple[Event, ...]
Nearness = Callable[[Sequence[Event], Sequence[Event]], float]
_ASKED = 5  # members of a group that stand for it when groups are compared


def regroup_stories(clusters: Iterable[Cluster], bonds: Bonds, nearness: Nearness) -> tuple[Cluster, ...]:
    """Return the linker's clusters with what people said of them: again every event in exactly one.

    1. What is together is one, whatever the linker said, and takes the rest of its clusters along.
    2. A cluster that holds what is apart falls into pieces: events that are apart from the same others stay
       together; then pieces that may meet do, the nearest first.
    3. An event that nobody spoke of goes with the nearest piece of its own cluster, the larger one of equals.

    Without bonds nothing changes; nothing is left over from bonds that were taken back. Bonds of events that no cluster
    holds count for nothing.

    Args:
        clusters: every event in at most one.
        bonds: what holds (``settle_bonds``).
        nearness: how much alike two groups of events are; it is asked only where the two steps leave a choice.
    """
    given = sorted(tuple(sorted(set(cluster))) for cluster in clusters)
    home = {event: place for place, cluster in enumerate(given) for event in cluster}
    groups = Groups()
    for together in bonds.together:
        here = [event for event in together if event in home]
        for event in here[1:]:
            groups.join(here[0], event)
    leaders = {event: together[0] for together in bonds.together for event in together}
    there: dict[Event, Event] = {}
    for event in sorted(home):
        there.setdefault(leaders.get(event, event), event)
    for one, other in sorted(bonds.apart):
        if one in there and other in there:
            groups.part(there[one], there[other])
    for cluster in given:
        _settle(cluster, groups, nearness)
    found: dict[Event, list[Event]] = {}
    for event in home:
        found.setdefault(groups.find(event), []).append(event)
    return tuple(sorted(tuple(sorted(members)) for members in found.values()))


def _settle(cluster: Cluster, groups: Groups, nearness: Nearness) -> None:
    """Join what the linker has in one cluster as far as people let it."""
    leaders = sorted({groups.find(event) for event in cluster})
    within = {leader: groups.against(leader) & set(leaders) for leader in leaders}
    bound = [leader for leader in leaders if within[leader]]
    if not bound:
        bound, within = leaders[:1], {}
    alike: dict[frozenset[Event], Event] = {}
    for leader in bound:
        first = alike.setdefault(within.get(leader, frozenset()), leader)
        groups.join(first, leader)
    pieces = _join_nearest({groups.find(leader) for leader in bound}, groups, nearness)
    for leader in leaders:
        if leader not in bound:
            _join_best(leader, pieces, groups, nearness)
            pieces = sorted({groups.find(piece) for piece in pieces})


def _join_nearest(pieces: Iterable[Event], groups: Groups, nearness: Nearness) -> list[Event]:
    """Join the pieces that may meet, the nearest first; return what is left."""
    pairs = [
        (-nearness(_some(one, groups), _some(other, groups)), one, other)
        for one, other in combinations(sorted(pieces), 2)
        if other not in groups.against(one)
    ]
    for _, one, other in sorted(pairs):
        groups.join(one, other)
    return sorted({groups.find(piece) for piece in pieces})


def _join_best(event: Event, pieces: Sequence[Event], groups: Groups, nearness: Nearness) -> None:
    """Join an event's group with the nearest piece that it may meet."""
    options = [piece for piece in pieces if piece not in groups.against(event) and piece != groups.find(event)]
    if len(options) > 1:
        mine = _some(event, groups)
        options.sort(key=lambda piece: (-nearness(mine, _some(piece, groups)), -len(groups.members(piece)), piece))
    for piece in options[:1]:
        groups.join(event, piece)


def _some(event: Event, groups: Groups) -> Sequence[Event]:
    return sorted(groups.members(event))[:_ASKED]
