"""The readings of a stretch of words as a lattice, and how likely each of them is in its place."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from dateline.knowledge.repair_lexicon import WordPairs
from dateline.stages.repair.channel import Reading

_FAR = -9.0  # powers of ten: what is less likely than this beside the best counts as nothing


class Edge(NamedTuple):
    """A reading of ``width`` tokens from the token ``at`` on; ``own`` if it is what stands there."""

    at: int
    width: int
    reading: Reading
    own: bool


def weigh(edges: Sequence[Edge], length: int, pairs: WordPairs) -> list[float]:
    """Return the probability of each edge, given all that stands around it (forward-backward, Baum 1972).

    Every way through the lattice is a chain of words; its weight is the product of the probabilities that each word
    follows the one before, and of the confusions it needs.
    """
    starting: list[list[int]] = [[] for _ in range(length + 1)]
    for number, edge in enumerate(edges):
        starting[edge.at].append(number)
    before: list[dict[str, float]] = [{} for _ in range(length + 1)]
    before[0][""] = 0.0
    inner = [_inner(edge.reading, pairs) for edge in edges]
    steps: list[dict[str, float]] = [{} for _ in edges]
    for at in range(length):
        for number in starting[at]:
            edge = edges[number]
            step = steps[number] = {
                word: pairs.follows(word, edge.reading.words[0]) + inner[number] for word in before[at]
            }
            arrived = _sum([before[at][word] + value for word, value in step.items()])
            ends = before[at + edge.width]
            last = edge.reading.words[-1]
            ends[last] = _sum([ends[last], arrived]) if last in ends else arrived
    after: list[dict[str, float]] = [{} for _ in range(length)] + [dict.fromkeys(before[length], 0.0)]
    posterior = [_FAR] * len(edges)
    for at in range(length - 1, -1, -1):
        for number in starting[at]:
            edge = edges[number]
            onward = after[at + edge.width].get(edge.reading.words[-1], _FAR * 9)
            for word, value in steps[number].items():
                known = after[at].get(word)
                after[at][word] = value + onward if known is None else _sum([known, value + onward])
            posterior[number] = _sum([before[at][w] + value for w, value in steps[number].items()]) + onward
    whole = _sum(list(before[length].values()))
    return [min(1.0, 10 ** max(_FAR, value - whole)) for value in posterior]


def _inner(reading: Reading, pairs: WordPairs) -> float:
    words = reading.words
    return sum(pairs.follows(first, second) for first, second in pairwise(words)) - reading.cost


def _sum(values: Sequence[float]) -> float:
    top = max(values)
    if len(values) == 1:
        return top
    return top + math.log10(sum(10 ** (value - top) for value in values))
