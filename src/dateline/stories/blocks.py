"""Blocks: who may be compared with whom. No all-pairs: a block has a cap, and beyond it a window."""

import hashlib
from array import array
from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np
import numpy.typing as npt

from dateline.stories.rules import BlockRules
from dateline.stories.sketch import DocumentSketch, EventSketch, unpack_numbers

Keys = npt.NDArray[np.uint64]
Members = npt.NDArray[np.uint32]
Rank = Callable[[int], tuple[object, ...]]


def hash_key(*parts: object) -> int:
    """Return the 64-bit name of a block; the same on every machine."""
    text = "\x1f".join(map(str, parts))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def name_text_blocks(sketch: DocumentSketch) -> list[int]:
    """Return the blocks of a text: one for each band of its signature."""
    if sketch.signature is None:
        return []
    return [band << 8 | number for number, band in enumerate(unpack_numbers(sketch.signature.bands))]


def name_event_blocks(event: EventSketch, family: str, status: str, rules: BlockRules) -> list[int]:
    """Return the blocks of an event: its days, crossed with its division, its named parties and its tolls.

    Days fall into buckets, and an event stands in those of its own days and of the day after, so that two dates a day
    apart always meet. The country alone with the type is a block, too, for reports that say no more.
    """
    if event.date is None or event.date.start is None:
        return []
    buckets = range(event.date.start // rules.days, (event.date.end + 1) // rules.days + 1)
    if len(buckets) > rules.buckets:
        return []
    place = event.place
    named = {party.identity for party in event.parties if party.identity}
    keys: list[tuple[object, ...]] = [("who", name) for name in sorted(named)[:6]]
    countries = {place.country} if place and place.country else {p.country for p in event.parties if p.country}
    for country in sorted(countries)[:2]:
        keys.append(("country", country, event.type))
        keys += [("toll", country, toll.what, toll.best) for toll in event.tolls[:3] if toll.best and toll.best > 1]
    if place and place.admin1 and place.precision < 6:
        keys.append(("division", place.country, place.admin1))
    return [hash_key(family, status, bucket, *key) for bucket in buckets for key in keys]


class BlockIndex:
    """Members by block, as two sorted arrays: twelve bytes for a member of a block."""

    def __init__(self, rules: BlockRules) -> None:
        self.rules = rules
        self.keys: Keys = np.empty(0, dtype=np.uint64)
        self.members: Members = np.empty(0, dtype=np.uint32)

    def add(self, keys: "array[int]", members: "array[int]") -> Keys:
        """Add members to blocks; return the blocks that were touched and hold at least two."""
        fresh = np.frombuffer(keys, dtype=np.uint64) if keys else np.empty(0, dtype=np.uint64)
        all_keys = np.concatenate([self.keys, fresh])
        all_members = np.concatenate(
            [self.members, np.frombuffer(members, dtype=np.uint32) if members else self.members[:0]]
        )
        order = np.argsort(all_keys, kind="stable")
        self.keys, self.members = all_keys[order], all_members[order]
        touched = np.unique(fresh)
        sizes = np.searchsorted(self.keys, touched, "right") - np.searchsorted(self.keys, touched, "left")
        found: Keys = touched[sizes > 1]
        return found

    def blocks(self, keys: Keys) -> Iterator[list[int]]:
        """Return the members of blocks, each member once."""
        starts, ends = np.searchsorted(self.keys, keys, "left"), np.searchsorted(self.keys, keys, "right")
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            yield sorted(set(self.members[start:end].tolist()))

    def pairs(self, members: list[int], rank: Rank) -> Iterator[tuple[int, int]]:
        """Return the pairs of one block that are compared: all, or beyond the cap a window in canonical order."""
        if len(members) <= self.rules.cap:
            yield from combinations(members, 2)
            return
        ordered = sorted(members, key=rank)
        for place, one in enumerate(ordered):
            for other in ordered[place + 1 : place + 1 + self.rules.window]:
                yield (one, other) if one < other else (other, one)
