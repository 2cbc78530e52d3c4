import re
import unicodedata
from collections import Counter

from dateline.knowledge.layout_lexicon import load_language_signs
from dateline.knowledge.repair_lexicon import load_word_frequencies
from dateline.model import Note

READ = 4_000  # characters that are looked at
ENGLISH = 1e-6  # share of all English words above which a word speaks for English, where no stop word does
_WORD = re.compile(r"[^\W\d_]+")


def detect_language(text: str) -> tuple[str | None, tuple[Note, ...]]:
    """Tell the language by its script and its commonest words, as an ISO 639-1 code, with notes.

    Counts stop words of twenty languages (Grefenstette 1995 shows that this does as well as letter trigrams on a
    sentence or more). A text too short to show any has language None and a note; it is coded as English all the same.
    """
    sample = text[:READ]
    words = [word.lower() for word in _WORD.findall(sample)]
    if not words:
        return None, (_uncertain("the text has no words"),)
    language = _script(sample) or _by_stop_words(words)
    if language is None:
        return None, (_uncertain(f"its {len(words)} words hold too few common words to tell"),)
    if language != "en":
        reason = f"the text looks like language {language!r}; only English can be coded so far, so expect gaps"
        return language, (Note(field="language", code="language-not-supported", reason=reason),)
    return language, ()


def _by_stop_words(words: list[str]) -> str | None:
    signs = load_language_signs()
    hits: Counter[str] = Counter()
    for word in words:
        hits.update(signs.languages_of.get(word, ()))
    if not hits:
        frequency = load_word_frequencies()
        english = sum(frequency.get(word, 0.0) >= ENGLISH for word in words)
        return "en" if english >= 3 and english >= 0.7 * len(words) else None
    ranked = sorted(hits.items(), key=lambda item: (-item[1], item[0] != "en", item[0]))
    best, count = ranked[0]
    if best != "en" and (count < 3 or count < 0.1 * len(words)):
        return "en" if hits["en"] >= count - 1 and hits["en"] else None
    return best


def _script(sample: str) -> str | None:
    """Return the language of the script, where more than half of the letters are not Latin."""
    signs = load_language_signs()
    letters = [c for c in sample[:1_000] if c.isalpha()]
    scripts = Counter(unicodedata.name(c, "?").split()[0].title() for c in letters if ord(c) > 0x24F)
    if 2 * sum(scripts.values()) <= len(letters):
        return None
    if scripts["Hiragana"] or scripts["Katakana"]:
        return "ja"
    names = {"Cjk": "CJK"}
    name = min(scripts, key=lambda s: (-scripts[s], s))
    language = signs.scripts.get(names.get(name, name))
    for other, marks in signs.letters.items():
        same = (language == "ru") == (other == "uk")
        if language in ("ru", "ar") and same and sum(sample.count(c) for c in marks) >= 0.005 * len(letters):
            return other
    return language


def _uncertain(why: str) -> Note:
    return Note(
        field="language", code="language-uncertain", reason=f"the language could not be told: {why}; coded as English"
    )
