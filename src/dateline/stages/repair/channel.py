import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dateline.knowledge.repair_lexicon import Confusions

Shape = tuple[str, str]  # what the scan reads, what was printed
LISTED = 2.0  # cost of a listed confusion, in powers of ten
ALIKE = 1.6  # of one whose shapes are alike in almost every typeface
OTHER = 3.6  # of any other letter read, dropped or added
LEAST, MOST = 0.4, 3.6
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A word that may have been printed, the confusions that lead from it to what the scan reads, and their cost."""

    word: str
    shapes: tuple[Shape, ...]
    cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """How a scan garbles letters: a noisy channel (Kernighan, Church & Gale 1990) with costs in powers of ten.

    ``learned`` are the costs that this document's own plain repairs show: where "livo" and "thoir" stand, "tho" is
    "the".
    """

    confusions: Confusions
    learned: Mapping[Shape, float] = field(default_factory=dict)

    def cost(self, shape: Shape) -> float:
        known = self.learned.get(shape)
        if known is not None:
            return known
        read, printed = shape
        if printed in self.confusions.names.get(read, ()):
            return ALIKE
        return LISTED if printed in self.confusions.words.get(read, ()) else OTHER

    def unread(self, word: str) -> Iterator[tuple[str, Shape]]:
        """Yield every form that one listed or learned confusion turns into ``word``."""
        table = self.confusions.words
        for i in range(len(word)):
            for width in (1, 2, 3):
                read = word[i : i + width]
                if len(read) == width:
                    for printed in table.get(read, ()):
                        yield word[:i] + printed + word[i + width :], (read, printed)

    def misread(self, word: str) -> Iterator[tuple[str, Shape]]:
        """Yield every form that any one letter read wrongly, dropped or added turns into ``word``."""
        for i in range(len(word) + 1):
            rest = word[i + 1 :]
            if i < len(word):
                yield word[:i] + rest, (word[i], "")
                for letter in _LETTERS:
                    if letter != word[i]:
                        yield word[:i] + letter + rest, (word[i], letter)
            for letter in _LETTERS:
                yield word[:i] + letter + word[i:], ("", letter)


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
    return Channel(confusions=channel.confusions, learned=learned)
