"""A sentence as the gate reads it: lower-case words, and signs of what a word may be (somebody, a sum, a figure)."""

import re
from collections.abc import Iterable, Iterator

from dateline.knowledge.agents import load_agents
from dateline.knowledge.word_forms import load_gate_lexicon

WORD = re.compile(r"[^\W_]+|[-$€£]")
PARTY, NUMBER, MONEY = "=party", "=number", "=money"
_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9])|\n+")
_BACK = 4  # words between a form of "be" and its participle


def split_sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a paragraph by a plain rule; one that is cut too late costs only a parse."""
    start = 0
    for end in _END.finditer(text):
        yield text[start : end.start()]
        start = end.end()
    yield text[start:]


class SentenceReader:
    """Reads sentences with the words of the lexicon and a codebook's fixed phrases, in which no word is an event."""

    def __init__(self, discards: Iterable[str]) -> None:
        """Index the phrases by their first word."""
        words = load_gate_lexicon()
        self.numerals, self.money = words.numerals, words.money
        self.articles, self.openers, self.auxiliaries = words.articles, words.openers, words.auxiliaries
        self.people = words.pronouns | frozenset(load_agents().phrases)
        self.phrases: dict[str, list[tuple[str, ...]]] = {}
        for phrase in discards:
            if pieces := tuple(WORD.findall(phrase)):
                self.phrases.setdefault(pieces[0], []).append(pieces)

    def __call__(self, text: str) -> "Sentence":
        return Sentence(text, self)


class Sentence:
    """The words of one sentence; what is asked of them is found when it is asked for."""

    __slots__ = ("_cased", "_close", "_known", "_signs", "words")

    def __init__(self, text: str, known: SentenceReader) -> None:
        """Cut the text into words."""
        self._cased = WORD.findall(text)
        self.words = [word.lower() for word in self._cased]
        self._known = known
        self._signs: list[str] | None = None
        self._close: dict[tuple[int, int, bool], set[str]] = {}

    def close(self, i: int, near: int, *, behind: bool = False) -> set[str]:
        """Return the words around a place, or behind it, and their signs."""
        found = self._close.get((i, near, behind))
        if found is None:
            start = i + 1 if behind else max(0, i - near)
            end = i + near + 1
            found = self._close[i, near, behind] = {*self.words[start:end], *self.signs[start:end]}
        return found

    def has_party(self, i: int) -> bool:
        """Tell whether a word other than the one at the place may be somebody."""
        return any(sign == PARTY and at != i for at, sign in enumerate(self.signs))

    def follows_article(self, i: int) -> bool:
        return i > 0 and self.words[i - 1] in self._known.articles

    def is_passive(self, i: int) -> bool:
        """Tell whether the word may be a participle, whose object stands before it: "the city was seized"."""
        word = self.words[i]
        return not word.endswith(("s", "ing")) and not self._known.auxiliaries.isdisjoint(
            self.words[max(0, i - _BACK) : i]
        )

    def discarded(self) -> set[int]:
        """Return the places that are no event in a fixed phrase ("defence minister")."""
        dropped: set[int] = set()
        for i, word in enumerate(self.words):
            for phrase in self._known.phrases.get(word, ()):
                if tuple(self.words[i : i + len(phrase)]) == phrase:
                    dropped.update(range(i, i + len(phrase)))
        return dropped

    @property
    def signs(self) -> list[str]:
        """What each word may be, beside a word."""
        if self._signs is None:
            pairs = zip(self._cased, self.words, strict=True)
            self._signs = [self._sign(i, cased, word) for i, (cased, word) in enumerate(pairs)]
        return self._signs

    def _sign(self, i: int, cased: str, word: str) -> str:
        known = self._known
        if word in known.money:
            return MONEY
        if cased[0].isdigit() or word in known.numerals:
            return NUMBER
        if word in known.people or (cased[0].isupper() and (i or word not in known.openers)):
            return PARTY
        return ""
