import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dateline.knowledge.repair_lexicon import Confusions

Shape = tuple[str, str]  # what the scan reads, what was printed
LISTED = 2.0  # cost of a listed confusion, in powers of ten
ALIKE = 1.6  # of one whose shapes are alike in almost every typeface
OTHER = 3.2  # of any other letter read for another,
ADDED = 3.0  # of a letter or mark that was never printed,
DROPPED = 2.8  # and of one that the scan lost
LEAST, MOST = 0.4, 3.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Words that may have been printed, the confusions that lead from them to what the scan reads, and their cost."""

    words: tuple[str, ...]
    shapes: tuple[Shape, ...]
    cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """How a scan garbles letters: a noisy channel (Kernighan, Church & Gale 1990) with costs in powers of ten.

    ``learned`` are the costs that this document's own plain repairs show: where "livo" and "thoir" stand, "tho" is
    "the". ``prices`` are those and the costs of every listed confusion.
    """

    confusions: Confusions
    learned: Mapping[Shape, float]
    prices: Mapping[Shape, float]

    def cost(self, shape: Shape) -> float:
        known = self.prices.get(shape)
        if known is not None:
            return known
        read, printed = shape
        if not printed:
            return ADDED
        if printed == "'":
            return LISTED
        return DROPPED if not read else OTHER

    def reading_at(self, form: str, i: int) -> tuple[tuple[str, str, float], ...]:
        """Return the listed confusions that may begin at a place of the form: what is read, printed, and the cost."""
        table = self.confusions.words
        return tuple(
            (read, printed, self.prices[read, printed])
            for read in dict.fromkeys(form[i : i + width] for width in (1, 2, 3))
            for printed in table.get(read, ())
        )

    def unread(self, word: str) -> Iterator[tuple[str, Shape]]:
        """Yield every form that one listed confusion turns into ``word``."""
        table = self.confusions.words
        for i in range(len(word)):
            for width in (1, 2, 3):
                read = word[i : i + width]
                if len(read) == width:
                    for printed in table.get(read, ()):
                        yield word[:i] + printed + word[i + width :], (read, printed)


def make_channel(confusions: Confusions, learned: Mapping[Shape, float] | None = None) -> Channel:
    """Return a channel with the costs of the listed confusions, and those that a document shows in their place."""
    prices = {(read, word): LISTED for read, printed in confusions.words.items() for word in printed}
    prices |= {(read, word): ALIKE for read, printed in confusions.names.items() for word in printed}
    return Channel(confusions=confusions, learned=learned or {}, prices=prices | dict(learned or {}))


def learn(channel: Channel, shapes: Counter[Shape], letters: Counter[str]) -> Channel:
    """Return the channel with costs for the confusions that a document's plain repairs show.

    The cost is -log10 of how often the printed letter was read so, smoothed by one tenth of an occurrence.
    """
    learned = {}
    for shape, count in sorted(shapes.items()):
        if count >= 2:
            printed = letters[shape[1]] + shapes[shape] if shape[1] else sum(letters.values())
            rate = (count + 0.1) / (max(printed, count) + 10.0)
            learned[shape] = min(MOST, max(LEAST, -math.log10(rate)))
    return make_channel(channel.confusions, learned)
