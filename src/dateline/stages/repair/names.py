import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set

from dateline.knowledge.repair_lexicon import load_confusions, load_country_names, load_word_frequencies
from dateline.stages.repair.draft import Replacement

KNOWN = 1e-7  # a word seen more often than once in ten million is taken as spelled right
MOST_CONFUSIONS = 3
_TOKEN = re.compile(r"[^\W_]+(?:[|!][^\W_]+)*")


def fix_names(text: str) -> Iterator[Replacement]:
    """Restore names that a scan garbled, and only to names: "lragl", "Iraqgi" and "Iragi" become "Iraqi".

    A token with a capital, or with an l or 1 where one may have stood, that is no word is repaired when nothing but
    confusions of shape (``data/repair/confusions.yaml``, names) separates it from a country, a demonym, or a name that
    the same text spells right elsewhere; or one looser confusion (twins) from a name that it spells right twice. Two
    names that fit equally well leave it as it is.
    Known miss: a garbled name that is a word ("Mall" for Mali).
    """
    words = Counter(_TOKEN.findall(text))
    suspects = [word for word in words if _may_be_garbled(word)]
    if not suspects:
        return
    frequency = load_word_frequencies()
    suspects = [word for word in suspects if frequency.get(word.lower(), 0.0) < KNOWN]
    known = load_country_names()
    suspects = [word for word in suspects if word not in known]
    if not suspects:
        return
    local = {word for word, n in words.items() if _is_name(word, n, frequency)}
    present = known & words.keys()
    repairs = {word: now for word in suspects if (now := _printed(word, known, present, words))}
    local -= repairs.keys()
    repairs |= {w: now for w in suspects if w not in repairs and (now := _printed(w, frozenset(), local, words))}
    repairs |= {w: now for w in suspects if w not in repairs and (now := _twin(w, local, words))}
    if not repairs:
        return
    for match in _TOKEN.finditer(text):
        now = repairs.get(match.group())
        if now:
            yield Replacement(*match.span(), now, "ocr.name")


def _may_be_garbled(word: str) -> bool:
    if len(word) < 4 or len(word) > 30:
        return False
    return (word[0].isupper() or word[0] in "l1|0") and any(c.islower() for c in word[1:])


def _is_name(word: str, count: int, frequency: dict[str, float]) -> bool:
    return len(word) >= 4 and word[0].isupper() and word[1:].islower() and (count >= 2 or word.lower() in frequency)


def _printed(word: str, known: frozenset[str], local: Set[str], counts: Counter[str]) -> str | None:
    """Return the one name that was printed, fewest confusions first."""
    table = load_confusions().names
    seen, reached = {word}, [word]
    for _ in range(MOST_CONFUSIONS):
        reached = [
            form
            for form in dict.fromkeys(f for start in reached for f in _unconfused(start, table))
            if form not in seen
        ]
        seen.update(reached)
        fits = [form for form in reached if form in local and (form in known or counts[form] > counts[word])]
        fits = fits or [form for form in reached if form in known]
        if len(fits) == 1:
            return fits[0]
        if fits or len(seen) > 4_000:
            return None
    return None


def _twin(word: str, local: Set[str], counts: Counter[str]) -> str | None:
    """Return the one name that the text spells at least twice and that one shape of type separates from the word."""
    if len(word) < 5 or counts[word] > 1:
        return None
    confusions = load_confusions()
    forms = {*_unconfused(word, confusions.twins), *_unconfused(word, confusions.names)}
    fits = [form for form in sorted(forms) if form in local and counts[form] >= 2]
    return fits[0] if len(fits) == 1 else None


def _unconfused(word: str, table: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for i in range(len(word)):
        for width in (1, 2):
            for printed in table.get(word[i : i + width], ()):
                if (i == 0) == printed[:1].isupper():
                    yield word[:i] + printed + word[i + width :]
