"""Which pairs share a block, batch by batch, as if all had come at once."""

from array import array
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from dateline.stories.blocks import BlockIndex, Rank
from dateline.stories.rules import BlockRules

Packed = npt.NDArray[np.uint64]
_CHUNK = 1_000_000


def pack_pair(one: int, other: int) -> int:
    """Return a pair as one number, the lower member first."""
    return one << 32 | other if one < other else other << 32 | one


def unpack_pair(pair: int) -> tuple[int, int]:
    """Return the members of ``pack_pair``."""
    return pair >> 32, pair & 0xFFFFFFFF


class Pairing:
    """Blocks of one kind of member, and the pairs that they bring together."""

    def __init__(self, rules: BlockRules, names: Callable[[int], list[int]], rank: Rank) -> None:
        self.index = BlockIndex(rules)
        self._names, self._rank = names, rank

    def load(self, first: int, end: int) -> Packed:
        """Put members in their blocks without pairing them; return the blocks."""
        keys, members = array("Q"), array("I")
        for member in range(first, end):
            names = self._names(member)
            keys.extend(names)
            members.extend([member] * len(names))
        return self.index.add(keys, members)

    def add(self, first: int, end: int) -> tuple[Packed, set[int]]:
        """Add the members from ``first`` on; return the new pairs, and old ones that a crowded block compares no more.

        A crowded block compares neighbours only, and a newcomer may part two of them. Such a pair counts only if
        another block still brings it together: then the result is what it would be if all had come at once.
        """
        parts: list[Packed] = []
        chunk: list[int] = []
        dropped: set[int] = set()
        for block in self.index.blocks(self.load(first, end)):
            pairs = [pack_pair(*pair) for pair in self.index.pairs(block, self._rank)]
            chunk += [pair for pair in pairs if pair & 0xFFFFFFFF >= first]
            if len(block) > self.index.rules.cap:
                old = [member for member in block if member < first]
                dropped.update({pack_pair(*pair) for pair in self.index.pairs(old, self._rank)}.difference(pairs))
            if len(chunk) > _CHUNK:
                parts.append(np.unique(np.array(chunk, dtype=np.uint64)))
                chunk = []
        return np.unique(np.concatenate([*parts, np.array(chunk, dtype=np.uint64)])), dropped

    def supports(self, pair: int) -> bool:
        """Say whether a block brings two members together."""
        one, other = unpack_pair(pair)
        common = sorted({*self._names(one)}.intersection(self._names(other)))
        blocks: Iterator[list[int]] = self.index.blocks(np.array(common, dtype=np.uint64))
        return any((one, other) in self.index.pairs(block, self._rank) for block in blocks)
