import math
from collections.abc import Iterator, Sequence

from dateline.knowledge.repair_lexicon import (
    load_dictionary,
    load_function_words,
    load_proper_names,
    load_word_frequencies,
    load_word_pairs,
)
from dateline.stages.repair.draft import Replacement
from dateline.stages.repair.tokens import WORD, Word, is_noisy, read_words

WHOLE = 1e-6  # share of all words that the joined word has at least
JOIN = 2.0  # powers of ten by which the whole must be likelier than its parts side by side


def fix_split_words(text: str) -> Iterator[Replacement]:
    """Join words that a scan split, and lower a capital I inside a sentence.

    Only in texts that show they were scanned badly: "com mittee" becomes "committee", and "was sent In March" "was sent
    in March" where most such words have the capital. Known miss: parts that are both words.
    """
    if not is_noisy(text):
        return
    words = read_words(text)
    lowers = _lowers_capital_i(words)
    skip = -1
    for i, word in enumerate(words):
        if i == skip or not word.whole:
            continue
        following = words[i + 1] if i + 1 < len(words) else None
        if following and following.whole and text[word.end : following.start] == " " and _one_word(word, following):
            yield Replacement(word.end, following.start, "", "ocr.split")
            skip = i + 1
        elif lowers and _is_common(word) and not _begins(words, i):
            yield Replacement(word.start, word.start + 1, "i", "ocr.case")


def _is_common(word: Word) -> bool:
    if word.form[0] != "I" or not word.form[1:].islower():
        return False
    return word.lower in load_dictionary() and word.form not in load_proper_names()


def _one_word(word: Word, following: Word) -> bool:
    if not (word.form.isalpha() and following.form.isalpha() and following.form.islower() and word.form[1:].islower()):
        return False
    frequency = load_word_frequencies()
    whole = frequency.get(word.lower + following.lower, 0.0)
    parts = frequency.get(word.lower, 0.0), frequency.get(following.lower, 0.0)
    if whole < WHOLE or min(parts) >= 10 * WORD or {word.lower, following.lower} & {"a", "i"}:
        return False
    if word.form[0].isupper() and word.lower + following.lower not in load_function_words():
        return False
    apart = math.log10(max(parts[0], 1e-9)) + load_word_pairs().follows(word.lower, following.lower)
    return math.log10(whole) - apart >= JOIN


def _lowers_capital_i(words: Sequence[Word]) -> bool:
    """Whether the text prints "In" for "in": capital I is usual inside sentences, other capitals of such words not."""
    function_words = load_function_words()
    high_i = low_i = high = low = 0
    for i, word in enumerate(words):
        if word.lower in function_words and len(word.form) > 1 and not _begins(words, i):
            capital = word.form[0].isupper() and word.form[1:].islower()
            if word.form[0] in "iI":
                high_i, low_i = high_i + capital, low_i + (not capital)
            else:
                high, low = high + capital, low + (not capital)
    return high_i >= 3 and high_i / (high_i + low_i) > 4 * (high + 1) / (high + low + 10)


def _begins(words: Sequence[Word], i: int) -> bool:
    """Whether a sentence may begin with the word, or it stands in a line of names or a headline."""
    if i == 0 or words[i].stop:
        return True
    before = words[i - 1]
    return not before.form.islower() or before.end + 1 < words[i].start
