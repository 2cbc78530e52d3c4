"""Queues that mean something: what is shown next, and why it is an honest or a useful order."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

QueueKind = Literal["random", "uncertain", "entry", "disagreement", "contradicted", "filter", "flagged", "another-look"]
KINDS: tuple[QueueKind, ...] = (
    "random", "uncertain", "entry", "disagreement", "contradicted", "filter", "flagged", "another-look",
)  # fmt: skip
HONEST: frozenset[QueueKind] = frozenset({"random"})  # only such a sample may be extrapolated


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An event that may be shown: its address, and what a queue sorts by."""

    address: str
    serial: int
    confidence: float
    contradicted: int = 0


def draw_sample(addresses: Iterable[str], size: int, *, seed: int) -> list[str]:
    """Return a simple random sample without replacement, in random order, the same for the same seed.

    Each address gets the number that SHA-256 makes of it and the seed, and the smallest are taken: the sample does not
    depend on the order in which events arrived, and a larger sample of the same seed holds the smaller one.
    """
    return sorted(addresses, key=lambda address: _lot(address, seed))[:size]


def order_candidates(kind: QueueKind, candidates: Sequence[Candidate], *, seed: int = 1) -> list[str]:
    """Return the addresses in the order of a queue."""
    if kind == "random":
        return draw_sample((one.address for one in candidates), len(candidates), seed=seed)
    if kind == "uncertain":
        return [one.address for one in sorted(candidates, key=lambda one: (one.confidence, one.serial))]
    if kind == "contradicted":
        return [one.address for one in sorted(candidates, key=lambda one: (-one.contradicted, one.serial))]
    return [one.address for one in sorted(candidates, key=lambda one: one.serial)]


def _lot(address: str, seed: int) -> bytes:
    return hashlib.sha256(f"{seed}\0{address}".encode()).digest()
