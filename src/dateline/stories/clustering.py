"""From pairs to groups, with a result that depends on the pairs alone, never on their order."""

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass


class Components:
    """Union and find with path halving (Tarjan 1975) over numbered members, in four bytes each."""

    def __init__(self, count: int) -> None:
        self.parent = array("I", range(count))

    def find(self, member: int) -> int:
        """Return the root of a member's component: its least member."""
        parent = self.parent
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    def join(self, one: int, other: int) -> None:
        """Make the components of two members one."""
        first, second = sorted((self.find(one), self.find(other)))
        self.parent[second] = first


@dataclass(slots=True)
class _Cluster:
    members: list[int]
    anchors: list[int]


Fits = Callable[[list[int], list[int], list[int], list[int]], bool]
_ANCHORS = 3


def cluster_pairs(
    pairs: Iterable[tuple[int, int]], sort_key: Callable[[int], tuple[object, ...]], fits: Fits
) -> list[list[int]]:
    """Join pairs in the order given, each only where the two clusters fit as wholes; return those of two and more.

    A chain of pairs does not make one occurrence: what two clusters are known by (their anchors, the most specific
    members) must fit.

    Args:
        pairs: members, the strongest pair first.
        sort_key: the most specific member has the least.
        fits: called with the anchors and the members of both clusters.
    """
    clusters: dict[int, _Cluster] = {}
    home: dict[int, int] = {}
    for one, other in pairs:
        for member in (one, other):
            if member not in home:
                home[member] = member
                clusters[member] = _Cluster([member], [member])
        first, second = sorted((home[one], home[other]))
        if first == second:
            continue
        mine, theirs = clusters[first], clusters[second]
        if not fits(mine.anchors, theirs.anchors, mine.members, theirs.members):
            continue
        if len(theirs.members) > len(mine.members):
            first, second, mine, theirs = second, first, theirs, mine
        mine.members += theirs.members
        mine.anchors = sorted({*mine.anchors, *theirs.anchors}, key=sort_key)[:_ANCHORS]
        for member in theirs.members:
            home[member] = first
        del clusters[second]
    return sorted(sorted(cluster.members) for cluster in clusters.values() if len(cluster.members) > 1)
