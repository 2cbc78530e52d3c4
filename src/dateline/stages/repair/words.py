import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from dateline.knowledge.repair_lexicon import (
    load_confusions,
    load_dictionary,
    load_function_words,
    load_proper_names,
    load_word_frequencies,
    load_word_pairs,
)
from dateline.stages.repair.candidates import Explainer, find_alike, find_near
from dateline.stages.repair.channel import LISTED, Channel, Reading, Shape, learn, make_channel
from dateline.stages.repair.draft import Replacement
from dateline.stages.repair.lattice import Edge, weigh
from dateline.stages.repair.tokens import WORD, Word, is_noisy, read_words

RARE = 3e-6  # share below which a form is as likely a misprint as a word
SURE = 0.9  # probability from which a reading is taken;
SURE_AT_EDGE = 0.98  # at the edge of a line, where half a word may stand
MOST_TYPES = 5_000  # forms looked at in one document: bounds the time
MOST_READINGS = 8
LEEWAY = 1.0  # powers of ten by which what a document shows may change a cost
PRUNE = 4.0  # powers of ten by which a reading may fall behind the best of its word
SAMPLE = 8_000  # words that the channel is learned from
ROUNDS = 2  # in which the channel is learned
SURE_OF_NAMES = 0.95  # and of a capitalised token, or one of two letters
COSTLY, SURE_IF_COSTLY = 3.8, 0.99  # powers of ten from which so many confusions are believed only if nothing else fits
JOINED, BROKEN = 2.0, 1.5  # cost of a blank, and of a line end, inside a word
PARTED = 2.3  # cost of a blank that the scan lost
PARTS = 1e-5  # share of all words that each of two words run together has at least
STRAYS = frozenset("IiljJ1f")  # what a rule between columns, or dirt, is read as
STRAY, STRAY_AT_EDGE = 2.5, 1.5  # cost of dirt read as a letter, in a line and at its edge
UNKNOWN = (
    7.0,
    0.4,
)  # powers of ten that a form of no list falls short by, and for each letter: chance strings are many
UNSPELLED = 1.5  # and by which a form that only the frequency list has is rarer in small letters than it says
SPELLED = 1e-5  # share above which a form that no dictionary has is a word all the same
SHOWN = 1.6  # cost of a confusion that the document shows

_BLANK = re.compile(r"\s")


def fix_words(text: str) -> Iterator[Replacement]:
    """Repair common words that a scan garbled, in texts that show they were scanned badly.

    Engages where at least ``NOISY`` of the lower-case words are no words but one confusion of shape away from a common
    one. Then every word gets the readings that the confusions allow, each is weighed among its neighbours, and a
    reading is taken whose probability is ``SURE``. The document's plain repairs teach the second pass which confusions
    it has. A capitalised token becomes a function word or stays. Known miss: a garbled word that is a word and fits
    ("on" for "or").
    """
    if not is_noisy(text):
        return
    words = read_words(text)
    channel = make_channel(load_confusions())
    sample = words[:SAMPLE]
    letters = Counter(letter for word in sample for letter in word.lower)
    memory = Memory()
    for round_ in range(ROUNDS):
        plain = _Reader(channel, sample, memory).repairs(plain_only=round_ == 0)
        channel = learn(channel, Counter(shape for _, reading in plain for shape in reading.shapes), letters)
    for found, reading in _Reader(channel, words, memory).repairs(plain_only=False):
        start, end = found[0].start, found[-1].end
        now = _cased(" ".join(reading.words), found[0].form)
        if _is_dirt(found, reading):
            now = found[1].form
        if now != text[start:end]:
            yield Replacement(start, end, now, "ocr.word")
            if "\n" in text[start:end] and (blank := _BLANK.search(text, end)) and blank.group() == " ":
                yield Replacement(*blank.span(), "\n", "ocr.word")


@dataclass(frozen=True, slots=True)
class Memory:
    """What was found of a form (and whether it has a capital) in one round and holds in the next."""

    near: dict[tuple[str, bool], tuple[str, ...]] = field(default_factory=dict)
    explained: dict[tuple[str, bool], tuple[tuple[str, tuple[Shape, ...]], ...]] = field(default_factory=dict)


class _Reader:
    """Finds the likeliest readings for the words of one document."""

    def __init__(self, channel: Channel, words: Sequence[Word], memory: Memory) -> None:
        self._channel = channel
        self._words = words
        self._frequency = load_word_frequencies()
        self._dictionary = load_dictionary()
        self._names = {name.lower() for name in load_proper_names()}
        self._function_words = load_function_words()
        self._either = self._names | self._dictionary
        self._memory = memory
        self._allowed = frozenset(form for form, _ in Counter(word.lower for word in words).most_common(MOST_TYPES))
        self._known: dict[tuple[str, bool], tuple[Reading, ...]] = {}

    def repairs(self, *, plain_only: bool) -> list[tuple[tuple[Word, ...], Reading]]:
        """Return the words to repair, with the reading to take; plain ones are no words as they stand."""
        repairable = [self._repairable(word) for word in self._words]
        self._look_around(repairable, plain_only)
        taken: list[tuple[tuple[Word, ...], Reading]] = []
        first = 0
        for i in range(1, len(self._words) + 1):
            if i == len(self._words) or self._words[i].stop:
                taken += self._read_stretch(first, i, repairable, plain_only)
                first = i
        return taken

    def _look_around(self, repairable: Sequence[bool], plain_only: bool) -> None:
        words = [word for word, ok in zip(self._words, repairable, strict=True) if ok]
        small = [w.lower for w in words if not _is_capital(w) and self._is_unknown(w.lower, False)]
        if not plain_only:
            pairs = zip(pairwise(self._words), pairwise(repairable), strict=True)
            small += [form for (word, after), ok in pairs if all(ok) and (form := self._broken(word, after))]
        large = [w.lower for w in words if _is_capital(w) and self._is_unknown(w.lower, True)]
        for forms, capital in ((small, False), (large, True)):
            new = [f for f in dict.fromkeys(forms) if len(f) >= 3 and (f, capital) not in self._memory.near]
            for form, found in find_near(new).items():
                self._memory.near[form, capital] = found
            if capital:
                for form, found in find_near(new, names=True).items():
                    self._memory.near[form, capital] += found

    def _is_unknown(self, form: str, capital: bool) -> bool:
        if capital:
            if form.endswith("s") and form[:-1] in self._names:
                return False
            return form not in self._names and self._frequency.get(form, 0.0) < WORD
        return form not in self._dictionary and self._frequency.get(form, 0.0) < SPELLED

    def _repairable(self, word: Word) -> bool:
        if not word.whole or word.lower not in self._allowed or len(word.form) > 24 or word.form.isdigit():
            return False
        form = word.form
        if form.islower() or form[1:].islower() or form in ("I", "O") or any(c.isdigit() for c in form):
            return True
        return form[:1].islower() or (form.isupper() and len(form) >= 3)

    def _read_stretch(
        self, first: int, last: int, repairable: Sequence[bool], plain_only: bool
    ) -> Iterator[tuple[tuple[Word, ...], Reading]]:
        words = self._words[first:last]
        edges: list[Edge] = []
        for i, word in enumerate(words):
            unknown = self._is_unknown(word.lower, _is_capital(word))
            readings: tuple[Reading, ...] = ()
            if repairable[first + i] and (unknown or not plain_only):
                readings = self._readings(word.lower, _is_capital(word), unknown)
            cost = self._own_cost(word.lower) if unknown and repairable[first + i] else 0.0
            edges.append(Edge(i, 1, Reading(words=(word.lower,), shapes=(), cost=cost), True))
            edges += [Edge(i, 1, reading, False) for reading in readings]
            if not plain_only and i + 1 < len(words) and repairable[first + i] and repairable[first + i + 1]:
                edges += [Edge(i, 2, reading, False) for reading in self._joined(word, words[i + 1])]
            if not plain_only and i + 1 < len(words) and _is_stray(word, words[i + 1]):
                dirt = STRAY_AT_EDGE if word.edge else STRAY
                after = words[i + 1].lower
                edges.append(Edge(i, 2, Reading(words=(after,), shapes=(), cost=dirt), False))
        if len(edges) == len(words):
            return
        at = -1
        for edge, share in zip(edges, weigh(edges, len(words), load_word_pairs()), strict=True):
            if not edge.own and edge.at > at and share >= self._sure(words[edge.at], edge):
                at = edge.at + edge.width - 1
                yield tuple(words[edge.at : edge.at + edge.width]), edge.reading

    def _sure(self, word: Word, edge: Edge) -> float:
        """Return how probable a reading must be to be taken."""
        capital = _is_capital(word)
        if edge.width == 1 and len(edge.reading.words) == 1 and word.edge and self._is_unknown(word.lower, capital):
            return SURE_AT_EDGE
        if edge.reading.cost > COSTLY and edge.width == 1:
            return SURE_IF_COSTLY
        return SURE_OF_NAMES if capital or len(word.form) <= 2 else SURE

    def _broken(self, word: Word, following: Word) -> str:
        """Return what two tokens read as one word that a blank or a line end broke; "" where they cannot be one."""
        if following.gap not in (" ", "\n") or not following.form.islower() or word.form.isupper():
            return ""
        form = word.lower + following.lower
        if not 5 <= len(form) <= 24:
            return ""
        if not (self._is_unknown(word.lower, _is_capital(word)) or self._is_unknown(following.lower, False)):
            return ""
        return form if not _is_capital(word) or form in self._function_words else ""

    def _joined(self, word: Word, following: Word) -> tuple[Reading, ...]:
        """Return the readings of two tokens as one word."""
        form = self._broken(word, following)
        if not form:
            return ()
        paid = JOINED if following.gap == " " else BROKEN
        if form in self._dictionary:
            return (Reading(words=(form,), shapes=(), cost=paid),)
        return tuple(
            Reading(words=reading.words, shapes=reading.shapes, cost=reading.cost + paid)
            for reading in self._readings(form, False, True)
        )

    def _readings(self, form: str, capital: bool, unknown: bool) -> tuple[Reading, ...]:
        if (form, capital) not in self._known:
            self._known[form, capital] = self._find_readings(form, capital, unknown)
        return self._known[form, capital]

    def _own_cost(self, form: str) -> float:
        """Return by how much less likely a form of no dictionary is than the word list says."""
        share = math.log10(max(self._frequency.get(form, 0.0), 1e-9))
        return share - max(share - UNSPELLED, -UNKNOWN[0] - UNKNOWN[1] * len(form))

    def _find_readings(self, form: str, capital: bool, unknown: bool) -> tuple[Reading, ...]:
        frequency = self._frequency
        own = frequency.get(form, 0.0)
        most = 2.5 + 0.6 * len(form) if unknown else 3.3 if own < RARE else 2.1
        found: list[tuple[float, Reading]] = []
        for word, shapes in self._explained(form, capital, unknown, most + LEEWAY):
            cost = sum(map(self._channel.cost, shapes))
            if cost <= most and (not capital or self._may_be(word, form, unknown, shapes)):
                reading = Reading(words=(word,), shapes=shapes, cost=cost)
                found.append((cost - math.log10(frequency[word]), reading))
        found.sort(key=lambda pair: (pair[0], pair[1].words))
        readings = tuple(reading for score, reading in found[:MOST_READINGS] if score <= found[0][0] + PRUNE)
        return (*readings, *self._parted(form)) if unknown and not capital and len(form) >= 5 else readings

    def _explained(
        self, form: str, capital: bool, unknown: bool, most: float
    ) -> tuple[tuple[str, tuple[Shape, ...]], ...]:
        """Return the words that the form may be, each with its confusions; what a document shows only changes costs."""
        known = self._memory.explained.get((form, capital))
        if known is not None:
            return known
        frequency = self._frequency
        least = 1e-8 if unknown else max(1e-7, frequency.get(form, 0.0) / 30)
        words = self._either if capital else self._dictionary
        near = self._memory.near.get((form, capital), ()) if unknown else ()
        explainer = Explainer(form, self._channel)
        found = []
        best = math.inf
        for word in dict.fromkeys((*find_alike(form, self._channel, words), *near)):
            share = frequency.get(word, 0.0)
            if word == form or share < least:
                continue
            rarity = -math.log10(share)
            explained = explainer.explain(word, min(most, best - rarity + PRUNE + LEEWAY))
            if explained:
                best = min(best, explained[0] + rarity)
                found.append((word, explained[1]))
        self._memory.explained[form, capital] = tuple(found)
        return tuple(found)

    def _parted(self, form: str) -> Iterator[Reading]:
        """Yield the readings of a form as two words that a scan ran together, or parted by a mark read as a letter."""
        for i in range(1, len(form) - 1):
            for gap in (0, 1):
                first, second = form[:i], form[i + gap :]
                if not {first, second} & self._function_words or len(second) < 2 or (len(first) < 2 and first != "a"):
                    continue
                if all(w in self._dictionary and self._frequency.get(w, 0.0) >= PARTS for w in (first, second)):
                    yield Reading(words=(first, second), shapes=(), cost=PARTED + gap)

    def _may_be(self, word: str, form: str, unknown: bool, shapes: Sequence[Shape]) -> bool:
        """Whether a capitalised form may be the word: a function word, or no name and the word is one.

        Any other word only where the document itself shows every confusion that it takes.
        """
        if any(self._channel.cost(shape) > LISTED for shape in shapes):
            return False
        if word in self._function_words:
            return True
        if not unknown or len(form) < 4:
            return False
        return word in self._names or all(self._channel.learned.get(shape, 9.0) <= SHOWN for shape in shapes)


def _is_dirt(found: Sequence[Word], reading: Reading) -> bool:
    return len(found) == 2 and found[0].form in STRAYS and reading.words == (found[1].lower,)


def _is_stray(word: Word, following: Word) -> bool:
    """Whether a token may be dirt or a rule between columns that was read as a letter."""
    return word.form in STRAYS and following.gap in (" ", "\n") and len(following.form) > 2 and following.form.islower()


def _is_capital(word: Word) -> bool:
    return word.form[:1].isupper()


def _cased(word: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return word.upper()
    if (like[:1].isupper() and like[1:].islower()) or (len(like) == 1 and like.isupper()):
        return word[:1].upper() + word[1:]
    return word
