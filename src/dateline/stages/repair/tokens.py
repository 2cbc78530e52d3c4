import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from dateline.knowledge.layout_lexicon import load_language_signs
from dateline.knowledge.repair_lexicon import load_confusions, load_dictionary, load_word_frequencies
from dateline.stages.repair.channel import make_channel

WORD = 3e-7  # share of all words above which a form counts as a word
SEEN = 3e-6  # and above which one counts as a word that no dictionary has
COMMON = 1e-5  # and above which a dictionary word one confusion away shows that a scan garbled it
ENGLISH = 0.04  # of the words of an English text at least so many are stop words; bad scans have 15 % and more
NOISY = 0.012  # share of unknown words from which a text may be one that was scanned badly
FEWEST, SHORT = 3, 150  # forms that one confusion garbled; one less in a text of fewer small words than this
LEAST = 10  # words in small letters from which that can be told
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_PLAIN = re.compile(r"(?<=[^\S\n])[a-z]{3,24}(?=[,;:.]?[^\S\n])")
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
    gap: str  # what stands between it and the word before


def read_words(text: str) -> list[Word]:
    """Return the words of a text with what their surroundings tell.

    A chunk between blanks with marks inside it ("tho.o", "l,o") is one word, since a scan reads letters as marks.
    """
    words, at = [], 0
    dirty = _find_dirty(text)
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if start < at:
            continue
        end = dirty.get(start, end)
        form = text[start:end]
        whole = bool(_FREE_BEFORE.search(text, max(0, start - 3), start) and _FREE_AFTER.match(text, end))
        edge = text[start - 1 : start] in ("\n", "") or text[end : end + 1] in ("\n", "")
        words.append(
            Word(start, end, form, form.lower(), bool(_BREAK.search(text, at, start)), whole, edge, text[at:start])
        )
        at = end
    return words


_DIRTY = re.compile(r"(?<![^\s\"'“‘(\[])[a-z]+(?:[.,:;'\"|!~*^<>\\]{1,2}[a-z]+){1,2}(?=[.,;:!?\"'”’)\]]*(?:\s|\Z))")


def _find_dirty(text: str) -> dict[int, int]:
    """Return the spans of small letters with one or two stray marks among them that are no word when parted there."""
    frequency = load_word_frequencies()
    found = {}
    for match in _DIRTY.finditer(text):
        parts = re.findall(r"[a-z]+", match.group())
        if match.group() not in frequency and any(frequency.get(part, 0.0) < 1e-5 for part in parts):
            found[match.start()] = match.end()
    return found


@lru_cache(maxsize=4)
def is_noisy(text: str) -> bool:
    """Tell whether enough of the words are plainly garbled.

    Such a word is in no dictionary, and one confusion of shape makes a common word of it. Clean news has hardly one in
    a report, a bad scan one in every twenty words. Words at the edge of a line are left out: they may be halves. A
    text in another language is none: even the worst scan of an English one keeps its "of" and "said".
    """
    counts = Counter(_PLAIN.findall(text))
    dictionary, frequency = load_dictionary(), load_word_frequencies()
    channel = make_channel(load_confusions())
    unknown = [form for form in counts if form not in dictionary and frequency.get(form, 0.0) < SEEN]
    total, strange = sum(counts.values()), sum(counts[form] for form in unknown)
    if total < LEAST or strange < NOISY * total:
        return False
    stop_words = load_language_signs().stop_words
    if sum(count for form, count in counts.items() if form.lower() in stop_words) < ENGLISH * total:
        return False
    garbled = sum(
        any(near in dictionary and frequency.get(near, 0.0) >= COMMON for near, _ in channel.unread(form))
        for form in unknown
    )
    least = FEWEST if total >= SHORT else FEWEST - 1
    return garbled >= least
