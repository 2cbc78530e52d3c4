"""Words that a scan may have turned into a form: the shortlist that the channel then weighs."""

import math
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from dateline.knowledge.repair_lexicon import load_confusions, load_dictionary, load_proper_names, load_word_frequencies
from dateline.stages.repair.channel import LISTED, Channel, Shape

COMMON = 3e-8  # share of all words from which a word is looked for among all that are near
NAMED = 1e-7  # and a name
NEAREST = 40  # words weighed for one form, by letters and again by strokes
EACH = 2.0  # powers of ten in frequency rank that one letter more counts for
BATCH = 200  # forms looked up at a time, which bounds the memory


@dataclass(frozen=True, slots=True, kw_only=True)
class _Vocabulary:
    """Words in order of frequency, and the strokes of each."""

    words: tuple[str, ...]
    strokes: tuple[str, ...]


@lru_cache(maxsize=2)
def _vocabulary(names: bool) -> _Vocabulary:
    listed = {name.lower() for name in load_proper_names()} if names else load_dictionary()
    least = NAMED if names else COMMON
    words = tuple(w for w, share in load_word_frequencies().items() if share >= least and w in listed)
    return _Vocabulary(words=words, strokes=tuple(map(load_confusions().strokes_of, words)))


def reach(form: str) -> int:
    """Return how many letters of a form may differ from the word: half of a short one, at most four."""
    return max(1, min(4, (len(form) + 1) // 3 if len(form) > 4 else len(form) // 2))


def find_near(forms: Sequence[str], *, names: bool = False) -> dict[str, tuple[str, ...]]:
    """Return, for each form, the dictionary words, or the names, that are nearest to it by Levenshtein's distance.

    Distances are taken between letters, and again between strokes, of which "m" has as many as "nn". The nearest come
    first; among words as near, the commoner.
    """
    vocabulary, strokes_of = _vocabulary(names), load_confusions().strokes_of
    by_letter = _nearest(forms, vocabulary.words, vocabulary.words)
    by_stroke = _nearest([strokes_of(form.lower()) for form in forms], vocabulary.strokes, vocabulary.words)
    return {
        form: tuple(dict.fromkeys(letters + strokes))
        for form, letters, strokes in zip(forms, by_letter, by_stroke, strict=True)
    }


def _nearest(forms: Sequence[str], keys: Sequence[str], words: Sequence[str]) -> list[tuple[str, ...]]:
    import numpy as np
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.process import cdist

    found = []
    for first in range(0, len(forms), BATCH):
        batch = forms[first : first + BATCH]
        most = max(reach(form) for form in batch)
        distances = cdist(batch, keys, scorer=Levenshtein.distance, score_cutoff=most, dtype=np.uint8)
        for form, row in zip(batch, distances, strict=True):
            within = np.flatnonzero(row <= reach(form))
            ranks = row[within] * EACH + np.log10(within + 1.0)  # the words stand in order of frequency
            order = within[np.argsort(ranks, kind="stable")][:NEAREST]
            found.append(tuple(words[i] for i in order))
    return found


def find_alike(form: str, channel: Channel, words: Set[str]) -> Iterator[str]:
    """Yield the words that one listed confusion may have turned into the form, or two cheap ones."""
    for word, shape in channel.unread(form):
        if word in words and (len(word) > 1 or word in "ai"):
            yield word
        if len(form) >= 3 and channel.prices[shape] < LISTED:
            for again, second in channel.unread(word):
                if channel.prices[second] < LISTED and again in words and again != form and len(again) > 1:
                    yield again


_Cell = tuple[float, tuple[Shape, ...]]  # the cost so far, and the confusions


class Explainer:
    """Finds the cheapest confusions that turn a word into one form.

    An edit distance whose edits are the channel's confusions of up to three letters (Brill & Moore 2000).
    """

    def __init__(self, form: str, channel: Channel) -> None:
        """Look up what may begin at each place of the form."""
        self._form = form
        self._lower = form.lower()
        self._cost = channel.cost
        self._readings = [channel.reading_at(form, i) for i in range(len(form) + 1)]
        self._added = [channel.cost((letter, "")) for letter in self._lower]

    def explain(self, word: str, most: float) -> _Cell | None:
        """Return the cost of the cheapest confusions, and them; None above ``most``."""
        form, lower, cost_of = self._form, self._lower, self._cost
        height, width = len(form), len(word)
        rows: list[dict[int, _Cell]] = [{} for _ in range(height + 1)]
        rows[0][0] = (0.0, ())
        for i, row in enumerate(rows):
            for j in range(width + 1):
                at = row.get(j)
                if at is None:
                    continue
                cost, shapes = at
                left = i < height
                if j < width:
                    letter = word[j]
                    if left and lower[i] == letter:
                        _keep(rows[i + 1], j + 1, cost, shapes)
                        if not self._readings[i]:
                            continue
                    elif left:
                        shape = (lower[i], letter)
                        _keep(rows[i + 1], j + 1, cost + cost_of(shape), (*shapes, shape), most)
                    _keep(row, j + 1, cost + cost_of(("", letter)), (*shapes, ("", letter)), most)
                if left:
                    _keep(rows[i + 1], j, cost + self._added[i], (*shapes, (form[i], "")), most)
                for read, printed, paid in self._readings[i]:
                    if cost + paid <= most and word.startswith(printed, j):
                        _keep(rows[i + len(read)], j + len(printed), cost + paid, (*shapes, (read, printed)))
        return rows[height].get(width)


def _keep(row: dict[int, _Cell], j: int, cost: float, shapes: tuple[Shape, ...], most: float = math.inf) -> None:
    known = row.get(j)
    if cost <= most and (known is None or cost < known[0]):
        row[j] = (cost, shapes)
