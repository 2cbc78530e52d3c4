import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dateline.knowledge.repair_lexicon import (
    WordPairs,
    load_confusions,
    load_function_words,
    load_word_frequencies,
    load_word_pairs,
)
from dateline.stages.repair.channel import Channel, Reading, Shape, learn
from dateline.stages.repair.draft import Replacement

RARE = 3e-6  # share below which a form is as likely a misprint as a word
WORD = 3e-7  # share of all words above which a form counts as a word
COMMON = 3e-6  # and above which a form one confusion away shows that a scan garbled it
NOISY = 0.006  # share of garbled words from which a text is repaired word by word
FEWEST = 3  # different garbled forms
MARGIN = 1.0  # powers of ten by which the repaired word must be likelier in its place than what stands there,
RIVAL = 0.7  # than any other reading,
EDGE = 1.0  # and by how much more at the edge of a line, where half a word may stand
MOST_TYPES = 5_000  # forms looked at in one document: bounds the time
MOST_READINGS = 8
PRUNE = 4.0  # powers of ten by which a reading may fall behind the best of its word
SAMPLE = 8_000  # words that the channel is learned from
ROUNDS = 2  # in which the channel is learned
CHEAP = 1.6  # cost up to which two confusions may meet in one real word
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_PLAIN = re.compile(r"(?<![\w'’])[a-z]{3,24}(?![\w'’])")
_Candidates = dict[str, tuple[tuple[str, tuple[Shape, ...]], ...]]
_FREE_BEFORE = re.compile(r"(?:^|\s)[\"'“‘(\[]*\Z|\w-\Z|[—–]\Z")
_FREE_AFTER = re.compile(r"[.,;:!?\"'”’)\]]*(?:\s|\Z)|-+\w|[—–]")
_BREAK = re.compile(r"[.!?;:()\[\]“”\"]|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Word:
    """A token in its place."""

    start: int
    end: int
    form: str
    lower: str
    stop: bool  # a sentence or clause ends before it
    whole: bool  # stands free: blanks or ordinary punctuation on both sides
    edge: bool  # first or last in its line: perhaps half of a word


def fix_words(text: str) -> Iterator[Replacement]:
    """Repair common words that a scan garbled, in texts that show they were scanned badly.

    Engages where at least ``NOISY`` of the lower-case words are no words but one confusion of shape away from a common
    one. Then every word gets the readings that the confusions allow, the likeliest chain of readings is found (Viterbi
    over word pairs), and a reading is taken where it is ``MARGIN`` powers of ten likelier than what stands there. The
    document's plain repairs teach the second pass which confusions it has. A capitalised token becomes a function word
    or stays. Known miss: a garbled word that is a word and fits ("on" for "or").
    """
    if not is_noisy(text):
        return
    words = read_words(text)
    channel = Channel(confusions=load_confusions())
    sample = words[:SAMPLE]
    letters = Counter(letter for word in sample for letter in word.lower)
    candidates: _Candidates = {}
    for round_ in range(ROUNDS):
        plain = _Reader(channel, sample, candidates).repairs(plain_only=round_ == 0)
        channel = learn(channel, Counter(shape for _, reading in plain for shape in reading.shapes), letters)
    for word, reading in _Reader(channel, words, candidates).repairs(plain_only=False):
        now = _cased(reading.word, word.form)
        if now != word.form:
            yield Replacement(word.start, word.end, now, "ocr.word")


def read_words(text: str) -> list[Word]:
    """Return the words of a text with what their surroundings tell."""
    words, at = [], 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        form = match.group()
        whole = bool(_FREE_BEFORE.search(text, max(0, start - 3), start) and _FREE_AFTER.match(text, end))
        edge = text[start - 1 : start] in ("\n", "") or text[end : end + 1] in ("\n", "")
        words.append(Word(start, end, form, form.lower(), bool(_BREAK.search(text, at, start)), whole, edge))
        at = end
    return words


def is_noisy(text: str) -> bool:
    """Tell whether enough of the words are plainly garbled."""
    channel = Channel(confusions=load_confusions())
    frequency = load_word_frequencies()
    counts = Counter(_PLAIN.findall(text))
    total = sum(counts.values())
    garbled = forms = 0
    for form, count in counts.items():
        if frequency.get(form, 0.0) < WORD and any(frequency.get(f, 0.0) >= COMMON for f, _ in channel.unread(form)):
            garbled += count
            forms += 1
            if forms >= FEWEST and garbled >= NOISY * total:
                return True
    return False


class _Reader:
    """Finds the likeliest chain of readings for the words of one document."""

    def __init__(self, channel: Channel, words: Sequence[Word], candidates: _Candidates) -> None:
        self._channel = channel
        self._words = words
        self._frequency = load_word_frequencies()
        self._pairs: WordPairs = load_word_pairs()
        self._function_words = load_function_words()
        self._known_candidates = candidates
        self._allowed = frozenset(form for form, _ in Counter(word.lower for word in words).most_common(MOST_TYPES))
        self._known_readings: dict[tuple[str, bool], tuple[Reading, ...]] = {}

    def repairs(self, *, plain_only: bool) -> list[tuple[Word, Reading]]:
        """Return the words to repair, with the reading to take; plain ones are no words as they stand."""
        taken: list[tuple[Word, Reading]] = []
        chain: list[tuple[Word, tuple[Reading, ...]]] = []
        for word in self._words:
            if word.stop and chain:
                taken += self._best_chain(chain)
                chain = []
            readings: tuple[Reading, ...] = (Reading(word=word.lower, shapes=(), cost=0.0),)
            if self._repairable(word) and (not plain_only or self._frequency.get(word.lower, 0.0) < WORD):
                key = (word.lower, not word.form.islower())
                if key not in self._known_readings:
                    self._known_readings[key] = self._find_readings(*key)
                readings = self._known_readings[key]
            chain.append((word, readings))
        return taken + self._best_chain(chain)

    def _repairable(self, word: Word) -> bool:
        if not word.whole or word.lower not in self._allowed or len(word.form) > 24 or word.form.isdigit():
            return False
        return (
            word.form.islower()
            or word.form[1:].islower()
            or word.form in ("I", "O")
            or any(c.isdigit() for c in word.form)
        )

    def _find_readings(self, form: str, capital: bool) -> tuple[Reading, ...]:
        frequency, cost = self._frequency, self._channel.cost
        best: dict[str, Reading] = {form: Reading(word=form, shapes=(), cost=0.0)}
        deep = frequency.get(form, 0.0) < RARE
        least = max(1e-7, frequency.get(form, 0.0) / 30)
        for word, shapes in self._candidates(form):
            if frequency[word] < least or (capital and word not in self._function_words):
                continue
            paid = [cost(shape) for shape in shapes]
            if len(paid) == 2 and not deep and max(paid) > CHEAP:
                continue
            if word not in best or sum(paid) < best[word].cost:
                best[word] = Reading(word=word, shapes=shapes, cost=sum(paid))
        own = best.pop(form)
        ranked = sorted(best.values(), key=lambda r: (r.cost - math.log10(frequency[r.word]), r.word))
        if not ranked:
            return (own,)
        worst = ranked[0].cost - math.log10(frequency[ranked[0].word]) + PRUNE
        kept = [r for r in ranked[:MOST_READINGS] if r.cost - math.log10(frequency[r.word]) <= worst]
        return (own, *kept)

    def _candidates(self, form: str) -> tuple[tuple[str, tuple[Shape, ...]], ...]:
        found = self._known_candidates.get(form)
        if found is None:
            found = self._known_candidates[form] = tuple(_find_candidates(form, self._channel, self._frequency))
        return found

    def _best_chain(self, chain: Sequence[tuple[Word, tuple[Reading, ...]]]) -> list[tuple[Word, Reading]]:
        if all(len(readings) == 1 for _, readings in chain):
            return []
        follows = self._pairs.follows
        scores: list[tuple[float, Reading]] = [(0.0, Reading(word="", shapes=(), cost=0.0))]
        back: list[list[int]] = []
        for _, readings in chain:
            row, links = [], []
            for reading in readings:
                options = [score + follows(before.word, reading.word) for score, before in scores]
                link = max(range(len(options)), key=options.__getitem__)
                row.append((options[link] - reading.cost, reading))
                links.append(link)
            scores = row
            back.append(links)
        at = max(range(len(scores)), key=lambda i: scores[i][0])
        path: list[Reading] = []
        for (_, readings), links in zip(reversed(chain), reversed(back), strict=True):
            path.append(readings[at])
            at = links[at]
        path.reverse()
        return [
            (word, path[i])
            for i, (word, readings) in enumerate(chain)
            if path[i].shapes and self._clear(path, i, word, readings)
        ]

    def _clear(self, path: Sequence[Reading], i: int, word: Word, readings: Sequence[Reading]) -> bool:
        """Whether the reading beats what stands there by ``MARGIN``, and every other reading by ``RIVAL``."""
        follows = self._pairs.follows
        before = path[i - 1].word if i else ""
        after = path[i + 1].word if i + 1 < len(path) else None

        def score(reading: Reading) -> float:
            onward = follows(reading.word, after) if after else 0.0
            return follows(before, reading.word) + onward - reading.cost

        best = score(path[i])
        unknown = self._frequency.get(word.lower, 0.0) < WORD
        margin = RIVAL + (EDGE if word.edge and unknown else 0.0)
        rivals = max((score(r) for r in readings[1:] if r.word != path[i].word), default=-99.0)
        return best - score(readings[0]) >= MARGIN and best - rivals >= margin


def _find_candidates(
    form: str, channel: Channel, frequency: Mapping[str, float]
) -> Iterator[tuple[str, tuple[Shape, ...]]]:
    """Yield the words that one or two confusions may have turned into ``form``, with the confusions."""
    once = [(word, shape) for word, shape in channel.unread(form) if word]
    for word, shape in once:
        if word in frequency and (len(word) > 1 or word == "a"):
            yield word, (shape,)
    if len(form) < 3 and not channel.learned:
        return
    for word, shape in once:
        for again, second in channel.unread(word):
            if again in frequency and again.isalpha() and again != form and len(again) > 1:
                yield again, (shape, second)
    if len(form) >= 5 and frequency.get(form, 0.0) < WORD:
        for word, shape in channel.misread(form):
            if frequency.get(word, 0.0) >= COMMON:
                yield word, (shape,)


def _cased(word: str, like: str) -> str:
    if (like[:1].isupper() and like[1:].islower()) or (len(like) == 1 and like.isupper()):
        return word[:1].upper() + word[1:]
    return word
